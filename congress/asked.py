"""What has been asked already: while matters are only read, the same question has the same answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

# Set only while a page is read (congress.middleware), or for that part of a deed that writes nothing.
_asked: ContextVar[dict[Any, Any] | None] = ContextVar("asked", default=None)


@contextmanager
def only_reading() -> Iterator[None]:
    """Until the block ends nothing is written that an answer hangs on: a page, or the checks before a step."""
    token = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(token)


def once(key: Any, ask: Callable[[], Any]) -> Any:
    """The answer from before, or a fresh one; where something may be written always a fresh one."""
    asked = _asked.get()
    if asked is None:
        return ask()
    if key not in asked:
        asked[key] = ask()
    return asked[key]


def tell(key: Any, answer: Any) -> None:
    """This answer has come along with another question; where something may be written it is not kept."""
    asked = _asked.get()
    if asked is not None:
        asked[key] = answer
