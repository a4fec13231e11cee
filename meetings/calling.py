"""Calling a meeting: which days can be, its agenda, and who else is asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone

from congress import clock, recipients
from congress.deadlines import NoCalendar, chinese
from congress.models import Matter, Organisation, WorkingCalendar
from congress.refusal import Refused

if TYPE_CHECKING:
    from meetings.models import Meeting

WEEKDAYS = "一二三四五六日"


class AgendaLine(NamedTuple):
    """One line of the agenda as it is entered."""

    text: str
    speaker: str = ""
    matter: Matter | None = None


def is_past(meeting: Meeting) -> bool:
    """Has its hour gone by?"""
    return begins_at(meeting) < clock.now()


def begins_at(meeting: Meeting) -> datetime:
    """The day and hour of its beginning, local time."""
    return timezone.make_aware(datetime.combine(meeting.held_on, meeting.starts_at))


def check_days(meeting: Meeting) -> None:
    """Refuse days that cannot be: a meeting in the past, answers that close after it."""
    if is_past(meeting):
        raise Refused(f"会议时间{meeting.when.split('，')[0]}已经过去，请重新选择。")
    if meeting.answers_close_on > meeting.held_on:
        raise Refused("报名截止日期晚于会议日期，请提前。")


def check_closing(meeting: Meeting) -> None:
    """Answers that are still to be asked for do not close in the past."""
    if meeting.answers_close_on < clock.today():
        raise Refused("报名截止日期已经过去，请重新选择。")


def cannot_close_on(meeting: Meeting, day: date) -> str:
    """Why answers cannot be put off to this day."""
    if day < clock.today():
        return "新的截止日期已经过去，请重新选择。"
    if day <= meeting.answers_close_on:
        return f"新的截止日期不晚于现在的截止日期{chinese(meeting.answers_close_on)}，请重新选择。"
    if day > meeting.held_on:
        return f"新的截止日期晚于会议日期{chinese(meeting.held_on)}，请提前。"
    return ""


def moved_closing(held_before: date, closing_before: date, held_on: date, asked: date | None) -> date:
    """The day on which answers close after a move: as asked for, else as long before the meeting as it was.

    One that was not asked for is never before today nor after the meeting; it stays when the day stays.
    """
    if asked not in (None, closing_before):
        return asked
    if held_on == held_before:
        return closing_before
    return min(max(held_on - (held_before - closing_before), clock.today()), held_on)


def day_remark(day: date) -> str:
    """星期六（非工作日）; for a year without a calendar it says that one cannot tell."""
    name = f"星期{WEEKDAYS[day.weekday()]}"
    try:
        is_workday = WorkingCalendar().is_workday(day)
    except NoCalendar as lack:
        return f"{name}。{lack}"
    if is_workday:
        return name if day.weekday() < 5 else f"{name}（调休上班）"
    return f"{name}（非工作日，请核对）"


def write_agenda(meeting: Meeting, lines: Iterable[tuple] | None) -> None:
    """Put the agenda down anew, in order; None leaves it as it is."""
    if lines is None:
        return
    meeting.agenda.all().delete()
    meeting.agenda.bulk_create(
        [
            meeting.agenda.model(meeting=meeting, position=position, **AgendaLine(*line)._asdict())
            for position, line in enumerate(lines, start=1)
        ]
    )


def write_others(meeting: Meeting, others: Iterable[Organisation] | None) -> None:
    """Who is asked beside the roster; refused for a body that does not exist on the day of the meeting."""
    others = list(meeting.others.all() if others is None else others)
    if gone := recipients.absent_on(others, meeting.held_on):
        names = "、".join(body.name for body in gone)
        raise Refused(f"另邀单位{names}在会议日期{chinese(meeting.held_on)}已不存在或尚未设立，请更换。")
    meeting.others.set(others)
