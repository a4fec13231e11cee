"""Whom an urging reached, and a closing day that is put off without moving the meeting."""

import json
from datetime import date, datetime

import pytest
from django.urls import reverse

from congress import clock, matters
from congress.matters import Entry
from congress.models import Message, Posting
from congress.refusal import NotYours, Refused
from tests.cast import SHANGHAI, account
from tests.meetings.conftest import answer, invitation_of, person

pytestmark = pytest.mark.django_db

WITHOUT_ACCOUNT = (
    "市人大常委会、遵义市人大常委会办公室、遵义市人大常委会研究室、遵义市人大监察和司法委员会"  # in the office's order
)


def extend(city, meeting, day=date(2026, 5, 31), note="两个县的人员尚未确定"):
    entry = Entry(data={"answers_close_on": day}, note=note)
    return matters.take(meeting, "extend_answers", city.meeting_clerk, entry=entry)


def facts(meeting) -> dict:
    return json.loads(meeting.events.order_by("sequence").last().body)


def flash(client, user, meeting, step, **fields) -> str:
    client.force_login(user)
    response = client.post(reverse("matter_step", args=[meeting.ref, step]), fields, follow=True)
    return " ".join(str(message) for message in response.context["messages"])


# Urging


def test_the_clerk_is_told_how_many_units_were_reached_and_whom_to_phone(city, notified, client):
    told = flash(client, city.meeting_clerk, notified(), "urge")
    assert "已向2个单位催报：消息发到负责这些单位的3个账号。" in told
    assert f"{WITHOUT_ACCOUNT}没有可用的账户，请电话催报，再用“代录回执”登记。" in told


def test_who_has_answered_is_not_counted(city, notified):
    meeting = notified()
    answer(invitation_of(meeting, city.north), city.north_clerk, person())
    assert matters.take(meeting, "urge", city.meeting_clerk).outcome.startswith(
        "已向1个单位催报：消息发到负责这些单位的1个账号。"
    )


def test_somebody_who_answers_for_two_units_is_one_account(city, notified):
    Posting.objects.filter(user=city.north_chair).delete()
    Posting.objects.create(user=city.north_clerk, organisation=city.south, role="unit_clerk", since=date(2000, 1, 1))
    assert (
        "已向2个单位催报：消息发到负责这些单位的2个账号" in matters.take(notified(), "urge", city.meeting_clerk).outcome
    )


def test_the_trail_holds_how_many_were_reached_and_no_names(city, notified):
    meeting = matters.take(notified(), "urge", city.meeting_clerk)
    found = facts(meeting)
    assert (found["told_units"], found["told_accounts"], found["untold_units"]) == (2, 3, 4)
    assert "told_units" not in json.loads(meeting.events.first().body)
    assert set(meeting.deed_facts) == {"told_units", "told_accounts", "untold_units"}, "one place for what a deed adds"


def test_a_second_urging_on_the_same_day_says_that_nothing_was_sent(city, notified):
    meeting = matters.take(notified(), "urge", city.meeting_clerk)
    with pytest.raises(Refused, match="今天已经向有账户的单位催报过，不再重复发送；急需请电话催报。市人大常委会、"):
        matters.take(meeting, "urge", city.meeting_clerk)
    assert Message.objects.filter(key__startswith="urge.").count() == 3


def test_units_that_nobody_can_answer_for_are_named_in_the_refusal(city, notified):
    meeting = notified()
    Posting.objects.filter(role__in=("unit_clerk", "unit_head")).delete()
    with pytest.raises(Refused, match=f"{WITHOUT_ACCOUNT}、桐梓县人大常委会、湄潭县人大常委会没有可用的账户"):
        matters.take(meeting, "urge", city.meeting_clerk)


# The closing day


def test_the_closing_day_is_put_off_and_each_units_day_follows(city, notified):
    meeting = extend(city, notified())
    assert (meeting.answers_close_on, meeting.state) == (date(2026, 5, 31), "notified")
    todo = invitation_of(meeting, city.north).todos.open().get()
    assert (todo.due_on, todo.reason) == (date(2026, 5, 31), "报名截止2026年5月31日（会议通知）")
    assert meeting.events.last().note == "两个县的人员尚未确定"
    assert facts(meeting)["answers_close_on"] == "2026-05-31"


