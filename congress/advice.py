"""What the database knows of a text that a clerk should look at before 送审: told at the preview, never refused.

Two statements at most: one for cited numbers, where there are any, and one for the order of names.
"""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q, Value

from congress import clock, typesetting
from congress.models.papers import Counter, Number
from congress.models.people import Precedence

LAST, VOID = "last", "void"


def of_text(text: typesetting.PaperText, day: date | None = None) -> tuple[str, ...]:
    """Sentences about numbers that do not exist and names out of order on that day (today)."""
    warnings = [*_numbers(text), *_order(text, day or clock.today())]
    return tuple(f"{warning.about}：{warning.message}" for warning in warnings)


def _numbers(text: typesetting.PaperText) -> list[typesetting.Warning]:
    """Only whether a number exists is asked and told: no title, no matter."""
    numbers = typesetting.cited(text)
    if not numbers:
        return []
    years = {number.year for number in numbers}
    sequences = {number.sequence for number in numbers}
    columns = ("series__prefix", "year", "upto", "what")
    last = Counter.objects.filter(year__in=years).annotate(upto=F("last"), what=Value(LAST))
    void = Number.objects.filter(year__in=years, sequence__in=sequences, state=Number.VOID)
    void = void.order_by().annotate(upto=F("sequence"), what=Value(VOID))
    rows = list(last.values_list(*columns).union(void.values_list(*columns), all=True))
    return typesetting.unknown_numbers(
        numbers,
        {(prefix, year): upto for prefix, year, upto, what in rows if what == LAST},
        {(prefix, year, upto) for prefix, year, upto, what in rows if what == VOID},
    )


def _order(text: typesetting.PaperText, day: date) -> list[typesetting.Warning]:
    """Persons and organs have an order of their own each; an organ is known by its full and its short name."""
    rows = Precedence.objects.on(day).filter(Q(person__isnull=False) | Q(organisation__isnull=False))
    names = rows.order_by("position", "pk").values_list(
        "person__name", "organisation__name", "organisation__short_name"
    )
    found = list(names)
    persons = [person for person, _, _ in found if person]
    organs = [name for _, full, short in found for name in dict.fromkeys((full, short)) if name]
    return [*typesetting.wrong_order(text, _once(organs)), *typesetting.wrong_order(text, _once(persons))]


def _once(names: list[str]) -> list[str]:
    """Each name at its highest place."""
    return list(dict.fromkeys(names))
