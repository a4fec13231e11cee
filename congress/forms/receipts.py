"""Sending a paper out, and signing for it: by the unit itself, or recorded for it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from congress import clock, recipients, sending
from congress.forms.step import RecordedStepForm, StepForm
from congress.models import Delivery, Organisation
from congress.models.matter import Matter


class DispatchForm(StepForm):
    """分发: says whom it goes to, and asks how those get it who cannot sign here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = sending.plan(self.matter)
        if away := self.plan.by_hand:
            self.fields["channel"] = forms.ChoiceField(
                label=f"{len(away)}个单位在本系统没有账户，送达方式",
                choices=Delivery.BY_HAND,
                initial=sending.USUAL,
                help_text=f"{names_of(away)}。送出后由秘书科凭签收单办理“登记签收”。",
            )
        told = f"主送{len(self.plan.to)}个单位，抄送{len(self.plan.copies)}个单位。"
        if unknown := self.plan.unknown:
            told += (
                f"抄送中的{'、'.join(unknown)}不在机构库中，只印在文上，不登记送达；需要登记的，请先在机构库中设立。"
            )
        self.fields["note"].help_text = told
        self.order_fields(["version", "standing", "channel", "note", "attachments"])
        self._lay_out()


def names_of(bodies: list[Organisation], shown: int = 20) -> str:
    """The first names, and how many more."""
    names = "、".join(body.short_name for body in bodies[:shown])
    return f"{names}等{len(bodies)}个单位" if len(bodies) > shown else names


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
    """代录签收: somebody signed on paper, or said so by telephone, for one unit or several (a courier's round)."""

    organisations = forms.ModelMultipleChoiceField(
        label="签收单位",
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="同一个人一并签收的，可以多选。",
        error_messages={
            "invalid_choice": "有单位已经签收，或不是本文的收文单位，请重新选择。",
            "required": "请选择签收单位。",
        },
    )
    from_whom = None
    signed_by = forms.CharField(label="签收人", max_length=40)
    copies = forms.IntegerField(label="每个单位的份数", min_value=1, max_value=999, initial=1)

    field_order = ["organisations", "signed_by", "copies", "how", "told_at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisations"].queryset = not_yet_signed(self.matter)
        self.fields["note"].label = "备注"

    def said_by(self) -> str:
        """Who signed is who told it."""
        return str(self.cleaned_data["signed_by"])


class EnterReceiptForm(RecordReceiptForm):
    """登记签收: the slip came back from the exchange station, the courier or the post."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_hand = Delivery.objects.filter(paper__matter_id=self.matter.pk).exclude(channel=Delivery.LOGIN)
        chosen = self.fields["organisations"]
        chosen.queryset = chosen.queryset.filter(pk__in=by_hand.values("organisation_id"))
        self.fields["how"].initial = "纸质"
