"""What strangers stumbled over at a meeting and its replies."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from congress import clock, confining, matters, messages
from congress.matters import Entry
from congress.models import Message, Posting
from congress.refusal import Refused
from meetings.models import Meeting
from tests.cast import SHANGHAI
from tests.meetings.conftest import answer, dispatch, invitation_of, move, notified, person, plan, room  # noqa: F401

pytestmark = pytest.mark.django_db
# ruff: noqa: F811


def page(user, matter) -> str:
    browser = Client()
    browser.force_login(user)
    response = browser.get(matter.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def confine(matter, by, *people):
    entry = Entry(data={"people": [*people, by], "until": date(2026, 12, 31)}, note="人事事项")
    return matters.take(matter, "confine", by, entry=entry)


# The reply


def test_the_unit_enters_leave_and_the_substitute_itself(city, notified):
    invitation = invitation_of(notified(), city.north)
    rows = {"name_0": "卞西樵", "leave_0": "on", "reason_0": "学习", "name_1": "娄清", "post_1": "主任", "phone_1": "1"}
    rows |= {"name_2": "简书", "post_2": "副主任", "phone_2": "2"}
    browser = Client()
    browser.force_login(city.north_clerk)
    address = reverse("matter_step", args=[invitation.ref, "answer"])
    assert invitation.quota == 2 and "顶替的人写在后面的空行里" in browser.get(address).content.decode()
    assert browser.post(address, rows).status_code == 302
    assert [(one.name, one.is_leave) for one in invitation.attendees.all()] == [
        ("卞西樵", True), ("娄清", False), ("简书", False),
    ]  # fmt: skip


# The board after the meeting


def test_the_sums_of_a_meeting_that_was_held_are_those_of_its_rows(city, notified):
    meeting = notified()
    answer(invitation_of(meeting, city.north), city.north_clerk, person())
    clock.advance(to=datetime(2026, 6, 1, 18, 0, tzinfo=SHANGHAI))
    meeting = matters.take(meeting, "hold", city.meeting_clerk)
    found = meeting.detail_context(city.meeting_clerk)
    assert (len(found["rows"]), found["answered"], found["missing"]) == (6, 1, 5)
    text = page(city.meeting_clerk, meeting)
    assert "未报 <strong>5</strong>" in text and text.count('class="is-missing"') == 5
    assert "去报送回执" not in page(city.south_clerk, meeting), "it is over"


# Changes that are not told yet

TOLD = "上次通知的是：2026年6月1日下午2：30，会期半天，市人大常委会113号会议室"


def test_a_unit_is_told_that_the_notice_of_a_change_is_not_out_yet(city, notified):
    meeting = move(city, notified(), held_on=date(2026, 6, 8))
    for matter in (meeting, invitation_of(meeting, city.north)):
        text = page(city.north_clerk, matter)
        assert "改期的正式通知尚未发出" in text and TOLD in text and "现拟改为：2026年6月8日下午2：30" in text
    dispatch(city, meeting.notice)
    for matter in (meeting, invitation_of(meeting, city.north)):
        assert "尚未发出" not in page(city.north_clerk, matter)


def test_another_room_is_no_other_day(city, notified):
    meeting = move(city, notified(), room=None, place="市会展中心一号厅")
    assert "调整地点的正式通知尚未发出" in page(city.north_clerk, meeting)


def test_a_unit_whose_meeting_is_called_off_sees_it_on_its_invitation_with_the_reason(city, notified):
    meeting = matters.take(notified(), "cancel", city.meeting_clerk, entry=Entry(note="防汛任务。"))
    assert not Meeting.objects.visible_to(city.north_clerk).exists()
    invitation = invitation_of(meeting, city.north)
    text = page(city.north_clerk, invitation)
    assert "已撤回" in text and "本邀请已撤回：会议已取消。原因：防汛任务。" in text
    assert "取消的正式通知尚未发出" in text and TOLD in text
    dispatch(city, meeting.notice)
    text = page(city.north_clerk, invitation)
    assert "本邀请已撤回" in text and "尚未发出" not in text


def test_a_unit_that_the_new_day_does_not_mean_is_told_so(city, notified):
    Posting.objects.update(since=date(2000, 1, 1))
    city.north.until = date(2026, 6, 5)
    city.north.save()
    meeting = move(city, notified(), held_on=date(2026, 6, 8))
    invitation = invitation_of(meeting, city.north)
    assert invitation.state == "withdrawn"
    assert "会议改期后，按新日期的在任职务，本单位不在参会范围内" in page(city.north_clerk, invitation)


def test_the_page_of_the_house_names_the_notice_of_the_change_as_what_is_in_hand(city, notified):
    meeting = matters.take(notified(), "cancel", city.meeting_clerk, entry=Entry(note="防汛任务"))
    text = page(city.meeting_clerk, meeting)
    assert "已经办结" not in text and "各单位尚未得到正式通知" in text
    assert f'<strong>正在办理</strong>：等待<a href="{meeting.notice.get_absolute_url()}">' in text
    assert "送审：市人大常委会 会务（柏小舟）" in text
    dispatch(city, meeting.notice)
    text = page(city.meeting_clerk, meeting)
    assert "已经办结，没有待办的环节" in text and "正式通知" not in text


# A list that leaves units out


def test_who_confines_a_meeting_is_told_whom_the_list_leaves_without_anybody(city, plan):
    meeting = plan()
    browser = Client()
    browser.force_login(city.meeting_clerk)
    address = reverse("matter_step", args=[meeting.ref, "confine"])
    people = [one.pk for one in confining.candidates(meeting) if one != city.south_clerk]
    typed = {"version": meeting.version, "people": people, "until": "2026-12-31", "note": "人事事项"}
    assert 'type="hidden" name="anyway"' in browser.get(address).content.decode(), "not asked before there is a doubt"
    back = browser.post(address, typed)
    text = back.content.decode()
    assert back.status_code == 422 and f"下列单位在名单里没有人：{city.south.short_name}。" in text
    assert 'type="checkbox" name="anyway"' in text
    assert browser.post(address, typed | {"anyway": "on"}).status_code == 302


def test_a_confined_notice_is_not_dispatched_to_units_that_could_not_open_it(city, plan):
    people = (city.chair, city.secretary, city.office_head, city.north_clerk)
    meeting = matters.take(confine(plan(), city.meeting_clerk, *people), "draft_notice", city.meeting_clerk)
    said = f"下列单位没有人在知悉范围内：{city.south.short_name}；请先把它们的联络员列入，或解除限定。"
    with pytest.raises(Refused, match=said):
        dispatch(city, meeting.notice)
    confine(meeting, city.meeting_clerk, *people, city.south_clerk)
    assert matters.take(meeting.notice, "dispatch", city.secretary).state == "dispatched"


def test_opening_up_tells_the_units_what_the_list_kept_from_them_once(city, notified):
    meeting = notified()
    confine(meeting, city.meeting_clerk, city.secretary, city.north_clerk)
    messages.announce_deliveries()
    told = Message.objects.filter(text__startswith="收到来文")
    assert [one.user for one in told] == [city.north_clerk]
    matters.take(Meeting.objects.get(pk=meeting.pk), "open_up", city.meeting_clerk, entry=Entry(note="已公布"))
    messages.announce_deliveries()
    assert sorted(one.user.username for one in told.all()) == sorted(
        one.username for one in (city.north_clerk, city.north_chair, city.south_clerk)
    )
    assert messages.announce_deliveries() == 0


# Units that nobody answers for


def test_inviting_a_unit_that_nobody_answers_for_is_asked_back_about_once(city, plan):
    meeting = plan()
    browser = Client()
    browser.force_login(city.meeting_clerk)
    address = reverse("matter_step", args=[meeting.ref, "edit"])
    form = browser.get(address).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    typed |= {"others": city.bureau.name, "room": meeting.room_id}
    back = browser.post(address, typed)
    assert back.status_code == 422
    assert f"{city.bureau.short_name}没有可用的账户，分发后请电话通知并代录。" in back.content.decode()
    assert browser.post(address, typed | {"anyway": "on"}).status_code == 302
    typed["version"] = Meeting.objects.get().version
    assert browser.post(address, typed).status_code == 302, "it was said once"
