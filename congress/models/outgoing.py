"""The outgoing paper (发文): one official paper on its way from draft to archive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import QuerySet

from congress import annex_files, chain, clock, co_issuing, recipients, typesetting
from congress.asked import once
from congress.listing import Column, Listing
from congress.models.matter import Matter
from congress.models.outgoing_archive import Filed
from congress.models.outgoing_issue import Issued
from congress.models.outgoing_joint import Joint
from congress.models.outgoing_review import Reviewed
from congress.models.outgoing_sending import Sent
from congress.models.papers import IssuedPaper, Series
from congress.models.people import Organisation, User
from congress.models.versions import keep_text, text_of
from congress.papers import PAPERS, Paper, Part, To, paper_choices
from congress.procedures import BEFORE_REGISTER, ISSUING
from congress.typesetting.parsing import split_annex_note

if TYPE_CHECKING:
    from congress.matters import Entry
    from congress.permissions import Standing


class OutgoingPaper(Reviewed, Joint, Issued, Sent, Filed, Matter):
    """发文.  Its text is plain text; the number, the date and the print come when it is signed."""

    workflow = ISSUING
    listing = Listing(
        columns=(
            Column("title", "标题"),
            Column("number_text", "文号"),
            Column("state_label", "状态"),
            Column("owner", "拟稿单位"),
            Column("sort_on", "日期", sorts="sort_on"),
        ),
        filterset="congress.filters.PaperFilter",
        related=("owner", "series"),
        empty="还没有公文。点“拟稿”起草第一份，或由会议“拟写通知”生成。",
    )

    paper = models.CharField("文种", max_length=40, choices=paper_choices, default="notice")
    series = models.ForeignKey(Series, models.PROTECT, related_name="+", verbose_name="文号系列")
    to_groups = models.JSONField("主送（习惯称呼）", default=list, blank=True)
    to_others = models.ManyToManyField(Organisation, related_name="+", blank=True, verbose_name="主送（其他单位）")
    body = models.TextField("正文")
    annexes = models.TextField("附件正文", blank=True, help_text="另起一页编排；每个附件以“附件1”“附件2”开头。")
    signatory = models.CharField("署名", max_length=60)
    second_issuer = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="联合发文机关（第二）"
    )
    third_issuer = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="联合发文机关（第三）"
    )
    pdf_annexes = models.JSONField("PDF附件", default=list, blank=True)  # rows of congress/annex_files.py
    cc = models.CharField("抄送", max_length=500, blank=True)
    note = models.CharField("附注", max_length=120, blank=True)
    adopted = models.CharField("题注", max_length=120, blank=True)
    attendance = models.TextField("出席、请假、列席", blank=True)
    signer_post = models.CharField("签发人职务", max_length=60, blank=True)
    copies = models.PositiveIntegerField("印数", null=True, editable=False)
    signed_digest = models.CharField("签发时的文本摘要（SM3）", max_length=64, blank=True, editable=False)
    approver = models.CharField("签发人", max_length=60, blank=True, editable=False)
    urgency = models.CharField("紧急程度", max_length=4, blank=True, choices=[("特急", "特急"), ("加急", "加急")])
    openness = models.CharField(
        "公开方式",
        max_length=20,
        default="internal",
        choices=[("public", "主动公开"), ("on_request", "依申请公开"), ("internal", "不予公开（内部资料）")],
    )
    about = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    changes = models.ForeignKey(
        IssuedPaper, models.PROTECT, null=True, blank=True, related_name="changed_by", editable=False
    )
    signed_on = models.DateField("成文日期", null=True, editable=False)
    number_text = models.CharField("文号", max_length=60, blank=True, editable=False)
    outside_number = models.PositiveIntegerField("外部文号顺序号", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "发文"

    # What it is

    @property
    def declared_paper(self) -> Paper:
        """The declared kind of this paper."""
        return PAPERS[self.paper]

    @property
    def named_recipients(self) -> list[Organisation]:
        """The units that the 主送 names one by one, in the office's order."""
        if not self.pk:
            return []
        return once(("to_others", self.pk), lambda: recipients.sorted_on(self.to_others.all(), clock.today()))

    def addressees(self, day: date) -> list[Organisation]:
        """Whom the 主送 line means on that day, each once, in the office's order."""
        found = recipients.expand(self.to_groups, self.owner, day)
        extra = [body for body in recipients.in_order(self.to_others.all(), day) if body not in found]
        return found + extra

    def concerned(self) -> QuerySet:
        """Whom it is addressed to."""
        return Organisation.objects.filter(pk__in=[body.pk for body in self.addressees(clock.today())])

    @property
    def to_text(self) -> str:
        """The 主送 line without its colon."""
        return recipients.address(self.to_groups, self.named_recipients)

    def text(self) -> typesetting.PaperText:
        """The paper as it will be typeset, without number and date: what the signer sees."""
        body, annex_note = split_annex_note(self.body)
        kind = self.declared_paper
        return typesetting.PaperText(
            mark=co_issuing.mark(self.series.mark, self.co_issuers),
            number=self.number_text,
            title=(self.title,),
            to="" if kind.to is To.NONE else self.to_text,
            body=body,
            annex_note=annex_note,
            signatories=() if kind.is_adopted else (self.signatory, *(organ.name for organ in self.co_issuers)),
            adopted=self.adopted,
            attendance=tuple(line for line in self.attendance.splitlines() if line.strip()),
            approvers=(self.approver, *self.joint_approvers()) if kind.is_upward and self.approver else (),
            signer_post=self.signer_post,
            signer=self.approver if kind.format == "order" else "",
            is_sealed=kind.has_seal,
            signed_on=self.signed_on,
            annexes=(*typesetting.parse_annexes(self.annexes), *annex_files.parts(self.pdf_annexes)),
            note=self.note,
            cc=self.cc,
            printed_by=self.series.signatory,
            printed_on=self.signed_on,
            urgency=self.urgency,
            format=kind.format,
            is_draft=not self.number_text or self.state in BEFORE_REGISTER,
        )

    @property
    def text_digest(self) -> str:
        """SM3 of the text as it stands, with whom it reaches where no line of it says so: signing refuses another."""
        printed = typesetting.digest(replace(self.text(), number="", signed_on=None, printed_on=None, is_draft=True))
        reach = self.to_text if self.declared_paper.to is To.NONE else ""
        openness = "" if self.openness == self._meta.get_field("openness").default else self.openness
        return chain.sm3("\n".join((printed, reach, openness))) if reach or openness else printed

    def search_words(self) -> str:
        """Found by title, number, 抄送 and text."""
        return f"{self.title} {self.number_text} {self.cc} {self.body[:20_000]}"

    def trail_data(self) -> Mapping[str, object]:
        """The number and the digest of the text stand in each event."""
        return {"number": self.number_text, "text": self.text_digest}

    def facts(self) -> list[tuple[str, object]]:
        """What the page shows beside the text."""
        return [
            ("文种", self.declared_paper.label),
            ("文号", self.number_text or "登记时编号"),
            ("分发范围" if self.declared_paper.to is To.NONE else "主送", self.to_text),
            ("抄送", self.cc),
            ("联合发文机关", "、".join(organ.name for organ in self.co_issuers)),
            ("PDF附件", "；".join(f"{one.title}（{one.pages}页）" for one in annex_files.listed(self.pdf_annexes))),
            ("题注", self.adopted),
            ("署名", "" if self.declared_paper.is_adopted else self.signatory),
            ("成文日期", self.signed_on or "签发之日"),
            ("印数", f"{self.copies}份" if self.copies else ""),
            ("紧急程度", self.urgency),
            ("公开方式", self.get_openness_display()),
            ("档号", self.archived_as),
        ]

    # Gates: each gives "" or the reason why not

    def lacks_parts(self) -> str:
        """Parts that this kind of paper requires (条例 §9), and a title that ends with its kind."""
        kind = self.declared_paper
        if missing := self._missing(kind.required):
            return missing
        if not self.title.endswith(kind.word):
            return f"标题应以“{kind.word}”结尾。"
        if kind.to is To.ONE and len(self.to_groups) + len(self.named_recipients) > 1:
            return f"“{kind.label}”只主送一个机关，其他单位请写在抄送里。"
        gone = recipients.absent_on(self.named_recipients, clock.today())
        if gone:
            return (
                f"主送单位{'、'.join(body.name for body in gone)}在{clock.today():%Y-%m-%d}已不存在或尚未设立，请更换。"
            )
        return self.lacks_joint()

    def lacks_last_parts(self) -> str:
        """Parts that come with signing at the latest: 题注, who attended, the signer's post; the signer comes of it."""
        return self._missing(part for part in self.declared_paper.required_to_issue if part is not Part.APPROVER)

    def _missing(self, parts: Iterable[Part]) -> str:
        content = {
            Part.TITLE: self.title,
            Part.TO: self.to_text,
            Part.BODY: self.body,
            Part.SIGNATORY: self.signatory,
            Part.ADOPTED: self.adopted,
            Part.ATTENDANCE: self.attendance,
            Part.SIGNER: self.signer_post,
        }
        missing = [str(part) for part in parts if not content[part].strip()]
        return f"缺少{'、'.join(missing)}，请补齐后再办理。" if missing else ""

    # What else a step changes

    def rewrite(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """Put the form's fields into the draft."""
        before, others = text_of(self), entry.data.get("to_others")
        for name, value in entry.data.items():
            if name != "to_others":
                setattr(self, name, value)
        if others is not None:
            self.to_others.set(others)
        keep_text(self, user, standing, entry, before)
