"""Rooms are kept by the secretariat in the console."""

import pytest
from django.urls import reverse

from meetings.forms import MeetingForm
from meetings.models import Meeting, Room

pytestmark = pytest.mark.django_db


def test_the_secretariat_opens_and_closes_rooms(city, client):
    client.force_login(city.secretary)
    add = reverse("console:meetings_room_add")
    assert client.post(add, {"name": "会议厅", "seats": 200, "is_open": "on"}).status_code == 302
    room = Room.objects.get()
    change = reverse("console:meetings_room_change", args=[room.pk])
    assert client.post(change, {"name": "会议厅", "seats": 200}).status_code == 302
    room.refresh_from_db()
    assert (str(room), room.is_open) == ("会议厅", False)


def test_a_room_that_notices_have_named_keeps_its_name(city, client, plan, room):
    meeting = plan()
    client.force_login(city.secretary)
    client.post(
        reverse("console:meetings_room_change", args=[room.pk]), {"name": "别的名字", "seats": 60, "is_open": "on"}
    )
    room.refresh_from_db()
    assert room.name == "市人大常委会113号会议室"
    assert [str(slot) for slot in meeting.slots.all()] == ["市人大常委会113号会议室 2026-06-01 下午"]


def test_a_closed_room_is_offered_only_to_the_meeting_that_has_it(city, room, plan):
    meeting = plan()
    Room.objects.update(is_open=False)
    for matter, step, offered in ((meeting, "edit", [room]), (Meeting(), "plan", [])):
        form = MeetingForm(matter=matter, step=matter.workflow[step], user=city.meeting_clerk)
        assert list(form.fields["room"].queryset) == offered
