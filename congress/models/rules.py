"""Numbers that the office may choose, dated and with their source."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from congress import clock
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
        return f"{RULES.label(self.rule)}：本办公室规定{self.number}"

    @property
    def number(self) -> str:
        """每两个月至少2次; bare where the rule is no longer declared."""
        rule = RULES.get(self.rule)
        return rule.owed(self.at_least) if rule else f"至少{self.at_least}次"

    def clean(self) -> None:
        """The office may be stricter than the law, not laxer: a smaller number would never be the one that counts."""
        rule = RULES.get(self.rule)
        if rule and self.at_least is not None and self.at_least < rule.at_least:
            basis = rule.basis_on(self.since or clock.today())
            law = f"{basis.kind}要求{rule.owed(rule.at_least)}（{basis}）" if basis else rule.label
            raise ValidationError({"at_least": f"{law}，本办公室的规定不能更少。请填{rule.at_least}或更多。"})
