"""How often a body must meet."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from congress.models import Organisation
from congress.rules import RULES, Basis, Period, Rule
from meetings.kinds import COMMITTEE_SESSION
from meetings.models import Meeting

COMMITTEE_MEETS = RULES.add(
    Rule(
        code="COMMITTEE_BIMONTHLY",
        label="常委会会议每两个月至少举行一次",
        bodies=("standing_committee",),
        period=Period.TWO_MONTHS,
        measure="meetings.rules.committee_sessions",
        at_least=1,
        basis=(
            Basis("地方组织法（2015）", "§45", since=date(2015, 8, 29), until=date(2022, 3, 11)),
            Basis("地方组织法（2022）", "§51", since=date(2022, 3, 12)),
        ),
    )
)


def committee_sessions(body: Organisation, first: date, last: date) -> QuerySet:
    """The sessions that this standing committee held in the period, whichever part of it called them."""
    held = Meeting.objects.filter(state__in=("held", "closed"), meeting_kind=COMMITTEE_SESSION.key)
    return held.filter(owner__lineage__startswith=body.lineage, held_on__range=(first, last)).order_by("held_on")
