"""What is still to be done: who owes which step by when, and who reads the matter meanwhile.

Derived from the table and the matter, and written down so that the inbox, the
reminders and every list ask indexed rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from congress import clock
from congress.asked import only_reading
from congress.deadlines import Due, Limit, NoCalendar
from congress.models.access import Reader
from congress.models.calendar import WorkingCalendar
from congress.models.matter import Matter
from congress.models.people import Organisation
from congress.models.trail import Event, Todo
from congress.nouns import kinds
from congress.permissions import Standing, organisations, standings
from congress.roles import Actor
from congress.workflow import Step

BATCH = 500

# (step, organisation, role, person): what tells one todo of a matter from another in a round
TodoKey = tuple[str, int | None, str, int | None]


@dataclass(frozen=True)
class Term:
    """The day a step falls due, why, and the matter whose date it hangs on."""

    on: date | None
    reason: str
    counts_from: Matter | None


def term_of(matter: Any, step: Step, calendar: WorkingCalendar | None = None, taken: Step | None = None) -> Term:
    """The time limit of a step on this matter: the first limit of the table whose condition holds.

    `taken` is the step that is being taken, whose event is not in the chain yet.
    A year without a calendar gives no day but says so; the night's replanning
    fills it in once the calendar is there.
    """
    calendar = calendar or WorkingCalendar()
    for limit in step.within:
        if limit.condition and not matter.value_at(limit.condition):
            continue
        start, named = anchor(matter, limit, taken)
        if start is None:
            return Term(None, "", None)
        try:
            due: Due = limit.due(start, calendar.is_workday, named)
        except NoCalendar as lack:
            return Term(None, str(lack), _hangs_on(matter, limit))
        return Term(due.on, due.reason, _hangs_on(matter, limit))
    return Term(None, "", None)


def anchor(matter: Any, limit: Limit, taken: Step | None = None) -> tuple[date | None, str]:
    """The day a limit counts from, and what happened on it: a date of the matter, or its step that was taken last.

    None while no such step was taken: then the limit has not begun to run.
    """
    steps = matter.workflow.counted_from(limit)
    if not steps:
        return matter.value_at(limit.anchor), ""
    if taken in steps:
        return clock.today(), taken.label  # its event is not in the chain yet, only that of its earlier round
    actions = [f"{matter.kind}.{step.key}" for step in steps]
    events = matter.events.filter(action__in=actions).order_by("-sequence").annotate(day=TruncDate("at"))
    if last := events.values_list("day", "label").first():
        return last
    begun = next((step for step in steps if step.is_creation), None)  # a part is begun without an event of its own
    return (timezone.localdate(matter.created_at), begun.label) if begun else (None, "")


def _hangs_on(matter: Any, limit: Limit) -> Matter:
    head = limit.anchor.split(".")[0]
    target = getattr(matter, head, None) if "." in limit.anchor else None
    return target if isinstance(target, Matter) else matter


def replan(matter: Any, taken: Step | None = None) -> None:
    """Bring the todos of a matter in line with its state: open, close, and set the days anew."""
    with only_reading():
        wanted = _wanted(matter, taken)
    standing = {_key(todo): todo for todo in matter.todos.open()}
    _close([todo for key, todo in standing.items() if key not in wanted], matter, taken)
    _redate([(todo, wanted[key]) for key, todo in standing.items() if key in wanted])
    _open(matter, {key: term for key, term in wanted.items() if key not in standing})
    holders = [key[1] for key in wanted if key[1]]
    matter.holder_id = holders[0] if holders else None
    Matter.objects.filter(pk=matter.pk).update(holder_id=matter.holder_id)
    redate_dependents(matter)


def _wanted(matter: Any, taken: Step | None) -> dict[TodoKey, Term]:
    """Every todo that the table asks for in this state.

    Who stands first in `by` owes the step; of a step for several roles of the
    owning body, whoever began the matter, in the role in which he may take it.
    """
    done = set(
        matter.todos.filter(was_done=True, closed_version__gte=matter.state_version).values_list(
            "step", "organisation_id", "role", "person_id"
        )
    )
    done_steps = {key[0] for key in done}
    wanted: dict[TodoKey, Term] = {}
    calendar = WorkingCalendar()
    for step in matter.workflow.from_state(matter.state):
        if not _is_owed(matter, step, done_steps):
            continue
        term = term_of(matter, step, calendar, taken)
        for key in _parties(matter, step):
            if key not in done or step.owed_if:
                wanted[key] = term
    return wanted


def _is_owed(matter: Any, step: Step, done_steps: set[str]) -> bool:
    """Does the table ask for this step now?  What hangs on a gate is asked anew, however often it was done."""
    if not step.owed or step.is_automatic:
        return False
    if step.owed_if:
        return not getattr(matter, step.owed_if)()
    return step.each or step.key not in done_steps


def _parties(matter: Any, step: Step) -> Iterable[TodoKey]:
    if step.stays_with_beginner and matter.created_by_id:
        for standing in standings(matter.created_by, matter, step):
            yield (step.key, standing.organisation.pk, standing.role, None)
            return
    for actor in step.by:  # who stands first and is there: a table may name one of several places
        if keys := list(_keys(matter, step, actor)):
            yield from keys
            return


def _keys(matter: Any, step: Step, actor: Actor) -> Iterable[TodoKey]:
    if actor.person:
        if person_id := matter.value_at(f"{actor.person}_id"):
            yield (step.key, None, "", person_id)
        return
    role = actor.role.key if actor.role else ""
    for organisation in organisations(matter, actor):
        yield (step.key, organisation.pk, role, None)


def _key(todo: Todo) -> TodoKey:
    return (todo.step, todo.organisation_id, todo.role, todo.person_id)


def _open(matter: Any, wanted: dict[TodoKey, Term]) -> None:
    if not wanted:
        return
    rounds = matter.todos.filter(step__in={key[0] for key in wanted}).values_list(
        "step", "organisation_id", "role", "person_id"
    )
    last = {key[:4]: key[4] for key in rounds.annotate(last=Max("round")).order_by()}
    Todo.objects.bulk_create(
        [
            Todo(
                matter_id=matter.pk,
                step=key[0],
                organisation_id=key[1],
                role=key[2],
                person_id=key[3],
                round=last.get(key, 0) + 1,
                due_on=term.on,
                reason=term.reason,
                counts_from_id=term.counts_from.pk if term.counts_from else None,
            )
            for key, term in wanted.items()
        ],
        batch_size=BATCH,
    )


def _close(todos: list[Todo], matter: Any, taken: Step | None) -> None:
    for todo in todos:
        todo.closed_at, todo.closed_version = clock.now(), matter.version
        todo.was_done = taken is not None and todo.step == taken.key
    Todo.objects.bulk_update(todos, ["closed_at", "closed_version", "was_done"], batch_size=BATCH)


def _redate(pairs: Iterable[tuple[Todo, Term]]) -> None:
    changed = []
    for todo, term in pairs:
        if (todo.due_on, todo.reason) != (term.on, term.reason):
            todo.due_on, todo.reason = term.on, term.reason
            todo.counts_from = term.counts_from
            changed.append(todo)
    Todo.objects.bulk_update(changed, ["due_on", "reason", "counts_from"], batch_size=BATCH)


def redate_dependents(matter: Any) -> None:
    """Set anew every open day, on other matters, that hangs on a date of this one."""
    todos = list(Todo.objects.open().filter(counts_from=matter.pk).exclude(matter=matter.pk).select_related("matter"))
    calendar = WorkingCalendar()
    pairs = []
    for kind in {todo.matter.kind for todo in todos}:
        joined = kinds()[kind].objects.select_related(*kinds()[kind].listing.related)
        nouns = joined.in_bulk([t.matter_id for t in todos if t.matter.kind == kind])
        for todo in todos:
            if noun := nouns.get(todo.matter_id):
                pairs.append((todo, term_of(noun, noun.workflow[todo.step], calendar)))
    _redate(pairs)


def close_for_party(matter: Any, step: Step, standing: Standing | None) -> None:
    """Close one party's todo of a step that each party takes for itself."""
    if standing and standing.organisation:
        close_for(matter, step.key, standing.organisation)
        _pass_on(matter)


