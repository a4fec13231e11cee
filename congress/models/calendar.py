"""Terms of a congress, and which days are working days."""

from __future__ import annotations

from datetime import date

from django.db import models
from simple_history.models import HistoricalRecords

from congress.deadlines import NoCalendar
from congress.models.people import Dated, Organisation


class Term(Dated):
    """届: from the first session of a congress to the first session of the next (组织法 §9, 代表法 §2)."""

    body = models.ForeignKey(Organisation, models.PROTECT, related_name="terms", verbose_name="机关")
    ordinal = models.PositiveIntegerField("届次")
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "届次"
        ordering = ["body", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["body", "ordinal"], name="term_once")]

    def __str__(self) -> str:
        return f"{self.body.short_name}第{self.ordinal}届"


class CalendarDay(models.Model):
    """节假日和调休: a day that differs from the ordinary week (国务院办公厅 each year's notice)."""

    HOLIDAY, WORKDAY = "holiday", "workday"

    day = models.DateField("日期", unique=True)
    kind = models.CharField("性质", max_length=10, choices=[(HOLIDAY, "放假"), (WORKDAY, "调休上班")])
    name = models.CharField("节日", max_length=40)
    source = models.CharField("来源", max_length=120)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "节假日和调休"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class WorkingCalendar:
    """The table as one question, each year read once; raises NoCalendar for a year without entries."""

    def __init__(self) -> None:
        self._years: dict[int, dict[date, str]] = {}

    def is_workday(self, day: date) -> bool:
        """Is this a working day, make-up Saturdays included?"""
        kind = self._year(day.year).get(day)
        return kind == CalendarDay.WORKDAY or (kind is None and day.weekday() < 5)

    def _year(self, year: int) -> dict[date, str]:
        if year not in self._years:
            rows = dict(CalendarDay.objects.filter(day__year=year).values_list("day", "kind"))
            if not rows:
                raise NoCalendar(year)
            self._years[year] = rows
        return self._years[year]
