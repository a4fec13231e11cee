"""限定知悉范围: whoever is not on the list is told nothing of the matter, by no channel."""

from datetime import date

import pytest

from congress import clock, matters, messages, reminders, tasks
from congress.matters import Entry
from congress.models import Message, Outbox, Reminder


def told(paper) -> set[str]:
    return set(Message.objects.filter(matter=paper.pk).values_list("user__username", flat=True))


@pytest.fixture
def hook(settings):
    settings.WEBHOOK_URL = "https://hook.example/x"


def test_only_who_is_on_the_list_is_told_that_a_paper_came_and_the_group_never(city, hook):
    paper = city.confined(city.dispatched(), city.north_clerk)
    messages.announce_deliveries()
    assert told(paper) == {"tongzi"}
    assert {row.channel for row in Outbox.objects.all()} == {Outbox.MAIL}


def test_a_paper_that_is_no_secret_is_announced_to_all_and_before_the_group(city, hook):
    paper = city.dispatched()
    messages.announce_deliveries()
    assert told(paper) == {"tongzi", "bian", "meitan"}
    assert Outbox.objects.filter(channel=Outbox.WEBHOOK).count() == 1


def test_the_overdue_are_told_to_those_on_the_list_only_also_of_the_heads(city):
    paper = city.confined(city.paper(), city.drafter)
    clock.advance(days=9)
    reminders.remind()
    assert told(paper) == {"yanjiu"}
    assert {row.user for row in Reminder.objects.all()} == {city.drafter}


def test_whoever_comes_on_the_list_later_is_still_reminded(city):
    paper = city.confined(city.paper(), city.secretary)
    clock.advance(days=9)
    assert reminders.remind() == 0
    city.confined(paper, city.secretary, city.drafter)
    assert reminders.remind() == 1
    assert told(paper) == {"yanjiu"}


def test_an_author_who_is_off_the_list_does_not_learn_of_the_return(city):
    paper = matters.take(city.paper(), "submit", city.drafter)
    city.confined(paper, city.office_head)
    matters.take(paper, "send_back", city.office_head, entry=Entry(note="金丝雀"))
    assert told(paper) == set()


def test_a_list_that_has_run_out_lets_nobody_hear(city):
    paper = city.confined(city.paper(), city.drafter, until=date(2026, 5, 20))
    clock.advance(days=9)
    reminders.remind()
    assert told(paper) == set()


def test_many_notes_are_asked_about_in_one_statement(city, django_assert_num_queries):
    paper = city.confined(city.paper(), city.drafter)
    users = (city.drafter, city.secretary, city.chair)
    notes = [messages.Note(user, "一", f"k{n}", paper, mail=False) for user in users for n in range(5)]
    with django_assert_num_queries(4):  # who is listed, a savepoint, the rows, its end
        messages.send_all(notes)
    assert told(paper) == {"yanjiu"}


# A list that runs out


def endings() -> list[tuple[str, str]]:
    return list(Message.objects.filter(key__startswith="list.").values_list("user__username", "text").order_by("pk"))


def test_seven_days_and_one_day_before_a_list_runs_out_those_on_it_are_told_once(city):
    city.confined(city.paper(title="关于金丝雀的通知"), city.drafter, city.chair, until=date(2026, 5, 28))
    for day in range(12):
        reminders.remind_of_lists()
        reminders.remind_of_lists()
        assert len(endings()) == (0 if day < 3 else 2 if day < 9 else 4), day
        clock.advance(days=1)
    who, text = endings()[0]
    assert who in {"yanjiu", "zhang"} and "2026年5月28日到期（含当日），此后无人能看" in text
    assert "金丝雀" not in text


def test_a_longer_list_an_opened_matter_and_one_that_is_closed_remind_of_nothing(city):
    city.confined(city.confined(city.paper(), city.drafter, until=date(2026, 5, 20)), city.drafter)
    opened = city.confined(city.paper(), city.drafter, until=date(2026, 5, 20))
    matters.take(opened, "open_up", city.drafter, entry=Entry(note="已公布"))
    closed = city.confined(city.paper(), city.drafter, until=date(2026, 5, 20))
    matters.take(closed, "discard", city.drafter, entry=Entry(note="重复"))
    reminders.remind_of_lists()
    assert endings() == []


def test_the_sweep_of_the_worker_speaks_of_the_lists_too(city, settings, tmp_path):
    settings.VAR = tmp_path
    city.confined(city.paper(), city.drafter, until=date(2026, 5, 19))
    tasks.remind()
    assert [who for who, _ in endings()] == ["yanjiu"]
