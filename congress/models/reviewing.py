"""Who checks a paper before it is signed: the usual list of a series, and the list of one paper."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from congress.models.outgoing import OutgoingPaper
from congress.models.papers import Series
from congress.models.people import Dated, Organisation
from congress.roles import ROLES, reviewer_choices


class SeriesReviewer(Dated):
    """文号系列的审核顺序: who usually checks the papers of this series, one after the other.

    Without an organisation it is the body that drafted the paper.
    """

    series = models.ForeignKey(Series, models.PROTECT, related_name="usual_reviewers", verbose_name="文号系列")
    position = models.PositiveSmallIntegerField("次序")
    role = models.CharField("由谁审核", max_length=40, choices=reviewer_choices)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="机构",
        help_text="不填：由拟稿单位审核；拟稿单位没有人担任时，由上一级担任该职务的机构审核。",
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "审核顺序"
        ordering = ["series", "position", "pk"]

    def __str__(self) -> str:
        return f"{self.series.prefix} {self.position} {ROLES.label(self.role)}"


class Reviewer(models.Model):
    """审核人: one place in the list of one paper; `passed_at` is empty until the paper has passed there."""

    paper = models.ForeignKey(OutgoingPaper, models.PROTECT, related_name="reviewers")
    position = models.PositiveSmallIntegerField("次序")
    role = models.CharField("角色", max_length=40, choices=reviewer_choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机构")
    passed_at = models.DateTimeField(null=True)
    passed_by = models.CharField("审核人", max_length=60, blank=True)
    recorded_for = models.CharField("代录说明", max_length=200, blank=True)
    text_digest = models.CharField("所审文稿摘要（SM3）", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审核人"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["paper", "position"], name="reviewer_position_once")]

    def __str__(self) -> str:
        """市人大常委会研究室 委室负责人（柯静川，已审）."""
        passed = f"（{self.passed_by}，已审）" if self.passed_at else ""
        return f"{self.organisation.short_name} {ROLES.label(self.role)}{passed}"
