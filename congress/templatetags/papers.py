"""What the pages of a paper show beside it."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Count
from django.template import Context

from congress import delivery_slips, opening, previews, reviewing, short_texts, timeline
from congress.models import Delivery, IssuedPaper, OutgoingPaper, User

register = template.Library()
COUNTS = {"count": Count("pk"), "opened": Count("opened_at"), "signed": Count("signed_at")}


@register.filter
def is_worked_on_by(paper: OutgoingPaper, user: User) -> bool:
    """May the user take the text to Word?"""
    return timeline.works_on(user, paper)


@register.filter
def current_print(paper: OutgoingPaper) -> IssuedPaper | None:
    """The print of the text as it stands, if there is one."""
    found: IssuedPaper | None = previews.print_of(paper)
    return found


@register.inclusion_tag("congress/paper_board.html")
def delivery_board(paper: OutgoingPaper, user: User) -> dict[str, Any]:
    """Who has opened it and signed for it; a recipient sees its own row only.  The missing stand first."""
    shown = opening.board_rows(user, paper)
    found = sorted(shown[: opening.SHOWN_AT_MOST], key=lambda row: (row.signed_at is not None, row.pk))
    told = (
        _counted(shown) if len(shown) <= opening.SHOWN_AT_MOST else opening.deliveries(user, paper).aggregate(**COUNTS)
    )
    return told | {"rows": found, "not_shown": max(0, told["count"] - opening.SHOWN_AT_MOST)}


def _counted(rows: list[Delivery]) -> dict[str, int]:
    return {
        "count": len(rows),
        "opened": sum(row.opened_at is not None for row in rows),
        "signed": sum(row.signed_at is not None for row in rows),
    }


@register.inclusion_tag("congress/paper_reviewers.html")
def reviewers(paper: OutgoingPaper) -> dict[str, Any]:
    """The list of reviewers in its order: who has passed it, where it lies now; for the house alone."""
    here = reviewing.current(paper) if paper.state == "checking" else None
    return {"reviewers": [(one, one == here) for one in reviewing.listed(paper)]}


@register.inclusion_tag("congress/paper_after_dispatch.html", takes_context=True)
def after_dispatch(context: Context, paper: OutgoingPaper, user: User) -> dict[str, Any]:
    """For the office: the slips of a paper that was sent, short texts about it, and whom to call."""
    rows = opening.board_rows(user, paper)
    found: dict[str, Any] = {"matter": paper}
    if rows and delivery_slips.is_for(user, paper):
        found["slips"] = delivery_slips.SLIPS.values()
    if rows and paper.state == "dispatched" and paper.issued and timeline.works_on(user, paper):
        unsigned = [row for row in rows if row.signed_at is None]
        is_missing = any(row.channel == row.LOGIN for row in unsigned)
        due = next((row["todo"].due_on for row in context.get("todos", ()) if row["todo"].step == "sign_for"), None)
        found["texts"] = short_texts.texts(paper, paper.issued, is_missing=is_missing, due_on=due)
        found["missing"] = len(unsigned)
    return found
