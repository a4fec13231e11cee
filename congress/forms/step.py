"""The form of a step: version, capacity, opinion, attachments; and what is recorded for somebody else."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, NamedTuple

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone

from congress import clock, uploads
from congress.forms import days
from congress.matters import Entry
from congress.models import User
from congress.models.matter import Matter
from congress.permissions import Standing
from congress.workflow import Step

FILES_AT_ONCE = 20
NOTE_LIMIT = 2_000  # characters


class Difference(NamedTuple):
    """One field that another editor has changed meanwhile: (label, what stands there now, what you typed)."""

    label: str
    theirs: str
    yours: str

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Line by line: ("same" | "theirs" | "yours", text), for the page to colour."""
        names = {"  ": "same", "- ": "theirs", "+ ": "yours"}
        compared = difflib.ndiff(self.theirs.splitlines(), self.yours.splitlines())
        return [(names[line[:2]], line[2:]) for line in compared if line[:2] in names]


class UploadsInput(forms.ClearableFileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True


class UploadsField(forms.FileField):
    """Several uploaded files; each must be what its name says.  Cleaned to a list of UploadedFile."""

    default_error_messages: ClassVar[dict[str, str]] = {"required": "请选择文件。"}

    def __init__(self, **details: Any) -> None:
        super().__init__(**details)
        self.widget = UploadsInput(attrs={"multiple": True, "accept": uploads.ACCEPT})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Check every file and say everything that is wrong at once."""
        chosen = data if isinstance(data, (list, tuple)) else [data] if data else []
        if self.required and not chosen:
            raise forms.ValidationError(self.error_messages["required"])
        if len(chosen) > FILES_AT_ONCE:
            raise forms.ValidationError(f"一次最多上传{FILES_AT_ONCE}个文件，请分几次上传。")
        faults: list[forms.ValidationError] = []
        for upload in chosen:
            try:
                uploads.check(upload)
            except forms.ValidationError as fault:
                faults.append(fault)
        if faults:
            raise forms.ValidationError(faults)
        return list(chosen)


class StepForm(forms.Form):
    """What every step asks.  A step's own form declares further fields.

    The view takes `entry()`, `standing()` and the version from it, builds a
    new matter with `build()`, and calls `save_attachments()` in the same deed.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(
        label="意见", required=False, max_length=NOTE_LIMIT, widget=forms.Textarea(attrs={"rows": 3})
    )
    attachments = UploadsField(
        label="附件材料",
        required=False,
        help_text=f"可选多个文件；{uploads.ACCEPTED_IN_WORDS}。随本环节存档，不印入公文。",
    )

    # Fields that are not the step's own data, and those among the form's that hold files.
    COMMON = ("version", "standing", "note", "attachments")
    UPLOADS: tuple[str, ...] = ("attachments",)
    # The button that only filled the form in; empty when the step is to be taken.
    filled_by = ""

    def __init__(
        self, *args: Any, matter: Matter, step: Step, user: User, standings: Sequence[Standing] = (), **kwargs: Any
    ) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.matter, self.step, self.user, self.standings = matter, step, user, tuple(standings)
        self.kept: list[uploads.Kept] = []
        self.fields["version"].initial = matter.version
        self._ask_capacity()
        if step.is_return:
            self.fields["note"].required = True
            self.fields["note"].label = "原因"
            self.fields["note"].error_messages["required"] = f"“{step.label}”须写明原因，有关的人才知道为什么。"
        self.order_fields(["version", "standing", *(name for name in self.fields if name not in self.COMMON), "note"])
        self._lay_out()

    def _lay_out(self) -> None:
        """All fields in their order; a form that adds fields of its own lays out anew."""
        self.helper = FormHelper(self)
        self.helper.form_tag = False

    def _ask_capacity(self) -> None:
        """The capacity is asked only where there are several (the method has the same name, hence here)."""
        if len(self.standings) > 1:
            self.fields["standing"] = forms.ChoiceField(
                label="办理身份",
                choices=[(standing.key, standing.label) for standing in self.standings],
                error_messages={"invalid_choice": "请从列表中选择办理身份。"},
            )

    def standing(self) -> Standing | None:
        """The capacity that was chosen, or the only one there is."""
        key = getattr(self, "cleaned_data", {}).get("standing")
        chosen = [standing for standing in self.standings if not key or standing.key == key]
        return chosen[0] if chosen else None

    def _clean_fields(self) -> None:
        """Every day that any step asks for is one that somebody can mean."""
        super()._clean_fields()
        for name, value in tuple(self.cleaned_data.items()):
            if isinstance(value, date):
                try:
                    days.meant(value)
                except forms.ValidationError as fault:
                    self.add_error(name, fault)

    def _post_clean(self) -> None:
        """Store accepted files now: writing 50 MB inside the step's transaction would hold its locks."""
        if self.errors:
            return
        for name in self.UPLOADS:
            try:
                self.kept += [uploads.keep(upload) for upload in self.cleaned_data.get(name, ())]
            except forms.ValidationError as fault:
                self.add_error(name, fault)

    def entry_data(self) -> dict[str, Any]:
        """The step's own fields."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.COMMON + self.UPLOADS}

    def recorded_for(self) -> str:
        """For whom and how it was recorded (代录); nothing for a step that one takes oneself."""
        return ""

    def said_by(self) -> str:
        """Whose act it is that a clerk records; nobody's for a step that one takes oneself."""
        return ""

    def entry(self) -> Entry:
        """What goes with the step."""
        return Entry(
            data=self.entry_data(),
            note=self.cleaned_data.get("note", ""),
            recorded_for=self.recorded_for(),
            said_by=self.said_by(),
            attached=tuple(file.digest for file in self.kept),
        )

    def build(self, matter: Matter) -> None:
        """Put those of the form's fields that the noun has onto a new matter."""
        for name, value in self.entry_data().items():
            if _is_column(matter, name):
                setattr(matter, name, value)

    def save_attachments(self, matter: Matter, user: User) -> None:
        """Rows for the files, in the same deed as the step."""
        uploads.attach(matter, self.kept, user, self.step.key)

    def difference(self, matter: Matter) -> list[Difference]:
        """What another editor has changed meanwhile; a form that edits a text says it field by field."""
        return []

    def texts(self) -> Mapping[str, str]:
        """What was typed, as it was typed, by field name."""
        return {name: str(self[name].value() or "") for name in self.fields}


def _is_column(matter: Matter, name: str) -> bool:
    try:
        field = matter._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return bool(field.concrete and not field.many_to_many)


class NoteForm(StepForm):
    """The usual form: an opinion and attachments."""


class RecordedStepForm(StepForm):
    """代录: a step of somebody who is not at a screen, recorded by a named clerk with how it came."""

    HOW = [("纸质", "纸质"), ("电话", "电话"), ("微信", "微信")]

    how = forms.ChoiceField(label="来源", choices=HOW, widget=forms.RadioSelect, initial="电话")
    from_whom = forms.CharField(label="对方姓名", max_length=40)
    told_at = forms.DateTimeField(
        label="对方告知时间",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"],
        error_messages={"invalid": "请按“2026-05-18 09:30”的样子填写时间。"},
    )

    RECORDING = ("how", "from_whom", "told_at")
    is_signature = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["told_at"].initial = clock.now
        self.fields["attachments"].label = "凭证"
        self.fields["attachments"].help_text = "纸质件的扫描件、微信截图等，便于日后查对。"

    def ask_signer(self, names: Sequence[str], label: str, choose: str) -> None:
        """What is recorded is a signature: of one of these, on this very text, and its scan is there."""
        self.is_signature = True
        self.fields["from_whom"] = forms.ChoiceField(
            label=label,
            choices=[("", choose), *((name, name) for name in names)],
            initial=names[0] if len(names) == 1 else "",
        )
        if not names:
            self.fields["from_whom"].help_text = "今天没有人在岗担任此职：请安全保密管理员先授予角色，再来代录。"
        self.fields["how"].initial = "纸质"
        self.fields["attachments"].required = True

    def clean_told_at(self) -> Any:
        """What somebody said was said already, and what he signed was written (to the minute, as the field has it)."""
        told_at = self.cleaned_data["told_at"]
        if told_at > clock.now():
            raise forms.ValidationError("告知时间晚于现在，请核对。")
        newest = self.matter.versions.order_by("-number").values_list("at", flat=True).first()
        if self.is_signature and newest and told_at < newest.replace(second=0, microsecond=0):
            raise forms.ValidationError(
                f"本稿{timezone.localtime(newest):%Y-%m-%d %H:%M}才改成，晚于所填的签批时间，所签的不是本稿："
                "请送签批人重新签批；或退回改成签批时的文稿，代录后再改。"
            )
        return told_at

    def entry_data(self) -> dict[str, Any]:
        """How it came is told in words, not among the data."""
        return {name: value for name, value in super().entry_data().items() if name not in self.RECORDING}

    def said_by(self) -> str:
        """Who told it."""
        return str(self.cleaned_data["from_whom"])

    def recorded_for(self) -> str:
        """电话，张三，2026-05-18 09:30，由某某代录."""
        told_at = timezone.localtime(self.cleaned_data["told_at"])
        return f"{self.cleaned_data['how']}，{self.said_by()}，{told_at:%Y-%m-%d %H:%M}，由{self.user}代录"
