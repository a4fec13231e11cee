"""Pages of long lists: by the last row seen, never by counting rows from the start.

A keyset page costs the same at the millionth row as at the first.  The address
names a row by its `ref`; the row's number is never shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q, QuerySet

from congress.listing import Listing

PAGE_SIZE = 30
COUNT_TO = 10_000
NEWEST = "-sort_on"


@dataclass(frozen=True)
class Page:
    """One page: its rows, the refs that lead on and back, and how many there are in all."""

    rows: list[Any] = field(default_factory=list)
    after: str = ""
    before: str = ""
    count: int = 0

    @property
    def count_text(self) -> str:
        """共27项, or 一万项以上."""
        return "一万项以上" if self.count > COUNT_TO else f"共{self.count}项"


def sortable(model: Any, listing: Listing) -> tuple[str, ...]:
    """The declared columns that a list may be sorted on; a column that may be empty has no place in an order."""
    names = ["sort_on", *(column.sorts for column in listing.columns if column.sorts)]
    return tuple(name for name in dict.fromkeys(names) if not _may_be_null(model, name))


def _may_be_null(model: Any, name: str) -> bool:
    try:
        return bool(model._meta.get_field(name).null)
    except FieldDoesNotExist:
        return True


def order_asked(model: Any, listing: Listing, asked: str) -> str:
    """The order of the address if it is one of the declared ones, else newest first."""
    return asked if asked.removeprefix("-") in sortable(model, listing) else NEWEST


def count(rows: QuerySet) -> int:
    """How many, but no further than just past COUNT_TO."""
    return rows.order_by().values("pk")[: COUNT_TO + 1].count()


def page(rows: QuerySet, order: str = NEWEST, after: str = "", before: str = "", size: int = PAGE_SIZE) -> Page:
    """The page after (or before) the row of this ref; the first page when the row is not among them."""
    name, falling = order.removeprefix("-"), order.startswith("-")
    mark = (after or before).replace("\0", "")  # PostgreSQL takes no zero byte
    backwards = bool(before) and not after
    edge = rows.filter(ref=mark).order_by().values_list(name, "pk").first() if mark else None
    downwards = falling is not (backwards and edge is not None)
    ordered = rows.order_by(*(f"-{key}" if downwards else key for key in (name, "pk")))
    if edge:
        ordered = ordered.filter(_beyond(name, edge, downwards))
    found = list(ordered[: size + 1])
    more, found = len(found) > size, found[:size]
    if edge and backwards:
        found.reverse()
        return _page(found, has_next=True, has_previous=more, total=count(rows))
    return _page(found, has_next=more, has_previous=edge is not None, total=count(rows))


def _beyond(name: str, edge: tuple[Any, int], downwards: bool) -> Q:
    """The rows past the edge; the first condition alone lets the index be used."""
    value, pk = edge
    op = "lt" if downwards else "gt"
    return Q(**{f"{name}__{op}e": value}) & (Q(**{f"{name}__{op}": value}) | Q(**{f"pk__{op}": pk}))


def _page(rows: list[Any], *, has_next: bool, has_previous: bool, total: int) -> Page:
    return Page(
        rows=rows,
        after=rows[-1].ref if rows and has_next else "",
        before=rows[0].ref if rows and has_previous else "",
        count=total,
    )
