"""What looking at a matter writes down: that its messages are read, and that a unit has its notice before it.

Opening is no deed: two columns, each once, and nothing on a page that has nothing new.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from congress import clock, permissions, sending
from congress.asked import once
from congress.models import Delivery, OutgoingPaper, User
from congress.models.trail import Event, Message
from congress.procedures import ISSUING

SHOWN_AT_MOST = sending.SHOWN_AT_MOST


def note(user: User, matter: Any) -> None:
    """The user has the matter's page before him.

    A paper is opened by its own page only: who looked at the meeting has not read its notice.
    """
    read_messages(user, matter)
    if isinstance(matter, OutgoingPaper):
        _open_rows(user, matter)


def board_rows(user: User, paper: OutgoingPaper) -> list[Delivery]:
    """The first of the deliveries that the user may know of, the missing first, one more than are shown."""
    if permissions.is_inside(user, paper):
        return sending.first_rows(paper)
    rows = sending.missing_first(deliveries(user, paper))
    return once(("deliveries", user.pk, paper.pk), lambda: list(rows[: SHOWN_AT_MOST + 1]))


def deliveries(user: User, paper: OutgoingPaper) -> QuerySet:
    """The deliveries of a paper that the user may know of: all in the house, outside it those to his own body."""
    rows = Delivery.objects.filter(paper__matter_id=paper.pk)
    return rows if permissions.is_inside(user, paper) else rows.filter(organisation__in=permissions.reach(user))


def read_messages(user: User, matter: Any) -> None:
    """Mark what the user was told of this matter as read; asked only if he has anything unread."""
    if not getattr(user, "unread_count", 1):
        return
    unread = list(user.messages.filter(read_at=None, matter=matter.pk).values_list("pk", flat=True))
    if not unread:
        return
    Message.objects.filter(pk__in=unread).update(read_at=clock.now())
    if hasattr(user, "unread_count"):
        user.unread_count -= len(unread)


def read_by_doing(events: Iterable[Event]) -> None:
    """Who takes a step needs not be told of its matter any more: in one statement for each who acts in the deed."""
    done: dict[int, set[int]] = {}
    for event in events:
        if event.actor_id and event.matter_id and event.state_before:  # a matter that begins has told nothing yet
            done.setdefault(event.actor_id, set()).add(event.matter_id)
    for actor, matters in done.items():
        Message.objects.filter(user=actor, matter__in=matters, read_at=None).update(read_at=clock.now())


def mark_opened(user: User, which: Q) -> None:
    """Write the first look of each unit for which this user could sign to its deliveries among these."""
    if places := _places(user):
        waiting = Delivery.objects.filter(which, organisation__in=places, opened_at=None)
        if unopened := list(waiting.values_list("pk", flat=True)):
            Delivery.objects.filter(pk__in=unopened, opened_at=None).update(opened_at=clock.now())


def _open_rows(user: User, paper: OutgoingPaper) -> None:
    """The same from the rows of the board, which the page shows in a moment."""
    if not (places := _places(user)):
        return
    rows = board_rows(user, paper)
    if len(rows) > SHOWN_AT_MOST:
        mark_opened(user, Q(paper__matter=paper.pk))
    elif unopened := [row for row in rows if row.opened_at is None and row.organisation_id in places]:
        mark_opened(user, Q(pk__in=[row.pk for row in unopened]))
        for row in unopened:
            row.opened_at = clock.now()


def _places(user: User) -> list[int]:
    """The organisations for which this user signs."""
    if not permissions.is_business(user):
        return []
    roles = {actor.role.key for actor in ISSUING["sign_for"].by if actor.role}
    reach = permissions.covered(user)
    return sorted({pk for posting in user.postings_now() if posting.role in roles for pk in reach[posting.pk]})
