"""The thread through the pages: planned, seen, answered, refused, exported."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congress import matters
from congress.models import Person, Posting
from meetings.models import Invitation, Meeting
from tests.cast import organisation, tenure
from tests.meetings.conftest import answer, dispatch, invitation_of, move, person

pytestmark = pytest.mark.django_db


def page(client, user, address, status=200) -> str:
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def send(client, user, address, status=302, **fields) -> str:
    client.force_login(user)
    response = client.post(address, fields)
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def test_a_meeting_is_planned_in_the_browser(city, client, room):
    fields = {
        "title": "工作座谈会", "meeting_kind": "work_meeting", "held_on": "2026-06-01", "half": "pm",
        "starts_at": "14:30", "half_days": 1, "room": room.pk, "place": "", "answers_close_on": "2026-05-28",
        "topics": "交流", "agenda": "讨论实施意见\n总结讲话|主任", "plan_reference": "", "others": "遵义市水务局",
        "anyway": "on", "quota_default": 1, "contact": "柏小舟", "phone": "0851-20000000",
    }  # fmt: skip
    address = reverse("matter_begin", args=["meeting", "plan"])
    assert "会议名称" in page(client, city.meeting_clerk, address)
    send(client, city.meeting_clerk, address, **fields)
    meeting = Meeting.objects.get()
    text = page(client, city.meeting_clerk, meeting.get_absolute_url())
    assert "（二）" in text and "总结讲话" in text and "遵义市水务局" in text
    again = send(client, city.meeting_clerk, address, 409, **fields | {"title": "另一次座谈会"})
    assert "已安排“工作座谈会”" in again and "另一次座谈会" in again
    assert Meeting.objects.count() == 1


def test_the_clerk_sees_the_board_and_the_county_only_itself(city, client, notified):
    meeting = notified()
    answer(invitation_of(meeting, city.south), city.south_clerk, person("展鸿", is_leave=True, leave_reason="学习"))
    office = page(client, city.meeting_clerk, meeting.get_absolute_url())
    assert "湄潭县人大常委会" in office and "学习" in office and "导出 Excel" in office
    assert office.count('class="is-missing"') == 5
    north = page(client, city.north_clerk, meeting.get_absolute_url())
    assert "桐梓县人大常委会" in north and "展鸿" not in north and "学习" not in north
    assert "催报" not in north


def test_a_stranger_finds_no_such_meeting(city, client, notified):
    meeting = notified()
    for address in (meeting.get_absolute_url(), reverse("meetings:meeting_board", args=[meeting.ref])):
        page(client, city.bureau_clerk, address, 404)


def test_a_county_answers_in_the_browser(city, client, notified):
    invitation = invitation_of(notified(), city.north)
    address = reverse("matter_step", args=[invitation.ref, "answer"])
    form = page(client, city.north_clerk, address)
    assert 'value="卞西樵"' in form and 'aria-label="第2人电话"' in form
    fields = {"name_0": "卞西樵", "post_0": "主任", "name_1": "娄清", "post_1": "办公室主任", "phone_1": "139"}
    refused = send(client, city.north_clerk, address, 422, **fields)
    assert "第1人请填写电话" in refused and 'value="娄清"' in refused
    send(client, city.north_clerk, address, **fields | {"phone_0": "138"})
    shown = page(client, city.north_clerk, invitation.get_absolute_url())
    assert "娄清" in shown and "修改回执" in shown
    assert "办公室主任" in page(
        client, city.north_clerk, reverse("matter_step", args=[invitation.ref, "change_answer"])
    )


def test_over_quota_the_typed_names_come_back(city, client, notified):
    invitation = invitation_of(notified(), city.north)
    invitation.quota = 1
    Invitation.objects.filter(pk=invitation.pk).update(quota=1)
    fields = {}
    for index in range(2):
        fields |= {f"name_{index}": f"某{index}", f"post_{index}": "主任", f"phone_{index}": "1"}
    refused = send(client, city.north_clerk, reverse("matter_step", args=[invitation.ref, "answer"]), 409, **fields)
    assert "参会2人超过名额1人" in refused and 'value="某1"' in refused


def test_the_clerk_records_an_answer_in_the_browser(city, client, notified):
    invitation = invitation_of(notified(), city.south)
    address = reverse("matter_step", args=[invitation.ref, "record"])
    assert "对方姓名" in page(client, city.meeting_clerk, address)
    fields = {
        "name_0": "展鸿", "post_0": "主任", "phone_0": "1", "how": "电话", "from_whom": "展鸿",
        "told_at": "2026-05-18T08:30",
    }  # fmt: skip
    send(client, city.meeting_clerk, address, **fields)
    assert "由柏小舟代录" in page(client, city.south_clerk, invitation.get_absolute_url())


def test_the_meeting_is_moved_and_cancelled_in_the_browser(city, client, notified, room):
    meeting = notified()
    address = reverse("matter_step", args=[meeting.ref, "move"])
    fields = {
        "held_on": "2026-06-08", "half": "pm", "starts_at": "14:30", "half_days": 1, "room": room.pk,
        "answers_close_on": "",
    }  # fmt: skip
    past = send(client, city.meeting_clerk, address, 409, **fields | {"held_on": "2026-05-11"})
    assert "已经过去" in past and "2026-05-11" in past
    send(client, city.meeting_clerk, address, **fields)
    text = page(client, city.meeting_clerk, meeting.get_absolute_url())
    assert "关于延期召开" in text and "各单位尚未得到正式通知" in text
    cancel = reverse("matter_step", args=[meeting.ref, "cancel"])
    assert "须写明原因" in send(client, city.meeting_clerk, cancel, 422)
    send(client, city.meeting_clerk, cancel, note="防汛任务")
    assert "已取消" in page(client, city.meeting_clerk, meeting.get_absolute_url())


def test_the_board_is_exported_from_its_address(city, client, notified):
    client.force_login(city.meeting_clerk)
    response = client.get(reverse("meetings:meeting_board", args=[notified().ref]))
    assert response.status_code == 200
    assert response["Content-Type"].endswith("spreadsheetml.sheet")


def test_the_first_screen_shows_the_week_and_what_is_missing(city, client, notified):
    meeting = notified()
    desk = page(client, city.meeting_clerk, reverse("desk"))
    assert "近期会议" in desk and "回执未报" in desk and "6／6" in desk
    assert meeting.title in page(client, city.north_clerk, reverse("desk"))
    assert "回执未报" not in page(client, city.bureau_clerk, reverse("desk"))


def test_the_lists_can_be_narrowed_by_kind(city, client, plan):
    plan()
    address = reverse("matter_list", args=["meeting"])
    assert "全市人大常委会主任座谈会" in page(client, city.meeting_clerk, f"{address}?meeting_kind=chairs_forum")
    assert "全市人大常委会主任座谈会" not in page(client, city.meeting_clerk, f"{address}?meeting_kind=council")


def test_the_page_of_thirty_units_costs_no_more_queries_than_that_of_three(city, client, plan):
    def cost(meeting) -> int:
        client.force_login(city.meeting_clerk)
        client.get(meeting.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            assert client.get(meeting.get_absolute_url()).status_code == 200
        return len(queries)

    def called(**fields) -> Meeting:
        meeting = matters.take(plan(**fields), "draft_notice", city.meeting_clerk)
        dispatch(city, meeting.notice)
        return meeting

    small = called()
    answer(invitation_of(small, city.north), city.north_clerk, person())
    for index in range(30):
        county = organisation(
            f"c{index}", f"第{index}县人大常委会", "standing_committee", level="county", guided_by=city.committee
        )
        tenure(Person.objects.create(name=f"某{index}"), county, "chairperson", "主任")
    large = called(title="大会", room=None, place="会展中心")
    for invitation in large.invitations.filter(organisation__key__startswith="c"):
        answer(invitation, city.meeting_clerk, person("甲"), step="record")
    few, many = cost(small), cost(large)
    assert many <= few


def test_a_moved_meeting_is_shown_to_the_county_with_its_new_day(city, client, notified):
    meeting = move(city, notified(), held_on=date(2026, 6, 8))
    assert "2026年6月8日" in page(client, city.north_clerk, meeting.get_absolute_url())


def test_an_answer_with_two_hundred_persons_is_taken(city, client, plan):
    meeting = matters.take(plan(others=[city.bureau], quota_default=200), "draft_notice", city.meeting_clerk)
    dispatch(city, meeting.notice)
    invitation = invitation_of(meeting, city.bureau)
    Posting.objects.create(user=city.bureau_clerk, organisation=city.bureau, role="unit_clerk", since="2000-01-01")
    columns = {"name": "水文清", "post": "干部", "phone": "1", "leave": "on", "reason": "防汛"}
    rows = {f"{name}_{index}": value for name, value in columns.items() for index in range(200)}
    rows |= {"version": invitation.version, "note": "", "csrfmiddlewaretoken": "x"}
    send(client, city.bureau_clerk, reverse("matter_step", args=[invitation.ref, "answer"]), **rows)
    assert invitation.attendees.count() == 200
