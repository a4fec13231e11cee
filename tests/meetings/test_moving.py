"""Moving a meeting: its days, its rooms, and who is asked on the new day."""

from datetime import date, datetime, time

import pytest

from congress import clock, future, matters
from congress.matters import Entry
from congress.models import CalendarDay, Person, Tenure
from congress.refusal import Refused
from meetings import calling
from meetings.models import Meeting
from tests.cast import SHANGHAI, tenure
from tests.meetings.conftest import answer, invitation_of, move, person

pytestmark = pytest.mark.django_db


def test_the_closing_day_follows_the_meeting(city, notified):
    meeting = move(city, notified(), held_on=date(2026, 6, 8))
    assert meeting.answers_close_on == date(2026, 6, 4)
    assert invitation_of(meeting, city.north).todos.open().get().due_on == date(2026, 6, 4)


def test_the_closing_day_of_a_meeting_brought_forward_is_not_in_the_past(city, notified):
    meeting = move(city, notified(), held_on=date(2026, 5, 20))
    assert meeting.answers_close_on == date(2026, 5, 18)


def test_another_room_after_closing_leaves_the_closing_day_as_it_was(city, notified):
    meeting = notified()
    clock.advance(to=datetime(2026, 5, 30, 9, 0, tzinfo=SHANGHAI))
    assert move(city, meeting, room=None, place="会展中心").answers_close_on == date(2026, 5, 28)


def test_answers_already_given_stay_and_may_be_changed_until_the_new_closing_day(city, notified):
    meeting = notified()
    invitation = answer(invitation_of(meeting, city.north), city.north_clerk, person())
    clock.advance(to=datetime(2026, 5, 30, 9, 0, tzinfo=SHANGHAI))
    move(city, meeting, held_on=date(2026, 6, 8))
    invitation.refresh_from_db()
    assert invitation.state == "answered"
    answer(invitation, city.north_clerk, person("官禾"), step="change_answer")


def test_whoever_holds_the_offices_on_the_new_day_is_expected(city, notified):
    meeting = notified()
    Tenure.objects.filter(person=city.north_chair.person).update(until=date(2026, 6, 5))
    tenure(Person.objects.create(name="龙越江"), city.north, "chairperson", "主任", since=date(2026, 6, 6))
    move(city, meeting, held_on=date(2026, 6, 8))
    assert [one["name"] for one in invitation_of(meeting, city.north).expected] == ["龙越江", "娄清"]


def test_a_unit_that_ends_before_the_new_day_is_let_go_and_asked_again_when_it_moves_back(city, notified):
    meeting = notified()
    city.south.until = date(2026, 6, 5)
    city.south.save()
    meeting = move(city, meeting, held_on=date(2026, 6, 8))
    invitation = invitation_of(meeting, city.south)
    assert (invitation.state, invitation.todos.open().count()) == ("withdrawn", 0)
    assert city.south not in meeting.invited
    move(city, meeting, held_on=date(2026, 6, 1), answers_close_on=date(2026, 5, 29))
    invitation.refresh_from_db()
    assert invitation.state == "invited"
    assert invitation.todos.open().get().due_on == date(2026, 5, 29)


def test_a_unit_that_begins_by_the_new_day_is_asked(city, notified):
    city.south.since = date(2026, 6, 5)
    city.south.save()
    meeting = notified()
    assert not meeting.invitations.filter(organisation=city.south).exists()
    meeting = move(city, meeting, held_on=date(2026, 6, 8))
    assert invitation_of(meeting, city.south).state == "invited"


def test_this_morning_is_the_past_this_afternoon(city, plan):
    clock.advance(to=datetime(2026, 5, 18, 14, 0, tzinfo=SHANGHAI))
    today = {"held_on": date(2026, 5, 18), "answers_close_on": date(2026, 5, 18)}
    with pytest.raises(Refused, match="会议时间2026年5月18日上午9：00已经过去，请重新选择"):
        plan(**today, half="am", starts_at=time(9, 0))
    assert plan(**today, starts_at=time(16, 0)).state == "planned"


def test_answers_do_not_close_after_the_meeting_nor_before_today(city, plan):
    with pytest.raises(Refused, match="晚于会议日期"):
        plan(answers_close_on=date(2026, 6, 2))
    with pytest.raises(Refused, match="报名截止日期已经过去"):
        plan(answers_close_on=date(2026, 5, 17))
    assert not Meeting.objects.exists()


