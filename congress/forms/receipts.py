"""Signing for a paper: by the unit itself, or recorded for it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from congress import clock, recipients
from congress.forms.step import RecordedStepForm, StepForm
from congress.models import Delivery, Organisation
from congress.models.matter import Matter


class SignForForm(StepForm):
    """签收: the unit has the paper; a remark if something is wrong with it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = "备注"
        self.fields["note"].help_text = "没有问题可不填；缺页、错送等请写明。"


def not_yet_signed(matter: Matter) -> QuerySet:
    """The units that have not signed for the paper, in the office's order."""
    waiting = Delivery.objects.filter(paper__matter_id=matter.pk, signed_at=None).values("organisation_id")
    return recipients.in_order(Organisation.objects.filter(pk__in=waiting), clock.today())


class RecordReceiptForm(RecordedStepForm):
    """代录签收: somebody signed on paper, or said so by telephone; the clerk records who and how."""

    organisation = forms.ModelChoiceField(
        label="签收单位",
        queryset=Organisation.objects.none(),
        empty_label="请选择尚未签收的单位",
        error_messages={"invalid_choice": "该单位已经签收，或不是本文的收文单位，请重新选择。"},
    )
    from_whom = None
    signed_by = forms.CharField(label="签收人", max_length=40)

    field_order = ["organisation", "signed_by", "how", "told_at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = not_yet_signed(self.matter)
        self.fields["note"].label = "备注"

    def said_by(self) -> str:
        """Who signed is who told it."""
        return str(self.cleaned_data["signed_by"])
