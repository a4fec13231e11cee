"""发文稿纸: who drafted, checked and signed a paper, and with which words; drawn from its events, printed to be filed.

A step that nobody has taken yet has an empty box, so that it can be taken by pen and recorded afterwards (代录).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from congress import marked_copies, printing
from congress.models.trail import Event
from congress.roles import ROLES
from congress.workflow import Step, Workflow


@dataclass(frozen=True)
class Box:
    """One step of the procedure and what was said in it; empty while nobody has taken it."""

    label: str
    opinions: list[Opinion]


@dataclass(frozen=True)
class Opinion:
    """What somebody said: the words, the name, as what, when, and how it was recorded for him."""

    words: str
    name: str
    capacity: str
    at: Any
    recorded_for: str = ""


def boxes(paper: Any) -> list[Box]:
    """The opinions by steps, the signer's first."""
    events = list(paper.events.select_related("organisation").order_by("sequence"))
    found = [
        Box(step.label, [_opinion(event) for event in events if event.action == f"{paper.kind}.{step.key}"])
        for step in opinion_steps(paper.workflow)
    ]
    issued = paper.issued
    if issued and found and not found[-1].opinions:  # it was signed before this system was there
        found[-1].opinions.append(Opinion("", issued.signed_by, "补录", issued.signed_on))
    return found[::-1]


def opinion_steps(workflow: Workflow) -> list[Step]:
    """The steps in which others than the drafter judge the text, up to the one that issues it."""
    begun = {step.target for step in workflow.creation}
    found: list[Step] = []
    for step in workflow.steps:
        moves = step.each or (step.target and step.target not in step.sources)
        if step.sources and moves and not step.is_return and not step.is_automatic and not begun & set(step.sources):
            found.append(step)
        if step.paper is not None and step.sources:
            return found
    return found


def _opinion(event: Event) -> Opinion:
    place = event.organisation.short_name if event.organisation else ""
    role = ROLES.label(event.role) if event.role else ""
    return Opinion(event.note, event.actor_name, f"{place} {role}".strip(), event.at, event.recorded_for)


def pdf(paper: Any) -> printing.Rendered:
    """The form on paper.  Raises PrintError."""
    drafter = paper.created_by
    phone = drafter.person.phone if drafter and drafter.person else ""
    context = {"matter": paper, "boxes": boxes(paper), "drafter": drafter, "phone": phone, "issued": paper.issued}
    return marked_copies.on_paper("papers/issuing_form.html", context)
