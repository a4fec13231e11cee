"""What calling a meeting asks for: when, where, about what, and who else is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from congress import addressees
from congress.deadlines import chinese
from congress.directory import call_them
from congress.forms import Difference, StepForm
from congress.forms.days import DayField
from congress.forms.doubts import DoubtField, ask_back
from congress.models import Matter, Organisation
from meetings.calling import AgendaLine, cannot_close_on
from meetings.kinds import MEETING_KINDS
from meetings.models import AFTERNOON, HALVES, Room

AGENDA_AT_MOST = 99  # items: as far as their numbers are written in Chinese


class TimeAndPlace(StepForm):
    """When and where: what calling and moving a meeting have in common."""

    held_on = DayField(label="会议日期")
    half = forms.ChoiceField(label="上午或下午", choices=HALVES)
    starts_at = forms.TimeField(
        label="开始时间",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="例如 14:30",
        error_messages={"invalid": "请按“14:30”的样子填写时间。"},
    )
    half_days = forms.IntegerField(label="会期（半天数）", min_value=1, max_value=40, initial=1)
    room = forms.ModelChoiceField(
        label="会议室", queryset=Room.objects.none(), required=False, empty_label="不在会议室"
    )
    place = forms.CharField(label="其他地点", max_length=120, required=False, help_text="不在会议室时填写。")
    answers_close_on = DayField(label="报名截止日期")

    columns = ("held_on", "half", "starts_at", "half_days", "room", "place", "answers_close_on")
    # Fields that stand side by side.
    in_a_row = (("held_on", "half", "starts_at", "half_days"), ("room", "place", "answers_close_on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = "说明"
        self.helper.layout = Layout(*self._placed())
        self.fields["room"].queryset = Room.objects.filter(
            Q(is_open=True) | Q(pk=getattr(self.matter, "room_id", None))
        )
        for name, value in self._standing(self.matter).items():
            if value not in (None, ""):
                self.initial.setdefault(name, value)

    def _placed(self) -> Iterator[str | Row]:
        """The fields in their order, those of a row together at the place of its first."""
        rows = {names[0]: names for names in self.in_a_row}
        inside = {name for names in self.in_a_row for name in names[1:]}
        for name in self.fields:
            if name in rows:
                yield Row(*(Column(one) for one in rows[name]))
            elif name not in inside:
                yield name

    def _standing(self, matter: Any) -> dict[str, Any]:
        """The fields as they stand in the meeting."""
        return {name: getattr(matter, name, None) for name in self.columns}

    def clean(self) -> dict[str, Any]:
        """A meeting is somewhere, in the half of the day it says, and answers close before it."""
        data = super().clean() or self.cleaned_data
        if not data.get("room") and not (data.get("place") or "").strip():
            self.add_error("place", "请选择会议室，或填写其他地点。")
        starts, half = data.get("starts_at"), data.get("half")
        if starts and half and (starts.hour >= 12) != (half == AFTERNOON):
            self.add_error("starts_at", "开始时间与上午、下午不符。")
        held, close = data.get("held_on"), data.get("answers_close_on")
        if held and close and close > held:
            self.add_error("answers_close_on", "报名截止日期晚于会议日期，请提前。")
        return data

    def entry_data(self) -> dict[str, Any]:
        """The meeting's own fields."""
        return {name: self.cleaned_data[name] for name in self.columns}

    def difference(self, matter: Matter) -> list[Difference]:
        """Field by field what stands in the meeting now, where it is not what was typed."""
        typed = self.texts()
        rows = [
            Difference(str(self.fields[name].label), self._in_words(name, value), self._in_words(name, typed[name]))
            for name, value in self._standing(matter).items()
        ]
        return [row for row in rows if row.theirs != row.yours]

    def _in_words(self, name: str, value: Any) -> str:
        """A value, or what was typed for it, as people read it."""
        prepared = self.fields[name].prepare_value(value)
        labels = {str(key): str(label) for key, label in getattr(self.fields[name], "choices", ())}
        text = self.fields[name].widget.format_value(prepared) if not labels else labels.get(str(prepared), prepared)
        return str(text or "").replace("\r\n", "\n").strip()


class MoveForm(TimeAndPlace):
    """改期或调整地点."""

    answers_close_on = DayField(label="报名截止日期", required=False, help_text="不改则随会议日期顺延。")


