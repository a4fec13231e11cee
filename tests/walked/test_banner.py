"""A form that comes back says above everything what is to be mended, and leads there."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.meetings.conftest import invitation_of, notified, person, plan, room  # noqa: F401

pytestmark = pytest.mark.django_db


def sent(user, address, **typed) -> str:
    browser = Client()
    browser.force_login(user)
    response = browser.post(address, typed)
    assert response.status_code in (200, 422)
    return response.content.decode()


def test_a_reply_that_comes_back_names_its_faults_above_everything_and_links_to_them(city, notified):  # noqa: F811
    invitation = invitation_of(notified(), city.north)
    rows = {"name_0": "娄清", "post_0": "主任", "name_1": "卞西樵", "leave_1": "on"}
    text = sent(city.north_clerk, reverse("matter_step", args=[invitation.ref, "answer"]), **rows)
    assert "有2处需要更正：" in text
    assert '<a href="#id_phone_0">第1人电话</a>、<a href="#id_reason_1">第2人请假事由</a>' in text
    assert 'id="id_phone_0"' in text and 'id="id_reason_1"' in text
    assert text.index('id="faults" role="alert" tabindex="-1" autofocus') < text.index("<h1>")


def test_every_form_of_a_step_has_the_banner(city, notified):  # noqa: F811
    meeting = notified()
    assert "有1处需要更正" in sent(city.meeting_clerk, reverse("matter_step", args=[meeting.ref, "cancel"]))
    text = sent(city.meeting_clerk, reverse("matter_begin", args=["meeting", "plan"]))
    assert '<a href="#id_title">会议名称</a>' in text
    text = sent(city.drafter, reverse("matter_begin", args=["paper", "draft"]), title="", version="1")
    assert text.count("处需要更正") == 1


def test_a_group_of_boxes_is_led_to_as_a_whole(city, plan):  # noqa: F811
    text = sent(city.meeting_clerk, reverse("matter_step", args=[plan().ref, "confine"]), until="2027-01-01", note="一")
    assert '<a href="#div_id_people">知悉人员</a>' in text and 'id="div_id_people"' in text


def test_what_is_wrong_with_the_form_as_a_whole_stands_in_the_banner_too(city, notified):  # noqa: F811
    invitation = invitation_of(notified(), city.north)
    text = sent(city.north_clerk, reverse("matter_step", args=[invitation.ref, "answer"]))
    assert "有1处需要更正：</strong>请至少填写一人" in text


def test_the_forms_of_the_console_have_it_as_well(city):
    text = sent(city.secretary, "/console/meetings/room/add/")
    assert '处需要更正：</strong><a href="#id_name">名称</a>' in text and "autofocus" in text


def test_a_form_that_is_opened_has_no_banner(city):
    browser = Client()
    browser.force_login(city.drafter)
    assert "需要更正" not in browser.get(reverse("matter_begin", args=["paper", "draft"])).content.decode()


# Somebody was faster


def test_a_reply_that_the_clerk_has_entered_meanwhile_can_be_sent_on_as_its_change(city, notified):  # noqa: F811
    from congress import matters
    from congress.matters import Entry

    invitation = invitation_of(notified(), city.north)
    typed = {"version": invitation.version, "name_0": "娄清", "post_0": "主任", "phone_0": "13900000000"}
    entry = Entry(data={"attendees": [person("卞西樵")]}, recorded_for="电话，娄清，由柏小舟代录")
    matters.take(invitation, "record", city.meeting_clerk, entry=entry)
    browser = Client()
    browser.force_login(city.north_clerk)
    response = browser.post(reverse("matter_step", args=[invitation.ref, "answer"]), typed)
    text = response.content.decode()
    change = reverse("matter_step", args=[invitation.ref, "change_answer"])
    assert response.status_code == 409 and "现在可以办理“修改回执”" in text
    assert f'<form method="post" action="{change}"' in text and ">修改回执</button>" in text
    assert 'value="13900000000"' in text, "what was typed is still there"
    assert "卞西樵" in text, "and what stands there now"
    version = response.context["form"]["version"].value()
    assert browser.post(change, typed | {"version": version}).status_code == 302
    assert [one.name for one in invitation.attendees.all()] == ["娄清"]


def test_an_opinion_is_not_carried_over_to_another_step(city):
    from congress import matters

    paper = matters.take(city.paper(), "submit", city.drafter)
    matters.take(paper, "send_back", city.office_head, entry=matters.Entry(note="再改"))
    browser = Client()
    browser.force_login(city.office_head)
    response = browser.post(reverse("matter_step", args=[paper.ref, "check"]), {"version": paper.version})
    assert "现在可以办理" not in response.content.decode()
