"""归档文件: one row per archived paper (件), what lies in it, and the counter of its number."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congress import clock
from congress.models.matter import Matter
from congress.models.people import Organisation
from congress.papers import Retention, retention_choices

# How the number of a file names its period (DA/T 22-2015 §5.5; DA/T 13).
PERIOD_CODES = {Retention.PERMANENT: "Y", Retention.THIRTY: "D30", Retention.TEN: "D10"}


class ArchiveCounter(models.Model):
    """The last 件号 of an organ's year, period and category; this row is locked while a number is taken."""

    organ = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="立档单位")
    year = models.PositiveIntegerField("年度")
    period = models.CharField("保管期限", max_length=8, choices=retention_choices)
    category = models.CharField("机构或问题", max_length=40)
    last = models.PositiveIntegerField("已用到", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "件号"
        constraints = [
            models.UniqueConstraint(fields=["organ", "year", "period", "category"], name="archive_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.period} {self.category} {self.last}"


class ArchiveItem(models.Model):
    """件: an archived paper with its place in the archive; `pages` are those that could be counted."""

    matter = models.OneToOneField(Matter, models.PROTECT, related_name="archive_item")
    organ = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="立档单位")
    year = models.PositiveIntegerField("年度")
    period = models.CharField("保管期限", max_length=8, choices=retention_choices)
    category = models.CharField("机构或问题", max_length=40)
    sequence = models.PositiveIntegerField("件号")
    responsible = models.CharField("责任者", max_length=240)
    pages = models.PositiveIntegerField("页数")
    filed_at = models.DateTimeField("归档时间", default=clock.now)
    filed_by = models.CharField("归档人", max_length=60)
    handed_over_on = models.DateField("移交日期", null=True)
    handed_over_to = models.CharField("接收单位", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "归档文件"
        ordering = ["year", "period", "category", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["organ", "year", "period", "category", "sequence"], name="archive_number_once"
            ),
            models.CheckConstraint(
                condition=Q(handed_over_on=None, handed_over_to="")
                | Q(handed_over_on__isnull=False) & ~Q(handed_over_to=""),
                name="archive_handed_over_to_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """档号 without the archive's own number of the organ, which stands before it: WS·2026-Y-研究室-0007.

        DA/T 22-2015: 档案门类代码·年度-保管期限代码-机构（问题）-件号 in four digits.
        """
        return f"WS·{self.year}-{PERIOD_CODES[Retention(self.period)]}-{self.category}-{self.sequence:04d}"


class ArchivePiece(models.Model):
    """One file of a 件, in the order in which they lie; `pages` is 0 for what cannot be counted (Word, 版式)."""

    item = models.ForeignKey(ArchiveItem, models.PROTECT, related_name="pieces")
    position = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("种类", max_length=20)
    name = models.CharField("文件名", max_length=200)
    digest = models.CharField("摘要（SM3）", max_length=64)
    size = models.PositiveBigIntegerField("大小（字节）")
    pages = models.PositiveIntegerField("页数")

    class Meta:
        verbose_name = verbose_name_plural = "件内文件"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["item", "position"], name="archive_piece_once")]

    def __str__(self) -> str:
        return f"{self.position} {self.name}"
