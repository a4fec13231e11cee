"""Pages of long lists: by the last row seen, never by counting rows from the start.

A keyset page costs the same at the millionth row as at the first.  The address
names a row by its `ref`; the row's number is never shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q, QuerySet

from congress.listing import Listing

PAGE_SIZE = 30
COUNT_TO = 10_000
SEARCHED_TO = 1_000  # a word that half of all matters hold is walked no further: nobody reads the thousandth
NEWEST = "-sort_on"


@dataclass(frozen=True)
class Page:
    """One page: its rows, the refs that lead on and back, and how many there are in all."""

    rows: list[Any] = field(default_factory=list)
    after: str = ""
    before: str = ""
    count: int = 0
    counted_to: int = COUNT_TO

    @property
    def count_text(self) -> str:
        """共27项, or 一万项以上 (一千项以上)."""
        many = "一千项以上" if self.counted_to == SEARCHED_TO else "一万项以上"
        return many if self.count > self.counted_to else f"共{self.count}项"


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


def page(
    rows: QuerySet,
    order: str = NEWEST,
    after: str = "",
    before: str = "",
    size: int = PAGE_SIZE,
    total: int | None = None,
) -> Page:
    """The page after (or before) the row of this ref; the first page when the row is not among them.

    `total`: how many there are, where that is known already.
    """
    name, falling = order.removeprefix("-"), order.startswith("-")
    mark = (after or before).replace("\0", "")  # PostgreSQL takes no zero byte
    backwards = bool(before) and not after
    edge = rows.filter(ref=mark).order_by().values_list(name, "pk").first() if mark else None
    downwards = falling is not (backwards and edge is not None)
    ordered = rows.order_by(*(f"-{key}" if downwards else key for key in (name, "pk")))
    if edge:
        ordered = ordered.filter(_beyond(name, edge, downwards))
    shown = list(ordered[: size + 1])
    more, shown = len(shown) > size, shown[:size]
    total = count(rows) if total is None else total
    if edge and backwards:
        shown.reverse()
        return _page(shown, has_next=True, has_previous=more, total=total)
    return _page(shown, has_next=more, has_previous=edge is not None, total=total)


def found(rows: QuerySet, after: str = "", before: str = "", size: int = PAGE_SIZE) -> Page:
    """The page of a search, newest first: one walk over what holds the words gives both the page and the count.

    Past SEARCHED_TO the page comes by its edge, like that of any list, and the count is 一千项以上.
    """
    keys = list(rows.order_by(NEWEST, "-pk").values_list("pk", "ref")[: SEARCHED_TO + 1])
    place = {ref: index for index, (_, ref) in enumerate(keys)}
    mark = after or before
    start = place.get(after, -1) + 1 if after else max(0, place.get(before, 0) - size)
    is_cut = len(keys) > SEARCHED_TO and start + size > SEARCHED_TO
    if is_cut or (mark and mark not in place and len(keys) > SEARCHED_TO):
        beyond = page(rows, after=after, before=before, size=size, total=len(keys))
        return replace(beyond, counted_to=SEARCHED_TO)
    chosen = [pk for pk, _ in keys[start : start + size]]
    by_pk = rows.in_bulk(chosen)
    shown = [by_pk[pk] for pk in chosen if pk in by_pk]
    sides = {"has_next": len(keys) > start + size, "has_previous": start > 0}
    return replace(_page(shown, total=len(keys), **sides), counted_to=SEARCHED_TO)


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
