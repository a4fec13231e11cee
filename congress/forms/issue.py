"""签发、登记、用印: what is asked between the leader's opinion and the stamped paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from congress import clock, reviewing, sending
from congress.forms.days import DayField
from congress.forms.paper import PaperForm
from congress.forms.step import RecordedStepForm, StepForm, UploadsField
from congress.roles import LEADER

KEPT_IN_HOUSE = 3  # copies beside those sent: 归档, 留存, 签发领导


class SeenText(forms.Form):
    """The text that is signed is the one that was seen, by its digest."""

    text_digest = forms.CharField(
        widget=forms.HiddenInput,
        max_length=64,
        error_messages={"required": "没有收到您所见文稿的摘要，请刷新页面重新审阅。"},
    )

    def see(self, matter: Any) -> str:
        """Put the digest of the text as it stands into the form; gives its beginning for the eye."""
        self.fields["text_digest"].initial = matter.text_digest
        return str(matter.text_digest[:8])


class SignForm(SeenText, StepForm):
    """签发: with the leader's opinion."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = "签发意见"
        self.fields["note"].initial = "同意印发。"
        self.fields[
            "note"
        ].help_text = f"您签发的是本页所示文稿（摘要 {self.see(self.matter)}）。签发后由秘书科复核、登记编号。"


class RecordSignForm(SeenText, RecordedStepForm):
    """代录签发: the leader signed on the printed 发文稿纸; the clerk enters his words and the scan."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = [str(user) for user in reviewing.holders(reviewing.Place(LEADER.key, self.matter.owner))]
        self.ask_signer(who, "签发人", "请选择签批的领导")
        self.fields["note"].label = "签发意见"
        self.fields["note"].required = True
        self.fields["note"].error_messages["required"] = "请照发文稿纸上的签批填写签发意见。"
        self.fields["note"].help_text = f"照签批原文填写。所签的是本页所示文稿（摘要 {self.see(self.matter)}）。"
        self.fields["attachments"].label = "签批件扫描件"
        self.fields["attachments"].error_messages["required"] = "请上传领导签批的发文稿纸扫描件或照片。"
        self.order_fields(["version", "standing", "from_whom", "how", "told_at", "note", "attachments", "text_digest"])
        self._lay_out()


class CorrectForm(PaperForm):
    """文字修改: words only.  What the paper is and whom it goes to was signed (条例 §25)."""

    FIXED = ("paper", "series", "to_groups", "to_others", "co_issuers", "openness", "adopted", "signer_post")
    WHY = "领导已签发，不能在这里改；确需改动的，请“报请复审”。"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.FIXED:
            self.fields[name].disabled = True
            self.fields[name].help_text = self.WHY
        for name in self.fields.keys() & set(self.names()):  # the files of the annexes
            self.fields[name].disabled = True


class RegisterForm(StepForm):
    """登记编号: how many copies; the number comes by itself."""

    copies = forms.IntegerField(label="印数（份）", min_value=1, max_value=9_999)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paper = self.matter
        sent = sending.plan(paper)
        units = len(sent.to) + len(sent.copies)
        self.fields["copies"].initial = paper.copies or units + KEPT_IN_HOUSE
        self.fields[
            "copies"
        ].help_text = f"主送、抄送{units}个单位各1份，加存档、留存和签发领导共{KEPT_IN_HOUSE}份；可以改。"
        if sent.unknown:
            self.fields["copies"].help_text += f"抄送中的{'、'.join(sent.unknown)}不在机构库中，没有算在内。"
        number = paper.number_text
        self.fields["note"].help_text = (
            f"沿用原文号{number}。" if number else f"登记后取“{paper.series.prefix}”的下一个文号，文稿定稿并印制。"
        )


class SealForm(StepForm):
    """用印登记: stamped on paper; the scan of the stamped paper, if there is one, is the version sent."""

    seal = forms.CharField(label="印章", max_length=60)
    used_on = DayField(label="用印日期")
    copies = forms.IntegerField(label="用印份数", min_value=1, max_value=9_999)
    approved_by = forms.CharField(label="批准人", max_length=60)
    scan = UploadsField(
        label="用印件扫描件",
        required=False,
        help_text="盖章后的正本扫描成一个 PDF；上传后作为发出的版本。不上传的，收文单位看到的是未盖章的印制件。"
        "页面上的印章图样不是电子签章。",
    )

    UPLOADS = ("scan", "attachments")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paper = self.matter
        self.fields["scan"].widget.attrs.update(accept=".pdf", multiple=False)
        usual = {"seal": paper.signatory, "copies": paper.copies or 1, "approved_by": paper.approver}
        for name, value in {**usual, "used_on": clock.today()}.items():
            self.fields[name].initial = value

    def clean_used_on(self) -> date:
        """After it was signed, and not later than today."""
        day: date = self.cleaned_data["used_on"]
        if not self.matter.signed_on <= day <= clock.today():
            raise forms.ValidationError(f"用印日期应在成文日期{self.matter.signed_on:%Y-%m-%d}至今天之间，请核对。")
        return day

    def clean_scan(self) -> Any:
        """One PDF: what is sent is one file."""
        scan = self.cleaned_data["scan"]
        if len(scan) > 1 or any(not file.name.lower().endswith(".pdf") for file in scan):
            raise forms.ValidationError("请把盖章后的正本扫描成一个 PDF 再上传。")
        return scan

    def entry_data(self) -> dict[str, Any]:
        """With the digest of the scan, by which the paper knows it."""
        sent = self.cleaned_data.get("scan") or ()
        return {**super().entry_data(), "scan_digest": self.kept[0].digest if sent and self.kept else ""}
