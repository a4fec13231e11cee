"""The days of a year that differ from the ordinary week, as the chinesecalendar package knows them."""

from importlib.metadata import version

from chinese_calendar.constants import Holiday, holidays, workdays

from congress.models import CalendarDay


def days_of(year: int) -> list[CalendarDay]:
    """Unsaved rows for a year (holidays and make-up working days), or none where the package has no data.

    Source of the package: the yearly notices of the 国务院办公厅.
    """
    source = f"国务院办公厅{year}年放假通知（chinesecalendar {version('chinesecalendar')}）"
    return [
        CalendarDay(day=day, kind=kind, name=Holiday(name).chinese[:40], source=source)
        for kind, days in ((CalendarDay.HOLIDAY, holidays), (CalendarDay.WORKDAY, workdays))
        for day, name in days.items()
        if day.year == year
    ]