def test_units_that_have_not_answered_are_told_and_the_others_are_not(city, notified):
    meeting = notified()
    answer(invitation_of(meeting, city.north), city.north_clerk, person())
    meeting = extend(city, meeting)
    told = Message.objects.filter(key__startswith="extend.")
    assert {message.user for message in told} == {city.south_clerk}
    assert told.get().text == "《全市人大常委会主任座谈会》的报名截止延长至2026年5月31日，请尽快报送回执。"
    assert meeting.outcome.startswith("报名截止延长至2026年5月31日。已向1个单位告知：消息发到负责这些单位的1个账号。")
    assert facts(meeting)["told_units"] == 1


def test_after_the_closing_day_a_unit_answers_again(city, notified):
    meeting = notified()
    clock.advance(to=datetime(2026, 5, 29, 9, 0, tzinfo=SHANGHAI))
    invitation = invitation_of(meeting, city.south)
    with pytest.raises(Refused, match="报名已于2026年5月28日截止"):
        answer(invitation, city.south_clerk, person("展鸿"))
    extend(city, meeting)
    assert answer(invitation, city.south_clerk, person("展鸿")).state == "answered"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 5, 17), "已经过去"),
        (date(2026, 5, 28), "不晚于现在的截止日期2026年5月28日"),
        (date(2026, 6, 2), "晚于会议日期"),
    ],
)
def test_a_day_that_cannot_be_is_refused(city, notified, day, words):
    meeting = notified()
    with pytest.raises(Refused, match=words):
        extend(city, meeting, day)
    meeting.refresh_from_db()
    assert meeting.answers_close_on == date(2026, 5, 28)


def test_what_closes_on_the_day_of_the_meeting_is_not_put_off_further(city, notified):
    meeting = extend(city, notified(), date(2026, 6, 1))
    with pytest.raises(Refused, match="报名截止日期已是会议当天"):
        extend(city, meeting, date(2026, 6, 2))
    clock.advance(to=datetime(2026, 6, 2, 9, 0, tzinfo=SHANGHAI))
    with pytest.raises(Refused, match="会议日期已过"):
        extend(city, meeting, date(2026, 6, 3))


def test_only_the_meeting_clerk_puts_it_off(city, notified):
    meeting = notified()
    for other in (city.secretary, city.north_clerk, city.office_head):
        with pytest.raises(NotYours):
            matters.take(meeting, "extend_answers", other, entry=Entry(data={"answers_close_on": date(2026, 5, 31)}))


def test_it_is_done_in_the_browser_with_a_day_and_a_reason(city, notified, client):
    meeting = notified()
    client.force_login(city.meeting_clerk)
    address = reverse("matter_step", args=[meeting.ref, "extend_answers"])
    form = client.get(address).content.decode()
    assert "延长报名" in form and "现为2026年5月28日，最晚至会议当天2026年6月1日" in form
    for fields, words in (
        ({"answers_close_on": "2026-06-02", "note": "等"}, "晚于会议日期"),
        ({"answers_close_on": "2026-05-28", "note": "等"}, "不晚于现在的截止日期"),
        ({"answers_close_on": "2026-05-31", "note": ""}, "请写明延长的原因"),
        ({"answers_close_on": "", "note": "等"}, "这个字段是必填项"),
    ):
        refused = client.post(address, fields)
        assert refused.status_code == 422 and words in refused.content.decode()
    told = flash(client, city.meeting_clerk, meeting, "extend_answers", answers_close_on="2026-05-31", note="等")
    assert "已办理：延长报名。报名截止延长至2026年5月31日。" in told


def test_one_who_is_shut_out_today_is_no_account_that_was_reached(city, notified):
    account("new", "席见山")
    city.south_clerk.is_active = False
    city.south_clerk.save()
    assert (
        "已向1个单位催报：消息发到负责这些单位的2个账号" in matters.take(notified(), "urge", city.meeting_clerk).outcome
    )
