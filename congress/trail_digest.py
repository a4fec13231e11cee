"""The end of the chain, written down outside the database every day.

A chain alone does not stop somebody who may rewrite all of it; a digest that
the audit administrators already have in their mail does.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from congress import clock
from congress.chain import Fault
from congress.messages import Note, send_all
from congress.models import ChainHead, Event, User
from congress.roles import AccountKind


@dataclass(frozen=True)
class Digest:
    """The last event on a day, by its number and hash."""

    day: str
    sequence: int
    hash: str


def folder() -> Path:
    """Where the digests lie, one file a day."""
    path = Path(settings.VAR) / "audit"
    path.mkdir(mode=0o750, exist_ok=True)
    return path


def write() -> Path | None:
    """Write today's digest and mail it; None when nothing has happened yet.

    A day's file is written once and never over: the first is the one that was mailed.
    """
    head = ChainHead.objects.filter(pk=1).first()
    if head is None:
        return None
    digest = Digest(clock.today().isoformat(), head.sequence, head.hash)
    path = folder() / f"{digest.day}.json"
    try:
        with path.open("x", encoding="utf-8") as file:
            json.dump(vars(digest), file)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        return path
    _mail(digest)
    return path


def _mail(digest: Digest) -> None:
    auditors = User.objects.filter(kind=AccountKind.AUDIT, is_active=True)
    text = f"{digest.day}留痕存证：共{digest.sequence}条，摘要（SM3）{digest.hash}。请留存备查。"
    with transaction.atomic():
        send_all(Note(user, text, f"trail.{digest.day}") for user in auditors)


def written() -> list[Digest]:
    """All digests on file, oldest first."""
    return [Digest(**json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder().glob("*.json"))]


def contradictions() -> Iterator[Fault]:
    """Digests on file that the chain of today does not hold any more."""
    for digest in written():
        event = Event.objects.filter(sequence=digest.sequence).values_list("hash", flat=True).first()
        if event != digest.hash:
            yield Fault(digest.sequence, f"与{digest.day}留存的摘要不符：此前的留痕被整体改写过。")
