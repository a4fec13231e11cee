"""What every page shows around its content: the menu, the banner, how many messages are unread."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from congress import permissions
from congress.apps import menu_entries
from congress.models import User
from congress.nouns import kinds
from congress.roles import ROLES


def around(request: HttpRequest) -> dict[str, Any]:
    """For whoever is signed in; a page before signing in has the banner only."""
    user = getattr(request, "user", None)
    context: dict[str, Any] = {"is_demo": settings.DEMO, "site_name": "人大常委会办公系统"}
    if user is None or not user.is_authenticated:
        return context
    return context | {
        "menu": _menu(user),
        "entries": [entry for entry in menu_entries() if entry.shown_to(user)],
        "capacities": [str(posting) for posting in user.postings_now()],
        "unread": getattr(user, "unread_count", 0),
    }


def _menu(user: User) -> list[tuple[str, str]]:
    """The kinds of matter of which one of the user's roles may read or begin some."""
    held = {ROLES[posting.role] for posting in user.postings_now() if posting.role in ROLES}
    if not permissions.is_business(user):
        return []
    found = []
    for key, noun in kinds().items():
        roles = {actor.role for actor in noun.workflow.readable()}
        if noun.listing.in_menu and roles & held:
            found.append((key, noun.workflow.label))
    return found
