"""Filters of the meeting list."""

import django_filters

from congress.filters import MatterFilter
from meetings.kinds import MEETING_KINDS


class MeetingFilter(MatterFilter):
    """By words, state and day, as every list, and by the kind of meeting."""

    meeting_kind = django_filters.ChoiceFilter(label="种类", empty_label="全部种类", choices=MEETING_KINDS.choices)
