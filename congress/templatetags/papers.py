"""What the pages of a paper show beside it."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Count

from congress import permissions
from congress.models import Delivery, OutgoingPaper, User

register = template.Library()
SHOWN_AT_MOST = 300
COUNTS = {"count": Count("pk"), "opened": Count("opened_at"), "signed": Count("signed_at")}


@register.inclusion_tag("congress/paper_board.html")
def delivery_board(paper: OutgoingPaper, user: User) -> dict[str, Any]:
    """Who has opened it and signed for it; a recipient sees its own row only.  The missing stand first."""
    reach = permissions.covered(user).values()
    rows = Delivery.objects.filter(paper__matter_id=paper.pk)
    if not any(paper.owner_id in places for places in reach):
        rows = rows.filter(organisation__in={pk for places in reach for pk in places})
    shown = list(rows.select_related("organisation").order_by("signed_at", "opened_at", "pk")[: SHOWN_AT_MOST + 1])
    found = sorted(shown[:SHOWN_AT_MOST], key=lambda row: (row.signed_at is not None, row.pk))
    told = _counted(shown) if len(shown) <= SHOWN_AT_MOST else rows.aggregate(**COUNTS)
    return told | {"rows": found, "not_shown": max(0, told["count"] - SHOWN_AT_MOST)}


def _counted(rows: list[Delivery]) -> dict[str, int]:
    return {
        "count": len(rows),
        "opened": sum(row.opened_at is not None for row in rows),
        "signed": sum(row.signed_at is not None for row in rows),
    }
