"""The meetings' panels on the first screen.

They ask by `sort_on`, which is the meeting's day and indexed on every matter.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from congress import clock
from meetings.models import Invitation, Meeting

if TYPE_CHECKING:
    from congress.models import User

AHEAD = timedelta(days=14)


def meetings_ahead(user: User) -> QuerySet:
    """Meetings of the next two weeks that the user may see."""
    today = clock.today()
    ahead = Meeting.objects.visible_to(user).filter(sort_on__range=(today, today + AHEAD))
    return ahead.exclude(state="cancelled").select_related("room").order_by("sort_on", "starts_at")[:10]


def answers_missing(user: User) -> QuerySet:
    """Meetings with units that have not answered: how many of how many, for who may see their invitations."""
    asked = Invitation.objects.visible_to(user).exclude(state="withdrawn").filter(to_meeting=OuterRef("pk"))
    missing = asked.filter(state="invited")
    called = Meeting.objects.visible_to(user).filter(state="notified", sort_on__gte=clock.today())
    counted = called.filter(Exists(missing)).annotate(missing=_count(missing), asked=_count(asked))
    return counted.order_by("answers_close_on", "pk")[:10]


def _count(invitations: QuerySet) -> Subquery:
    """How many of one meeting: asked for each meeting that is shown, not of all that were ever held."""
    return Subquery(invitations.order_by().values("to_meeting").annotate(count=Count("pk")).values("count"))
