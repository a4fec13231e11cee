"""A notice that is dropped, or whose number is void, leaves the meeting with the clerk, not with nobody."""

from datetime import date

import pytest

from congress import desk, matters
from congress.matters import Entry
from congress.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def noticing(city, plan):
    return matters.take(plan(), "draft_notice", city.meeting_clerk)


def owed(meeting) -> list[tuple[str, str, date]]:
    return [(todo.step, todo.role, todo.due_on) for todo in meeting.todos.open()]


def drop(city, meeting) -> None:
    matters.take(meeting.notice, "discard", city.meeting_clerk, entry=Entry(note="另拟"))


def test_nothing_is_owed_of_the_meeting_while_its_notice_is_on_its_way(noticing):
    assert owed(noticing) == []


def test_a_dropped_notice_is_to_be_drafted_anew_by_the_day_it_was_to_be_drafted(city, noticing):
    drop(city, noticing)
    assert owed(noticing) == [("redraft", "meeting_clerk", date(2026, 5, 29))]
    found = desk.desk_of(User.objects.get(pk=city.meeting_clerk.pk))
    assert [line.label for group in found.groups for line in group.rows] == ["重新拟写通知"]
    noticing.refresh_from_db()
    assert noticing.holder == city.committee


def test_a_notice_whose_number_is_void_too(city, noticing):
    paper = matters.take(noticing.notice, "submit", city.meeting_clerk)
    paper = matters.take(paper, "check", city.office_head)
    paper = matters.take(paper, "sign_off", city.chair, entry=Entry(data={"text_digest": paper.text_digest}))
    matters.take(paper, "void", city.secretary, entry=Entry(note="会议取消"))
    assert [step for step, *_ in owed(noticing)] == ["redraft"]


def test_the_new_draft_ends_it_and_dropping_that_one_owes_it_again(city, noticing):
    for _ in range(2):
        drop(city, noticing)
        assert [step for step, *_ in owed(noticing)] == ["redraft"]
        noticing = matters.take(noticing, "redraft", city.meeting_clerk)
        assert owed(noticing) == []
    assert noticing.todos.filter(step="redraft", was_done=True).count() == 2


def test_a_meeting_called_off_owes_nothing_for_its_dropped_notice(city, noticing):
    meeting = matters.take(noticing, "cancel", city.meeting_clerk, entry=Entry(note="另行安排"))
    assert owed(meeting) == []
    assert not meeting.todos.filter(step="redraft").exists(), "nobody was to draft a notice of what was called off"


def test_a_notice_drawn_anew_asks_for_no_other_in_between(city, noticing):
    meeting = matters.take(noticing, "redraw", city.meeting_clerk)
    assert not meeting.todos.filter(step="redraft").exists()


def test_a_step_that_is_owed_only_at_need_is_no_date_ahead(city, plan):
    from congress import future

    assert "redraft" not in [step.key for step, _ in future.plan(plan())]
