"""What somebody has typed and not yet sent (自动保存): kept on the server, offered back, cleared on success.

Kept in the table of sessions under a key of the user's own, so that it
outlives the sign-out, the idle half hour and a restart; it is no session of
anybody and opens no door.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import salted_hmac

from congress import clock
from congress.models import User

KEPT_FOR = timedelta(days=14)
KEPT_AT_MOST = 5
SIZE_LIMIT = 3_000_000  # characters of all fields together


class TooLong(ValueError):
    """More than is kept."""


class Draft(NamedTuple):
    """Fields as they were posted, and when."""

    fields: Mapping[str, list[str]]
    saved_at: datetime


def _key(user: User) -> str:
    """The key of this user's row, which cannot be guessed."""
    return salted_hmac("congress.drafts", str(user.pk)).hexdigest()[:40]


def _kept(user: User) -> dict[str, Any]:
    row = Session.objects.filter(session_key=_key(user), expire_date__gt=timezone.now()).first()
    return SessionStore().decode(row.session_data) if row else {}


def _keep(user: User, kept: dict[str, Any]) -> None:
    content = {"session_data": SessionStore().encode(kept), "expire_date": timezone.now() + KEPT_FOR}
    Session.objects.update_or_create(session_key=_key(user), defaults=content)


def save(user: User, name: str, fields: Mapping[str, list[str]]) -> datetime:
    """Keep these fields under a name; the oldest go when there are too many.  Raises TooLong."""
    if sum(len(value) for values in fields.values() for value in values) > SIZE_LIMIT:
        raise TooLong
    kept, saved_at = _kept(user), clock.now()
    kept.pop(name, None)
    kept[name] = {"fields": dict(fields), "saved_at": saved_at.isoformat()}
    _keep(user, dict(list(kept.items())[-KEPT_AT_MOST:]))
    return saved_at


def load(user: User, name: str) -> Draft | None:
    """What was kept under this name."""
    found = _kept(user).get(name)
    return Draft(found["fields"], datetime.fromisoformat(found["saved_at"])) if found else None


def newest(user: User) -> tuple[str, Draft] | None:
    """The last one kept, with its name."""
    names = list(_kept(user))
    draft = load(user, names[-1]) if names else None
    return (names[-1], draft) if draft else None


def clear(user: User, name: str) -> None:
    """It has been sent."""
    kept = _kept(user)
    if kept.pop(name, None) is not None:
        _keep(user, kept)
