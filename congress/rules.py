"""Duties that recur: how often, or how much, a body must do something in a period.

A rule is judged by the basis in force on the day that is judged; statute,
local rule, party draft and the office's own setting are kept apart, so that
nothing is shown as law that is not.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from congress.deadlines import add_months
from congress.tables import Table


class BasisKind(StrEnum):
    """How binding a basis is; the order is that of authority."""

    STATUTE = "法律"
    LOCAL = "地方性法规和本级规定"
    PARTY_DRAFT = "党委文件（征求意见稿）"
    OFFICE_SETTING = "本办公室规定"


class Period(StrEnum):
    """The stretch of time in which the duty falls due once."""

    TWO_MONTHS = "每两个月"
    HALF_YEAR = "每半年"
    YEAR = "每年"

    @property
    def months(self) -> int:
        """Length in calendar months."""
        return {Period.TWO_MONTHS: 2, Period.HALF_YEAR: 6, Period.YEAR: 12}[self]

    def containing(self, day: date) -> tuple[date, date]:
        """First and last day of the calendar period around `day`."""
        first_month = (day.month - 1) // self.months * self.months + 1
        first = date(day.year, first_month, 1)
        return first, add_months(first, self.months) - timedelta(days=1)


@dataclass(frozen=True)
class Basis:
    """What a rule rests on, and when: `until` is the last day on which it held."""

    law: str
    article: str
    since: date
    until: date | None = None
    kind: BasisKind = BasisKind.STATUTE

    def holds_on(self, day: date) -> bool:
        """Was this in force on that day?"""
        return self.since <= day and (self.until is None or day <= self.until)

    def __str__(self) -> str:
        return f"{self.law}{self.article}"


@dataclass(frozen=True)
class Rule:
    """A recurring duty (定期职责).

    `bodies` are the kinds of organisation that owe it; `measure` is the dotted
    name of a function (body, first day, last day) → the evidence, one matter
    each; at least `at_least` of them must be there.
    """

    code: str
    label: str
    bodies: tuple[str, ...]
    period: Period
    measure: str
    at_least: int
    basis: tuple[Basis, ...]

    @property
    def key(self) -> str:
        """The code is the key."""
        return self.code

    def basis_on(self, day: date) -> Basis | None:
        """The most binding basis in force on that day, or None: then nothing is owed."""
        in_force = [basis for basis in self.basis if basis.holds_on(day)]
        return min(in_force, key=lambda basis: list(BasisKind).index(basis.kind), default=None)

    def owed(self, count: int) -> str:
        """A number in words, with the stretch of time that it counts: 每两个月至少1次."""
        return f"{self.period}至少{count}次"

    def explained(self, day: date) -> str:
        """What an office's own number for it counts, and what the law asks for on that day."""
        basis = self.basis_on(day)
        law = f"{basis.kind}要求{self.owed(self.at_least)}（{basis}）" if basis else "现在没有依据要求"
        return (
            f"“{self.label}”：填一个机关{self.period}（从1月起算，按自然月分期）至少几次。"
            f"{law}；可以定得更多，不能更少；不设的，按{self.at_least}次。"
        )


RULES: Table[Rule] = Table("rules")


def rule_choices() -> list[tuple[str, str]]:
    """Choices of a field: every declared rule."""
    return RULES.choices()
