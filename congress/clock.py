"""The one clock: today and now, in the office's time zone.

Only the seed and tests set it, and forward only: a trail whose times run
backwards proves nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.utils import timezone

_set_to: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The present moment, aware, in the office's time zone."""
    return timezone.localtime(_set_to.get())


def today() -> date:
    """The local date; a deadline lasts to the end of that day."""
    return now().date()


@contextmanager
def running_from(moment: datetime) -> Iterator[None]:
    """Let the clock stand at this moment until the block ends (seed and tests only)."""
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)


def advance(to: datetime | None = None, **by: float) -> None:
    """Set a clock that was stopped forward, to a moment or by a timedelta's arguments.

    Raises RuntimeError outside `running_from`, ValueError when it would go back.
    """
    current = _set_to.get()
    if current is None:
        raise RuntimeError("the real clock is not set by anybody")
    target = to or current + timedelta(**by)
    if target < current:
        raise ValueError(f"the clock only goes forward: {target} is before {current}")
    _set_to.set(target)
