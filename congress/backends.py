"""How an account comes back from a session."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from congress.models import Grant, Message, User


class AccountBackend(ModelBackend):
    """Password accounts.  What every page asks of its user comes along in one statement."""

    def get_user(self, user_id: Any) -> User | None:
        """The account with its person, `unread_count` and `has_grants`; None if it is gone or shut."""
        unread = Message.objects.filter(user=OuterRef("pk"), read_at=None).order_by().values("user")
        found = User.objects.select_related("person").annotate(
            unread_count=Coalesce(Subquery(unread.annotate(count=Count("pk")).values("count")), 0),
            has_grants=Exists(Grant.objects.current(OuterRef("pk"))),
        )
        user = found.filter(pk=user_id).order_by().first()
        return user if user and self.user_can_authenticate(user) else None
