"""What only time changes: steps that lapse of time takes, and days that hang on the calendar.

Each matter is replanned under its own lock in its own short transaction, so
the night never holds up a click.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from congress import clock, future, matters
from congress.deadlines import Limit, NoCalendar, Unit
from congress.models import CalendarDay, Matter, Todo, WorkingCalendar
from congress.nouns import kinds
from congress.refusal import Refused
from congress.roles import CLOCK
from congress.workflow import Step

log = logging.getLogger(__name__)

# The night looks back over two days of changes: one that was missed is made good.
LOOK_BACK = timedelta(days=2)
PAGE = 500


def replan() -> int:
    """Take the clock's steps and set anew the days that may have changed; gives how many steps were taken.

    An organisation that ended needs nothing here: who acts and reads for it is
    found by its successor at each asking (permissions.covered).
    """
    taken = sum(take_lapsed(kind, step, after) for kind, step, after in clock_steps())
    for pk in _to_replan():
        with transaction.atomic():
            matter = matters.lock(Matter.objects.get(pk=pk))
            future.replan(matter)
            future.write_readers(matter)
    return taken


def clock_steps() -> Iterator[tuple[str, Step, Limit]]:
    """Kind, step and time of every step of every table that lapse of time takes."""
    for kind, model in kinds().items():
        for step in model.workflow.steps:
            if step.by == (CLOCK,) and step.after is not None:
                yield kind, step, step.after


def take_lapsed(kind: str, step: Step, after: Limit) -> int:
    """Take one such step on every matter whose time has run out; gives how many took it."""
    calendar, last, count = WorkingCalendar(), 0, 0
    waiting = kinds()[kind].objects.filter(kind=kind, state__in=step.sources).order_by("pk")
    while page := list(waiting.filter(pk__gt=last)[:PAGE]):
        last = page[-1].pk
        count += sum(_take_if_lapsed(matter, step, after, calendar) for matter in page)
    return count


def _take_if_lapsed(matter: Any, step: Step, after: Limit, calendar: WorkingCalendar) -> bool:
    """The last day lasts to its end: the step is taken on the day after it."""
    start, _ = future.anchor(matter, after)
    try:
        if start is None or after.due(start, calendar.is_workday).on >= clock.today():
            return False
        matters.take(matter, step.key, None)
    except (NoCalendar, Refused):  # it is asked again tomorrow
        log.info("a step of the clock waits", extra={"ref": matter.ref, "action": step.key})
        return False
    return True


def _to_replan() -> set[int]:
    """Matters with a day that could not be told, or that may have become another one."""
    todos = Todo.objects.open()
    without_day = Q(due_on__isnull=True) & ~Q(reason="")
    found = set(todos.filter(without_day).values_list("matter_id", flat=True))
    changed = CalendarDay.history.filter(history_date__gte=clock.now() - LOOK_BACK)
    if changed.exists():
        for kind, steps in _steps_in_workdays().items():
            dated = todos.filter(matter__kind=kind, step__in=steps, due_on__isnull=False)
            found |= set(dated.values_list("matter_id", flat=True))
    return found


def _steps_in_workdays() -> dict[str, list[str]]:
    """The steps of each kind whose days depend on holidays."""
    return {
        kind: [step.key for step in model.workflow.steps if any(limit.unit is Unit.WORKDAYS for limit in step.within)]
        for kind, model in kinds().items()
    }
