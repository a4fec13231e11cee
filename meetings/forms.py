"""What the steps of a meeting and of its invitations ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from congress.forms import RecordedFields, StepForm
from congress.matters import Entry
from meetings.kinds import MEETING_KINDS
from meetings.models import HALVES, Invitation, Meeting, Room


def _day(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class TimeAndPlace(StepForm):
    """When and where: what calling and moving a meeting have in common."""

    held_on = _day("会议日期")
    half = forms.ChoiceField(label="上午或下午", choices=HALVES)
    starts_at = forms.TimeField(
        label="开始时间", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), help_text="例如 14:30"
    )
    half_days = forms.IntegerField(label="会期（半天数）", min_value=1, max_value=40, initial=1)
    room = forms.ModelChoiceField(label="会议室", queryset=Room.objects.none(), required=False)
    place = forms.CharField(label="其他地点", max_length=120, required=False, help_text="不在会议室时填写。")
    answers_close_on = _day("报名截止日期")

    own = ("held_on", "half", "starts_at", "half_days", "room", "place", "answers_close_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = Room.objects.filter(is_open=True)
        for name in self.own:
            if getattr(self.matter, name, None) not in (None, ""):
                self.fields[name].initial = getattr(self.matter, name)

    def clean(self) -> dict[str, Any]:
        """A meeting is somewhere, and answers close before it."""
        data = super().clean()
        if not data.get("room") and not (data.get("place") or "").strip():
            self.add_error("place", "请选择会议室，或填写其他地点。")
        starts, half = data.get("starts_at"), data.get("half")
        if starts and half and (starts.hour >= 12) != (half == "pm"):
            self.add_error("starts_at", "开始时间与上午、下午不符。")
        held, close = data.get("held_on"), data.get("answers_close_on")
        if held and close and close > held:
            self.add_error("answers_close_on", "报名截止日期晚于会议日期，请提前。")
        return data

    def entry(self) -> Entry:
        """The fields of the meeting that this form asks for."""
        data = {name: self.cleaned_data[name] for name in self.own}
        return Entry(data=data, note=self.cleaned_data.get("note", ""))


class MoveForm(TimeAndPlace):
    """改期或调整地点."""


class MeetingForm(TimeAndPlace):
    """筹备会议: everything that the notice needs."""

    title = forms.CharField(label="会议名称", max_length=120, help_text="例如：全市人大常委会主任座谈会")
    meeting_kind = forms.ChoiceField(label="会议种类", choices=MEETING_KINDS.choices)
    topics = forms.CharField(label="会议内容", widget=forms.Textarea(attrs={"rows": 4}), help_text="每行一项。")
    agenda = forms.CharField(
        label="会议议程",
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        help_text="每行一项，按顺序；发言人写在竖线“|”之后，例如：总结讲话|市人大常委会主任",
    )
    plan_reference = forms.CharField(
        label="年度计划依据", max_length=200, required=False, help_text="例如：遵义市人大常委会2016年工作要点"
    )
    contact = forms.CharField(label="联系人", max_length=40)
    phone = forms.CharField(label="联系电话", max_length=40)

    own = ("title", "meeting_kind", *TimeAndPlace.own, "topics", "plan_reference", "contact", "phone")
    field_order = ("title", "meeting_kind", *TimeAndPlace.own, "topics", "agenda", "plan_reference", "contact", "phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.matter.pk:
            lines = self.matter.agenda.values_list("text", "speaker")
            self.fields["agenda"].initial = "\n".join(f"{text}|{who}" if who else text for text, who in lines)

    def clean_agenda(self) -> list[tuple[str, str]]:
        """(text, speaker) of each line."""
        rows = [line.replace("｜", "|").partition("|") for line in self.cleaned_data["agenda"].splitlines()]
        found = [(text.strip().rstrip("。；"), speaker.strip()) for text, _, speaker in rows if text.strip()]
        if too_long := [text for text, speaker in found if len(text) > 300 or len(speaker) > 120]:
            raise ValidationError(f"这一项太长（300字以内）：{too_long[0][:20]}…")
        return found

    def build(self, meeting: Meeting) -> None:
        """Put the fields on a meeting that is about to begin."""
        for name in self.own:
            setattr(meeting, name, self.cleaned_data[name])

    def entry(self) -> Entry:
        """The fields, and the agenda."""
        entry = super().entry()
        return Entry(data={**entry.data, "agenda": self.cleaned_data["agenda"]}, note=entry.note)


class AnswerForm(StepForm):
    """回执: one row of fields for each place of the quota, the expected persons filled in."""

    spare = 0
    columns = (("name", "姓名"), ("post", "职务"), ("phone", "电话"), ("leave", "请假"), ("reason", "请假事由"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self._known()
        self.row_count = max(self.matter.quota, len(known)) + self.spare
        for index in range(self.row_count):
            row = known[index] if index < len(known) else {}
            self._add_row(index, row)

    def _known(self) -> list[dict[str, Any]]:
        """The earlier answer, or the persons who are expected."""
        invitation: Invitation = self.matter
        earlier = [
            {"name": a.name, "post": a.post, "phone": a.phone, "leave": a.is_leave, "reason": a.leave_reason}
            for a in invitation.attendees.all()
        ]
        return earlier or [{"name": name, "post": post} for name, post in invitation.expected_persons()]

    def _add_row(self, index: int, row: dict[str, Any]) -> None:
        number = index + 1
        for name, label in self.columns:
            field = (
                forms.BooleanField(label=f"{label}（第{number}人）", required=False)
                if name == "leave"
                else forms.CharField(label=f"{label}（第{number}人）", required=False, max_length=80)
            )
            field.initial = row.get(name)
            self.fields[f"{name}_{index}"] = field

    def rows(self) -> list[list[Any]]:
        """The bound fields row by row, for the template."""
        return [[self[f"{name}_{index}"] for name, _ in self.columns] for index in range(self.row_count)]

    def clean(self) -> dict[str, Any]:
        """Whole rows only: who comes has a post and a telephone, who is on leave has a reason."""
        data = super().clean()
        people = []
        for index in range(self.row_count):
            row = {name: data.get(f"{name}_{index}") for name, _ in self.columns}
            if not (row["name"] or "").strip():
                if any(row[name] for name in ("phone", "leave", "reason")):
                    self.add_error(f"name_{index}", f"第{index + 1}人请填写姓名。")
                continue
            self._check_row(index, row)
            people.append(
                {
                    "name": row["name"].strip(),
                    "post": (row["post"] or "").strip(),
                    "phone": (row["phone"] or "").strip(),
                    "is_leave": bool(row["leave"]),
                    "leave_reason": (row["reason"] or "").strip(),
                }
            )
        if not people and not self.errors:
            raise ValidationError("请至少填写一人；全部不能参会的，填写姓名并勾选“请假”、写明事由。")
        data["attendees"] = people
        return data

    def _check_row(self, index: int, row: dict[str, Any]) -> None:
        number = index + 1
        if row["leave"] and not (row["reason"] or "").strip():
            self.add_error(f"reason_{index}", f"第{number}人请假，请写明事由。")
        if not row["leave"] and not (row["post"] or "").strip():
            self.add_error(f"post_{index}", f"第{number}人请填写职务。")
        if not row["leave"] and not (row["phone"] or "").strip():
            self.add_error(f"phone_{index}", f"第{number}人请填写电话，便于会务联系。")

    def entry(self) -> Entry:
        """The persons, the remark, and for whom it was recorded."""
        return Entry(
            data={"attendees": self.cleaned_data["attendees"]},
            note=self.cleaned_data.get("note", ""),
            recorded_for=self.recorded_for(),
        )


class RecordAnswerForm(RecordedFields, AnswerForm):
    """代录回执、补报: by the clerk, late or over quota too, with the reason."""

    spare = 3
