"""What falls due is said once to each, in time, and not after it was done."""

from datetime import timedelta

import pytest

from congress import clock, matters, reminders
from congress.models import Message, Outbox, Posting, Reminder, Todo
from congress.roles import DRAFTER
from congress.workflow import may, step


@pytest.fixture
def draft(city):
    """A draft that its writers must hand in within three working days: on Thursday."""
    return city.paper()


def todo_of(matter):
    return Todo.objects.open().get(matter=matter)


def told():
    return list(Message.objects.order_by("pk").values_list("user__username", "text"))


def test_nothing_is_said_before_the_first_stage(draft):
    assert reminders.remind() == 0


def test_each_stage_is_said_once(draft):
    clock.advance(days=2)
    assert reminders.remind() == 1
    assert reminders.remind() == 0
    clock.advance(days=1)
    assert reminders.remind() == 1
    assert reminders.remind() == 0
    title = "《关于召开座谈会的通知》"
    assert told() == [
        ("yanjiu", f"“送审”还有1天到期（2026年5月21日）：{title}"),
        ("yanjiu", f"“送审”今天到期：{title}"),
    ]


def test_what_is_overdue_is_said_once_and_to_the_heads_as_well(draft):
    clock.advance(days=4)
    assert reminders.remind() == 3
    clock.advance(days=5)
    assert reminders.remind() == 0
    assert {name for name, _ in told()} == {"yanjiu", "qi", "zhang"}
    assert "已逾期1天（期限2026年5月21日）" in told()[0][1]


def test_a_missed_day_is_caught_up_with_the_latest_stage_only(draft):
    clock.advance(days=3)
    reminders.remind()
    assert [text for _, text in told()] == ["“送审”今天到期：《关于召开座谈会的通知》"]


def test_after_the_step_was_taken_nobody_is_reminded(city, draft):
    matters.take(draft, "submit", city.drafter)
    clock.advance(days=4)
    reminders.remind()
    assert "yanjiu" not in {name for name, _ in told()}


def test_a_day_that_was_moved_is_reminded_of_anew(draft):
    clock.advance(days=3)
    reminders.remind()
    todo = todo_of(draft)
    todo.due_on += timedelta(days=7)
    todo.save()
    assert reminders.remind() == 0
    clock.advance(days=7)
    assert reminders.remind() == 1


def test_each_unit_is_reminded_of_its_own_receipt(city):
    paper = city.dispatched()
    Message.objects.all().delete()
    clock.advance(days=2)
    matters.take(paper, "sign_for", city.north_clerk)
    reminders.remind()
    assert {name for name, _ in told()} == {"meitan"}


def test_where_nobody_holds_the_role_the_next_of_the_step_is_told(city):
    city.dispatched()
    posting = city.north_clerk.postings.get()
    posting.until = clock.today()
    posting.save()
    clock.advance(days=2)
    reminders.remind()
    assert {name for name, _ in told()} == {"bian", "meitan"}


def test_somebody_who_is_clerk_and_head_at_once_is_told_once(city):
    Posting.objects.create(user=city.drafter, organisation=city.research, role="office_head")
    city.paper()
    clock.advance(days=4)
    reminders.remind()
    assert [name for name, _ in told()] == ["yanjiu"]


def test_a_confidential_matter_is_reminded_of_without_its_title(city):
    city.confined(city.paper(title="关于金丝雀的通知"), city.drafter)
    clock.advance(days=3)
    reminders.remind()
    assert told()[0][1] == "“送审”今天到期：一件限定知悉范围的事项"
    assert "金丝雀" not in Outbox.objects.get().text


def test_a_todo_of_a_person_goes_to_that_persons_account(city, draft):
    todo = todo_of(draft)
    Todo.objects.filter(pk=todo.pk).update(organisation=None, role="", person=city.chair.person)
    clock.advance(days=3)
    assert reminders.remind() == 1
    assert told()[0][0] == "zhang"
    city.chair.is_active = False
    city.chair.save()
    clock.advance(days=1)
    assert reminders.remind() == 0


def test_a_todo_of_nobody_or_of_a_step_that_is_gone_stops_no_sweep(city, draft):
    todo = todo_of(draft)
    Todo.objects.filter(pk=todo.pk).update(organisation=None, role="")
    Todo.objects.create(matter=draft, step="gone", organisation=city.north, due_on=clock.today())
    clock.advance(days=4)
    assert reminders.remind() == 0


def test_a_step_without_stages_is_never_reminded_of(city, draft):
    Todo.objects.create(matter=draft, step="edit", organisation=city.research, role="drafter", due_on=clock.today())
    Todo.objects.filter(step="submit").update(due_on=None)
    clock.advance(days=1)
    assert reminders.remind() == 0


def test_two_sweeps_that_saw_the_same_rows_say_it_once(city, draft, monkeypatch):
    """As if the second beat had looked before the first had written."""
    clock.advance(days=3)
    first = reminders.Directory()
    todo = Todo.objects.select_related("matter", "organisation").get(pk=todo_of(draft).pk)
    saying = reminders._saying(todo, clock.today(), first, {})
    reminders._say([saying])
    blind = type("Blind", (), {"values_list": lambda self, *names: []})()
    monkeypatch.setattr(reminders.Reminder.objects, "filter", lambda **kwargs: blind)
    reminders._say([saying])
    monkeypatch.undo()
    assert Reminder.objects.count() == Message.objects.count() == Outbox.objects.count() == 1


def test_a_sweep_that_breaks_leaves_neither_reminder_nor_message(city, draft, monkeypatch):
    clock.advance(days=3)
    real = reminders.send_all

    def broken(notes):
        real(notes)
        raise OSError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(reminders, "send_all", broken)
        with pytest.raises(OSError, match="killed"):
            reminders.remind()
    assert not Reminder.objects.exists()
    assert not Message.objects.exists()
    assert reminders.remind() == 1


def test_pages_follow_each_other_to_the_end(city, monkeypatch):
    monkeypatch.setattr(reminders, "BATCH", 2)
    for _ in range(5):
        city.paper()
    clock.advance(days=3)
    assert reminders.remind() == 5


def test_the_stages_of_a_step():
    monday = clock.today()
    one = step("x", "x", "a > a", by=DRAFTER, remind=(30, 7, 1))
    stages = {
        days: reminders.stage_on(one, monday + timedelta(days=days), monday) for days in (40, 31, 30, 8, 7, 2, 1, 0, -1)
    }
    assert stages == {40: None, 31: None, 30: 30, 8: 30, 7: 7, 2: 7, 1: 1, 0: 1, -1: -1}
    assert reminders.stage_on(may("y", "y", "a > a", by=DRAFTER), monday, monday) is None


def test_the_sweep_asks_the_database_the_same_number_of_times_for_many(city, django_assert_max_num_queries):
    for _ in range(30):
        city.paper()
    clock.advance(days=3)
    with django_assert_max_num_queries(12):
        assert reminders.remind() == 30
