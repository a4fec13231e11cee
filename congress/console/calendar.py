"""节假日和调休 (秘书科): entered by hand or taken over a year at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse

from congress import clock, matters
from congress.console.base import DatedTable, site
from congress.holidays import days_of
from congress.models import CalendarDay


class YearForm(forms.Form):
    """Which year to take over."""

    year = forms.IntegerField(label="年份", min_value=2004, max_value=2099)


@admin.register(CalendarDay, site=site)
class CalendarDays(DatedTable):
    """节假日和调休: deadlines in working days are counted by this table."""

    group = "calendar"
    list_display = ("day", "kind", "name", "source")
    list_filter = ("kind",)
    search_fields = ("day", "name")
    ordering = ("-day",)

    def get_urls(self) -> Sequence[URLPattern]:
        """With the page that takes over a year."""
        take_over = self.admin_site.admin_view(self.take_over)
        return [path("year/", take_over, name="congress_calendarday_year"), *super().get_urls()]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Another day is another row."""
        return ("day",) if obj else ()

    def take_over(self, request: HttpRequest) -> HttpResponse:
        """Take over a year; days that are there already stay as they are."""
        if not self.has_add_permission(request):
            raise Http404
        form = YearForm(request.POST or None, initial={"year": clock.today().year})
        valid = request.method == "POST" and form.is_valid()
        if valid and self._take(request, form.cleaned_data["year"]):
            return redirect(reverse("console:congress_calendarday_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": "导入一年的节假日安排",
            "form": form,
            "opts": self.opts,
            "missing": missing_years(),
        }
        return render(request, "admin/congress/calendarday/year.html", context)

    def _take(self, request: HttpRequest, year: int) -> bool:
        days = days_of(year)
        if not days:
            messages.error(
                request,
                f"没有{year}年的放假安排数据。请按国务院办公厅当年的通知，在“节假日和调休”中逐日录入。",
            )
            return False
        standing = set(CalendarDay.objects.filter(day__year=year).values_list("day", flat=True))
        fresh = [day for day in days if day.day not in standing]
        with transaction.atomic():
            for day in fresh:
                day._history_user = request.user
                day.save()
            matters.record(
                "console.calendarday.import",
                "导入节假日安排",
                request.user,
                {"year": year, "days": len(fresh)},
            )
        kept = f"，原有{len(days) - len(fresh)}天未变" if len(fresh) < len(days) else ""
        messages.success(request, f"{year}年：新增{len(fresh)}天{kept}。各项期限今夜自动重新计算。")
        return True


def missing_years() -> list[int]:
    """This year and the next, so far as nothing is entered for them."""
    today = clock.today()
    return [
        year
        for year in (today.year, today.year + 1)
        if not CalendarDay.objects.filter(day__gte=date(year, 1, 1), day__lte=date(year, 12, 31)).exists()
    ]
