"""What a matter waits for: the parts that have not come far enough to move it, and who has them in hand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from congress import permissions
from congress.holders import Holders
from congress.models import Matter, Todo, User
from congress.nouns import kinds
from congress.workflow import Step

SHOWN = 5
IN_HAND = "正在办理"  # what is said of a part that moves the matter no further


@dataclass
class Awaited:
    """One part: what it is awaited for, and what is owed of it by whom (label, party, day).

    `others` more are awaited besides; the last that is shown says so.
    """

    label: str
    part: Matter
    is_seen: bool
    owed: list[tuple[str, str, date | None]] = field(default_factory=list)
    others: int = 0


def by(matter: Any, user: User) -> list[Awaited]:
    """The parts for which the matter waits, the oldest first, for who works in the house.

    Also those that move it no further, as the notice of a change or a
    cancellation: somebody has them in hand all the same, however far the matter has come.
    One that was dropped is not awaited; of one that the reader may not see
    only its kind and state are told.
    """
    steps = _by_kind(matter)
    if not steps or not (permissions.is_inside(user, matter) or permissions.works_on(user, matter)):
        return []
    found = []
    for step in steps:
        parts = Matter.objects.filter(whole=matter.pk, kind=step.lift.kind, state__in=_on_the_way(step))
        first = parts.defer("search_text").order_by("pk")[: SHOWN + 1]
        label = step.label if matter.state in step.sources else IN_HAND
        shown = [Awaited(label, part, is_seen=False) for part in first]
        if len(shown) > SHOWN:
            del shown[SHOWN:]
            shown[-1].others = parts.count() - SHOWN
        found += shown
    _tell_who(found, user)
    return found


def _by_kind(matter: Any) -> list[Step]:
    """One step for each kind of part that moves the matter: the one ahead of it now, if there is one."""
    found: dict[str, Step] = {}
    for step in matter.workflow.steps:
        if step.lift and (step.lift.kind not in found or matter.state in step.sources):
            found[step.lift.kind] = step
    return list(found.values())


def _on_the_way(step: Step) -> set[str]:
    """The states of a part that has not come far enough and has not ended otherwise."""
    workflow = kinds()[step.lift.kind].workflow
    return set(workflow.states) - workflow.since(step.lift.state) - set(workflow.final)


def _tell_who(found: list[Awaited], user: User) -> None:
    parts = {one.part.pk: one.part for one in found}
    if not parts:
        return
    seen = set(Matter.objects.filter(pk__in=parts).visible_to(user).values_list("pk", flat=True))
    todos = list(Todo.objects.open().filter(matter__in=parts).select_related("organisation", "person").order_by("pk"))
    holders, owed = Holders(todos, parts), defaultdict(list)
    for todo in todos:
        label = kinds()[parts[todo.matter_id].kind].workflow[todo.step].label
        owed[todo.matter_id].append((label, holders.of(todo, parts[todo.matter_id]), todo.due_on))
    for one in found:
        one.is_seen = one.part.pk in seen
        one.owed = owed[one.part.pk][:SHOWN] if one.is_seen else []
