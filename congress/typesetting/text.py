"""The plain text of an official paper (公文): its parts, what is signed of it, and its digest.

Pure data: no page, no font.  Source of the parts: 党政机关公文处理工作条例 §9.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace


class TypesettingError(Exception):
    """A paper cannot be set; the message is Chinese and for the clerk."""


class TextError(TypesettingError):
    """The plain text is not a whole paper: `line` counts from 1, `message` says what is missing there."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"第{line}行：{message}")
        self.line, self.message = line, message


@dataclass(frozen=True)
class Annex:
    """附件.  `label` is “附件1” or "" when the text gave none; `body` has one paragraph a line.

    One that is a PDF has no body: `pdf` is the SM3 of the file and `pages` how many pages it has; they follow
    as they are, with our page numbers.
    """

    title: tuple[str, ...]
    body: str
    label: str = ""
    pdf: str = ""
    pages: int = 0


@dataclass(frozen=True)
class PaperText:
    """公文 as plain text; paragraphs are lines of `body`, tables are lines with tabs.

    `mark` has one organ a line; the first one leads and gives the number.
    `annex_note` holds the names of the annexes without number; `approvers` are
    the 签发人 of a paper that goes upward.  `is_sealed` keeps the place of a
    seal.  `faces` overrides how a paragraph of the body is seen: "3 plain" or
    "3 heading", counted from 1.  A draft has no number and no date yet.

    `adopted` is the 题注, which stands for 署名 and date.  `attendance` are
    the lists of a 纪要, one a line: “出席：…”, “请假：…”, “列席：…”.  A 命令
    (令) prints `signer_post`; the name of the `signer` only when `is_sealed`
    keeps no place for the 签名章.  `copy_number` is the 份号.
    """

    mark: str
    number: str
    title: tuple[str, ...]
    to: str
    body: str
    signatories: tuple[str, ...]
    signed_on: datetime.date | None
    annexes: tuple[Annex, ...] = ()
    annex_note: tuple[str, ...] = ()
    note: str = ""
    cc: str = ""
    printed_by: str = ""
    printed_on: datetime.date | None = None
    urgency: str = ""
    format: str = "document"
    is_draft: bool = False
    adopted: str = ""
    approvers: tuple[str, ...] = ()
    is_sealed: bool = True
    faces: tuple[str, ...] = ()
    attendance: tuple[str, ...] = ()
    signer_post: str = ""
    signer: str = ""
    copy_number: str = ""


def clean(text: str) -> str:
    """Text as it is set and signed: NFC, one kind of line end, no control characters, no ends of spaces.

    Control and direction characters would make the printed page differ from
    the text on the screen, so they never reach either.  Rare and private
    characters stay: a name must not lose one silently.
    """
    text = re.sub(r"\r\n?|[\u2028\u2029\v\f]", "\n", unicodedata.normalize("NFC", text))
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    return "\n".join(_trimmed(line) for line in "".join(kept).split("\n")).strip("\n")


def _trimmed(line: str) -> str:
    """A line without the spaces at its ends; a row of a table keeps its cells, the empty ones too."""
    if "\t" in line:
        return "\t".join(cell.strip(" \u3000\xa0") for cell in line.split("\t"))
    return line.strip(" \u3000\xa0").rstrip()


def tidy(paper: PaperText) -> PaperText:
    """The paper with every text in it cleaned, so that what is printed is what was signed."""
    changed: dict[str, object] = {}
    for field in fields(paper):
        value = getattr(paper, field.name)
        if isinstance(value, str):
            changed[field.name] = clean(value)
        elif isinstance(value, tuple) and all(isinstance(item, str) for item in value):
            changed[field.name] = tuple(clean(item) for item in value)
    annexes = tuple(
        replace(
            annex, title=tuple(clean(line) for line in annex.title), body=clean(annex.body), label=clean(annex.label)
        )
        for annex in paper.annexes
    )
    for name in ("signatories", "approvers", "attendance"):
        changed[name] = tuple(item for item in changed[name] if item)  # type: ignore[attr-defined]
    return replace(paper, **{**changed, "annexes": annexes})  # type: ignore[arg-type]


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a body: its lines without the empty ones."""
    return [line for line in clean(text).split("\n") if line.strip() or "\t" in line]


def chinese_date(day: datetime.date | None) -> str:
    """2016年5月26日: Arabic digits without zero padding; "" when there is none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def canonical(paper: PaperText) -> str:
    """The plain text that is signed: the same for the same paper, another for any other.

    Names of fields stand at the margin and contents are indented, so that no
    content can pass for another field.  Whether it is printed as a draft is
    not a part of the text.
    """
    return "\n".join(_canonical_lines(paper)) + "\n"


def digest(paper: PaperText) -> str:
    """SM3 of the canonical text, in hex."""
    return hashlib.new("sm3", canonical(paper).encode()).hexdigest()


def _canonical_lines(paper: PaperText) -> Iterator[str]:
    yield "公文文本 1"
    single = (
        ("格式", paper.format),
        ("份号", paper.copy_number),
        ("紧急程度", paper.urgency),
        ("发文机关标志", paper.mark),
        ("发文字号", paper.number),
        ("签发人", "\n".join(paper.approvers)),
        ("标题", "\n".join(paper.title)),
        ("题注", paper.adopted),
        ("主送", paper.to),
        ("正文", "\n".join(paragraphs(paper.body))),
        ("段落字体", "\n".join(paper.faces)),
        ("附件说明", "\n".join(paper.annex_note)),
        ("参会人员", "\n".join(paper.attendance)),
        ("签发人职务", paper.signer_post),
        ("签名章", paper.signer),
        ("署名", "\n".join(paper.signatories)),
        ("用印", "是" if paper.is_sealed else "否"),
        ("成文日期", chinese_date(paper.signed_on)),
        ("附注", paper.note),
        ("抄送", paper.cc),
        ("印发机关", paper.printed_by),
        ("印发日期", chinese_date(paper.printed_on)),
    )
    for name, content in single:
        yield from _field(name, content)
    for annex in paper.annexes:
        yield from _field("附件", annex.label)
        yield from _field("附件标题", "\n".join(annex.title))
        yield from _field("附件正文", "\n".join(paragraphs(annex.body)))
        yield from _field("附件文件", f"{annex.pdf}\n{annex.pages}页" if annex.pdf else "")


def _field(name: str, content: str) -> Iterator[str]:
    content = clean(content)
    if content:
        yield name
        yield from (f"  {line}" for line in content.split("\n"))
