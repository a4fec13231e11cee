"""What is stored of meetings: rooms, meetings with their agenda and notices, invitations with their answers."""

from meetings.models.invitation import Attendee, Invitation
from meetings.models.meeting import AgendaItem, Announcement, Meeting
from meetings.models.room import AFTERNOON, HALVES, MORNING, Room, RoomSlot

__all__ = [
    "AFTERNOON",
    "HALVES",
    "MORNING",
    "AgendaItem",
    "Announcement",
    "Attendee",
    "Invitation",
    "Meeting",
    "Room",
    "RoomSlot",
]
