"""Meeting → notice → dispatched → answered → urged → moved → held."""

from datetime import date, time

import pytest

from congress import clock, matters
from congress.matters import Entry
from congress.models import Message, OutgoingPaper
from congress.refusal import NotYours, Refused
from meetings.models import Invitation, Meeting, RoomSlot
from tests.meetings.conftest import answer, dispatch, invitation_of, person

pytestmark = pytest.mark.django_db


def test_the_notice_is_drawn_from_the_meeting(city, plan):
    meeting = matters.take(plan(), "draft_notice", city.meeting_clerk)
    notice = meeting.notice
    assert (meeting.state, notice.state) == ("noticing", "draft")
    assert notice.title == "关于召开全市人大常委会主任座谈会的通知"
    assert notice.to_text == "各县、自治县、区（市）人大常委会，市人大常委会各工作机构，市人大各专门委员会"
    assert "一、会议时间：2026年6月1日下午2：30，会期半天。" in notice.body
    assert "三、会议内容：县乡人大工作的主要做法；换届选举有关方面的工作安排。" in notice.body
    assert "（二）总结讲话（市人大常委会主任）。" in notice.body
    assert "（二）各县（市、区）人大常委会主任，办公室主任。" in notice.body
    assert notice.body.startswith("根据遵义市人大常委会2026年工作要点安排，经研究，决定召开")
    assert notice.annexes.splitlines()[1] == "全市人大常委会主任座谈会参会人员回执"


def test_dispatching_the_notice_invites_the_units(city, notified):
    meeting = notified()
    assert meeting.state == "notified"
    invited = {i.organisation.key: i.quota for i in meeting.invitations.all()}
    assert invited["north-sc"] == 2
    assert invited["zunyi-sc"] == 1
    expected = invitation_of(meeting, city.north).expected
    assert [(one["name"], one["post"]) for one in expected] == [
        ("卞西樵", "桐梓县人大常委会主任"),
        ("娄清", "桐梓县人大常委会办公室主任"),
    ]
    assert meeting.events.last().actor_name == "系统"


def test_a_vacant_post_keeps_its_place_in_the_quota(city, notified):
    assert invitation_of(notified(), city.south).quota == 2


def test_the_unit_answers_and_may_change_until_the_closing_day(city, notified):
    invitation = answer(invitation_of(notified(), city.north), city.north_clerk, person(), person("卞西樵"))
    assert invitation.state == "answered"
    assert not invitation.todos.open().exists()
    clock.advance(to=clock.now().replace(day=28, hour=23, minute=50))
    invitation = answer(invitation, city.north_chair, person(), step="change_answer")
    assert invitation.attendees.count() == 1


def test_another_county_does_not_see_or_answer_it(city, notified):
    invitation = invitation_of(notified(), city.north)
    assert not Invitation.objects.visible_to(city.south_clerk).filter(pk=invitation.pk).exists()
    with pytest.raises(NotYours):
        answer(invitation, city.south_clerk, person())


def test_an_answer_after_closing_is_refused_to_the_unit_and_taken_from_the_clerk(city, notified):
    invitation = invitation_of(notified(), city.north)
    clock.advance(to=clock.now().replace(day=29))
    with pytest.raises(Refused, match=r"报名已于2026年5月28日截止；.*柏小舟联系，电话0851-20000000"):
        answer(invitation, city.north_clerk, person())
    with pytest.raises(Refused, match="须写明理由"):
        answer(invitation, city.meeting_clerk, person(), step="record")
    recorded = answer(
        invitation, city.meeting_clerk, person(), step="record", note="县里换人", recorded_for="电话，娄清"
    )
    assert (recorded.state, recorded.events.last().note) == ("answered", "县里换人")
    assert recorded.attendees.get().recorded_for == "电话，娄清"


def test_an_answer_over_quota_is_refused_to_the_unit_and_taken_from_the_clerk_with_a_reason(city, notified):
    invitation = invitation_of(notified(), city.north)
    three = [person(name) for name in ("娄清", "卞西樵", "官禾")]
    with pytest.raises(Refused, match="参会3人超过名额2人"):
        answer(invitation, city.north_clerk, *three)
    answer(invitation, city.meeting_clerk, *three, step="record", note="带记录员一名")
    assert invitation.attendees.count() == 3


def test_leave_does_not_count_against_the_quota(city, notified):
    invitation = invitation_of(notified(), city.north)
    answer(invitation, city.north_clerk, person(), person("官禾"), person("卞西樵", is_leave=True, leave_reason="学习"))
    assert invitation.attendees.filter(is_leave=True).get().leave_reason == "学习"


def test_urging_reaches_only_the_missing_and_once_a_day(city, notified):
    meeting = notified()
    answer(invitation_of(meeting, city.north), city.north_clerk, person())
    meeting = matters.take(meeting, "urge", city.meeting_clerk)
    with pytest.raises(Refused, match="今天已经向有账户的单位催报过"):
        matters.take(meeting, "urge", city.meeting_clerk)
    urged = Message.objects.filter(key__startswith="urge.")
    assert [message.user for message in urged] == [city.south_clerk]


