"""登记簿: the registers of outgoing papers, one entry each: on the screen, on paper and in Excel from the same rows.

What a keeper may not read is a line with its number (and the day, where the line stands by it) and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef

from congress import marked_copies, numbering, printing, register
from congress.models import Event, Matter, Number, SealUse, Series, User
from congress.tables import Table

NARROWER = "行数很多时，请选定一个文号系列，分几次打印。"  # a thousand lines take ten seconds of the thirty there are
ENDINGS = ("paper.void", "paper.recall")  # the deeds by which a number becomes void


@dataclass(frozen=True)
class Scope:
    """Which part of a register: a year of one series, or of all that there are to choose."""

    year: int
    choices: list[Series]
    series: Series | None = None

    @property
    def shown(self) -> list[Series]:
        """The series that are meant."""
        return [self.series] if self.series else self.choices

    @property
    def words(self) -> str:
        """遵人常办〔2026〕, or 2026年."""
        return f"{self.series.prefix}〔{self.year}〕" if self.series else f"{self.year}年"


@dataclass(frozen=True)
class Line:
    """One line of a register; `kind` is what the style sheets know, `group` a heading that it stands under."""

    cells: tuple[Any, ...]
    kind: str = ""
    address: str = ""
    group: str = ""


@dataclass(frozen=True)
class Register:
    """A register: its headings with their widths on paper, and the lines of a scope for a user.

    `widths` are classes of papers/office.css, one a column; the empty one takes what is left.  The first column
    names the line; what stands under 标题 leads to the matter.  `keepers` see it in the menu; it is for them alone
    unless `is_open`.  `is_one_series`: its lines make sense of one series only.  `layout` is the page's on paper.
    """

    key: str
    label: str
    headings: tuple[str, ...]
    widths: tuple[str, ...]
    lines: Callable[[User, Any], list[Line]]
    keepers: frozenset[str] = register.KEEPERS
    is_open: bool = False
    is_one_series: bool = False
    empty: str = "这一年还没有登记。"
    opening: Callable[[Any], str] = lambda scope: ""
    layout: str = "broad"

    def is_for(self, user: User) -> bool:
        """May the user look into it?"""
        return self.is_open or register.is_kept_by(user, self.keepers)


REGISTERS: Table[Register] = Table("registers")


def kept_by(user: User) -> list[Register]:
    """The registers that the user keeps."""
    return [one for one in REGISTERS.values() if register.is_kept_by(user, one.keepers)]


def is_kept_by(user: User) -> bool:
    """Does the user keep one of them, so that they stand in the menu?"""
    return bool(kept_by(user))


def groups(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """The lines under their headings."""
    return [(name, list(found)) for name, found in groupby(lines, key=lambda line: line.group)]


def pdf(one: Register, scope: Any, lines: list[Line], printed_by: User) -> printing.Rendered:
    """The register on paper.  Raises PrintError."""
    context = {
        "register": one,
        "scope": scope,
        "groups": groups(lines),
        "count": len(lines),
        "opening": one.opening(scope),
        "printed_by": printed_by,
    }
    return marked_copies.on_paper("papers/register.html", context)


# 发文登记簿 -----------------------------------------------------------------------


def _outgoing(user: User, scope: Scope) -> list[Line]:
    rows = register.rows(user, scope.series, scope.year) if scope.series else []
    return [Line(row.cells, row.kind, row.address) for row in rows]


def _opening(scope: Scope) -> str:
    return register.opening(scope.series, scope.year) if scope.series else ""


REGISTERS.add(
    Register(
        "outgoing",
        "发文登记簿",
        register.HEADINGS,
        ("number", "", "short", "day", "name", "units", "tiny", "remark"),
        _outgoing,
        is_open=True,
        is_one_series=True,
        empty="这一年还没有编号的公文。",
        opening=_opening,
    )
)

# 用印登记簿 -----------------------------------------------------------------------


def _seals(user: User, scope: Scope) -> list[Line]:
    bodies = register.kept_bodies(user, register.SEAL_KEEPERS)
    uses = SealUse.objects.filter(
        used_on__year=scope.year, paper__number__series__in=scope.shown, paper__matter__owner__in=sorted(bodies)
    ).order_by("used_on", "pk")
    visible = uses.filter(paper__matter__in=Matter.objects.visible_to(user).values("pk"))
    seen = set(visible.values_list("pk", flat=True))
    again = SealUse.objects.filter(paper=OuterRef("paper"), pk__gt=OuterRef("pk"))
    joined = uses.select_related("paper__matter").defer("paper__content", "paper__matter__search_text")
    joined = joined.annotate(was_taken_back=Exists(again))
    return [_seal_line(use, use.pk in seen) for use in joined]


def _seal_line(use: Any, is_seen: bool) -> Line:
    number = use.paper.number_text
    if not is_seen:
        return Line((use.used_on, "", number, register.HIDDEN, None, "", ""), "hidden")
    seal = f"{use.seal}（后退回改正，重新用印）" if use.was_taken_back else use.seal
    cells = (use.used_on, seal, number, use.paper.title, use.copies, use.approved_by, use.used_by)
    return Line(cells, address=use.paper.matter.get_absolute_url())


REGISTERS.add(
    Register(
        "seals",
        "用印登记簿",
        ("日期", "印章", "文号", "标题", "份数", "批准人", "用印人"),
        ("day", "to", "number", "", "tiny", "name", "name"),
        _seals,
        keepers=register.SEAL_KEEPERS,
        empty="这一年还没有用印登记。公文校对以后，由印章管理员用印并登记。",
    )
)

# 空号登记 -------------------------------------------------------------------------


def _voids(user: User, scope: Scope) -> list[Line]:
    bodies = register.kept_bodies(user)
    kept = [series for series in scope.shown if series.owner_id in bodies]
    numbers = Number.objects.filter(series__in=kept, year=scope.year, state=Number.VOID)
    papers = register.readable_papers(user, numbers)
    ended = Event.objects.filter(matter__in=[one.matter_id for one in papers.values()], action__in=ENDINGS)
    deeds = {event.matter_id: event for event in ended.order_by("sequence")}
    found = [
        ((number.series.key, number.sequence), _void_line(number, papers.get(number.pk), deeds))
        for number in numbers.select_related("series")
    ]
    for series, sequence in numbering.missing(kept, scope.year):
        line = Line((series.text(scope.year, sequence), "空号", "", register.MISSING, "", None), "gap")
        found.append(((series.key, sequence), line))
    return [line for _, line in sorted(found, key=lambda pair: pair[0])]


def _void_line(number: Number, paper: Any, deeds: dict[int, Event]) -> Line:
    state = number.get_state_display()
    if paper is None:
        return Line((str(number), state, register.HIDDEN, "", "", None), "void")
    deed = deeds.get(paper.matter_id)
    by, at = (deed.actor_name, deed.at) if deed else ("", None)
    label = deed.label if deed else state
    return Line((str(number), label, paper.title, number.reason, by, at), "void", paper.matter.get_absolute_url())


REGISTERS.add(
    Register(
        "voids",
        "空号登记",
        ("文号", "情形", "标题", "原因", "登记人", "登记时间"),
        ("number", "short", "", "to", "name", "moment"),
        _voids,
        empty="这一年没有空号，也没有作废的号。",
    )
)
