"""What the steps of meetings ask for; the tables name these by their dotted names."""

from meetings.forms.answers import AnswerForm, RecordAnswerForm
from meetings.forms.meeting import ExtendForm, MeetingForm, MoveForm

__all__ = ["AnswerForm", "ExtendForm", "MeetingForm", "MoveForm", "RecordAnswerForm"]
