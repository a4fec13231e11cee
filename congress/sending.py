"""Who gets a paper when it is dispatched, and how: 主送 and 抄送; here, or the paper itself.

抄送 is text, as it is printed; the units that it names are found by their names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from congress import addressees, clock, directory, future, recipients
from congress.models.papers import Delivery
from congress.models.people import Organisation

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
