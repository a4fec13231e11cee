"""Two workers at the same sweep: nothing twice, nothing forgotten."""

import threading
import time

import pytest
from django.core import mail
from django.db import connection, transaction

from congress import clock, messages, outbox, reminders
from congress.models import Delivery, Message, Outbox, Reminder
from tests import cast

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def together(*sweeps, at=cast.MONDAY):
    """What each sweep gives, or raises, when all run at once, each on its own connection."""
    results, barrier = [None] * len(sweeps), threading.Barrier(len(sweeps))

    def run(index, sweep):
        barrier.wait()
        try:
            with clock.running_from(at):
                results[index] = sweep()
        except Exception as fault:
            results[index] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(sweeps)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return results


@pytest.fixture
def slow(monkeypatch):
    """Telling takes a moment, so that two sweeps surely meet."""
    real = messages.send_all

    def slowly(notes):
        real(notes)
        time.sleep(0.2)

    monkeypatch.setattr(messages, "send_all", slowly)
    monkeypatch.setattr(reminders, "send_all", slowly)


def test_two_workers_share_the_deliveries(city, slow, monkeypatch):
    monkeypatch.setattr(messages, "BATCH", 1)
    city.dispatched()
    results = together(*[messages.announce_deliveries] * 2)
    assert sum(results) == 2
    assert not Delivery.objects.filter(announced_at=None).exists()
    assert Message.objects.count() == Outbox.objects.count() == 3


def test_without_the_row_locks_both_workers_would_take_the_same_deliveries(city, slow, monkeypatch):
    """The race is real; then only the unique keys keep the messages from doubling."""
    city.dispatched()
    monkeypatch.setattr(Delivery.objects.none().__class__, "select_for_update", lambda self, **kwargs: self.all())
    results = together(*[messages.announce_deliveries] * 2)
    assert results == [2, 2]
    assert Message.objects.count() == Outbox.objects.count() == 3


def test_two_beats_at_once_remind_once(city, slow):
    for _ in range(20):
        city.paper()
    clock.advance(days=3)
    results = together(*[reminders.remind] * 2, at=clock.now())
    assert not any(isinstance(result, Exception) for result in results)
    assert Reminder.objects.count() == Message.objects.count() == Outbox.objects.count() == 20


def test_two_workers_post_each_letter_once(city):
    for number in range(4 * outbox.BATCH):
        Outbox.objects.create(channel="mail", address="a@example.invalid", subject="s", text="t", key=f"k{number}")
    results = together(*[outbox.deliver] * 2)
    assert sum(results) == 4 * outbox.BATCH
    ids = [letter.extra_headers["Message-ID"] for letter in mail.outbox]
    assert len(ids) == len(set(ids)) == 4 * outbox.BATCH
    assert Outbox.objects.filter(state="sent").count() == 4 * outbox.BATCH


def test_a_letter_that_another_worker_is_claiming_is_passed_over(city):
    row = Outbox.objects.create(channel="mail", address="a@example.invalid", subject="s", text="t", key="k")
    with transaction.atomic():
        Outbox.objects.select_for_update().get(pk=row.pk)
        assert together(outbox.deliver) == [0]
    assert together(outbox.deliver) == [1]
