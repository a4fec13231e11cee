"""Numbers, issued papers, who received them, and files beside a matter."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from congress import clock
from congress.models.matter import Matter, new_ref
from congress.models.people import Organisation, User
from congress.papers import paper_choices


class Attachment(models.Model):
    """附件: a file beside a matter, kept under its digest, served through the matter's door."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="attachments")
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    name = models.CharField("文件名", max_length=200)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField("大小（字节）")
    media_type = models.CharField(max_length=100)
    step = models.CharField(max_length=60, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Series(models.Model):
    """文号系列: 机关代字 + 〔年份〕 + 顺序号 (条例 §9; GB/T 9704-2012 7.2.5)."""

    key = models.SlugField("代码", unique=True)
    prefix = models.CharField("机关代字", max_length=20)
    label = models.CharField("用途", max_length=60)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="series", verbose_name="发文机关")
    mark = models.CharField("发文机关标志", max_length=60)
    signatory = models.CharField("署名", max_length=60)
    is_open = models.BooleanField("启用", default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "文号系列"
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.prefix}（{self.label}）"

    def clean(self) -> None:
        """One prefix, one series: two would give the same number to two papers."""
        if Series.objects.filter(prefix=self.prefix).exclude(pk=self.pk).exists():
            raise ValidationError({"prefix": f"机关代字“{self.prefix}”已有文号系列，同一代字不能设两个系列。"})

    def text(self, year: int, sequence: int) -> str:
        """遵人常办〔2016〕27号: six-angle brackets, no 第, no leading zero."""
        return f"{self.prefix}〔{year}〕{sequence}号"


class Counter(models.Model):
    """The last number of a series in a year; this row is locked while a number is taken.

    It starts at the last number of the paper register (`opened_at`).
    """

    series = models.ForeignKey(Series, models.PROTECT, related_name="counters", verbose_name="系列")
    year = models.PositiveIntegerField("年份")
    opened_at = models.PositiveIntegerField("启用前已用到", default=0)
    last = models.PositiveIntegerField("已用到", default=0)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "文号起点"
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="counter_once"),
            models.CheckConstraint(condition=Q(last__gte=models.F("opened_at")), name="counter_not_below_start"),
        ]

    def __str__(self) -> str:
        return f"{self.series.prefix}〔{self.year}〕 {self.last}"


class Number(models.Model):
    """文号登记: every number that was ever taken, issued or void; unique, so the register has no double."""

    ISSUED, BACKFILLED, VOID = "issued", "backfilled", "void"

    series = models.ForeignKey(Series, models.PROTECT, related_name="numbers", verbose_name="系列")
    year = models.PositiveIntegerField("年份")
    sequence = models.PositiveIntegerField("顺序号")
    state = models.CharField(
        "状态", max_length=12, choices=[(ISSUED, "已用"), (BACKFILLED, "补录"), (VOID, "作废")], default=ISSUED
    )
    reason = models.CharField("作废原因", max_length=200, blank=True)
    taken_at = models.DateTimeField("取号时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "文号登记"
        ordering = ["series", "year", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "sequence"], name="number_once"),
            models.CheckConstraint(condition=~Q(state="void") | ~Q(reason=""), name="void_number_has_reason"),
        ]

    def __str__(self) -> str:
        return self.series.text(self.year, self.sequence)


class IssuedPaper(models.Model):
    """已发公文: the number, the text as signed with its SM3, and the frozen PDF once it is printed."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="papers")
    paper = models.CharField("文种", max_length=40, choices=paper_choices)
    number = models.OneToOneField(Number, models.PROTECT, related_name="paper")
    number_text = models.CharField("文号", max_length=60, unique=True)
    title = models.CharField("标题", max_length=240)
    content = models.JSONField("签发的文本")
    text_digest = models.CharField("文本摘要（SM3）", max_length=64)
    signed_on = models.DateField("成文日期")
    signed_by = models.CharField("签发人", max_length=60)
    pdf_digest = models.CharField(max_length=64, blank=True)
    stamped_digest = models.CharField("用印扫描件", max_length=64, blank=True)
    page_count = models.PositiveIntegerField(default=0)
    print_error = models.CharField("印制失败原因", max_length=300, blank=True)
    print_attempts = models.PositiveIntegerField(default=0)
    issued_at = models.DateTimeField(default=clock.now)
    ref = models.CharField(max_length=12, unique=True, default=new_ref)

    class Meta:
        verbose_name = verbose_name_plural = "已发公文"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["id"], name="paper_unprinted", condition=Q(pdf_digest=""))]

    def __str__(self) -> str:
        return self.number_text

    @property
    def sent_digest(self) -> str:
        """The file that recipients get: the scan of the stamped paper where there is one, else the print."""
        return self.stamped_digest or self.pdf_digest


class SealUse(models.Model):
    """用印登记: how many copies of a paper were stamped with which seal, when, allowed by whom, by whom."""

    paper = models.ForeignKey(IssuedPaper, models.PROTECT, related_name="seal_uses", verbose_name="公文")
    seal = models.CharField("印章", max_length=60)
    used_on = models.DateField("用印日期")
    copies = models.PositiveIntegerField("用印份数")
    approved_by = models.CharField("批准人", max_length=60)
    used_by = models.CharField("用印人", max_length=60)
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "用印登记"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.paper} {self.seal} {self.copies}份"


class Delivery(models.Model):
    """分发签收: one row per recipient; opening writes `opened_at` only, signing-for is an event.

    Who cannot sign here gets the paper itself, and the clerk records who signed for it.
    """

    LOGIN = "login"
    BY_HAND = (("exchange", "机要交换站"), ("hand", "专人送达"), ("post", "邮寄"))
    CHANNELS = ((LOGIN, "本系统"), *BY_HAND)

    paper = models.ForeignKey(IssuedPaper, models.PROTECT, related_name="deliveries")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="收文单位")
    is_copy = models.BooleanField("抄送", default=False)
    channel = models.CharField("送达方式", max_length=8, choices=CHANNELS, default=LOGIN)
    copies = models.PositiveSmallIntegerField("份数", default=1)
    sent_at = models.DateTimeField(default=clock.now)
    recalled_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField("签收人", max_length=60, blank=True)
    recorded_for = models.CharField("代录说明", max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "organisation"], name="delivery_once")]
        indexes = [models.Index(fields=["id"], name="delivery_unannounced", condition=Q(announced_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.paper} → {self.organisation}"
