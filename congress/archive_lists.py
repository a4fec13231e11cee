"""归档文件目录: the archived papers (件) of an organ, a year, a period, a category, for who keeps its registers.

What a keeper may not read is a line with its number and nothing else, as in the register of numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from congress import recipients, register
from congress.models import IssuedPaper, Matter, Organisation, User
from congress.models.archive import ArchiveItem
from congress.papers import Retention

HEADINGS = ("件号", "档号", "文号", "责任者", "题名", "日期", "页数", "备注")
ORDER = [period.value for period in Retention]
HIDDEN = "限定知悉范围"


@dataclass(frozen=True)
class Selection:
    """Which part of an organ's archive; an empty period or category means all."""

    organ: Organisation
    year: int
    period: str = ""
    category: str = ""

    @property
    def words(self) -> str:
        """2026年度 永久 研究室."""
        return " ".join(part for part in (f"{self.year}年度", self.period, self.category) if part)

    @property
    def facts(self) -> dict[str, object]:
        """As a manifest and an event name it."""
        return {"organ": self.organ.key, "year": self.year, "period": self.period, "category": self.category}


@dataclass(frozen=True)
class Row:
    """One line of the list; without `item` it is hidden from who reads it."""

    period: str
    category: str
    sequence: int
    code: str
    number: str = ""
    responsible: str = ""
    title: str = ""
    dated_on: date | None = None
    pages: int | None = None
    remark: str = ""
    address: str = ""
    handed_over: str = ""
    item: ArchiveItem | None = None

    @property
    def cells(self) -> tuple[Any, ...]:
        """In the order of HEADINGS."""
        return (
            str(self.sequence),
            self.code,
            self.number,
            self.responsible,
            self.title,
            self.dated_on,
            self.pages,
            "；".join(part for part in (self.remark, self.handed_over) if part),
        )


@dataclass(frozen=True)
class Group:
    """The lines of one period and category: what lies in one row of boxes."""

    period: str
    category: str
    rows: list[Row]

    @property
    def first(self) -> int:
        """The first 件号."""
        return self.rows[0].sequence

    @property
    def last(self) -> int:
        """The last 件号."""
        return self.rows[-1].sequence

    @property
    def pages(self) -> int:
        """Pages of those that the reader sees."""
        return sum(row.pages or 0 for row in self.rows)

    @property
    def hidden(self) -> int:
        """How many are hidden."""
        return sum(row.item is None for row in self.rows)


def organs(user: User) -> list[Organisation]:
    """The organs whose archive the user keeps."""
    keys = {recipients.organ_of(posting.organisation).strip("/") for posting in register.keeper_postings(user)}
    return list(Organisation.objects.filter(key__in=sorted(keys)).order_by("pk"))


def kept(user: User, organ: Organisation) -> QuerySet:
    """All items of the organ whose papers belong to bodies for which the user keeps the registers."""
    return ArchiveItem.objects.filter(organ=organ, matter__owner__in=sorted(register.kept_bodies(user)))


def visible(user: User, found: QuerySet) -> QuerySet:
    """Those among them that the user may read: the only way to anything but their numbers."""
    return found.filter(matter__in=Matter.objects.visible_to(user).values("pk"))


def chosen(found: QuerySet, selection: Selection) -> QuerySet:
    """The items of a selection."""
    narrowed = found.filter(year=selection.year)
    if selection.period:
        narrowed = narrowed.filter(period=selection.period)
    return narrowed.filter(category=selection.category) if selection.category else narrowed


def offered(found: QuerySet) -> tuple[list[int], list[str]]:
    """The years (newest first) and the categories in which there is something."""
    pairs = list(found.order_by().values_list("year", "category").distinct())
    return sorted({year for year, _ in pairs}, reverse=True), sorted({category for _, category in pairs})


def rows(user: User, selection: Selection) -> list[Row]:
    """The lines of a selection, in the order in which the boxes stand."""
    mine = chosen(kept(user, selection.organ), selection)
    seen = {item.pk: item for item in with_papers(visible(user, mine))}
    places = mine.order_by().only("pk", "year", "period", "category", "sequence", "handed_over_on", "handed_over_to")
    found = [_row(seen.get(item.pk), item) for item in places]
    return sorted(found, key=lambda row: (ORDER.index(row.period), row.category, row.sequence))


def with_papers(found: QuerySet) -> QuerySet:
    """With what a line shows, in two statements."""
    papers = Prefetch("matter__papers", IssuedPaper.objects.defer("content").select_related("number"))
    uncounted = Count("pieces", filter=Q(pieces__pages=0))
    return found.annotate(uncounted=uncounted).select_related("matter").prefetch_related(papers)


def _row(item: Any, place: ArchiveItem) -> Row:
    handed_over = f"{place.handed_over_on}移交{place.handed_over_to}" if place.handed_over_on else ""
    where = (place.period, place.category, place.sequence, place.code)
    if item is None:
        return Row(*where, remark=HIDDEN, handed_over=handed_over)
    paper = next(iter(item.matter.papers.all()), None)
    return Row(
        *where,
        number=paper.number_text if paper else "",
        responsible=item.responsible,
        title=item.matter.title,
        dated_on=paper.signed_on if paper else None,
        pages=item.pages,
        remark=f"另有{item.uncounted}个电子文件未计页" if item.uncounted else "",
        address=item.matter.get_absolute_url(),
        handed_over=handed_over,
        item=item,
    )


def groups(found: Iterable[Row]) -> list[Group]:
    """The lines by period and category."""
    parted = groupby(found, key=lambda row: (row.period, row.category))
    return [Group(period, category, list(lines)) for (period, category), lines in parted]
