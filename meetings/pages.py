"""The pages of one meeting beside its own: agenda, documents, sittings …; each is one entry and one template.

An entry is made by the module that knows the content, from `apps.ready()`; the
tabs on every page of the meeting and the address come from this table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from congress.tables import Table

if TYPE_CHECKING:
    from congress.models import User
    from meetings.models import Meeting


def everybody(meeting: Meeting, user: User) -> bool:
    """Whoever may see the meeting sees this page."""
    return True


@dataclass(frozen=True)
class MeetingPage:
    """One page of a meeting: `content(meeting, user, query)` gives what `template` shows.

    `shown_to` tells for whom there is anything on it; to the others the page does not exist.
    """

    key: str
    label: str
    template: str
    content: Callable[[Meeting, User, Any], dict[str, Any]]
    shown_to: Callable[[Meeting, User], bool] = everybody


MEETING_PAGES: Table[MeetingPage] = Table("pages of a meeting")


def pages_for(meeting: Meeting, user: User) -> list[MeetingPage]:
    """The pages that this user finds beside the meeting's own."""
    return [page for page in MEETING_PAGES.values() if page.shown_to(meeting, user)]
