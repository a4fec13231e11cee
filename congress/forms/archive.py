"""归档: where the paper is put; all suggested, so that a secretary in a hurry only presses the button."""

from __future__ import annotations

from typing import Any

from django import forms

from congress import archives, clock, filing, matters
from congress.forms.days import EARLIEST_YEAR, DayField, meant
from congress.forms.step import StepForm
from congress.papers import retention_choices


class ArchiveForm(StepForm):
    """Year, 保管期限 and 机构或问题, each filled in with the reason why."""

    year = forms.IntegerField(label="年度", min_value=EARLIEST_YEAR)
    period = forms.ChoiceField(label="保管期限", choices=retention_choices, widget=forms.RadioSelect)
    category = forms.CharField(label="机构或问题", max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, found in filing.suggest(self.matter).items():
            self.fields[name].initial = found.value
            self.fields[name].help_text = found.why
        self.fields["category"].widget.attrs |= {"list": "categories", "autocomplete": "off"}
        self.categories = filing.categories(self.matter.owner)  # offered by the page
        self.fields["note"].label = "备注"
        self.fields["attachments"].label = "补充的附件"
        self.fields["attachments"].help_text = "还没有传到系统里的材料（如签批原件的扫描件），随本件归档；没有可不传。"

    def clean_year(self) -> int:
        """A year that has come."""
        year: int = self.cleaned_data["year"]
        if year > clock.today().year:
            raise forms.ValidationError(f"{year}年还没有到，请核对年度。")
        return year

    def clean_category(self) -> str:
        """One spelling, so that the same word is the same category."""
        category = filing.clean_category(self.cleaned_data["category"])
        if not category:
            raise forms.ValidationError("请用文字写明机构或问题，如“办公室”“代表工作”。")
        return category

    def _post_clean(self) -> None:
        """Draw and store what lies in the 件 now: drawing takes a second, too long to hold the step's locks."""
        super()._post_clean()
        if self.errors or self.matter.state not in self.step.sources or matters.obstacles(self.matter, self.step):
            return  # `take` says why not
        try:
            self.cleaned_data["pieces"] = archives.pieces(self.matter, self.kept)
        except archives.CannotFile as fault:
            self.add_error(None, str(fault))


class HandOverForm(forms.Form):
    """移交登记: on which day the files of a selection went to whom."""

    handed_over_on = DayField(label="移交日期")
    handed_over_to = forms.CharField(
        label="接收单位", max_length=120, error_messages={"required": "请写明接收单位，如“遵义市档案馆”。"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["handed_over_on"].initial = clock.today()

    def clean_handed_over_on(self) -> Any:
        """What was handed over was handed over already."""
        day = self.cleaned_data["handed_over_on"]
        meant(day)
        if day > clock.today():
            raise forms.ValidationError("移交日期晚于今天，请在移交之后登记。")
        return day
