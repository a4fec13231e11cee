"""Who gets a paper when it is dispatched, and how: 主送 and 抄送; here, or the paper itself.

抄送 is text, as it is printed; the units that it names are found by their names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet

from congress import addressees, clock, directory, future, recipients
from congress.asked import once
from congress.models.papers import Delivery
from congress.models.people import Organisation

SHOWN_AT_MOST = 300  # deliveries on the board of a paper
USUAL = "exchange"  # how units without an account get a paper


@dataclass(frozen=True)
class Plan:
    """The units of 主送 and 抄送, each once; names in 抄送 that are no unit; and who cannot sign here."""

    to: list[Organisation]
    copies: list[Organisation]
    unknown: list[str]
    by_hand: list[Organisation]


def copied(cc: str, sender: Organisation, day: date) -> tuple[list[Organisation], list[str]]:
    """The units that a 抄送 line means on that day, and the names in it that are none in the books."""
    keys, names = addressees.split(cc.rstrip("。"))
    named = addressees.look_up(names, day)
    found = [*recipients.expand(keys, sender, day), *(body for _, body, _ in named if body)]
    return list(dict.fromkeys(found)), [name for name, body, _ in named if body is None]


def plan(paper: Any) -> Plan:
    """Whom the paper goes to today."""
    to = paper.addressees(clock.today())
    copies, unknown = copied(paper.cc, paper.owner, clock.today())
    copies = [body for body in copies if body not in to]
    bodies = [*to, *copies]
    away = set(directory.without_account(bodies)) | {body for body in bodies if not body.has_login}
    return Plan(to, copies, unknown, [body for body in bodies if body in away])


def deliver(paper: Any, channel: str) -> None:
    """One row for each unit; `channel` for those that cannot sign here."""
    issued, moment, planned = paper.papers.get(), clock.now(), plan(paper)
    away, copies = set(planned.by_hand), set(planned.copies)
    rows = [
        Delivery(
            paper=issued,
            organisation=body,
            is_copy=body in copies,
            channel=channel if body in away else Delivery.LOGIN,
            sent_at=moment,
        )
        for body in (*planned.to, *planned.copies)
    ]
    Delivery.objects.bulk_create(rows, batch_size=future.BATCH)


def missing_first(rows: QuerySet) -> QuerySet:
    """Deliveries as the board lists them: who has not signed, and among these who has not opened it, first."""
    order = (F("signed_at").asc(nulls_first=True), F("opened_at").asc(nulls_first=True), "pk")
    return rows.select_related("organisation").order_by(*order)


def first_rows(paper: Any) -> list[Delivery]:
    """The first of all deliveries of a paper, one more than are shown."""
    rows = missing_first(Delivery.objects.filter(paper__matter_id=paper.pk))
    return once(("all deliveries", paper.pk), lambda: list(rows[: SHOWN_AT_MOST + 1]))


def missing(paper: Any) -> Mapping[str, int]:
    """How many have not signed, by how they got it; counted on the board's rows where these are all."""
    rows = first_rows(paper)
    if len(rows) <= SHOWN_AT_MOST:
        return Counter(row.channel for row in rows if row.signed_at is None)
    unsigned = Delivery.objects.filter(paper__matter_id=paper.pk, signed_at=None).order_by()
    return once(("unsigned", paper.pk), lambda: dict(unsigned.values_list("channel").annotate(Count("pk"))))
