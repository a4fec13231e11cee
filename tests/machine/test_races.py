"""Two people at once: one wins, the other is told; locks are taken root first."""

import threading

import pytest
from django.db import OperationalError, connection, transaction

from congress import matters
from congress.matters import Entry
from congress.models import Delivery, Matter, Message, Number, OutgoingPaper
from congress.refusal import Refused

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def together(*deeds):
    """What each deed gives, or raises, when all are done at once."""
    results, barrier = [None] * len(deeds), threading.Barrier(len(deeds))

    def run(index, deed):
        barrier.wait()
        try:
            results[index] = deed()
        except Exception as fault:
            results[index] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(i, deed)) for i, deed in enumerate(deeds)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return results


def waiting_for_signature(city) -> OutgoingPaper:
    paper = matters.take(city.paper(), "submit", city.drafter)
    return matters.take(paper, "check", city.office_head)


def test_two_leaders_signing_the_same_paper_sign_once(city):
    paper = waiting_for_signature(city)
    entry = Entry(data={"text_digest": paper.text_digest})
    results = together(*[lambda: matters.take(paper, "sign_off", city.chair, entry=entry)] * 2)
    assert sorted(isinstance(result, Refused) for result in results) == [False, True]
    assert paper.events.filter(action="paper.sign_off").count() == 1


def test_two_clerks_registering_the_same_paper_take_one_number(city):
    paper = matters.take(city.signed(), "recheck", city.secretary)
    entry = Entry(data={"copies": 5})
    results = together(*[lambda: matters.take(paper, "register", city.secretary, entry=entry)] * 2)
    assert sorted(isinstance(result, Refused) for result in results) == [False, True]
    assert Number.objects.count() == 1


def test_without_the_lock_both_would_sign(city, monkeypatch):
    """The race is real: with the lock off, both pass the check of the state."""
    paper = waiting_for_signature(city)
    entry = Entry(data={"text_digest": paper.text_digest})
    both_have_read = threading.Barrier(2)

    def unlocked(matter):
        fresh = OutgoingPaper.objects.get(pk=matter.pk)
        both_have_read.wait(timeout=10)
        return fresh

    monkeypatch.setattr(matters, "lock", unlocked)
    together(*[lambda: matters.take(paper, "sign_off", city.chair, entry=entry)] * 2)
    assert paper.events.filter(action="paper.sign_off").count() == 2


def test_locks_in_reverse_order_would_deadlock(city):
    """Why the root is locked first: one who locks the part first and the whole then meets the other half-way."""
    whole, part = city.paper(), city.paper()
    holding = threading.Barrier(2)

    def in_order(*papers):
        with transaction.atomic():
            Matter.objects.select_for_update().get(pk=papers[0].pk)
            holding.wait(timeout=10)
            Matter.objects.select_for_update().get(pk=papers[1].pk)

    results = together(lambda: in_order(whole, part), lambda: in_order(part, whole))
    assert any(isinstance(result, OperationalError) for result in results)


def test_two_parts_of_one_whole_move_at_once_without_a_deadlock(city):
    whole, one, two = city.paper(), city.paper(), city.paper()
    Matter.objects.filter(pk__in=(one.pk, two.pk)).update(whole=whole)
    results = together(*[lambda part=part: matters.take(part, "submit", city.drafter) for part in (one, two)])
    assert [result.state for result in results] == ["checking", "checking"]


def test_a_unit_signs_while_the_message_to_it_is_being_written(city):
    """A sweep that has the delivery in hand and points at the paper does not meet the click half-way."""
    paper = city.dispatched()
    told, clicked = threading.Event(), threading.Event()

    def announce():
        with transaction.atomic():
            Delivery.objects.select_for_update().get(paper__matter=paper, organisation=city.north)
            told.set()
            clicked.wait(timeout=1)  # by then the click holds the paper and waits for the delivery
            Message.objects.create(user=city.north_clerk, matter_id=paper.pk, text="收到来文", key="paper")

    def sign():
        told.wait(timeout=10)
        return matters.take(paper, "sign_for", city.north_clerk)

    announced, signed = together(announce, sign)
    assert announced is None and isinstance(signed, OutgoingPaper), (announced, signed)
