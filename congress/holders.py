"""Who has a matter in hand, in words: the unit and role that owe a step, and by name whoever began it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from congress import clock
from congress.models import Matter, Posting, Todo
from congress.roles import ROLES


class Holders:
    """The names beside these todos, asked once for all.

    Whoever began a matter has it in hand as long as the role that owes is still
    his at the owning body; else the role alone is named.
    """

    def __init__(self, todos: Iterable[Todo], matters: Mapping[int, Matter]) -> None:
        begun = {
            (matters[todo.matter_id].created_by_id, todo.role)
            for todo in todos
            if todo.matter_id in matters and _is_inside(todo, matters[todo.matter_id])
        }
        users, roles = ({pair[n] for pair in begun} for n in (0, 1))
        rows = Posting.objects.on(clock.today()).filter(user__in=users, user__is_active=True, role__in=roles)
        self._held: dict[tuple[int, str], list[Posting]] = defaultdict(list)
        for row in rows.select_related("organisation", "user__person") if begun else ():
            self._held[row.user_id, row.role].append(row)

    def of(self, todo: Todo, matter: Matter) -> str:
        """市人大常委会 会务（柏小舟）; 桐梓县人大常委会 单位联络员; or the person who owes it."""
        if todo.organisation is None:
            return str(todo.person or "")
        name = f"{todo.organisation.short_name} {ROLES.label(todo.role)}"
        held = self._held.get((matter.created_by_id or 0, todo.role), ()) if _is_inside(todo, matter) else ()
        mine = (row for row in held if todo.organisation.lineage.startswith(row.organisation.lineage))
        return next((f"{name}（{row.user}）" for row in mine), name)


def _is_inside(todo: Todo, matter: Matter) -> bool:
    return bool(matter.created_by_id and todo.organisation_id == matter.owner_id)
