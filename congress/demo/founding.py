"""Terms, calendar and number series of the demo city."""

from __future__ import annotations

from datetime import date

from congress.holidays import days_of
from congress.models import CalendarDay, Counter, Organisation, Series, Term

TERMS = (
    (1, date(1997, 12, 1), date(2002, 11, 30)),
    (2, date(2002, 12, 1), date(2007, 2, 5)),
    (3, date(2007, 2, 6), date(2012, 2, 19)),
    (4, date(2012, 2, 20), date(2017, 2, 19)),
    (5, date(2017, 2, 20), date(2022, 1, 19)),
    (6, date(2022, 1, 20), None),
)
CALENDAR_YEARS = (2016, 2025, 2026)

# key, prefix, use, mark and signatory
OFFICE = ("遵义市人大常委会办公室文件", "遵义市人大常委会办公室")
COMMITTEE = ("遵义市人民代表大会常务委员会文件", "遵义市人民代表大会常务委员会")
SERIES = (
    ("office", "遵人常办", "办公室通知、函", OFFICE),
    ("committee", "遵人常", "常委会决议、决定、报告、审议意见", COMMITTEE),
    ("appointments", "遵人常任", "任免", COMMITTEE),
    ("suggestions", "遵人建", "代表建议交办", OFFICE),
    ("filing", "遵人备", "备案审查", OFFICE),
    ("petitions", "遵人信", "信访", OFFICE),
)
# Where the paper register stood when the series was opened here.
PAPER_REGISTER_2016 = 26


def load(committee: Organisation) -> None:
    """The six terms, the holidays of the years at hand, and the series."""
    congress = Organisation.objects.get(key="zunyi-congress")
    Term.objects.bulk_create([Term(body=congress, ordinal=n, since=a, until=b) for n, a, b in TERMS])
    for year in CALENDAR_YEARS:
        CalendarDay.objects.bulk_create(days_of(year))
    for key, prefix, label, (mark, signatory) in SERIES:
        series = Series.objects.create(
            key=key, prefix=prefix, label=label, owner=committee, mark=mark, signatory=signatory
        )
        Counter.objects.create(series=series, year=2026)
    office = Series.objects.get(key="office")
    Counter.objects.create(series=office, year=2016, opened_at=PAPER_REGISTER_2016, last=PAPER_REGISTER_2016)
