"""What the page of a paper shows of how its text came about."""

from __future__ import annotations

from typing import Any

from django import template

from congress import marked_copies, timeline
from congress.models import OutgoingPaper, User

register = template.Library()


@register.inclusion_tag("congress/marked_links.html")
def marked_links(paper: OutgoingPaper, user: User) -> dict[str, Any]:
    """The marked copy with the count of versions, and the issuing form: for who works on the paper only."""
    is_shown = timeline.works_on(user, paper)
    return {"matter": paper, "is_shown": is_shown, "count": marked_copies.count(paper) if is_shown else 0}
