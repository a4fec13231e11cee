"""The meetings' panels on the first screen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from congress import clock
from meetings.models import Invitation, Meeting

if TYPE_CHECKING:
    from congress.models import User

AHEAD = timedelta(days=14)


def meetings_ahead(user: User) -> QuerySet:
    """Meetings of the next two weeks that the user may see."""
    today = clock.today()
    ahead = Meeting.objects.visible_to(user).filter(held_on__range=(today, today + AHEAD))
    return ahead.exclude(state="cancelled").select_related("room").order_by("held_on", "starts_at")[:10]


def answers_missing(user: User) -> QuerySet:
    """Meetings with units that have not answered: how many of how many, for who may see their invitations."""
    seen = Invitation.objects.visible_to(user).exclude(state="withdrawn")
    called = Meeting.objects.visible_to(user).filter(state="notified", held_on__gte=clock.today())
    counted = called.annotate(
        missing=Count("invitations", filter=Q(invitations__in=seen.filter(state="invited").values("pk"))),
        asked=Count("invitations", filter=Q(invitations__in=seen.values("pk"))),
    )
    return counted.filter(missing__gt=0).order_by("answers_close_on", "pk")[:10]
