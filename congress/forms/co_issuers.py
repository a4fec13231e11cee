"""联合发文机关 on the form of a paper: named as people write them, put down in the office's order."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from congress import addressees, clock, co_issuing, recipients
from congress.forms.step import StepForm
from congress.models import Organisation
from congress.papers import PAPERS

COLUMNS = ("second_issuer", "third_issuer")


class CoIssuersForm(StepForm):
    """The organs that issue the paper with the lead, none as a rule."""

    co_issuers = forms.CharField(
        label="联合发文机关",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=(
            "本机关主办、编本机关文号；其他机关每行一个，最多两个，按本机关的排序编排。"
            "送审时各机关负责人须列入审核人会签，成文日期为最后签发之日。"
        ),
    )

    def day(self) -> date:
        """The day on which the organs and the recipients must exist."""
        return clock.today()

    def clean(self) -> dict[str, Any]:
        """Organs of that day, other ones than our own, of a kind that several may issue."""
        cleaned = super().clean() or self.cleaned_data
        found, faults = addressees.find(addressees.names(cleaned.get("co_issuers", "")), self.day())
        sender = self.sender()
        if not faults and sender and cleaned.get("paper") in PAPERS:
            fault = co_issuing.fault(PAPERS[cleaned["paper"]], sender, found, self.day())
            faults = [fault] if fault else []
        for fault in faults:
            self.add_error("co_issuers", fault)
        cleaned["co_issuers"] = recipients.sorted_on(found, self.day())
        return cleaned

    def sender(self) -> Organisation | None:
        """The body that writes the paper."""
        if self.matter.owner_id:
            return self.matter.owner
        return self.standings[0].organisation if self.standings else None

    def typed_issuers(self, typed: str) -> dict[str, Organisation]:
        """Those that are known among the typed ones, by the columns of the paper; no more than there are columns."""
        found, _ = addressees.find(addressees.names(typed), self.day())
        return self.by_column(recipients.sorted_on(found, self.day()))

    @staticmethod
    def by_column(organs: list[Organisation]) -> dict[str, Any]:
        """Both columns, so that an organ that was taken out is gone."""
        return dict(zip(COLUMNS, [*organs, None, None], strict=False))
