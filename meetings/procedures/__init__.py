"""How things are done in meetings: one module for each table of procedures."""

from meetings.procedures.calling import INVITATION, MEETING, UNIT

__all__ = ["INVITATION", "MEETING", "UNIT"]
