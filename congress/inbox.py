"""What a message says to its reader today: a matter is named only while it may be seen."""

from __future__ import annotations

from collections.abc import Iterable

from congress.models import Matter, Message, User

HIDDEN = "（您已不在知悉范围内）"


def told_to(user: User, rows: Iterable[Message]) -> list[Message]:
    """These messages as the user may read them now, in one statement more for all.

    A matter is called by its title between 《》 only (messages.named); from
    there on the text is about the matter, and is hidden with it.
    """
    rows = list(rows)
    named = {row.matter_id for row in rows if row.matter_id and "《" in row.text}
    if named:
        seen = set(Matter.objects.filter(pk__in=named).visible_to(user).values_list("pk", flat=True))
        for row in rows:
            if row.matter_id in named - seen:
                row.text = row.text.partition("《")[0] + HIDDEN
    return rows