class ExtendForm(StepForm):
    """延长报名: until when, and why."""

    answers_close_on = DayField(label="新的报名截止日期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now, latest = chinese(self.matter.answers_close_on), chinese(self.matter.held_on)
        self.fields["answers_close_on"].help_text = f"现为{now}，最晚至会议当天{latest}。尚未报送的单位会收到消息。"
        self.fields["note"].label = "原因"
        self.fields["note"].required = True
        self.fields["note"].error_messages["required"] = "请写明延长的原因。"

    def clean_answers_close_on(self) -> date:
        """A later day, until the meeting."""
        day: date = self.cleaned_data["answers_close_on"]
        if reason := cannot_close_on(self.matter, day):
            raise ValidationError(reason)
        return day


class MeetingForm(TimeAndPlace):
    """筹备会议: everything that the notice needs."""

    title = forms.CharField(label="会议名称", max_length=120, help_text="例如：全市人大常委会主任座谈会")
    meeting_kind = forms.ChoiceField(label="会议种类", choices=MEETING_KINDS.choices)
    topics = forms.CharField(label="会议内容", widget=forms.Textarea(attrs={"rows": 4}), help_text="每行一项。")
    agenda = forms.CharField(
        label="会议议程",
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        help_text="每行一项，按顺序；竖线“|”之后可写发言人或报告人，再一竖线之后可写所涉事项的编号（事项网址末尾的12位），"
        "例如：总结讲话|市人大常委会主任",
    )
    plan_reference = forms.CharField(
        label="年度计划依据", max_length=200, required=False, help_text="例如：遵义市人大常委会2026年工作要点"
    )
    others = forms.CharField(
        label="另邀单位",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="参会人员由会议种类和会议日期在任的职务算出；此外还要请的，每行一个单位的全称或简称。",
    )
    anyway = DoubtField(label="由我们电话通知这些单位，并代录签收和回执")
    quota_default = forms.IntegerField(label="另邀单位名额", min_value=1, max_value=200, initial=1)
    contact = forms.CharField(label="联系人", max_length=40)
    phone = forms.CharField(label="联系电话", max_length=40)

    in_a_row = (("title", "meeting_kind"), *TimeAndPlace.in_a_row, ("quota_default", "contact", "phone"))
    columns = (
        "title", "meeting_kind", *TimeAndPlace.columns, "topics", "plan_reference", "quota_default", "contact", "phone",
    )  # fmt: skip
    field_order = (
        "title", "meeting_kind", *TimeAndPlace.columns, "topics", "agenda", "plan_reference", "others", "anyway",
        "quota_default", "contact", "phone",
    )  # fmt: skip

    def _standing(self, matter: Any) -> dict[str, Any]:
        standing = super()._standing(matter)
        if not matter.pk:
            person = self.user.person
            standing |= {"contact": str(self.user), "phone": person.phone if person else ""}
        else:
            standing["agenda"] = "\n".join(_as_line(item) for item in matter.agenda.select_related("matter"))
            standing["others"] = "\n".join(body.name for body in matter.others.all())
        return standing

    def clean_agenda(self) -> list[AgendaLine]:
        """The lines with their parts."""
        rows = [line.replace("｜", "|").split("|") for line in self.cleaned_data["agenda"].splitlines()]
        if len(rows) > AGENDA_AT_MOST:
            raise ValidationError(f"议程最多{AGENDA_AT_MOST}项（每行一项），现有{len(rows)}行，请合并或另附材料。")
        found = []
        for text, speaker, ref in ([part.strip() for part in (*row, "", "")[:3]] for row in rows):
            if len(text) > 300 or len(speaker) > 120:
                raise ValidationError(f"这一项太长（内容300字、发言人120字以内）：{text[:20]}…")
            if text:
                found.append(AgendaLine(text.rstrip("。；"), speaker, self._matter(ref) if ref else None))
        return found

    def _matter(self, ref: str) -> Matter:
        """The matter of an agenda item: one that the clerk may see, or that was linked before."""
        seen = Matter.objects.filter(ref=ref)
        before = self.matter.agenda.filter(matter__ref=ref).exists() if self.matter.pk else False
        matter = seen.first() if before else seen.visible_to(self.user).first()
        if matter is None:
            raise ValidationError(f"没有编号为“{ref[:20]}”的事项，或者您不在知悉范围内。")
        return matter

    def clean_others(self) -> list[Organisation]:
        """The organisations of these names, as they are on the day of the meeting."""
        held_on = self.cleaned_data.get("held_on")
        if held_on is None:
            return []
        found, faults = addressees.find(addressees.names(self.cleaned_data["others"]), held_on)
        if faults:
            raise ValidationError(faults)
        return found

    def clean(self) -> dict[str, Any]:
        """Asked back about units that are newly invited and that nobody answers for here."""
        data = super().clean()
        before = set(self.matter.others.all()) if self.matter.pk else set()
        ask_back(self, "anyway", call_them(body for body in data.get("others") or () if body not in before))
        return data

    def entry_data(self) -> dict[str, Any]:
        """The fields, the agenda, and who else is asked."""
        return {**super().entry_data(), "agenda": self.cleaned_data["agenda"], "others": self.cleaned_data["others"]}


def _as_line(item: Any) -> str:
    """An agenda item as it is typed."""
    parts = [item.text, item.speaker, item.matter.ref if item.matter else ""]
    while not parts[-1]:
        parts.pop()
    return "|".join(parts)
