"""Who has a matter in hand, in words: the unit and role that owe a step, and by name whoever began it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from congress import clock, permissions
from congress.models import Matter, Posting, Todo
from congress.roles import ROLES


class Holders:
    """The names beside these todos, asked once for all.

    Inside the owning body the unit is the one where the role is held.  Whoever
    began a matter has it in hand as long as the role that owes is still his
    there; else the role alone is named.
    """

    def __init__(self, todos: Iterable[Todo], matters: Mapping[int, Matter]) -> None:
        inside = [todo for todo in todos if todo.matter_id in matters and _is_inside(todo, matters[todo.matter_id])]
        above = {lineage for todo in inside for lineage in _lineages(todo)}
        rows = Posting.objects.on(clock.today()).filter(
            role__in={todo.role for todo in inside}, user__is_active=True, organisation__lineage__in=above
        )
        self._held: dict[str, list[Posting]] = defaultdict(list)
        for row in rows.select_related("organisation", "user__person").order_by("pk") if inside else ():
            self._held[row.role].append(row)

    def of(self, todo: Todo, matter: Matter) -> str:
        """市人大常委会 会务（柏小舟）; 桐梓县人大常委会 单位联络员; or the person who owes it."""
        if todo.organisation is None:
            return str(todo.person or "")
        held = self._held[todo.role] if _is_inside(todo, matter) else []
        near = [row for row in held if row.organisation.lineage in _lineages(todo)]
        seat = max((row.organisation for row in near), key=lambda body: len(body.lineage), default=todo.organisation)
        name = f"{seat.short_name} {ROLES.label(todo.role)}"
        mine = (row.user for row in near if row.user_id == matter.created_by_id)
        return next((f"{name}（{user}）" for user in mine), name)


def _lineages(todo: Todo) -> list[str]:
    """Those of the body that owes it and of all above it: the head of the office sits at the organ."""
    return list(permissions.lineages_above(todo.organisation, {}))


def _is_inside(todo: Todo, matter: Matter) -> bool:
    return todo.organisation_id is not None and todo.organisation_id == matter.owner_id
