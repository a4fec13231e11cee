"""What a message says to its reader today: a matter is named only while it may be seen."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.urls import reverse

from congress import permissions
from congress.models import Matter, Message, User

HIDDEN = "（您已不在知悉范围内）"


CHANGE = re.compile(r"change\.(\d+)\.")  # accounts.ask, confirm, refuse
WATCHED = re.compile(r"watch\.(\d+)\.")  # watchers.tell: the account's number


def _target(user: User, message: Message) -> tuple[str, str]:
    """The page of the console, and the number of the row, that a message to an administrator is about."""
    if permissions.is_business(user):
        return "", ""
    if (found := CHANGE.match(message.key)) and any(permissions.keeps(user, kept) for kept in ("roles", "accounts")):
        return "accountchange_change", found[1]
    found = WATCHED.match(message.key)
    if found and permissions.keeps(user, "roles"):
        return "user_change", found[1]
    return ("event_changelist", found[1]) if found and permissions.keeps(user, "trail") else ("", "")


def console_page(user: User, message: Message) -> str:
    """Where in the console an administrator finds what a message is about; empty for everybody else."""
    page, number = _target(user, message)
    if page == "event_changelist":  # the auditor sees no account, but everything that was done to it
        account = User.objects.filter(pk=number).values_list("username", flat=True).first()
        return reverse("console:congress_event_changelist", query={"q": account or ""})
    return reverse(f"console:congress_{page}", args=[number]) if page else ""


def told_to(user: User, rows: Iterable[Message]) -> list[Message]:
    """These messages as the user may read them now, in one statement more for all; `leads`: to a page of its own.

    A matter is called by its title between 《》 only (messages.named); from
    there on the text is about the matter, and is hidden with it.
    """
    rows = list(rows)
    for row in rows:
        row.leads = bool(row.matter_id or _target(user, row)[0])
    named = {row.matter_id for row in rows if row.matter_id and "《" in row.text}
    if named:
        seen = set(Matter.objects.filter(pk__in=named).visible_to(user).values_list("pk", flat=True))
        for row in rows:
            if row.matter_id in named - seen:
                row.text = row.text.partition("《")[0] + HIDDEN
    return rows
