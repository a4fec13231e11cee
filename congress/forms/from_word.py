"""从 Word 导入: from a .docx to the fields of the form, with what was not understood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from congress import addressees, clock, typesetting, uploads, word
from congress.forms import pasted
from congress.models import OutgoingPaper

SUFFIX = ".docx"
TEXTS = ("body", "annexes")
CHOOSE = "请先选择 Word 文稿（.docx），再按“从 Word 导入”。"
OTHER = "“{name}”不是 .docx 文件。请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”后再导入。"
CLASSIFIED = (
    "文稿中有密级标志“{mark}”，没有导入。涉密公文不得进入本系统，请按保密规定线下办理；若是误写，请删去后再导入。"
)
NOT_RECOGNISED = "读出了文字，但没有识别成功。{fault}全文已放进“粘贴全文”，其他内容没有改动；改正后再按“识别粘贴全文”。"


@dataclass
class Import:
    """What came of a document: the fields as they would be posted, or the field at fault and why."""

    name: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    at_fault: str = ""
    fault: str = ""


def take(upload: UploadedFile | None, is_draft: bool, matter: OutgoingPaper, marked: Callable[[str], str]) -> Import:
    """Read an upload.  `marked` finds a marking of secrecy: such a text is not even put into a field."""
    try:
        name, reading = _read(upload)
    except (ValidationError, word.WordError) as fault:
        return Import(at_fault="word", fault=" ".join(getattr(fault, "messages", [str(fault)])))
    if mark := marked(f"{reading.text}\n{reading.aside}"):
        return Import(at_fault="word", fault=CLASSIFIED.format(mark=mark))
    _compare(reading, matter)
    remarks = reading.remarks.words()
    try:
        paper = reading.paper or pasted.read(reading.text, is_draft)
    except typesetting.TextError as fault:
        found = {"pasted": [reading.text]}
        return Import(name, found, remarks, at_fault="pasted", fault=NOT_RECOGNISED.format(fault=fault))
    return Import(name, _fields(paper, matter), remarks)


def _read(upload: UploadedFile | None) -> tuple[str, word.Reading]:
    """The name and what was read.  Raises ValidationError or word.WordError."""
    if upload is None:
        raise word.WordError(CHOOSE)
    name = uploads.clean_name(upload.name or "")
    if not name.endswith(SUFFIX):
        raise word.WordError(OTHER.format(name=name))
    if upload.size:
        word.refuse_others(upload.file)  # it says more of what is no Word document
    uploads.check(upload)
    return name, word.read(upload.file)


def _compare(reading: word.Reading, matter: OutgoingPaper) -> None:
    """Is it made of this draft, and is the draft still the same?"""
    if not matter.pk or not reading.ref:
        return
    if reading.ref != matter.ref:
        reading.remarks.add("other draft")
    elif reading.digest != matter.text_digest:
        reading.remarks.add("older")


def _fields(paper: typesetting.PaperText, matter: OutgoingPaper) -> dict[str, list[str]]:
    """The fields of the form; what says the same as the draft stays as it was typed there, empty lines and all."""
    found = pasted.fields(paper)
    if not paper.signatories:
        del found["signatory"], found["co_issuers"]  # what a meeting adopted, and an order, show none
    bodies, faults = addressees.find(found["to_others"][0].split("\n"), clock.today())
    if bodies and not faults:
        found["to_others"] = ["\n".join(body.name for body in bodies)]
    for name in TEXTS:
        if matter.pk and typesetting.paragraphs(getattr(matter, name)) == typesetting.paragraphs(found[name][0]):
            found[name] = [getattr(matter, name)]
    return found
