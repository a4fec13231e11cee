"""Days that nobody means: a slip of the hand in the year, which every list and deadline would carry on."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError

from congress import clock

SHORTEST_YEAR = 1000  # a browser reads a year of two digits as 0026
EARLIEST_YEAR = 1949
YEARS_AHEAD = 50


def meant(day: date) -> None:
    """Raises ValidationError for a day (or moment) that is too long ago or too far ahead."""
    today = clock.today()
    if day.year < SHORTEST_YEAR:
        raise ValidationError(f"请把年份写成四位，如{today.year}。")
    if day.year < EARLIEST_YEAR:
        raise ValidationError(f"日期早于{EARLIEST_YEAR}年，请核对年份。")
    if (day.year, day.month, day.day) > (today.year + YEARS_AHEAD, today.month, today.day):
        raise ValidationError(f"日期离今天超过{YEARS_AHEAD}年，请核对年份。")


class DayField(forms.DateField):
    """A day.  A browser's calendar shows one only if it is written 2016-05-26, whatever the language writes."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages: ClassVar[dict[str, str]] = {"invalid": "请按“2016-05-26”的样子填写日期。"}
