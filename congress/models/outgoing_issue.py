"""An outgoing paper from its signature to its print: text, number, PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from congress import clock, numbering, refusal, wake
from congress.asked import once
from congress.models.versions import keep_text

if TYPE_CHECKING:
    from congress.matters import Entry
    from congress.models.papers import IssuedPaper, Number
    from congress.models.people import User
    from congress.permissions import Standing


class Issued:
    """What the steps from 签发 on ask of a paper and change in it."""

    @property
    def issued(self) -> IssuedPaper | None:
        """The issued paper, once there is one."""
        return once(("issued", self.pk), self.papers.select_related("number").first) if self.pk else None

    @property
    def changed_since_signed(self) -> str:
        """Words that the secretariat has mended at 复核 stand in the marked copy."""
        is_same = not self.signed_digest or self.signed_digest == self.text_digest
        return "" if is_same else "签发后秘书科作过文字修改，见花脸稿"

    def lacks_number_start(self) -> str:
        """A number is counted on from the paper register, never guessed; one it has must be of its series and year."""
        year = (self.signed_on or clock.today()).year
        if self.issued is None:
            return numbering.lacks_start(self.series, year)
        number = self.issued.number
        if (number.series_id, number.year) == (self.series_id, year):
            return ""
        return (
            f"本文已编{number}，与现在的文号系列或成文年份不一致，不能沿用：请改回原来的文号系列；"
            "已跨年或确需换系列的，请作废（未签发的，退回后“不再办理”），另行拟稿编号。"
        )

    def lacks_pdf(self) -> str:
        """Nothing leaves the house before it is printed."""
        paper = self.issued
        if paper is None:
            return "尚未登记编号。"
        if paper.print_error:
            return f"印制失败：{paper.print_error}"
        return "" if paper.pdf_digest else "正在印制，请稍候（通常几秒钟）；印好后即可继续办理。"

    def lacks_failed_print(self) -> str:
        """What is printed, or being printed, is not printed again."""
        paper = self.issued
        return "" if paper and paper.print_error else "没有印制失败，不需要重新印制。"

    def fix_text(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """Sign what was seen: the digest on the signer's page must be that of the text."""
        if entry.data.get("text_digest") != self.text_digest:
            raise refusal.Stale("文稿在您打开之后被修改过，请重新审阅后再签发。")
        self.signed_on = self.sort_on = clock.today()
        self.approver = (entry.said_by or str(user))[:60]
        self.signed_digest = self.text_digest

    def undo_signature(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """复审: a change of substance is signed anew, and dated by the new signature (条例 §25)."""
        self.signed_on, self.approver, self.signed_digest = None, "", ""

    def note_copies(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """How many copies are to be made."""
        self.copies = entry.data["copies"]

    def enter_outside_number(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """补录: the number and the date come from the paper that was issued outside."""
        self.signed_on = self.sort_on = entry.data["signed_on"]
        self.approver = entry.data.get("signed_by", "")[:60]
        self.outside_number = entry.data["sequence"]
        self.to_others.set(entry.data.get("to_others", ()))  # before the text is frozen
        keep_text(self, user, standing, entry)

    def next_number(self) -> Number:
        """The number of this paper: the one it has, the one entered afterwards, or the next of its series."""
        if self.issued:
            return self.issued.number
        if self.outside_number is not None:
            return numbering.backfill_number(self.series, self.signed_on.year, self.outside_number)
        return numbering.take_number(self.series, self.signed_on.year)

    def print_again(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """The cause is mended, or so the secretary thinks: the print is tried anew, from the same signed text."""
        self.papers.update(print_error="", print_attempts=0)
        transaction.on_commit(wake.printing)

    def void_number(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """The number, if it has one already, stays in the register, with the reason."""
        if self.issued:
            numbering.void_number(self.issued.number, entry.note)

    # The seal

    def needs_no_seal(self) -> str:
        """What a meeting adopts, and minutes, bear no seal."""
        return "" if self.declared_paper.has_seal else f"“{self.declared_paper.label}”不加盖印章，校对后即可分发。"

    def lacks_seal(self) -> str:
        """What bears a seal is not sent before the seal keeper has entered it."""
        is_open = self.state == "sealed" or self.needs_no_seal()
        return "" if is_open else "尚未用印登记，请印章管理员用印后登记。"

    def note_seal(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """用印登记; with a scan of the stamped paper, that is the version sent."""
        data = {name: entry.data[name] for name in ("seal", "used_on", "copies", "approved_by")}
        self.issued.seal_uses.create(**data, used_by=str(user)[:60])
        scan = entry.data.get("scan_digest", "")
        self.papers.update(stamped_digest=scan)
        self.deed_facts = {"copies": data["copies"], "stamped": scan}