def test_moving_a_meeting_moves_every_date_that_hangs_on_it(city, notified, room):
    meeting = notified()
    invitation = invitation_of(meeting, city.north)
    data = {
        "held_on": date(2026, 6, 8), "half": "am", "starts_at": time(9, 0), "half_days": 1,
        "room": room, "place": "", "answers_close_on": date(2026, 6, 4),
    }  # fmt: skip
    meeting = matters.take(meeting, "move", city.meeting_clerk, entry=Entry(data=data))
    todo = invitation.todos.open().get()
    assert todo.due_on == date(2026, 6, 4)
    assert "报名截止2026年6月4日" in todo.reason
    assert meeting.todos.open().get(step="hold").due_on == date(2026, 6, 8)
    assert list(RoomSlot.objects.values_list("day", "half")) == [(date(2026, 6, 8), "am")]
    change = meeting.notice
    assert change.title == "关于延期召开全市人大常委会主任座谈会的通知"
    assert "（遵人常办〔2026〕1号）印发后" in change.body
    assert "由2026年6月1日下午2：30调整为2026年6月8日上午9：00，会期半天" in change.body
    assert str(change.changes) == "遵人常办〔2026〕1号"


def test_dispatching_the_change_invites_nobody_twice(city, notified, room):
    meeting = notified()
    count = meeting.invitations.count()
    data = {
        "held_on": date(2026, 6, 8), "half": "am", "starts_at": time(9, 0), "half_days": 1,
        "room": room, "place": "", "answers_close_on": date(2026, 6, 4),
    }  # fmt: skip
    meeting = matters.take(meeting, "move", city.meeting_clerk, entry=Entry(data=data))
    dispatch(city, meeting.notice)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.invitations.count()) == ("notified", count)


def test_a_meeting_is_not_moved_into_the_past(city, notified, room):
    data = {
        "held_on": date(2026, 5, 11), "half": "am", "starts_at": time(9, 0), "half_days": 1,
        "room": room, "place": "", "answers_close_on": date(2026, 5, 10),
    }  # fmt: skip
    meeting = notified()
    with pytest.raises(Refused, match="已经过去"):
        matters.take(meeting, "move", city.meeting_clerk, entry=Entry(data=data))
    meeting.refresh_from_db()
    assert meeting.held_on == date(2026, 6, 1)


def test_two_meetings_do_not_share_a_room(city, plan):
    plan()
    with pytest.raises(Refused, match="2026年6月1日下午已安排“全市人大常委会主任座谈会”"):
        plan(title="另一次会议", half="am", half_days=2, starts_at=time(9, 0))
    assert Meeting.objects.count() == 1


def test_cancelling_withdraws_the_invitations_and_frees_the_room(city, notified):
    meeting = matters.take(notified(), "cancel", city.meeting_clerk, entry=Entry(note="防汛任务。"))
    assert set(meeting.invitations.values_list("state", flat=True)) == {"withdrawn"}
    assert not RoomSlot.objects.exists()
    cancelled = OutgoingPaper.objects.get(title__startswith="关于取消")
    assert "因防汛任务，经研究，决定取消原定于2026年6月1日召开的" in cancelled.body
    assert cancelled.addressees(clock.today())


def test_a_planned_meeting_is_cancelled_without_a_notice(city, plan):
    matters.take(plan(), "cancel", city.meeting_clerk, entry=Entry(note="另行安排"))
    assert not OutgoingPaper.objects.exists()


def test_a_meeting_is_held_once_it_has_begun_and_the_unanswered_lapse(city, notified):
    meeting = notified()
    for hour in (None, 0, 14):  # today, and on its day until it begins
        if hour is not None:
            clock.advance(to=clock.now().replace(month=6, day=1, hour=hour, minute=6))
        with pytest.raises(Refused, match="会议于2026年6月1日14:30开始，从那时起才能记录已召开。"):
            matters.take(meeting, "hold", city.meeting_clerk)
    clock.advance(to=clock.now().replace(minute=30))
    meeting = matters.take(meeting, "hold", city.meeting_clerk)
    assert set(meeting.invitations.values_list("state", flat=True)) == {"lapsed"}


def test_a_dropped_notice_can_be_drafted_anew(city, plan):
    meeting = matters.take(plan(), "draft_notice", city.meeting_clerk)
    with pytest.raises(Refused, match="正在办理"):
        matters.take(meeting, "redraft", city.meeting_clerk)
    matters.take(meeting.notice, "discard", city.meeting_clerk, entry=Entry(note="重写"))
    meeting = matters.take(meeting, "redraft", city.meeting_clerk)
    assert meeting.notice.state == "draft"


def test_there_is_no_notice_without_an_agenda(city, plan):
    with pytest.raises(Refused, match="议程还没有内容"):
        matters.take(plan(agenda=()), "draft_notice", city.meeting_clerk)
