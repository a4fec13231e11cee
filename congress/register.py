"""发文登记簿: every number of a series in a year, with its paper, its void reason, or the gap it leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.json import KT

from congress import numbering, permissions, recipients
from congress.models import Counter, IssuedPaper, Matter, Number, Posting, Series, User
from congress.papers import PAPERS
from congress.roles import LEADER, OFFICE_HEAD, SEAL_KEEPER, SECRETARIAT

KEEPERS = frozenset(role.key for role in (SECRETARIAT, OFFICE_HEAD, LEADER))
SEAL_KEEPERS = KEEPERS | {SEAL_KEEPER.key}  # of the register of seals
HIDDEN = "限定知悉范围"
MISSING = "登记簿中没有此号，请补录。"
HEADINGS = ("文号", "标题", "文种", "成文日期", "签发人", "主送", "登记", "备注")


@dataclass(frozen=True)
class Row:
    """One line of the register; `kind` is issued, backfilled, void, gap or hidden."""

    number: str
    kind: str
    state: str
    title: str = ""
    paper: str = ""
    signed_on: date | None = None
    signed_by: str = ""
    to: str = ""
    remark: str = ""
    address: str = ""

    @property
    def cells(self) -> tuple[Any, ...]:
        """In the order of HEADINGS."""
        return (
            self.number,
            self.title,
            self.paper,
            self.signed_on,
            self.signed_by,
            self.to,
            self.state,
            self.remark,
        )


def series_for(user: User) -> QuerySet:
    """The series of the user's own organs."""
    found = Series.objects.none()
    if not permissions.is_business(user):
        return found
    for organ in {recipients.organ_of(posting.organisation) for posting in user.postings_now()}:
        found = found | Series.objects.filter(owner__lineage__startswith=organ)
    return found.order_by("key")


def keeps(user: User, series: Series) -> bool:
    """Does the user see the register whole: gaps, void numbers, numbers of papers that others keep to themselves?"""
    return series.owner_id in kept_bodies(user)


def is_kept_by(user: User, roles: frozenset[str] = KEEPERS) -> bool:
    """Does the user keep some register, so that it stands in the menu?"""
    return bool(keeper_postings(user, roles))


def keeper_postings(user: User, roles: frozenset[str] = KEEPERS) -> list[Posting]:
    """The postings by which the user keeps registers."""
    if not permissions.is_business(user):
        return []
    return [posting for posting in user.postings_now() if posting.role in roles]


def kept_bodies(user: User, roles: frozenset[str] = KEEPERS) -> set[int]:
    """The ids of the bodies whose registers the user keeps."""
    reach = permissions.covered(user)
    return {pk for posting in keeper_postings(user, roles) for pk in reach[posting.pk]}


def years(choices: Iterable[Series]) -> list[int]:
    """The years in which one of these series has numbers or a start, newest first."""
    found = Counter.objects.filter(series__in=choices)
    return list(found.order_by("-year").values_list("year", flat=True).distinct())


def usual(choices: Sequence[Series]) -> Series | None:
    """The series that gave the last number, else the first: the register opens where the office is at work."""
    last = Number.objects.filter(series__in=choices).order_by("-pk").values_list("series", flat=True).first()
    return next((series for series in choices if series.pk == last), choices[0] if choices else None)


def rows(user: User, series: Series, year: int) -> list[Row]:
    """The register of a year; who does not keep it sees the papers that he may read, and nothing else."""
    is_keeper = keeps(user, series)
    papers = readable_papers(user, Number.objects.filter(series=series, year=year))
    found: dict[int, Row] = {}
    for number in Number.objects.filter(series=series, year=year).select_related("series"):
        row = _row(number, papers.get(number.pk), is_keeper)
        if row:
            found[number.sequence] = row
    if is_keeper:
        for sequence in numbering.gaps(series, year):
            found[sequence] = Row(series.text(year, sequence), "gap", "空号", remark=MISSING)
    return [found[sequence] for sequence in sorted(found)]


def opening(series: Series, year: int) -> str:
    """What lies before the first number here."""
    counter = Counter.objects.filter(series=series, year=year).first()
    return f"1—{counter.opened_at}号在纸质登记簿中。" if counter and counter.opened_at else ""


def readable_papers(user: User, numbers: QuerySet) -> dict[int, IssuedPaper]:
    """The issued papers of these numbers that the user may read, by their number's key."""
    visible = Matter.objects.visible_to(user).values("pk")
    papers = (
        IssuedPaper.objects.filter(number__in=numbers.order_by().values("pk"), matter__in=visible)
        .select_related("matter")
        .defer("content")
        .annotate(to=KT("content__to"))
    )
    return {paper.number_id: paper for paper in papers}


def _row(number: Number, paper: Any, is_keeper: bool) -> Row | None:
    is_void = number.state == Number.VOID
    state = number.get_state_display()
    if paper is None:
        kind = "void" if is_void else "hidden"  # why it is void may tell what it was about
        return Row(str(number), kind, state, remark=HIDDEN) if is_keeper else None
    return Row(
        number=str(number),
        kind=number.state,
        state=state,
        title=paper.title,
        paper=PAPERS.label(paper.paper),
        signed_on=paper.signed_on,
        signed_by=paper.signed_by,
        to=paper.to or "",
        remark=number.reason,
        address=paper.matter.get_absolute_url(),
    )
