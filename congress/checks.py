"""At start-up every table is whole: states reachable, names of methods, forms, anchors and measures exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils.module_loading import import_string

from congress import printing, typesetting
from congress.bodies import BODY_KINDS, LEVELS
from congress.nouns import kinds
from congress.papers import PAPERS, RECIPIENT_GROUPS
from congress.roles import CLOCK, ROLES
from congress.rules import RULES
from congress.workflow import Step, Workflow


@register(Tags.models)
def check_tables(**kwargs: Any) -> list[CheckMessage]:
    """Everything that is declared, in all apps."""
    found = [message for noun in kinds().values() for message in noun_faults(noun)]
    return found + list(rule_faults()) + list(group_faults())


@register("fonts")
def check_fonts(**kwargs: Any) -> list[CheckMessage]:
    """Without a Chinese font a paper is all boxes, and nothing else would say so."""
    return [
        Warning(
            f"没有安装“{face}”可用的中文字体，公文会印成方框。",
            hint="运行 scripts/install-system。",
            id="congress.W001",
        )
        for face in printing.missing_fonts()
    ]


def noun_faults(noun: Any) -> Iterator[CheckMessage]:
    """What a noun's table names and does not have."""
    workflow: Workflow = noun.workflow
    faults = [f"no step leads to state {state!r}" for state in sorted(unreachable(workflow))]
    faults += [f"final: no state {state!r}" for state in workflow.final if state not in workflow.states]
    for step in workflow.steps:
        faults += [f"{step.key}: {fault}" for fault in step_faults(noun, step)]
    for actor in workflow.readable():
        names = (actor.organisation if actor.role else "", actor.person)
        faults += [f"readers: no attribute {name!r}" for name in names if name and not _has(noun, name)]
        if actor.role and ROLES.get(actor.role.key) is not actor.role:
            faults.append(f"role {actor.role.key!r} is not in the table of roles")
    return (Error(f"procedure {workflow.key}: {fault}", id="congress.E001") for fault in faults)


def step_faults(noun: Any, step: Step) -> Iterator[str]:
    """Methods, attributes and the form that a step names and that are not there."""
    for name in filter(None, (*step.needs, step.then, step.owed_if, step.offered_if)):
        if not callable(getattr(noun, name, None)):
            yield f"{noun.__name__} has no method {name!r}"
    for name in _attributes(noun.workflow, step):
        if not _has(noun, name):
            yield f"{noun.__name__} has no attribute {name!r}"
    if fault := _import_fault(step.form):
        yield fault
    if step.is_creation and step.needs:
        yield "a step that begins a matter asks no gate: there is nothing yet to ask"
    if step.owed_if and step.owed_if not in step.needs:
        yield f"owed_if: {step.owed_if!r} is not among its gates, so it would be owed and refused"
    if step.offered_if and step.offered_if not in step.needs:
        yield f"offered_if: {step.offered_if!r} is not among its gates, so it would be hidden and not refused"
    yield from automatic_faults(step)


def automatic_faults(step: Step) -> Iterator[str]:
    """A step of the clock without a time, or one of the parts that waits for what never comes."""
    if step.by == (CLOCK,) and step.after is None:
        yield "a step of the clock names no time"
    if step.lift is None:
        return
    part = kinds().get(step.lift.kind)
    if part is None:
        yield f"lift: no procedure {step.lift.kind!r}"
    elif step.lift.state not in part.workflow.states:
        yield f"lift: {step.lift.kind} has no state {step.lift.state!r}"


def unreachable(workflow: Workflow) -> set[str]:
    """States to which no chain of steps leads."""
    reached = {step.target for step in workflow.creation}
    while fresh := {t for s in workflow.steps if set(s.sources) & reached for t in s.targets} - reached:
        reached |= fresh
    return set(workflow.states) - reached


def rule_faults() -> Iterator[CheckMessage]:
    """Rules whose measure or bodies do not exist, or that rest on nothing."""
    for rule in RULES.values():
        if fault := _import_fault(rule.measure):
            yield Error(f"rule {rule.code}: {fault}", id="congress.E002")
        if unknown := set(rule.bodies) - set(BODY_KINDS):
            yield Error(f"rule {rule.code}: unknown kinds of body {sorted(unknown)}", id="congress.E002")
        if not rule.basis:
            yield Error(f"rule {rule.code} rests on no basis", id="congress.E002")


def group_faults() -> Iterator[CheckMessage]:
    """Usual addresses that mean no kind of organisation."""
    for group in RECIPIENT_GROUPS.values():
        if unknown := (set(group.kinds) - set(BODY_KINDS)) | (set(group.levels) - set(LEVELS)):
            yield Error(f"recipients {group.key}: unknown {sorted(unknown)}", id="congress.E003")
    for paper in PAPERS.values():
        if not paper.word or paper.format not in typesetting.FORMATS:
            yield Error(f"paper {paper.key}: unknown format {paper.format!r} or no word", id="congress.E004")


def _attributes(workflow: Workflow, step: Step) -> Iterator[str]:
    for limit in (*step.within, *filter(None, (step.after,))):
        yield from (name for name in limit.anchors if name not in workflow)
        if limit.condition:
            yield limit.condition
    if isinstance(step.paper, str):
        yield step.paper


def _has(noun: Any, path: str) -> bool:
    """Does the noun have the first name of this attribute path (a field, property or method)?"""
    head = path.split(".", maxsplit=1)[0]
    return hasattr(noun, head) or any(field.name == head for field in noun._meta.get_fields())


def _import_fault(dotted: str) -> str:
    try:
        import_string(dotted)
    except ImportError as fault:
        return f"{dotted!r} cannot be imported: {fault}"
    return ""
