"""Filters of the meeting list."""

import django_filters

from meetings.kinds import MEETING_KINDS
from meetings.models import Meeting
from meetings.procedures import MEETING


class MeetingFilter(django_filters.FilterSet):
    """By kind, state and day."""

    meeting_kind = django_filters.ChoiceFilter(label="种类", choices=MEETING_KINDS.choices)
    state = django_filters.ChoiceFilter(label="状态", choices=list(MEETING.states.items()))
    held_on = django_filters.DateFromToRangeFilter(label="会议日期")

    class Meta:
        model = Meeting
        fields = ("meeting_kind", "state", "held_on")
