"""Rooms by half-days: taken, freed, and never shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from congress.deadlines import chinese
from congress.refusal import Refused

if TYPE_CHECKING:
    from congress.models import User
    from meetings.models import Meeting


def take(meeting: Meeting, user: User) -> None:
    """Give the meeting its half-days of its room, and back those it had.

    Raises Refused with the half-day that is taken; the other meeting is named
    only to who may see it.
    """
    free(meeting)
    if meeting.room is None:
        return
    slots = meeting.half_day_slots()
    # two clerks, one room: the second waits here, and then sees what the first has taken
    type(meeting.room).objects.select_for_update().get(pk=meeting.room_id)
    held = meeting.room.slots.filter(day__in=[day for day, _ in slots]).select_related("meeting")
    taken = {(slot.day, slot.half): slot for slot in held}
    for day, half in slots:
        if other := taken.get((day, half)):
            visible = type(meeting).objects.visible_to(user).filter(pk=other.meeting_id).exists()
            name = f"“{other.meeting.title}”" if visible else "其他会议"
            raise Refused(f"{meeting.room}在{chinese(day)}{other.get_half_display()}已安排{name}，请换时间或会议室。")
    meeting.room.slots.bulk_create(
        [meeting.slots.model(room=meeting.room, day=day, half=half, meeting=meeting) for day, half in slots]
    )


def free(meeting: Meeting) -> None:
    """Give the half-days back."""
    meeting.slots.all().delete()
