"""送审、退回前面的审核人、代录审核: the list of reviewers, and moving along it."""

from __future__ import annotations

from typing import Any

from django import forms

from congress import co_issuing, recipients, reviewing
from congress.forms.step import RecordedStepForm, StepForm

PLACES = 8  # reviewers of one paper; seven is already a long way


class SubmitForm(StepForm):
    """送审: who checks it, one after the other; the usual list of the series stands there already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paper = self.matter
        found = reviewing.choices(paper)
        self.places = {place.key: place for place, _ in found}
        organ = recipients.organ_of(paper.owner)
        names: dict[str, list[tuple[str, str]]] = {"本机关": [], "其他机关会签": []}
        for place, who in found:
            group = "本机关" if place.organisation.lineage.startswith(organ) else "其他机关会签"
            names[group].append((place.key, f"{place.label}（{'、'.join(who)}）" if who else place.label))
        usual = [place.key for place in reviewing.usual(paper)]
        for number in range(PLACES):
            self.fields[f"reviewer_{number}"] = forms.ChoiceField(
                label=f"第{number + 1}位审核人",
                choices=[("", "（无）"), *((group, rows) for group, rows in names.items() if rows)],
                required=False,
                initial=usual[number] if number < len(usual) else "",
                error_messages={"invalid_choice": "所选审核人今天不在岗，请重新选择。"},
            )
        self.fields[
            "reviewer_0"
        ].help_text = "按先后次序逐位审核；中间留空的自动略过。已按文号系列的习惯填好，可以增减、调换。"
        if joint := paper.co_issuers:
            names = "、".join(organ.name for organ in joint)
            self.fields["reviewer_0"].help_text += f"联合发文：{names}的负责人须列入，其审核即会签。"
        self.order_fields(["version", "standing", *(f"reviewer_{n}" for n in range(PLACES)), "note", "attachments"])
        self._lay_out()

    @property
    def is_usual(self) -> bool:
        """Was nothing said of reviewers?"""
        return not any(f"reviewer_{number}" in self.data for number in range(PLACES))

    def clean(self) -> dict[str, Any]:
        """At least one, nobody twice; a form that was sent without the list means the usual one."""
        cleaned = super().clean() or self.cleaned_data
        if self.is_usual:
            return cleaned
        seen: set[str] = set()
        for number in range(PLACES):
            if (key := cleaned.get(f"reviewer_{number}")) in seen:
                self.add_error(f"reviewer_{number}", "同一位审核人列了两次，请删去一处。")
            seen |= {key} if key else set()
        if not seen and not self.errors:
            self.add_error("reviewer_0", "请至少选择一位审核人。")
        return cleaned

    def entry_data(self) -> dict[str, Any]:
        """The places in their order."""
        if self.is_usual:
            return {}
        chosen = [self.cleaned_data.get(f"reviewer_{n}") for n in range(PLACES)]
        return {"reviewers": [self.places[key] for key in chosen if key]}


class EarlierForm(StepForm):
    """退回前面的审核人: he and all after him check again."""

    earlier = forms.TypedChoiceField(label="退回给", coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        passed = reviewing.passed(self.matter)
        self.fields["earlier"].choices = [(one.position, str(one)) for one in passed]
        self.fields["earlier"].initial = passed[-1].position if passed else None


class RecordReviewForm(RecordedStepForm):
    """代录审核: the reviewer checked on paper or said so by telephone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = reviewing.current(self.matter)
        if here and any(co_issuing.signs_for(here, organ) for organ in self.matter.co_issuers):
            who = [str(user) for user in reviewing.holders(reviewing.Place(here.role, here.organisation))]
            self.ask_signer(who, "会签人", "请选择会签的负责人")
            self.fields["attachments"].error_messages["required"] = "请上传负责人会签的扫描件或照片。"
        self.fields["from_whom"].label = "审核人姓名"
        self.fields["from_whom"].help_text = f"现在由{here}审核。" if here else ""
        self.fields["note"].label = "审核意见"
