"""附件为 PDF on the form of a paper: looked over when they come, kept at once, carried by the form until it is sent.

Each place has a title, the file, a box to take it out, and a signed token
that names the file which is there already (congress/annex_files.py): so
nothing that was accepted must be chosen again after a refusal.
"""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from congress import annex_files, files, printing, typesetting, uploads
from congress.annex_files import AnnexFile
from congress.forms.secrecy import CLASSIFIED, classified
from congress.forms.step import StepForm
from congress.matters import Entry
from congress.models import Attachment, User
from congress.models.matter import Matter

PLACES = 6  # PDFs of one paper; more are better one
FREE = 2  # empty places that are shown
TITLE_LIMIT = 100
SIZE_LIMIT = 20 * uploads.MEGABYTE  # of one file: it is drawn page by page
TAKE = "take_pdf"
PLACE_PARTS = ("title", "file", "drop", "token")
ONLY_PDF = "“{name}”不是PDF文件；不随文印出的材料请放进“附件材料”，要随文印出的请另存为PDF。"
TOO_LARGE = f"“{{name}}”超过{SIZE_LIMIT // uploads.MEGABYTE}MB，不能随文印出；请降低扫描分辨率后重新生成PDF。"
NO_FILE = "填了名称，还没有选择PDF文件；不需要的，请清空名称。"
GONE = "这个PDF文件已被清理或不是从本页上传的，请重新选择文件。"


class Place(NamedTuple):
    """What the page shows of one place."""

    number: int
    there: AnnexFile | None
    title: Any
    file: Any
    drop: Any
    token: Any


