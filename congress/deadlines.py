"""By when: a number of days, working days or months, counted from a named date, with its law.

Pure arithmetic; the calendar comes in as a function, so the same rule serves
the page, the reminder and the test.  Source of the ways of counting:
民法典 §§200–204 (the first day does not count; a term of months ends on the
same day of the month, or on the month's last day).
"""

import calendar
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

OFFICE_SETTING = "本办公室规定"

IsWorkday = Callable[[date], bool]


class NoCalendar(LookupError):
    """No holidays have been entered for this year, so working days cannot be counted."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(f"{year}年的节假日安排尚未录入，不能计算工作日，请秘书科先在管理台“节假日和调休”中录入。")


class Unit(StrEnum):
    """What is counted; the value is the word in an explanation."""

    DAYS = "日"
    WORKDAYS = "个工作日"
    MONTHS = "个月"


@dataclass(frozen=True)
class Due:
    """A day with the reason for it."""

    on: date
    reason: str


@dataclass(frozen=True)
class Limit:
    """A time limit (办理时限): `amount` units from `anchor`, by `law`, if `condition` holds.

    `anchor` names a date of the matter, or a step (or several, “draft|send_back”):
    then the day on which the last of them was last taken.  `amount` is negative when the limit lies before it.
    """

    amount: int
    unit: Unit
    law: str
    anchor: str = ""
    condition: str = ""
    anchor_label: str = field(default="", compare=False)

    @property
    def anchors(self) -> tuple[str, ...]:
        """The names in `anchor`."""
        return tuple(self.anchor.split("|"))

    def after(self, anchor: str, label: str = "") -> "Limit":
        """Counted forward from this date."""
        return replace(self, anchor=anchor, anchor_label=label, amount=abs(self.amount))

    def before(self, anchor: str, label: str = "") -> "Limit":
        """Counted back from this date: “N日前” is the date minus N."""
        return replace(self, anchor=anchor, anchor_label=label, amount=-abs(self.amount))

    def only(self, condition: str) -> "Limit":
        """Only where this attribute of the matter is true; list such limits first."""
        return replace(self, condition=condition)

    def due(self, start: date, is_workday: IsWorkday, named: str = "") -> Due:
        """The last day, and why.  Raises NoCalendar for a year without holidays entered.

        `named`: what happened on the first day, where the limit has no word of its own for it.
        """
        if self.unit is Unit.MONTHS:
            end, skipped = add_months(start, self.amount), 0
        elif self.unit is Unit.DAYS:
            end, skipped = start + timedelta(days=self.amount), 0
        else:
            end, skipped = add_workdays(start, self.amount, is_workday)
        return Due(end, self._reason(start, end, skipped, self.anchor_label or named or "起算日"))

    def _reason(self, start: date, end: date, skipped: int, named: str) -> str:
        if self.amount == 0:
            return f"{named}{chinese(start)}（{self.law}）"
        if self.amount > 0:
            counted = f"自{named}{chinese(start)}起{self.amount}{self.unit}"
        else:
            counted = f"{named}{chinese(start)}之前{-self.amount}{self.unit}"
        rest = f"，其间跳过非工作日{skipped}天" if skipped else ""
        return f"{counted}{rest}，至{chinese(end)}（{self.law}）"


def days(amount: int, law: str) -> Limit:
    """Calendar days; the last one lasts to its end."""
    return Limit(amount, Unit.DAYS, law)


def workdays(amount: int, law: str) -> Limit:
    """Working days: make-up Saturdays count, holidays do not."""
    return Limit(amount, Unit.WORKDAYS, law)


def months(amount: int, law: str) -> Limit:
    """Months, clamped: 30 November + 3 months is the end of February."""
    return Limit(amount, Unit.MONTHS, law)


def on_day(anchor: str, law: str, label: str = "") -> Limit:
    """On that date itself."""
    return Limit(0, Unit.DAYS, law, anchor=anchor, anchor_label=label)


def add_months(start: date, amount: int) -> date:
    """The same day `amount` months on, or that month's last day."""
    index = start.year * 12 + start.month - 1 + amount
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def add_workdays(start: date, amount: int, is_workday: IsWorkday) -> tuple[date, int]:
    """The day `amount` working days on (back when negative), and how many other days were passed over."""
    stride = timedelta(days=1 if amount >= 0 else -1)
    current, left, skipped = start, abs(amount), 0
    while left:
        current += stride
        if is_workday(current):
            left -= 1
        else:
            skipped += 1
    return current, skipped


def chinese(day: date) -> str:
    """2016年5月30日: Arabic digits without zero padding (GB/T 9704-2012 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
