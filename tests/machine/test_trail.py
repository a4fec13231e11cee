"""The trail is append-only, chained, and says where it was broken."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from congress import chain, clock, matters
from congress.models import ChainHead, Event
from tests import cast, triggers

pytestmark = pytest.mark.django_db


def fault() -> chain.Fault | None:
    return next(iter(chain.verify()), None)


def test_an_untouched_trail_verifies(city):
    city.dispatched()
    assert fault() is None
    assert Event.objects.count() == ChainHead.objects.get().sequence


def test_an_empty_trail_verifies(db):
    assert fault() is None


def test_events_cannot_be_changed_or_deleted(city):
    city.paper()
    for attempt in (lambda: Event.objects.update(note="改"), lambda: Event.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("note", "改"),
        ("actor_name", "改"),
        ("state_after", "改"),
        ("action", "改"),
        ("label", "改"),
        ("role", "改"),
        ("recorded_for", "改"),
        ("at", cast.MONDAY - timedelta(days=1)),
        ("organisation", None),
        ("matter", None),
    ],
)
def test_a_changed_column_is_found(city, column, value):
    city.dispatched()
    with triggers.lifted():
        Event.objects.filter(sequence=2).update(**{column: value})
        assert fault().sequence == 2
        assert "字段与存证原文不符" in fault().reason


def test_a_changed_body_is_found(city):
    city.dispatched()
    with triggers.lifted():
        event = Event.objects.get(sequence=3)
        Event.objects.filter(sequence=3).update(body=event.body.replace("check", "chock"))
        assert fault() == chain.Fault(3, "摘要不符：记录被改动，或其前一条被改动。")


def test_a_missing_row_is_found(city):
    city.dispatched()
    with triggers.lifted():
        Event.objects.filter(sequence=2).delete()
        assert fault() == chain.Fault(2, "应为第2条，实际是第3条：缺少记录。")


def test_a_cut_off_end_is_found(city):
    city.dispatched()
    with triggers.lifted():
        Event.objects.filter(sequence=9).delete()
        assert "链头记载到第9条，实际只有8条" in fault().reason


def test_an_act_of_the_console_is_chained_too(city):
    matters.record("console.posting", "授权任职", city.security, {"posting": 7}, note="到任")
    event = Event.objects.get()
    assert '"posting":7' in event.body and event.matter is None
    assert fault() is None


def test_nested_deeds_are_appended_together_at_the_end(city):
    with matters.deed():
        city.paper()
        assert not Event.objects.exists()
        city.paper()
    assert [e.sequence for e in Event.objects.all()] == [1, 2]


def test_a_deed_that_fails_leaves_no_event(city):
    with pytest.raises(RuntimeError), matters.deed():
        city.paper()
        raise RuntimeError
    assert not Event.objects.exists()
    city.paper()
    assert Event.objects.get().sequence == 1


def test_sm3_is_the_standard_digest():
    """The first example of GB/T 32905-2016."""
    assert chain.sm3("abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_the_clock_only_goes_forward(stopped_clock):
    clock.advance(hours=1)
    with pytest.raises(ValueError, match="only goes forward"):
        clock.advance(hours=-1)


def test_nobody_sets_the_real_clock():
    with pytest.raises(RuntimeError):
        clock.advance(hours=1)


def test_the_facts_of_an_act_do_not_hide_when_and_by_whom_it_was_done(city):
    with pytest.raises(ValueError, match="at"):
        matters.record("console.posting", "授权任职", city.security, {"at": "zunyi-sc"})
    assert not Event.objects.exists()
