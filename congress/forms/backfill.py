"""补录: the form by which a paper that was issued outside enters the register."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms

from congress import clock, typesetting
from congress.forms.days import DayField
from congress.forms.paper import PaperForm, number_in
from congress.forms.step import UploadsField
from congress.papers import PAPERS, Part


class BackfillForm(PaperForm):
    """补录: a paper that was issued outside the system enters the register with its own number and date."""

    sequence = forms.IntegerField(
        label="文号顺序号", min_value=1, max_value=99_999, help_text="如“遵人常办〔2016〕27号”填27；年份取自成文日期。"
    )
    signed_on = DayField(label="成文日期")
    signed_by = forms.CharField(label="签发人", max_length=60, required=False, help_text="不知道的可以不填。")
    scan = UploadsField(label="原件扫描件", required=False, help_text="盖章原件的 PDF 或图片。")

    UPLOADS = ("scan", "attachments")
    reads_drafts = False

    field_order = ["version", "standing", "pasted", "paper", "series", "sequence", "signed_on", "signed_by", "scan"]

    def day(self) -> date:
        """The recipients must have existed when the paper was issued."""
        return getattr(self, "cleaned_data", {}).get("signed_on") or clock.today()

    def as_typed(self, field: str = "", cursor: int = 0) -> typesetting.PaperText:
        """With its number and date as soon as both are there: it is no draft."""
        text, sequence = super().as_typed(field, cursor), number_in(str(self["sequence"].value() or ""))
        try:
            day = date.fromisoformat(str(self["signed_on"].value() or ""))
        except ValueError:
            return text
        if sequence is None:
            return text
        number = self._typed_series().text(day.year, sequence)
        return replace(text, number=number, signed_on=day, printed_on=day, is_draft=False)

    def clean_signed_on(self) -> date:
        """What was issued was issued already."""
        signed_on: date = self.cleaned_data["signed_on"]
        if signed_on > clock.today():
            raise forms.ValidationError("成文日期晚于今天，请核对。")
        return signed_on

    def clean(self) -> dict[str, Any]:
        """An issued paper is whole: what its kind requires must be there."""
        cleaned = super().clean()
        lacks = dict(self._missing(cleaned))
        for name, part in lacks.items():
            if name not in self.errors:
                self.add_error(name, f"缺少{part}，请补齐。")
        return cleaned

    def _missing(self, cleaned: dict[str, Any]) -> Iterator[tuple[str, str]]:
        required = PAPERS[cleaned["paper"]].required if cleaned.get("paper") in PAPERS else ()
        if Part.BODY in required and not cleaned.get("body"):
            yield "body", Part.BODY
        if Part.TO in required and not (cleaned.get("to_groups") or cleaned.get("to_others")):
            yield "to_groups", Part.TO
