"""What looking at a matter writes down: that its messages are read, and that a unit has its notice before it.

Opening is no deed: two columns, each once, and nothing on a page that has nothing new.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from congress import clock, permissions
from congress.models import Delivery, OutgoingPaper, User
from congress.models.trail import Event, Message
from congress.procedures import ISSUING


def note(user: User, matter: Any) -> None:
    """The user has the matter's page before him."""
    read_messages(user, matter)
    if _tells_by_paper(matter):
        mark_opened(user, Q(paper__matter=matter.pk) | Q(paper__matter__in=_papers_about(matter)))


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


def _places(user: User) -> list[int]:
    """The organisations for which this user signs."""
    if not permissions.is_business(user):
        return []
    roles = {actor.role.key for actor in ISSUING["sign_for"].by if actor.role}
    reach = permissions.covered(user)
    return sorted({pk for posting in user.postings_now() if posting.role in roles for pk in reach[posting.pk]})


def _papers_about(matter: Any) -> Any:
    """The papers that tell of this matter: whoever looks at the meeting knows what its notice says."""
    return OutgoingPaper.objects.filter(about=matter.pk).values("pk")


def _tells_by_paper(matter: Any) -> bool:
    steps = matter.workflow.steps
    return any(step.paper or (step.lift and step.lift.kind == ISSUING.key) for step in steps)
