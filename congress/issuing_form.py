"""发文稿纸: who drafted, checked and signed a paper, and with which words; drawn from its events, printed to be filed.

A box in which nobody has said anything yet is empty, so that it can be filled by pen and recorded afterwards (代录).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from congress import marked_copies, printing
from congress.models.trail import Event
from congress.recipients import organ_of
from congress.roles import LEADER, ROLES, SECTION_HEAD

CHECKED, COUNTERSIGNED, READ, SIGNED = "核稿", "会签", "审核", "签发"
PASSED = ("pass_on", "check", "record_pass", "record_check")  # the steps in which a reviewer passes it
SIGNING = ("sign_off", "record_sign_off")
HANDLED = {"recheck": "复核", "register": "登记", "proofread": "校对", "seal": "用印"}


@dataclass(frozen=True)
class Opinion:
    """What somebody said: the words, the name and as what, when; for what was recorded for him, how it came."""

    words: str
    name: str
    capacity: str
    at: Any
    recorded_for: str = ""


@dataclass(frozen=True)
class Box:
    """A box of the form and what was said in it, in order."""

    label: str
    opinions: list[Opinion] = field(default_factory=list)


def boxes(paper: Any) -> list[Box]:
    """What was said of the paper, the signer's words first."""
    found = {label: Box(label) for label in (SIGNED, COUNTERSIGNED, READ, CHECKED)}
    steps = {f"{paper.kind}.{key}": key for key in (*PASSED, *SIGNING)}
    events = paper.events.filter(action__in=steps).select_related("organisation").order_by("sequence")
    recorded = {one.recorded_for: one for one in paper.reviewers.select_related("organisation") if one.recorded_for}
    for event in events:
        if steps[event.action] in SIGNING:
            found[SIGNED].opinions.append(_signed(event, paper))
            continue
        place = recorded.get(event.recorded_for, event)
        found[_box_of(paper, place)].opinions.append(_opinion(event, place))
    issued = paper.issued
    if issued and not found[SIGNED].opinions:  # it was issued outside and entered afterwards
        found[SIGNED].opinions.append(Opinion("", issued.signed_by, "补录", issued.signed_on))
    return list(found.values())


def hands(paper: Any) -> list[tuple[str, str, Any]]:
    """Through whose hands it went after the signature: (复核, name, moment), the last round; empty where not yet."""
    steps = {f"{paper.kind}.{key}": key for key in HANDLED}
    done = {steps[event.action]: event for event in paper.events.filter(action__in=steps).order_by("sequence")}
    return [
        (label, done[key].actor_name if key in done else "", done[key].at if key in done else None)
        for key, label in HANDLED.items()
    ]


def _box_of(paper: Any, place: Any) -> str:
    """处室核稿, 会签 of another organ, or 审核; `place` has a role and an organisation."""
    if place.organisation and organ_of(place.organisation) != organ_of(paper.owner):
        return COUNTERSIGNED
    return CHECKED if place.role == SECTION_HEAD.key else READ


def _opinion(event: Event, place: Any) -> Opinion:
    """A clerk who records stands in the words of how it came, not as the one who said it."""
    where = place.organisation.short_name if place.organisation else ""
    name = getattr(place, "passed_by", "") if event.recorded_for else event.actor_name
    capacity = f"{where} {ROLES.label(place.role) if place.role else ''}".strip()
    return Opinion(event.note, name, capacity, event.at, event.recorded_for)


def _signed(event: Event, paper: Any) -> Opinion:
    """The signer's; of what was signed on paper, by the name that was recorded."""
    if not event.recorded_for:
        return _opinion(event, event)
    return Opinion(event.note, paper.approver, ROLES.label(LEADER.key), event.at, event.recorded_for)


def pdf(paper: Any) -> printing.Rendered:
    """The form on paper.  Raises PrintError."""
    drafter = paper.created_by
    phone = drafter.person.phone if drafter and drafter.person else ""
    context = {
        "matter": paper,
        "boxes": boxes(paper),
        "hands": hands(paper),
        "drafter": drafter,
        "phone": phone,
        "issued": paper.issued,
    }
    return marked_copies.on_paper("papers/issuing_form.html", context)
