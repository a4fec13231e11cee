"""Files that people bring: what is accepted, and how it is kept.

A file must be what its name says: the extension is on the list, the content
begins (and, where the format tells, ends) as that format does.  Nothing that
a browser would run (svg, html) is on the list.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from congress import files
from congress.models import Attachment, User
from congress.models.matter import Matter

NAME_LIMIT = 120  # characters, the extension included
MEGABYTE = 1024 * 1024
TAIL = 64 * 1024  # bytes at the end of a file in which its end mark must stand
MEMBERS_AT_MOST = 10_000  # parts of an office file; a scanned volume of two thousand pages has fewer
TABLE_AT_MOST = 2 * MEGABYTE  # bytes of a container's table of contents
SWELLS_AT_MOST = 10  # what all parts declare together, as a multiple of the largest upload
OLE_HEADER = 512
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')


@dataclass(frozen=True)
class Kept:
    """A file that was accepted and stored, on its way to a row."""

    name: str
    digest: str
    size: int
    media_type: str


# What is wrong -------------------------------------------------------------

WRONG_KIND = "内容与扩展名不符（可能被改过扩展名）。请用原来的软件打开，另存为正确的格式后再上传。"
CUT_OFF = "内容不完整，可能没有传完或已经损坏。请重新选择文件再传一次。"
TOO_MANY = "内含的部件过多，不像正常的办公文件。请用原来的软件打开，另存一份后再上传。"
UNKNOWN_WAY = "的压缩方式不是常用办公软件的，系统读不了。请用原来的软件打开，另存一份后再上传。"
SWELLS = "展开后过大，不像正常的办公文件。请用原来的软件打开，压缩图片、另存一份后再上传。"


def _pdf(file: BinaryIO) -> str:
    if b"%PDF-" not in _head(file, 1024):
        return WRONG_KIND
    return "" if b"%%EOF" in _tail(file) else CUT_OFF


def _jpeg(file: BinaryIO) -> str:
    if _head(file, 3) != b"\xff\xd8\xff":
        return WRONG_KIND
    return "" if b"\xff\xd9" in _tail(file) else CUT_OFF


def _png(file: BinaryIO) -> str:
    if _head(file, 8) != b"\x89PNG\r\n\x1a\n":
        return WRONG_KIND
    return "" if b"IEND" in _tail(file) else CUT_OFF


class _TooMany(Exception):
    """A table of contents that is longer than any office file's."""


