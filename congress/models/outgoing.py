"""The outgoing paper (发文): one official paper on its way from draft to archive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import QuerySet

from congress import chain, clock, future, numbering, recipients, refusal, reviewing, typesetting, wake
from congress.asked import once
from congress.listing import Column, Listing
from congress.models.matter import Matter
from congress.models.papers import Delivery, IssuedPaper, Number, Series
from congress.models.people import Organisation, User
from congress.models.versions import keep_text, text_of
from congress.papers import PAPERS, Paper, Part, To, paper_choices
from congress.procedures import ISSUING
from congress.roles import REVIEWERS
from congress.typesetting.parsing import split_annex_note

if TYPE_CHECKING:
    from congress.matters import Entry
    from congress.permissions import Standing


class OutgoingPaper(Matter):
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
    cc = models.CharField("抄送", max_length=500, blank=True)
    note = models.CharField("附注", max_length=120, blank=True)
    adopted = models.CharField("题注", max_length=120, blank=True)
    attendance = models.TextField("出席、请假、列席", blank=True)
    signer_post = models.CharField("签发人职务", max_length=60, blank=True)
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
    def issued(self) -> IssuedPaper | None:
        """The issued paper, once there is one."""
        return once(("issued", self.pk), self.papers.select_related("number").first) if self.pk else None

    @property
    def named_recipients(self) -> list[Organisation]:
        """The units that the 主送 names one by one."""
        return once(("to_others", self.pk), lambda: list(self.to_others.all())) if self.pk else []

    @property
    def recipients(self) -> QuerySet:
        """The organisations to which it was dispatched."""
        return Organisation.objects.filter(
            pk__in=Delivery.objects.filter(paper__matter_id=self.pk).values("organisation_id")
        )

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
            mark=self.series.mark,
            number=self.number_text,
            title=(self.title,),
            to="" if kind.to is To.NONE else self.to_text,
            body=body,
            annex_note=annex_note,
            signatories=() if kind.is_adopted else (self.signatory,),
            adopted=self.adopted,
            attendance=tuple(line for line in self.attendance.splitlines() if line.strip()),
            approvers=(self.approver,) if kind.is_upward and self.approver else (),
            signer_post=self.signer_post,
            signer=self.approver if kind.format == "order" else "",
            is_sealed=kind.has_seal,
            signed_on=self.signed_on,
            annexes=typesetting.parse_annexes(self.annexes),
            note=self.note,
            cc=self.cc,
            printed_by=self.series.signatory,
            printed_on=self.signed_on,
            urgency=self.urgency,
            format=kind.format,
            is_draft=not self.number_text,
        )

    @property
    def text_digest(self) -> str:
        """SM3 of the text as it stands: signing refuses another one."""
        return typesetting.digest(replace(self.text(), number="", signed_on=None, printed_on=None, is_draft=True))

    def search_words(self) -> str:
        """Found by title, number and text."""
        return f"{self.title} {self.number_text} {self.body[:20_000]}"

    def trail_data(self) -> Mapping[str, object]:
        """The number and the digest of the text stand in each event."""
        return {"number": self.number_text, "text": self.text_digest}

    def facts(self) -> list[tuple[str, object]]:
        """What the page shows beside the text."""
        return [
            ("文种", self.declared_paper.label),
            ("文号", self.number_text or "签发时编号"),
            ("分发范围" if self.declared_paper.to is To.NONE else "主送", self.to_text),
            ("抄送", self.cc),
            ("题注", self.adopted),
            ("署名", "" if self.declared_paper.is_adopted else self.signatory),
            ("成文日期", self.signed_on or "签发之日"),
            ("紧急程度", self.urgency),
            ("公开方式", self.get_openness_display()),
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
        return ""

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

    def lacks_number_start(self) -> str:
        """A number is counted on from the paper register, never guessed."""
        return numbering.lacks_start(self.series, clock.today().year)

    def lacks_pdf(self) -> str:
        """Nothing leaves the house before it is printed."""
        paper = self.issued
        if paper is None:
            return "尚未签发编号。"
        if paper.print_error:
            return f"印制失败：{paper.print_error}"
        return "" if paper.pdf_digest else "正在印制，请稍候（通常几秒钟）；印好后即可继续办理。"

    def lacks_failed_print(self) -> str:
        """What is printed, or being printed, is not printed again."""
        paper = self.issued
        return "" if paper and paper.print_error else "没有印制失败，不需要重新印制。"

    def lacks_recipients(self) -> str:
        """A paper goes to somebody."""
        return "" if self.addressees(clock.today()) else "主送机关在今天没有对应的单位，请核对主送。"

    def lacks_receipts(self) -> str:
        """It is filed when all have signed for it."""
        unsigned = Delivery.objects.filter(paper__matter_id=self.pk, signed_at=None)
        count = once(("unsigned", self.pk), unsigned.count)
        return f"还有{count}个单位未签收；到期前系统自动提醒，也可以代录签收。" if count else ""

    def lacks_missing_receipts(self) -> str:
        """There is nothing to record when all have signed."""
        return "" if self.lacks_receipts() else "各单位都已签收。"

    # The list of reviewers: where the paper lies, where it has been

    @property
    def reviewing(self) -> SimpleNamespace:
        """`reviewing.office_head`: the body at which the head of office has it now to check; nothing beside."""
        here = reviewing.current(self) if self.state == "checking" else None
        return SimpleNamespace(**({here.role: here.organisation} if here else {}))

    @property
    def reviewed_by(self) -> SimpleNamespace:
        """`reviewed_by.section_head`: the bodies at which a head of section has had it."""
        return SimpleNamespace(**{role.key: reviewing.reached(self, role.key) for role in REVIEWERS})

    def lacks_next_reviewer(self) -> str:
        """Nobody comes after the one who has it."""
        return "" if reviewing.waiting(self) else "后面没有审核人了，请点“审核通过”。"

    def has_next_reviewer(self) -> str:
        """Somebody still comes after the one who has it."""
        after = reviewing.waiting(self)
        return f"后面还有{'、'.join(map(str, after))}审核。" if after else ""

    def lacks_earlier_reviewer(self) -> str:
        """Nobody has had it before."""
        return "" if reviewing.passed(self) else "前面没有审核人，退回拟稿人请点“退回修改”。"

    # What else a step changes

    def line_up(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """Put down who checks it, one after the other: as chosen, else the usual list of the series."""
        reviewing.line_up(self, entry.data.get("reviewers") or reviewing.usual(self))

    def note_passed(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """The one who has it lets it pass; the next one has it."""
        reviewing.note_passed(self, entry.said_by or str(user), entry.recorded_for)

    def go_back(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """An earlier reviewer, and all after him, check again."""
        reviewing.go_back_to(self, entry.data["earlier"])

    def rewrite(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """Put the form's fields into the draft."""
        before, others = text_of(self), entry.data.get("to_others")
        for name, value in entry.data.items():
            if name != "to_others":
                setattr(self, name, value)
        if others is not None:
            self.to_others.set(others)
        keep_text(self, user, standing, entry, before)

    def fix_text(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """Sign what was seen: the digest on the signer's page must be that of the text."""
        if entry.data.get("text_digest") != self.text_digest:
            raise refusal.Stale("文稿在您打开之后被修改过，请重新审阅后再签发。")
        self.signed_on = self.sort_on = clock.today()
        self.approver = str(user)[:60]

    def enter_outside_number(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """补录: the number and the date come from the paper that was issued outside."""
        self.signed_on = self.sort_on = entry.data["signed_on"]
        self.approver = entry.data.get("signed_by", "")[:60]
        self.outside_number = entry.data["sequence"]
        self.to_others.set(entry.data.get("to_others", ()))  # before the text is frozen
        keep_text(self, user, standing, entry)

    def next_number(self) -> Number:
        """The number of this paper: the next of its series, or the one entered afterwards."""
        if self.outside_number is not None:
            return numbering.backfill_number(self.series, self.signed_on.year, self.outside_number)
        return numbering.take_number(self.series, self.signed_on.year)

    def deliver(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """One delivery row per recipient; the recipients' list is in the trail by count and digest."""
        paper, moment, bodies = self.papers.get(), clock.now(), self.addressees(clock.today())
        Delivery.objects.bulk_create(
            [Delivery(paper=paper, organisation=body, sent_at=moment) for body in bodies], batch_size=future.BATCH
        )
        keys = sorted(body.key for body in bodies)
        self.deed_facts = {"recipients": len(keys), "recipients_sm3": chain.sm3("\n".join(keys))}

    def sign_for(self, user: User, standing: Standing, entry: Entry) -> None:
        """A recipient signs for the paper."""
        self._sign(standing.organisation, str(user), entry.recorded_for)

    def record_receipt(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """代录: somebody signed on paper or by telephone; the clerk says who and how."""
        organisation = entry.data["organisation"]
        self._sign(organisation, entry.data["signed_by"], entry.recorded_for)
        future.close_for(self, "sign_for", organisation)

    def _sign(self, organisation: Organisation, name: str, recorded_for: str) -> None:
        rows = Delivery.objects.filter(paper__matter_id=self.pk, organisation=organisation, signed_at=None)
        now = clock.now()
        if not recorded_for:  # who signed elsewhere has not opened it here
            rows.filter(opened_at=None).update(opened_at=now)
        rows.update(signed_at=now, signed_by=name, recorded_for=recorded_for)

    def print_again(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """The cause is mended, or so the secretary thinks: the print is tried anew, from the same signed text."""
        self.papers.update(print_error="", print_attempts=0)
        transaction.on_commit(wake.printing)

    def void_number(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """The number stays in the register, with the reason."""
        numbering.void_number(self.papers.get().number, entry.note)
