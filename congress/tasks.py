"""What the worker does: fetch, call, done.

Every task is a sweep over rows, so that one that is lost, repeated or killed
loses nothing and says nothing twice.  That holds without any lock; `alone`
only spares two workers the same work.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from celery import shared_task
from django.conf import settings

from congress import issuing, messages, orphans, outbox, overnight, reminders, trail_digest


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """True if no other worker on this machine is at this sweep; the kernel lets go when we die."""
    with (Path(settings.VAR) / f"sweep-{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@shared_task
def remind() -> None:
    """Say what falls due."""
    with alone("remind") as mine:
        if mine:
            reminders.remind()
            reminders.remind_of_lists()


@shared_task
def replan() -> None:
    """The night: steps of the clock, days anew, the trail's digest, files without a row."""
    with alone("replan") as mine:
        if mine:
            overnight.replan()
            trail_digest.write()
            orphans.sweep()


@shared_task
def deliver() -> None:
    """Tell the recipients of dispatched papers, then post what must leave the house."""
    with alone("deliver") as mine:
        if mine:
            messages.announce_deliveries()
            outbox.deliver()


@shared_task
def print_papers() -> None:
    """Print what was signed."""
    with alone("print") as mine:
        if mine:
            issuing.print_waiting()