class _InSmallPieces:
    """A file of which nothing large is read at once, as zipfile would read the whole table of contents.

    Its length is bounded here and not by the number of members that the end of
    the file tells: that number may lie, and each member costs before any is counted.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, count: int = -1) -> bytes:
        content = self._file.read(count if 0 <= count <= TABLE_AT_MOST else TABLE_AT_MOST + 1)
        if len(content) > TABLE_AT_MOST:
            raise _TooMany
        return content


# What zipfile raises → what it means; NotImplementedError: a version of the format that is not known here.
NOT_READ: dict[type[Exception], str] = {
    _TooMany: TOO_MANY,
    NotImplementedError: UNKNOWN_WAY,
    **dict.fromkeys((zipfile.BadZipFile, OSError, ValueError, OverflowError), CUT_OFF),
}


def _zip_with(*members: str) -> Callable[[BinaryIO], str]:
    """A container that must hold one of these members (docx, xlsx and ofd are such).

    Its table of contents only is read; what lies in a member, another container too, is never unpacked.
    """

    def check(file: BinaryIO) -> str:
        if _head(file, 4) != b"PK\x03\x04":
            return WRONG_KIND
        try:
            with zipfile.ZipFile(_InSmallPieces(file)) as container:  # type: ignore[arg-type]
                found = container.infolist()
        except tuple(NOT_READ) as fault:
            return NOT_READ.get(type(fault), CUT_OFF)
        if len(found) > MEMBERS_AT_MOST:
            return TOO_MANY
        if sum(member.file_size for member in found) > SWELLS_AT_MOST * settings.UPLOAD_LIMIT:
            return SWELLS
        return "" if {member.filename for member in found}.intersection(members) else WRONG_KIND

    return check


def _ole(file: BinaryIO) -> str:
    """Word and Excel of 1997, WPS: the sectors that the header names must lie inside the file."""
    header = _head(file, OLE_HEADER)
    if not header.startswith(OLE_MARK):
        return WRONG_KIND
    if len(header) < OLE_HEADER:
        return CUT_OFF
    (shift,) = struct.unpack_from("<H", header, 30)
    tables, directory = struct.unpack_from("<II", header, 44)
    named = [directory, *struct.unpack_from("<109I", header, 76)[: min(tables, 109)]]
    last = (file.seek(0, 2) >> min(shift, 12)) - 1  # sectors after the header
    return "" if all(sector < last for sector in named) else CUT_OFF


def _text(file: BinaryIO) -> str:
    file.seek(0)
    content = file.read()
    if b"\x00" in content:
        return WRONG_KIND
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return ""
    return CUT_OFF


def _head(file: BinaryIO, count: int) -> bytes:
    file.seek(0)
    return file.read(count)


def _tail(file: BinaryIO) -> bytes:
    file.seek(max(0, file.seek(0, 2) - TAIL))
    return file.read()


# Extension → (media type, what is wrong with such a content, or "").
FORMATS: dict[str, tuple[str, Callable[[BinaryIO], str]]] = {
    ".pdf": ("application/pdf", _pdf),
    ".doc": ("application/msword", _ole),
    ".docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _zip_with("word/document.xml"),
    ),
    ".xls": ("application/vnd.ms-excel", _ole),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _zip_with("xl/workbook.xml")),
    ".wps": ("application/vnd.ms-works", _ole),
    ".et": ("application/vnd.ms-excel", _ole),
    ".ofd": ("application/ofd", _zip_with("OFD.xml")),
    ".jpg": ("image/jpeg", _jpeg),
    ".jpeg": ("image/jpeg", _jpeg),
    ".png": ("image/png", _png),
    ".txt": ("text/plain", _text),
}
ACCEPT = ",".join(FORMATS)
ACCEPTED_IN_WORDS = "、".join(suffix[1:] for suffix in FORMATS)


def clean_name(name: str) -> str:
    """The file's own name without folders, control and direction characters; the extension in small letters."""
    name = NOT_IN_NAMES.sub("", re.split(r"[/\\]", name)[-1])
    name = re.sub(r"\s+", " ", name).rstrip(" .")
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        return name[:NAME_LIMIT]
    suffix = dot + suffix.strip().lower()
    return (stem.strip(" .") or "未命名")[: NAME_LIMIT - len(suffix)] + suffix


def check(upload: UploadedFile) -> tuple[str, str]:
    """The cleaned name and the media type of an upload.  Raises ValidationError with what to do."""
    name = clean_name(upload.name or "")
    suffix = "." + name.rpartition(".")[2]
    if suffix not in FORMATS:
        raise ValidationError(f"“{name}”不能上传：只接受 {ACCEPTED_IN_WORDS} 文件，请另存为其中一种格式。")
    size = upload.size or 0
    if size == 0:
        raise ValidationError(f"“{name}”是空文件，请检查后重新选择。")
    if size > settings.UPLOAD_LIMIT:
        raise ValidationError(
            f"“{name}”有{size / MEGABYTE:.0f}MB，超过每个文件{settings.UPLOAD_LIMIT // MEGABYTE}MB的上限。"
            "请压缩图片、分成几个文件，或改用光盘报送。"
        )
    media_type, fault = FORMATS[suffix]
    if reason := fault(upload.file):
        raise ValidationError(f"“{name}”{reason}")
    return name, media_type


def keep(upload: UploadedFile) -> Kept:
    """Check an upload and store its content; a row must name it within a day.

    Raises ValidationError for a file that is not accepted or cannot be stored.
    """
    name, media_type = check(upload)
    try:
        digest, size = files.keep(upload.chunks())
    except OSError as fault:
        raise ValidationError(f"“{name}”没有存上：磁盘空间不足或文件不能写入，请联系系统管理员。") from fault
    return Kept(name, digest, size, media_type)


def attach(matter: Matter, kept: list[Kept], user: User, step: str = "") -> list[Attachment]:
    """Rows for stored files beside a matter, in the caller's transaction."""
    return [
        Attachment.objects.create(
            matter_id=matter.pk,
            name=file.name,
            digest=file.digest,
            size=file.size,
            media_type=file.media_type,
            step=step,
            added_by=user,
        )
        for file in kept
    ]
