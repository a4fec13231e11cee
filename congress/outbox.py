"""The way out of the house: the outbox is swept, each letter is posted at most once.

A row is claimed in a short transaction of its own, posted outside any
transaction, and then told how it went.  What cannot be known (the line broke
after the letter was handed over, the worker died with it in hand) becomes
`unknown`: it is shown, and a person decides; it is never repeated by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from congress import clock
from congress.carriers import CARRIERS, Outcome, Outcomes
from congress.models import Outbox

BATCH = 50  # as many as a killed worker can leave unknown
MOST_ATTEMPTS = 12  # about a day and a half with the waits below
LONGEST_WAIT = 360  # minutes between two attempts
HELD_AT_MOST = timedelta(minutes=15)  # a row in hand for longer has lost its worker


def deliver() -> int:
    """Post everything that is due; gives how many rows went out."""
    give_up_lost()
    return sum(_deliver_by(channel) for channel in CARRIERS)


def _deliver_by(channel: str) -> int:
    count = 0
    while rows := claim(channel):
        outcomes = CARRIERS[channel](rows)
        settle(rows, outcomes)
        count += sum(outcome.state == Outbox.SENT for outcome in outcomes.values())
        if any(outcome.is_cut_off for outcome in outcomes.values()):
            break  # the others wait for the next sweep
    return count


def claim(channel: str) -> list[Outbox]:
    """Take the next rows in hand, so that no other worker posts them."""
    now = clock.now()
    with transaction.atomic():
        due = Outbox.objects.select_for_update(skip_locked=True).filter(
            channel=channel, state=Outbox.WAITING, next_try_at__lte=now
        )
        rows = list(due.order_by("next_try_at", "pk")[:BATCH])
        Outbox.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=Outbox.SENDING, attempts=F("attempts") + 1, next_try_at=now + HELD_AT_MOST
        )
    for row in rows:
        row.attempts += 1
    return rows


def settle(rows: Iterable[Outbox], outcomes: Outcomes) -> None:
    """Write down how it went, in one transaction; only for what is still in hand."""
    now = clock.now()
    in_hand = Outbox.objects.filter(state=Outbox.SENDING)
    with transaction.atomic():
        sent = [row.pk for row in rows if outcomes[row.pk].state == Outbox.SENT]
        in_hand.filter(pk__in=sent).update(state=Outbox.SENT, sent_at=now, error="")
        for row in rows:
            if (outcome := outcomes[row.pk]).state != Outbox.SENT:
                in_hand.filter(pk=row.pk).update(**_what_now(row, outcome))


def _what_now(row: Outbox, outcome: Outcome) -> dict[str, object]:
    """Try again later, or leave it to a person."""
    fields: dict[str, object] = {"state": outcome.state, "error": outcome.error[:300]}
    if outcome.state == Outbox.FAILED and not outcome.is_final and row.attempts < MOST_ATTEMPTS:
        wait = timedelta(minutes=min(2**row.attempts, LONGEST_WAIT))
        fields |= {"state": Outbox.WAITING, "next_try_at": clock.now() + wait}
    return fields


def give_up_lost() -> int:
    """Rows whose worker died with them in hand: nobody knows whether they went out."""
    lost = Outbox.objects.filter(state=Outbox.SENDING, next_try_at__lte=clock.now())
    return lost.update(state=Outbox.UNKNOWN, error="发送时进程中断，不知对方是否收到，请人工核实后决定。")


def resend(row: Outbox) -> None:
    """A person has decided: post it again, under the same Message-ID."""
    _decide(row, state=Outbox.WAITING, attempts=0, next_try_at=clock.now(), error="")


def mark_as_sent(row: Outbox) -> None:
    """A person has found out: the other side has it."""
    _decide(row, state=Outbox.SENT, sent_at=clock.now(), error="")


def _decide(row: Outbox, **fields: object) -> None:
    """Only what is unknown or has failed is for people to decide; what is in hand is not."""
    open_question = Outbox.objects.filter(pk=row.pk, state__in=(Outbox.UNKNOWN, Outbox.FAILED))
    open_question.update(**fields)
