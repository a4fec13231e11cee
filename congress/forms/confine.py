"""限定知悉范围: who may know of a matter, until when, and why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from congress import clock, confining, reach
from congress.forms.days import DayField
from congress.forms.doubts import DoubtField, ask_back
from congress.forms.step import StepForm
from congress.models import User

A_YEAR = timedelta(days=365)
NOBODY_THERE = (
    "下列单位在名单里没有人：{}。它们将收不到、看不到，也报不了回执，公文不能向它们分发。"
    "请在上面勾选它们的联络员；确要这样限定的，勾选“知道这些单位看不到，仍这样限定”后再按一次。"
)


class PeopleField(forms.ModelMultipleChoiceField):
    """Accounts by name and where they sit."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, user: User) -> str:
        """简书（播州区人大常委会单位联络员）."""
        return f"{user}（{'、'.join(str(posting) for posting in user.postings_now())}）"


class ConfineForm(StepForm):
    """The list, which always holds whoever makes it; it must leave somebody for each step that is still to come."""

    people = PeopleField(
        label="知悉人员",
        queryset=User.objects.none(),
        required=False,
        help_text="名单只缩小范围：名单以外的人一律看不到、搜不到；名单里的人仍须按岗位有权查看。您自己总在名单内。",
        error_messages={"invalid_choice": "所选人员不在可选范围内，请重新选择。"},
    )
    until = DayField(
        label="有效至（含当日）",
        help_text="到期后名单里的人也不能再看；到期前7天和1天提醒名单里的人，到期前可以再次办理本环节延长。",
    )

    anyway = DoubtField(label="知道这些单位看不到，仍这样限定")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = confining.candidates(self.matter)
        self.fields["people"].initial = list(confining.listed(self.matter)) or [self.user]
        self.fields["until"].initial = clock.today() + A_YEAR
        self.fields["note"].label, self.fields["note"].required = "理由", True
        self.fields["note"].error_messages["required"] = "请写明限定知悉范围的理由。"

    def clean_until(self) -> Any:
        """A list that has run out lets nobody in."""
        until = self.cleaned_data["until"]
        if until < clock.today():
            raise forms.ValidationError("日期已经过去，请重新选择。")
        return until

    def clean_people(self) -> list[User]:
        """With whoever makes the list; refused if a later step would find nobody."""
        people = [*self.cleaned_data["people"].exclude(pk=self.user.pk), self.user]
        if lack := confining.lacks_hands(self.matter, people):
            raise forms.ValidationError(lack)
        return people

    def clean(self) -> dict[str, Any]:
        """Asked back about units that are concerned and of which nobody is on the list."""
        data = super().clean() or self.cleaned_data
        if people := data.get("people"):
            names = "、".join(body.short_name for body in reach.unreached(self.matter, people))
            ask_back(self, "anyway", names and NOBODY_THERE.format(names))
        return data

    def entry_data(self) -> dict[str, Any]:
        """Who and until when; the box was for the form only."""
        return {name: value for name, value in super().entry_data().items() if name != "anyway"}