def test_a_refused_move_leaves_room_and_papers_as_they_were(city, plan, notified, room):
    meeting = notified()
    plan(title="另一次会议", held_on=date(2026, 6, 8), answers_close_on=date(2026, 6, 5))
    with pytest.raises(Refused, match="已安排“另一次会议”，请换时间或会议室"):
        move(city, meeting, held_on=date(2026, 6, 8))
    meeting.refresh_from_db()
    assert (meeting.held_on, meeting.slots.get().day) == (date(2026, 6, 1), date(2026, 6, 1))
    assert meeting.notice.state == "dispatched"


def test_who_may_not_see_the_other_meeting_does_not_learn_its_name(city, plan, room):
    plan()
    Meeting.objects.update(is_confidential=True)
    with pytest.raises(Refused) as refused:
        plan(title="另一次会议")
    assert "其他会议" in str(refused.value) and "座谈会" not in str(refused.value)


def test_a_long_meeting_takes_each_of_its_half_days(city, plan):
    meeting = plan(half_days=3)
    assert list(meeting.slots.order_by("day", "half").values_list("day", "half")) == [
        (date(2026, 6, 1), "pm"),
        (date(2026, 6, 2), "am"),
        (date(2026, 6, 2), "pm"),
    ]
    with pytest.raises(Refused, match="2026年6月2日上午已安排"):
        plan(title="另一次会议", held_on=date(2026, 6, 2), half="am", starts_at=time(9, 0))


def test_a_meeting_elsewhere_takes_no_room(city, plan):
    assert not plan(room=None, place="会展中心").slots.exists()


def test_an_edited_plan_takes_its_new_room_and_others(city, plan):
    meeting = plan()
    entry = Entry(data={"room": None, "place": "会展中心", "others": [city.bureau], "agenda": [("只一项", "")]})
    meeting = matters.take(meeting, "edit", city.meeting_clerk, entry=entry)
    assert not meeting.slots.exists()
    assert ([str(item) for item in meeting.agenda.all()], list(meeting.others.all())) == (["只一项"], [city.bureau])


def test_other_invited_must_exist_on_the_day_of_the_meeting(city, plan):
    city.bureau.until = date(2026, 5, 31)
    city.bureau.save()
    with pytest.raises(Refused, match="另邀单位遵义市水务局在会议日期2026年6月1日已不存在"):
        plan(others=[city.bureau])


def test_the_page_tells_what_day_it_is(city):
    assert calling.day_remark(date(2026, 6, 1)) == "星期一"
    assert calling.day_remark(date(2026, 6, 6)) == "星期六（非工作日，请核对）"
    assert calling.day_remark(date(2026, 6, 19)) == "星期五（非工作日，请核对）"
    CalendarDay.objects.create(day=date(2026, 6, 6), kind=CalendarDay.WORKDAY, name="调休", source="通知")
    assert calling.day_remark(date(2026, 6, 6)) == "星期六（调休上班）"


def test_a_meeting_in_a_year_without_a_calendar_is_planned_and_says_so(city, plan):
    meeting = plan(held_on=date(2028, 6, 1), answers_close_on=date(2028, 5, 29))
    assert meeting.state == "planned"
    remark = dict(meeting.facts())["日期提示"]
    assert remark.startswith("星期四。2028年的节假日安排尚未录入")


def test_holding_a_meeting_ends_it_for_those_who_did_not_answer(city, notified):
    meeting = notified()
    answer(invitation_of(meeting, city.north), city.north_clerk, person())
    clock.advance(to=datetime(2026, 6, 1, 18, 0, tzinfo=SHANGHAI))
    meeting = matters.take(meeting, "hold", city.meeting_clerk)
    assert {i.organisation.key: i.state for i in meeting.invitations.all()}["north-sc"] == "answered"
    assert meeting.todos.open().get().due_on == date(2026, 6, 11)
    meeting = matters.take(meeting, "close", city.meeting_clerk)
    assert not meeting.is_open


def test_a_moved_meeting_does_not_ask_for_answers_by_a_day_that_is_past(city, notified):
    meeting = notified()
    with pytest.raises(Refused, match="报名截止日期已经过去"):
        move(city, meeting, held_on=date(2026, 6, 8), answers_close_on=date(2026, 5, 17))


def test_a_date_that_moves_costs_no_more_for_more_units(city, notified, django_assert_max_num_queries):
    meeting = notified()
    with django_assert_max_num_queries(6):
        future.redate_dependents(meeting)
