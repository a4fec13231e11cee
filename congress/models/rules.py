"""Numbers that the office may choose, dated and with their source."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from congress.models.people import Dated, Organisation
from congress.rules import RULES, rule_choices


class RuleSetting(Dated):
    """规则参数: the office's own number for a rule, shown as its own setting and never as law."""

    rule = models.CharField("规则", max_length=60, choices=rule_choices)
    body = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, verbose_name="适用机关（空为全部）")
    at_least = models.PositiveIntegerField("至少次数")
    source = models.CharField("来源", max_length=200)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "规则参数"
        ordering = ["rule", "since"]

    def __str__(self) -> str:
        return f"{RULES.label(self.rule)} ≥ {self.at_least}"
