"""What somebody has typed and not yet sent (自动保存): kept on the server, offered back, cleared on success.

Kept in the table of sessions under a key of the user's own, so that it
outlives the sign-out, the idle half hour and a restart; it is no session of
anybody and opens no door.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from django.contrib.sessions.backends.db import SessionStore
from django.utils.crypto import salted_hmac

from congress import clock
from congress.models import User

KEPT_FOR = 14 * 24 * 3600  # seconds
KEPT_AT_MOST = 5
SIZE_LIMIT = 3_000_000  # characters of all fields together


class TooLong(ValueError):
    """More than is kept."""


class Draft(NamedTuple):
    """Fields as they were posted, and when."""

    fields: Mapping[str, list[str]]
    saved_at: datetime


def _store(user: User) -> SessionStore:
    """This user's row; its key cannot be guessed."""
    store = SessionStore(session_key=salted_hmac("congress.drafts", str(user.pk)).hexdigest()[:40])
    store.set_expiry(KEPT_FOR)
    return store


def save(user: User, name: str, fields: Mapping[str, list[str]]) -> datetime:
    """Keep these fields under a name; the oldest go when there are too many.  Raises TooLong."""
    if sum(len(value) for values in fields.values() for value in values) > SIZE_LIMIT:
        raise TooLong
    store, saved_at = _store(user), clock.now()
    kept = dict(store.get("drafts", {}))
    kept.pop(name, None)
    kept[name] = {"fields": dict(fields), "saved_at": saved_at.isoformat()}
    store["drafts"] = dict(list(kept.items())[-KEPT_AT_MOST:])
    store.save()
    return saved_at


def load(user: User, name: str) -> Draft | None:
    """What was kept under this name."""
    kept = _store(user).get("drafts", {}).get(name)
    return Draft(kept["fields"], datetime.fromisoformat(kept["saved_at"])) if kept else None


def newest(user: User) -> tuple[str, Draft] | None:
    """The last one kept, whatever its name."""
    names = list(_store(user).get("drafts", {}))
    draft = load(user, names[-1]) if names else None
    return (names[-1], draft) if draft else None


def clear(user: User, name: str) -> None:
    """It has been sent."""
    store = _store(user)
    kept = dict(store.get("drafts", {}))
    if kept.pop(name, None) is not None:
        store["drafts"] = kept
        store.save()
