"""What one page has already asked: while a page is only read, the same question has the same answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

# Set only while a page is read (congress.middleware), never across a deed.
_asked: ContextVar[dict[Any, Any] | None] = ContextVar("asked", default=None)


@contextmanager
def reading_a_page() -> Iterator[None]:
    """Until the block ends nothing is written that an answer hangs on."""
    token = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(token)


def once(key: Any, ask: Callable[[], Any]) -> Any:
    """The answer from before on this page, or a fresh one; off a page always a fresh one."""
    asked = _asked.get()
    if asked is None:
        return ask()
    if key not in asked:
        asked[key] = ask()
    return asked[key]


def tell(key: Any, answer: Any) -> None:
    """This answer has come along with another question; off a page it is not kept."""
    asked = _asked.get()
    if asked is not None:
        asked[key] = answer