def _pass_on(matter: Any) -> None:
    """Who holds the matter is the next party that still owes something."""
    owing = matter.todos.open().filter(organisation__isnull=False).order_by("pk")
    matter.holder_id = owing.values_list("organisation_id", flat=True).first()
    Matter.objects.filter(pk=matter.pk).update(holder_id=matter.holder_id)


def close_for(matter: Any, step_key: str, organisation: Organisation) -> None:
    """Close this organisation's todo, as done: by itself, or by a clerk who recorded it (代录)."""
    matter.todos.open().filter(step=step_key, organisation=organisation).update(
        closed_at=clock.now(), closed_version=matter.version, was_done=True
    )


def owing(matter: Any, step: Step) -> QuerySet:
    """The organisations that have still to take this step."""
    return Organisation.objects.filter(pk__in=matter.todos.open().filter(step=step.key).values("organisation_id"))


def owes(matter: Any, step: Step, standing: Standing) -> bool:
    """Has this party still to take this step?"""
    return matter.todos.open().filter(step=step.key, organisation=standing.organisation).exists()


def plan(matter: Any) -> list[tuple[Step, Term]]:
    """The steps ahead that have a day already, in the order of their days."""
    ahead = matter.workflow.since(matter.state)
    calendar = WorkingCalendar()
    found = []
    for step in matter.workflow.steps:
        if step.owed and not step.owed_if and step.within and ahead & set(step.sources):
            steps = matter.workflow.counted_from(step.within[0])
            if steps and not any(_taken(matter, step) for step in steps):
                continue
            term = term_of(matter, step, calendar)
            if term.on or term.reason:
                found.append((step, term))
    return sorted(found, key=lambda pair: pair[1].on or date.max)


def _taken(matter: Any, step: Step) -> bool:
    """Has this step been taken?  Asked only where the matter may have come through it."""
    if not any(matter.state in matter.workflow.since(target) for target in step.targets):
        return False
    return Event.objects.filter(matter_id=matter.pk, action=f"{matter.kind}.{step.key}").exists()


def _read_by(matter: Any) -> Iterator[tuple[int | None, str, int | None]]:
    """(organisation, role, person) of all who read it by name in its state."""
    for actor, states in matter.workflow.readable().items():
        if matter.state not in states or actor.is_owner_wide:
            continue
        if actor.person:
            if person_id := matter.value_at(f"{actor.person}_id"):
                yield None, "", person_id
        elif actor.role:
            for place in organisations(matter, actor):
                yield place.pk, actor.role.key, None


def write_readers(matter: Any) -> None:
    """Write down who reads this matter by name, from the table's `by` and `readers`."""
    with only_reading():
        wanted = set(_read_by(matter))
    rows = {(r.organisation_id, r.role, r.person_id): r.pk for r in matter.readers.all()}
    Reader.objects.filter(pk__in=[pk for key, pk in rows.items() if key not in wanted]).delete()
    Reader.objects.bulk_create(
        [
            Reader(matter_id=matter.pk, organisation_id=key[0], role=key[1], person_id=key[2])
            for key in sorted(wanted - set(rows), key=str)
        ],
        batch_size=BATCH,
    )
