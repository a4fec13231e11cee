"""The first screen: what I owe, by when and why that day; what I wait for; what the apps add."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q

from congress import clock, permissions
from congress.apps import desk_panels
from congress.models import Matter, Todo, User
from congress.nouns import workflow_of

SHOWN = 50
SOON = timedelta(days=7)


@dataclass(frozen=True)
class Owed:
    """One todo as the desk shows it."""

    todo: Todo
    matter: Matter
    label: str


@dataclass(frozen=True)
class Group:
    """Todos of one urgency."""

    key: str
    label: str
    rows: list[Owed]


def owed_by(user: User) -> Any:
    """The open todos of this user: of each posting's role at the bodies it reaches, and his own."""
    mine = Q(person_id=user.person_id) if user.person_id else Q(pk__in=())
    reach = permissions.covered(user)
    for posting in user.postings_now():
        mine |= Q(role=posting.role, organisation_id__in=sorted(reach[posting.pk]))
    return Todo.objects.open().filter(mine)


def groups(user: User) -> list[Group]:
    """What the user owes: overdue, due within seven days, later; only of matters that the user may see."""
    rows = owed_by(user).select_related("matter", "matter__owner", "organisation").order_by("due_on", "-pk")[:SHOWN]
    found = list(rows)
    seen = set(Matter.objects.visible_to(user).filter(pk__in={t.matter_id for t in found}).values_list("pk", flat=True))
    today = clock.today()
    overdue, soon, later = [], [], []
    for todo in found:
        if todo.matter_id not in seen:
            continue
        one = Owed(todo, todo.matter, workflow_of(todo.matter.kind)[todo.step].label)
        if todo.due_on and todo.due_on < today:
            overdue.append(one)
        elif todo.due_on and todo.due_on <= today + SOON:
            soon.append(one)
        else:
            later.append(one)
    named = (("overdue", "已逾期", overdue), ("soon", "七天内到期", soon), ("later", "其他待办", later))
    return [Group(key, label, rows) for key, label, rows in named if rows]


def waiting(user: User) -> list[Matter]:
    """Open matters that the user began and that others hold now."""
    mine = Matter.objects.visible_to(user).filter(created_by=user).exclude(holder=None)
    rows = mine.exclude(todos__in=owed_by(user)).select_related("holder").order_by("-sort_on", "-pk")[:SHOWN]
    return [matter for matter in rows if matter.is_open][:10]


def panels(user: User) -> Iterator[dict[str, Any]]:
    """The panels that have something to show."""
    for panel in desk_panels():
        rows = list(panel.rows(user))
        if rows:
            yield {"title": panel.title, "template": panel.template, "rows": rows}
