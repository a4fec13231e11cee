"""Each row of the trail names itself in the console and in a log without telling what it is about."""

from datetime import date

import pytest

from congress import chain
from congress.models import Event, Message, Reminder
from congress.models.trail import ChainHead

pytestmark = pytest.mark.django_db


def test_rows_are_told_by_number_and_day(city):
    todo = city.paper(title="关于金丝雀的通知").todos.get()
    reminder = Reminder.objects.create(todo=todo, due_on=date(2026, 5, 21), stage=1, user=city.drafter)
    head = ChainHead.objects.get()
    told = [str(todo), str(reminder), str(head)]
    assert told == ["submit 2026-05-21", f"{todo.pk} 2026-05-21 1", f"{head.sequence} {head.hash}"]
    assert "金丝雀" not in "".join(told)


def test_a_message_is_told_by_its_text(city):
    assert str(Message(user=city.drafter, text="请签收")) == "请签收"


def test_a_deed_without_events_leaves_the_chain_as_it_was(city):
    city.paper()
    before = Event.objects.count(), ChainHead.objects.get().hash
    chain.append([])
    assert (Event.objects.count(), ChainHead.objects.get().hash) == before
