"""What a unit's answer asks for (回执), its own and the one that a clerk records for it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from congress.forms import Difference, RecordedStepForm, StepForm
from congress.models import Matter
from meetings.models import Invitation


class AnswerForm(StepForm):
    """回执: one row of fields for each place of the quota, the expected persons filled in.

    Who is on leave takes no place: the spare rows are for those who come instead.
    """

    spare = 3
    columns = (
        ("name", "姓名", 40),
        ("post", "职务", 80),
        ("phone", "电话", 40),
        ("leave", "请假", 0),
        ("reason", "请假事由", 200),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self._known()
        self.row_count = max(self.matter.quota, len(known), 1) + self.spare
        for index in range(self.row_count):
            self._add_row(index, known[index] if index < len(known) else {})
        self.fields["note"].label = "备注"
        self.order_fields([name for name in self.fields if name not in ("note", "attachments")] + ["note"])

    def _known(self) -> list[dict[str, Any]]:
        """The earlier answer, or the persons who are expected."""
        invitation: Invitation = self.matter
        earlier = [
            {"name": a.name, "post": a.post, "phone": a.phone, "leave": a.is_leave, "reason": a.leave_reason}
            for a in invitation.attendees.all()
        ]
        return earlier or invitation.expected

    def _add_row(self, index: int, row: dict[str, Any]) -> None:
        for name, label, longest in self.columns:
            words = f"第{index + 1}人{label}"
            seen = {"class": "form-control form-control-sm" if longest else "form-check-input", "aria-label": words}
            field: forms.Field = (
                forms.CharField(label=words, required=False, max_length=longest, widget=forms.TextInput(attrs=seen))
                if longest
                else forms.BooleanField(label=words, required=False, widget=forms.CheckboxInput(attrs=seen))
            )
            field.initial = row.get(name)
            self.fields[f"{name}_{index}"] = field

    def rows(self) -> list[list[forms.BoundField]]:
        """The bound fields row by row, for the template."""
        return [[self[f"{name}_{index}"] for name, _, _ in self.columns] for index in range(self.row_count)]

    def headings(self) -> list[str]:
        """Over the columns of the rows."""
        return [label for _, label, _ in self.columns]

    def others(self) -> list[forms.BoundField]:
        """The fields that do not stand in the rows."""
        in_rows = {field.name for row in self.rows() for field in row}
        return [field for field in self.visible_fields() if field.name not in in_rows]

    def clean(self) -> dict[str, Any]:
        """Whole rows only: who comes has a post and a telephone, who is on leave has a reason."""
        data = super().clean() or self.cleaned_data
        people = []
        for index in range(self.row_count):
            row = {name: data.get(f"{name}_{index}") or "" for name, _, _ in self.columns}
            if not row["name"]:
                if row["phone"] or row["leave"] or row["reason"]:
                    self.add_error(f"name_{index}", f"第{index + 1}人请填写姓名。")
                continue
            self._check_row(index, row)
            people.append(
                {
                    "name": row["name"],
                    "post": row["post"],
                    "phone": row["phone"],
                    "is_leave": bool(row["leave"]),
                    "leave_reason": row["reason"] if row["leave"] else "",
                }
            )
        if not people and not self.errors:
            raise ValidationError("请至少填写一人；全部不能参会的，填写姓名并勾选“请假”、写明事由。")
        data["attendees"] = people
        return data

    def _check_row(self, index: int, row: dict[str, Any]) -> None:
        number = index + 1
        if row["leave"]:
            if not row["reason"]:
                self.add_error(f"reason_{index}", f"第{number}人请假，请写明事由。")
            return
        if not row["post"]:
            self.add_error(f"post_{index}", f"第{number}人请填写职务。")
        if not row["phone"]:
            self.add_error(f"phone_{index}", f"第{number}人请填写电话，便于会务联系。")

    def entry_data(self) -> dict[str, Any]:
        """The persons, however many rows they were typed in."""
        return {"attendees": self.cleaned_data["attendees"]}

    def difference(self, matter: Matter) -> list[Difference]:
        """The answer as it stands now beside the one that was typed, a person a line."""
        there = [(one.name, one.post, one.phone, one.is_leave, one.leave_reason) for one in matter.attendees.all()]
        typed = [tuple(field.value() or "" for field in row) for row in self.rows()]
        theirs, yours = ("\n".join(map(_in_a_line, rows)) for rows in (there, [row for row in typed if row[0]]))
        return [Difference("参会人员", theirs, yours)] if theirs != yours else []


def _in_a_line(row: tuple[Any, ...]) -> str:
    """娄清，办公室主任，13900000000; who is on leave, with the reason."""
    name, post, phone, is_leave, reason = row
    return "，".join(filter(None, (name, post, phone, f"请假：{reason}" if is_leave else "")))


class RecordAnswerForm(RecordedStepForm, AnswerForm):
    """代录回执、补报: by the clerk, late or over quota too, with the reason."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = "理由"
        self.fields["note"].help_text = "截止后补报或超出名额的，须写明理由。"

    def clean(self) -> dict[str, Any]:
        """Late or too many: with a reason."""
        data = super().clean()
        invitation: Invitation = self.matter
        exception = invitation.lacks_open_registration() or invitation.exceeds_quota(data.get("attendees", []))
        if exception and not data.get("note"):
            self.add_error("note", "截止后补报或超出名额，须写明理由。")
        return data
