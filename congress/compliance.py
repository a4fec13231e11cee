"""Recurring duties judged: one rule, one body, one period, with the evidence behind the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.utils.module_loading import import_string

from congress import clock
from congress.models.people import Organisation
from congress.models.rules import RuleSetting
from congress.rules import RULES, Basis, BasisKind, Rule


class Light(StrEnum):
    """The colour on the board."""

    KEPT = "已落实"
    OPEN = "期限未到"
    MISSED = "未落实"


@dataclass(frozen=True)
class Verdict:
    """What came out, by which basis, on which evidence."""

    rule: Rule
    body: Organisation
    first: date
    last: date
    light: Light
    needed: int
    evidence: tuple[Any, ...]
    basis: Basis

    @property
    def reason(self) -> str:
        """2026年5—6月应至少1次，实有1次（地方组织法§51）."""
        span = f"{self.first:%Y-%m-%d}至{self.last:%Y-%m-%d}"
        return f"{span}应至少{self.needed}次，已有{len(self.evidence)}次（{self.basis}）"


def judge(rule: Rule, body: Organisation, day: date) -> Verdict | None:
    """The verdict for the period around this day, or None where nothing is owed.

    Nothing is owed by a body of another kind, by one that did not exist during
    the whole period, or when no basis was in force at the period's end.
    """
    first, last = rule.period.containing(day)
    basis = rule.basis_on(min(last, clock.today()))
    existed = body.holds_on(first) and body.holds_on(last)
    if body.kind not in rule.bodies or basis is None or not existed:
        return None
    evidence = tuple(import_string(rule.measure)(body, first, last))
    needed, basis = _needed(rule, body, last, basis)
    falling_short = Light.OPEN if clock.today() <= last else Light.MISSED
    light = Light.KEPT if len(evidence) >= needed else falling_short
    return Verdict(rule, body, first, last, light, needed, evidence, basis)


def _needed(rule: Rule, body: Organisation, day: date, basis: Basis) -> tuple[int, Basis]:
    """The stricter of the law's number and the office's own; the office's is named as its own setting."""
    settings = RuleSetting.objects.on(day).filter(Q(body=None) | Q(body=body), rule=rule.code)
    own = settings.order_by("-at_least").first()
    if own is None or own.at_least <= rule.at_least:
        return rule.at_least, basis
    return own.at_least, Basis(own.source, "", since=own.since or day, kind=BasisKind.OFFICE_SETTING)


def history(rule: Rule, body: Organisation, since: date) -> Iterator[Verdict]:
    """The verdicts of every period from this day to today, oldest first."""
    day = since
    while day <= clock.today():
        verdict = judge(rule, body, day)
        if verdict:
            yield verdict
        day = rule.period.containing(day)[1] + timedelta(days=1)


def board(bodies: list[Organisation], day: date) -> Iterator[Verdict]:
    """Every rule for every body, for the period around this day."""
    for rule in RULES.values():
        for body in bodies:
            if verdict := judge(rule, body, day):
                yield verdict
