"""A .docx as the container that it is: which parts are read, how much of them at most, and what is refused."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from functools import cached_property
from typing import BinaryIO

from congress.word.xml import BadXml, Element, find, parse, value

MEGABYTE = 1024 * 1024
PART_AT_MOST = 24 * MEGABYTE  # of unpacked XML; a text of 500 pages has about five
MAIN = "word/document.xml"
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED_MARK = "EncryptedPackage".encode("utf-16-le")
DIRECTORY = 4 * MEGABYTE  # of an old container in which the name of a locked one is looked for

OLD = "这是旧版 Word（.doc）或 WPS 文稿，只是改了扩展名。请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”后再导入。"
LOCKED = "文稿设有打开密码，读不了。请用 Word 或 WPS 打开，去掉密码后另存，再导入。"
NOT_WORD = "这不是 Word 文稿（.docx）。请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”后再导入。"
BROKEN = "文稿不完整或已经损坏。请用 Word 或 WPS 打开，另存一份后再导入。"
MACROS = "文稿带有宏（自动运行的程序），为安全起见不予导入。请另存为“Word 文档（.docx）”（不带宏）后再导入。"
TOO_LARGE = "文稿的文字部分过大，不像正常的公文。请删去多余内容，另存一份后再导入。"
STRANGE = "文稿内部的格式不正常，为安全起见不予导入。请用 Word 或 WPS 打开，另存一份后再导入。"


class WordError(ValueError):
    """The file cannot be read; the message is Chinese and says what to do."""


class Container:
    """An open .docx.  Raises WordError for what is none, is locked, or has macros.

    How much it declares to hold is not asked here but where it comes in (`uploads.check`).
    """

    def __init__(self, file: BinaryIO) -> None:
        self._zip = _opened(file)
        self.names = set(self._zip.namelist())
        if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in self.names):
            raise WordError(MACROS)
        if MAIN not in self.names:
            raise WordError(NOT_WORD)
        if b"macroEnabled" in self._read("[Content_Types].xml"):
            raise WordError(MACROS)

    @cached_property
    def document(self) -> Element:
        """The text.  Raises WordError."""
        root = self._xml(MAIN)
        if root.tag != "w:document" or find(root, "w:body") is None:
            raise WordError(NOT_WORD)
        return root

    @cached_property
    def _relations(self) -> dict[str, list[str]]:
        """Kind of relation → the parts that the text names so."""
        found: dict[str, list[str]] = {}
        if "word/_rels/document.xml.rels" in self.names:
            for one in self._xml("word/_rels/document.xml.rels"):
                if value(one, "TargetMode") != "External":
                    kind = value(one, "Type").rpartition("/")[2]
                    found.setdefault(kind, []).append(_place(value(one, "Target")))
        return found

    def related(self, kind: str) -> list[Element]:
        """The parts of this kind: styles, numbering, footnotes, header …"""
        return [self._xml(name) for name in self._relations.get(kind, []) if name in self.names]

    def one(self, kind: str) -> Element | None:
        """The part of this kind, if there is one."""
        return next(iter(self.related(kind)), None)

    def properties(self) -> dict[str, str]:
        """The document's own properties that its maker has added."""
        if "docProps/custom.xml" not in self.names:
            return {}
        return {value(one, "name"): "".join(one.itertext()) for one in self._xml("docProps/custom.xml")}

    def _xml(self, name: str) -> Element:
        try:
            return parse(self._read(name))
        except BadXml as fault:
            raise WordError(STRANGE) from fault

    def _read(self, name: str) -> bytes:
        """A part, up to the limit whatever the container says of its size."""
        try:
            with self._zip.open(name) as part:
                content = part.read(PART_AT_MOST + 1)
        except KeyError as fault:
            raise WordError(NOT_WORD) from fault
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as fault:
            raise WordError(BROKEN) from fault  # RuntimeError: a locked part, or an unknown way of packing
        if len(content) > PART_AT_MOST:
            raise WordError(TOO_LARGE)
        return content


def refuse_others(file: BinaryIO) -> None:
    """Raises WordError for an old .doc, one with a password, or anything else that is no container."""
    file.seek(0)
    start = file.read(8)
    if start == OLE_MARK:
        raise WordError(LOCKED if LOCKED_MARK in file.read(DIRECTORY) else OLD)
    if not start.startswith(b"PK"):
        raise WordError(NOT_WORD)
    file.seek(0)


def _opened(file: BinaryIO) -> zipfile.ZipFile:
    refuse_others(file)
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError) as fault:
        raise WordError(BROKEN) from fault


def _place(target: str) -> str:
    """The name in the container of what the text calls `target`."""
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("word", target))
