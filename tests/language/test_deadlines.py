"""Days are counted as the Civil Code counts them, and every date can say why."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congress.deadlines import (
    NoCalendar,
    add_months,
    add_workdays,
    chinese,
    days,
    months,
    on_day,
    workdays,
)

HOLIDAYS = {date(2026, 6, 19)}
MAKE_UP = {date(2026, 6, 20)}


def is_workday(day: date) -> bool:
    if day.year == 2027:
        raise NoCalendar(2027)
    return day in MAKE_UP or (day.weekday() < 5 and day not in HOLIDAYS)


def test_three_months_from_the_end_of_november_end_with_february():
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert add_months(date(2027, 11, 30), 3) == date(2028, 2, 29)


def test_months_back_cross_the_year():
    assert add_months(date(2026, 1, 31), -2) == date(2025, 11, 30)


def test_twenty_days_before_is_the_date_minus_twenty():
    due = days(20, "监督法§15").before("meeting_date", "会议日期").due(date(2026, 6, 30), is_workday)
    assert due.on == date(2026, 6, 10)
    assert due.reason == "会议日期2026年6月30日之前20日，至2026年6月10日（监督法§15）"


def test_working_days_skip_the_holiday_and_count_the_make_up_saturday():
    due = workdays(2, "本办公室规定").after("dispatch", "分发").due(date(2026, 6, 18), is_workday)
    assert due.on == date(2026, 6, 22)
    assert "跳过非工作日2天" in due.reason
    assert due.reason.startswith("自分发2026年6月18日起2个工作日")


def test_working_days_can_be_counted_back():
    assert add_workdays(date(2026, 6, 22), -2, is_workday) == (date(2026, 6, 18), 2)


def test_a_year_without_a_calendar_cannot_be_counted():
    with pytest.raises(NoCalendar, match="2027年的节假日安排尚未录入"):
        workdays(3, "x").after("a").due(date(2026, 12, 31), is_workday)


def test_a_limit_on_the_day_itself_says_so():
    due = on_day("answers_close_on", "会议通知", "报名截止").due(date(2026, 5, 28), is_workday)
    assert due == due.__class__(date(2026, 5, 28), "报名截止2026年5月28日（会议通知）")


def test_a_condition_and_an_anchor_are_remembered():
    limit = months(6, "代表法").after("assign").only("is_complex")
    assert (limit.anchor, limit.condition, limit.amount) == ("assign", "is_complex", 6)


def test_dates_are_written_without_zero_padding():
    assert chinese(date(2016, 5, 6)) == "2016年5月6日"


@given(st.dates(date(2026, 1, 5), date(2026, 11, 30)), st.integers(1, 20))
def test_the_last_working_day_is_a_working_day_and_lies_ahead(start, amount):
    end, skipped = add_workdays(start, amount, is_workday)
    assert is_workday(end)
    assert (end - start).days == amount + skipped
