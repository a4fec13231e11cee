"""The first screen: what I owe, by when and why that day; what I wait for; what the apps add."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from congress import clock, permissions
from congress.apps import desk_panels
from congress.holders import Holders
from congress.models import Matter, Posting, Todo, User
from congress.nouns import kinds
from congress.roles import ROLES

SHOWN = 50
WAITING_SHOWN = 12
WAITING_READ = 100
SOON = timedelta(days=7)


@dataclass
class Line:
    """Todos of one step of one matter as the desk shows them: a dispatch to many units is one line."""

    matter: Matter
    label: str
    holders: Holders
    todos: list[Todo] = field(default_factory=list)

    @property
    def todo(self) -> Todo:
        """The one that falls due first."""
        return self.todos[0]

    @property
    def party(self) -> str:
        """Who holds it: 桐梓县人大常委会 单位联络员, 等2个单位."""
        name = self.holders.of(self.todo, self.matter)
        return f"{name}等{len(self.todos)}个单位" if len(self.todos) > 1 else name


@dataclass(frozen=True)
class Group:
    """Lines of one urgency."""

    key: str
    label: str
    rows: list[Line]


@dataclass(frozen=True)
class Desk:
    """What one user owes, grouped by urgency, and what the user waits for."""

    groups: list[Group]
    waiting: list[Line]


def desk_of(user: User) -> Desk:
    """The desk of this user: only of matters that the user may see, asked once for all."""
    mine = _first(own(user)) + _first(stood_in_for(user))
    waits = _awaited(user, {todo.pk for todo in mine})
    seen = Matter.objects.filter(pk__in={todo.matter_id for todo in mine + waits}).visible_to(user)
    matters = seen.select_related("owner").in_bulk()
    holders = Holders(mine + waits, matters)
    owed = _lines(mine, matters, holders)
    owed.sort(key=lambda line: (line.todo.due_on is None, line.todo.due_on, line.todo.pk))
    return Desk(groups=_by_urgency(owed), waiting=_lines(waits, matters, holders)[:WAITING_SHOWN])


def own(user: User) -> QuerySet:
    """The open todos of this user's roles at the bodies that they reach, and of the person."""
    return Todo.objects.open().filter(_mine(user))


def _mine(user: User) -> Q:
    mine = Q(person_id=user.person_id) if user.person_id else Q(pk__in=())
    reach = permissions.covered(user)
    for posting in user.postings_now():
        mine |= Q(role=posting.role, organisation_id__in=sorted(reach[posting.pk]))
    return mine


def stood_in_for(user: User) -> QuerySet:
    """The open todos of another role that this user may take as well, if nobody holds that role there.

    The same order as the reminders': first the role that owes it, without a
    holder the others that the table names.  Whoever began the matter has it too.
    """
    others = Q(pk__in=())
    reach = permissions.covered(user)
    for posting in user.postings_now():
        for first, steps in _seconds(posting.role).items():
            others |= Q(role=first, organisation_id__in=sorted(reach[posting.pk]), step__in=steps)
    at_hand = Posting.objects.on(clock.today()).filter(user__is_active=True, role=OuterRef("role"))
    place = ExpressionWrapper(OuterRef("organisation__lineage"), output_field=CharField())
    holders = at_hand.annotate(place=place).filter(place__startswith=F("organisation__lineage"))
    rows = Todo.objects.open().filter(others).exclude(_mine(user))
    return rows.filter(Q(matter__created_by=user) | ~Exists(holders))


@cache
def _seconds(role: str) -> dict[str, list[str]]:
    """Role that may owe a step → the steps that this other role may take as well, in all tables."""
    found: dict[str, list[str]] = defaultdict(list)
    for noun in kinds().values():
        for step in noun.workflow.steps:
            place = step.by[0].organisation  # who acts elsewhere stands in for nobody here
            keys = [actor.role.key for actor in step.by if actor.role and actor.organisation == place]
            owing = keys if step.stays_with_beginner else keys[:1]
            if step.owed and role in keys:
                for key in owing:
                    if key != role:
                        found[key].append(step.key)
    return found


def _awaited(user: User, mine: set[int]) -> list[Todo]:
    """Open todos of others on what the user began; for a head, of the whole office too."""
    places = {
        pk
        for posting in user.postings_now()
        if posting.role in ROLES and ROLES[posting.role].is_head
        for pk in permissions.covered(user)[posting.pk]
    }
    wanted = Q(pk__in=_soonest(Todo.objects.open().filter(matter__created_by=user)).values("pk")[:WAITING_READ])
    if places:  # two short lists, each by its own index, are far cheaper than one condition over both
        inside = Todo.objects.open().filter(organisation_id__in=sorted(places))
        wanted |= Q(pk__in=_soonest(inside).values("pk")[:WAITING_READ])
    return _first(Todo.objects.filter(wanted).exclude(pk__in=mine), 2 * WAITING_READ)


def _soonest(todos: QuerySet) -> QuerySet:
    """Those that fall due first come first; without a day they come last."""
    return todos.order_by(F("due_on").asc(nulls_last=True), "pk")


def _first(todos: QuerySet, limit: int = SHOWN) -> list[Todo]:
    return list(_soonest(todos).select_related("organisation", "person")[:limit])


def _lines(todos: Iterable[Todo], matters: dict[int, Matter], holders: Holders) -> list[Line]:
    found: dict[tuple[int, str], Line] = {}
    for todo in todos:
        matter = matters.get(todo.matter_id)
        if matter is None:
            continue
        workflow = kinds()[matter.kind].workflow
        label = workflow[todo.step].label if todo.step in workflow else todo.step
        found.setdefault((matter.pk, todo.step), Line(matter, label, holders)).todos.append(todo)
    return list(found.values())


def _by_urgency(lines: list[Line]) -> list[Group]:
    """Overdue, due within seven days, later."""
    today = clock.today()
    overdue, soon, later = [], [], []
    for line in lines:
        due_on = line.todo.due_on
        if due_on and due_on < today:
            overdue.append(line)
        elif due_on and due_on <= today + SOON:
            soon.append(line)
        else:
            later.append(line)
    named = (("overdue", "已逾期", overdue), ("soon", "七天内到期", soon), ("later", "其他待办", later))
    return [Group(key, label, rows) for key, label, rows in named if rows]


def panels(user: User) -> Iterator[dict[str, Any]]:
    """The panels that have something to show."""
    for panel in desk_panels():
        rows = list(panel.rows(user))
        if rows:
            yield {"title": panel.title, "template": panel.template, "rows": rows}