class PdfAnnexesForm(StepForm):
    """Up to six PDFs that are printed behind the text and the annexes that are text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = annex_files.listed(self.matter.pdf_annexes)
        self.known = {file.digest for file in there}  # told now: a new matter is filled from the form
        for number, file in enumerate(there, start=1):
            self.initial.setdefault(f"pdf_title_{number}", file.title)
            self.initial.setdefault(f"pdf_token_{number}", file.token)
        self.ask_places()

    def ask_places(self) -> None:
        """As many places as are filled, and a few more; asked anew when the form was filled by a button."""
        filled = (at for at in range(1, PLACES + 1) for part in PLACE_PARTS if self._is_filled(f"pdf_{part}_{at}"))
        self.numbers = range(1, min(PLACES, max(filled, default=0) + FREE) + 1)
        for number in self.numbers:
            title = forms.CharField(label=f"PDF附件{number}名称", max_length=TITLE_LIMIT, required=False)
            file = forms.FileField(
                label=f"PDF附件{number}文件", required=False, widget=forms.FileInput(attrs={"accept": ".pdf"})
            )
            self.fields.setdefault(f"pdf_title_{number}", title)
            self.fields.setdefault(f"pdf_file_{number}", file)
            self.fields.setdefault(f"pdf_token_{number}", forms.CharField(required=False, widget=forms.HiddenInput))
            if self._there(number) or f"pdf_drop_{number}" in self.data:
                self._offer_to_drop(number)

    def _is_filled(self, name: str) -> bool:
        return bool(self.data.get(name) or self.files.get(name) or self.initial.get(name))

    def _offer_to_drop(self, number: int) -> None:
        """A place that holds a file can be emptied, or filled with another."""
        self.fields[f"pdf_file_{number}"].label = f"PDF附件{number}换成另一个文件"
        self.fields.setdefault(f"pdf_drop_{number}", forms.BooleanField(label="删去这个附件", required=False))

    @classmethod
    def names(cls) -> list[str]:
        """The names of all fields of all places."""
        return [f"pdf_{part}_{at}" for at in range(1, PLACES + 1) for part in PLACE_PARTS]

    @property
    def unsent(self) -> str:
        """Fields that a preview and the saving meanwhile leave out, for htmx: files."""
        return ",".join(["attachments", "scan", "word", "q", *(f"pdf_file_{at}" for at in range(1, PLACES + 1))])

    @property
    def pdf_places(self) -> list[Place]:
        """The places that are used, and a few empty ones."""
        return [
            Place(at, self._there(at), **{part: self._bound(f"pdf_{part}_{at}") for part in PLACE_PARTS})
            for at in self.numbers
        ]

    @property
    def has_pdf_faults(self) -> bool:
        """Must the part of the page be open?"""
        return any(name in self.errors for name in self.names())

    def _bound(self, name: str) -> Any:
        return self[name] if name in self.fields else None

    def _there(self, number: int) -> AnnexFile | None:
        """The file that this place holds already."""
        return annex_files.from_token(str(self[f"pdf_token_{number}"].value() or ""))

    def typed_pdfs(self) -> list[AnnexFile]:
        """The files as they would be printed now; what was chosen and not yet taken in is not known."""
        found = []
        for number in self.numbers:
            file = self._there(number)
            if file and file.is_there and not self[f"pdf_drop_{number}"].value():
                title = str(self[f"pdf_title_{number}"].value() or "")[:TITLE_LIMIT]
                found.append(_titled(file, title))
        return found

    # What is asked of them

    def clean(self) -> dict[str, Any]:
        """Each chosen file is looked over and kept; what is refused says why at its place."""
        cleaned = super().clean() or self.cleaned_data
        self.data = self.data.copy()
        rows = []
        for number in self.numbers:
            file = self._of_place(number, cleaned)
            if file:
                rows.append(file)
                self.data[f"pdf_token_{number}"] = file.token
                self._offer_to_drop(number)
        cleaned["pdf_annexes"] = rows
        return cleaned

    def _of_place(self, number: int, cleaned: dict[str, Any]) -> AnnexFile | None:
        title = typesetting.clean(cleaned.get(f"pdf_title_{number}") or "")
        upload, token = cleaned.get(f"pdf_file_{number}"), cleaned.get(f"pdf_token_{number}")
        if cleaned.get(f"pdf_drop_{number}"):
            return None
        if mark := classified(f"{title}\n{upload.name if upload else ''}"):
            self.add_error(f"pdf_title_{number}", CLASSIFIED.format(label=f"PDF附件{number}", mark=mark))
            return None
        if upload:
            try:
                return _titled(accept(upload), title)
            except forms.ValidationError as fault:
                self.add_error(f"pdf_file_{number}", fault)
                return None
        file = annex_files.from_token(token or "")
        if file is None or not file.is_there:
            if title or token:
                self.add_error(f"pdf_file_{number}", GONE if token else NO_FILE)
            return None
        return _titled(file, title)

    def take(self, data: MultiValueDict) -> tuple[str, str] | None:
        """“放入版面”: keep what was chosen and put it into the form; gives the field at fault and why, or None."""
        fault = None
        for number in self.numbers:
            upload = self.files.get(f"pdf_file_{number}")
            if not upload:
                continue
            if mark := classified(upload.name):
                fault = f"pdf_file_{number}", CLASSIFIED.format(label="文件名", mark=mark)
                continue
            try:
                file = accept(upload)
            except forms.ValidationError as refused:
                fault = f"pdf_file_{number}", " ".join(refused.messages)
                continue
            self._offer_to_drop(number)
            data[f"pdf_token_{number}"] = file.token
            data[f"pdf_title_{number}"] = data.get(f"pdf_title_{number}") or file.title
        return fault

    # What becomes of them

    def entry(self) -> Entry:
        """The trail tells of each new file by its digest."""
        entry = super().entry()
        new = [file.digest for file in self.cleaned_data["pdf_annexes"] if file.digest not in self.known]
        return Entry(**{**vars(entry), "attached": (*entry.attached, *dict.fromkeys(new))})

    def save_attachments(self, matter: Matter, user: User) -> None:
        """A row for each new file: it stays with the paper, also when another takes its place in the text."""
        super().save_attachments(matter, user)
        kept = set(matter.attachments.filter(step=annex_files.STEP).values_list("digest", flat=True))
        new = {file.digest: file for file in self.cleaned_data["pdf_annexes"] if file.digest not in kept}
        for file in new.values():
            Attachment.objects.create(
                matter_id=matter.pk, name=file.name, digest=file.digest, size=file.size, added_by=user,
                media_type=uploads.FORMATS[".pdf"][0], step=annex_files.STEP,
            )  # fmt: skip


def _titled(file: AnnexFile, title: str) -> AnnexFile:
    return AnnexFile(**{**file.row, "title": title or file.title})


def accept(upload: UploadedFile) -> AnnexFile:
    """Look over an upload and keep it.  Raises ValidationError with the reason and what to do."""
    name = uploads.clean_name(upload.name or "")
    if not name.endswith(".pdf"):
        raise forms.ValidationError(ONLY_PDF.format(name=name))
    if (upload.size or 0) > min(SIZE_LIMIT, settings.UPLOAD_LIMIT):
        raise forms.ValidationError(TOO_LARGE.format(name=name))
    uploads.check(upload)
    upload.file.seek(0)
    try:
        pages = printing.look_over(upload.file.read())
    except printing.PrintError as fault:
        raise forms.ValidationError(f"“{name}”：{fault}") from fault
    kept = uploads.keep(upload)
    os.utime(files.path_of(kept.digest))  # stored long ago or now: it waits a day for its row
    return AnnexFile(name.removesuffix(".pdf")[:TITLE_LIMIT], name, kept.digest, kept.size, pages)
