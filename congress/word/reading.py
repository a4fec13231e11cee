"""From a .docx to plain text: one line a paragraph, tables as lines with tabs, Word's own numbers as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from congress.typesetting import PaperText, clean
from congress.word import head, ours
from congress.word.container import TOO_LARGE, Container, WordError
from congress.word.inline import Inline
from congress.word.numbering import Numbering
from congress.word.remarks import Remarks, quoted
from congress.word.roles import DIGEST, REF, ROWS, TITLES, Part, part_of
from congress.word.xml import Element, find, number, texts, value

LETTERS_AT_MOST = 600_000  # of 500 pages, and as many again
COLUMNS_AT_MOST = 63  # Word's own limit
AFTER_LEVEL = re.compile(
    r"^((?:\d{1,3}[.．、]|[一二三四五六七八九十百]+、|[（(][一二三四五六七八九十百\d]+[）)]))[\t 　]+"
)
ROW_OF_TEXT = re.compile(
    r"(?:主送|抄送|抄报|签发人)[：:]|.*日\s*印发$|.*〔.*〕.*号.*签发人[：:]"
)  # where a table is layout only
PLAIN_FOOTER = re.compile(r"[\s\d\-—–·第共页/PAGENUMS]*")


@dataclass(frozen=True)
class Line:
    """A line of the text; of a document that we wrote, with its part of the paper."""

    text: str
    part: Part | None = None
    is_auto: bool = False


@dataclass(frozen=True)
class Reading:
    """A document that was read: its text as it would be pasted, and what was not understood.

    `paper` is there when the document bears our styles: then its parts are known and not guessed.
    `aside` is the text that was seen and left out (boxes, notes, page heads); `ref` and `digest`
    say of which draft the document was made, and of which text.
    """

    text: str
    remarks: Remarks
    paper: PaperText | None = None
    aside: str = ""
    ref: str = ""
    digest: str = ""


def read(file: BinaryIO) -> Reading:
    """What a .docx holds.  Raises WordError with what to do."""
    container = Container(file)
    reader = _Reader(container)
    lines = reader.lines()
    if not lines:
        raise WordError("文稿里没有文字。")
    paper = ours.assemble(lines, reader.remarks)
    if paper is not None:
        reader.remarks.forget("landscape")  # our own tables set across
    else:
        lines = head.tidied(lines, reader.remarks)
    said = container.properties()
    return Reading(
        text="\n".join(line.text for line in lines),
        remarks=reader.remarks,
        paper=paper,
        aside="\n".join([*reader.inline.aside, *reader.page_heads()]),
        ref=said.get(REF, ""),
        digest=said.get(DIGEST, ""),
    )


class _Reader:
    """Walks a document once."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self.remarks = Remarks()
        self.inline = Inline(container, self.remarks)
        styles = container.one("styles")
        self._numbering = Numbering(container.one("numbering"), styles)
        named = (one for one in styles or () if one.tag == "w:style")
        self._style_names = {value(one, "w:styleId"): value(find(one, "w:name")) for one in named}
        self._carried = ""  # of a paragraph whose end was deleted
        self._letters = 0

    def lines(self) -> list[Line]:
        """The lines that are not empty.  Raises WordError for more letters than a paper has."""
        body = find(self._container.document, "w:body")
        found = list(self._blocks(body)) if body is not None else []
        if self._carried:
            found.append(Line(clean(self._carried)))
        return [line for line in found if line.text]

    def page_heads(self) -> Iterator[str]:
        """What stands at the head and foot of the pages beside their number."""
        parts = self._container.related("header") + self._container.related("footer")
        for text in dict.fromkeys("".join(texts(part)).strip() for part in parts):
            if not PLAIN_FOOTER.fullmatch(text):
                self.remarks.add("header", text)
                yield text

    def _blocks(self, parent: Element) -> Iterator[Line]:
        for child in parent:
            match child.tag:
                case "w:p":
                    yield from self._paragraph(child)
                case "w:tbl":
                    yield from self._table(child)
                case "w:sdt":
                    yield from self._blocks(_content(child))
                case "w:customXml" | "w:ins" | "w:moveTo":
                    yield from self._blocks(child)
                case "w:sectPr":
                    self._section(child)
                case "w:altChunk":
                    self.remarks.add("outside")

    # Paragraphs

    def _paragraph(self, paragraph: Element) -> Iterator[Line]:
        properties = find(paragraph, "w:pPr")
        style = value(find(paragraph, "w:pPr/w:pStyle"))
        part, is_auto = part_of(self._style_names.get(style, ""))
        text = self._carried + self.inline.text(paragraph)
        self._carried = ""
        if properties is not None:
            if (section := find(properties, "w:sectPr")) is not None:
                self._section(section)
            if find(properties, "w:rPr/w:del") is not None:
                self._carried = text
                self.remarks.add("revision", quoted(text))
                return
        text = self._number(properties, style, text) + text
        self._count(text)
        if part in TITLES:
            text = text.replace("\n", "")
        for line in text.split("\n"):
            yield Line(self._without_tabs(line, part), part, is_auto)

    def _number(self, properties: Element | None, style: str, text: str) -> str:
        """What Word's list shows before the paragraph."""
        shown = self._numbering.shown(properties, style)
        if not text.strip():
            return ""
        if shown.is_bullet or shown.is_unknown:
            self.remarks.add("bullet" if shown.is_bullet else "unknown number", quoted(text))
        elif shown.text:
            self.remarks.add("number", quoted(shown.text + text))
        return shown.text

    def _without_tabs(self, line: str, part: Part | None) -> str:
        """A tab within a line of text is a space: lines with tabs are tables."""
        if part in ROWS:
            return "\t".join(clean(piece) for piece in line.split("\t"))
        line = AFTER_LEVEL.sub(r"\1", line.strip("\t \u3000\xa0"))
        if "\t" in line:
            self.remarks.add("tab", quoted(line))
        return clean(re.sub("[ \u3000]*\t[\t \u3000]*", "\u3000", line)).replace("\n", "")

    def _count(self, text: str) -> None:
        self._letters += len(text)
        if self._letters > LETTERS_AT_MOST:
            raise WordError(TOO_LARGE)

    def _section(self, section: Element) -> None:
        page = find(section, "w:pgSz")
        if value(page, "w:orient") == "landscape" or number(page, "w:w") > number(page, "w:h"):
            self.remarks.add("landscape")
        if number(find(section, "w:cols"), "w:num", 1) > 1:
            self.remarks.add("columns")

    # Tables

    def _table(self, table: Element) -> Iterator[Line]:
        """Rows as lines with tabs; a table of one column is text, and so is a row of the head or the foot."""
        rows = [row for row in self._rows(table) if row]
        if rows and all(len(row) == 1 for row in rows):
            for row in rows:
                yield from self._blocks(row[0][0])
            return
        for row in rows:
            cells = [self._cell(cell, more) for cell, more in row]
            texts_in = [text for text, _, more in cells for text in [text, *[""] * more]]
            part = next((part for _, part, _ in cells if part), None)
            if part is not Part.CELL and ROW_OF_TEXT.match(said := "\u3000".join(filter(None, texts_in))):
                yield Line(said, part)
            else:
                while len(texts_in) > 1 and cells[-1][1] is None and not any(texts_in[1:]) and len(cells) == 1:
                    texts_in.pop()  # one cell over the whole width
                kept = texts_in[: len(texts_in) - self._filled_up(row)]
                yield Line(clean("\t".join(kept)), part)

    def _rows(self, parent: Element) -> Iterator[list[tuple[Element, int]]]:
        """Of each row its cells, with how many columns more each of them takes."""
        for child in parent:
            if child.tag == "w:tr":
                if find(child, "w:trPr/w:del") is not None:
                    self.remarks.add("revision")
                    continue
                yield [(cell, _more(cell)) for cell in _cells(child)][:COLUMNS_AT_MOST]
            elif child.tag == "w:sdt":
                yield from self._rows(_content(child))
            elif child.tag in ("w:customXml", "w:ins"):
                yield from self._rows(child)

    def _cell(self, cell: Element, more: int) -> tuple[str, Part | None, int]:
        """Its text on one line, its part, and how many columns more it takes."""
        merge = find(cell, "w:tcPr/w:vMerge")
        if (more or merge is not None) and self._style_of(cell) is not Part.MARK:
            self.remarks.add("merged")
        if merge is not None and value(merge) != "restart":
            return "", None, more
        if next(cell.iter("w:tbl"), None) is not None:
            self.remarks.add("nested")
        lines = [line for line in self._blocks(cell) if line.text.strip()]
        if len(lines) > 1:
            self.remarks.add("broken cell", quoted(lines[0].text))
        text = "".join(_joined(line.text.replace("\t", " ")) for line in lines)
        return text.strip(), next((line.part for line in lines if line.part), self._style_of(cell)), more

    def _style_of(self, cell: Element) -> Part | None:
        return part_of(self._style_names.get(value(find(cell, "w:p/w:pPr/w:pStyle")), ""))[0]

    def _filled_up(self, row: list[tuple[Element, int]]) -> int:
        """How many cells at the end of a row were added to make the table square, and are still empty."""
        count = 0
        for cell, _ in reversed(row):
            style = self._style_names.get(value(find(cell, "w:p/w:pPr/w:pStyle")), "")
            if not part_of(style)[1] or "".join(texts(cell)).strip():
                break
            count += 1
        return count


def _content(control: Element) -> Element:
    found = find(control, "w:sdtContent")
    return control if found is None else found


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if child.tag == "w:tc":
            yield child
        elif child.tag == "w:sdt":
            yield from _cells(_content(child))
        elif child.tag == "w:customXml":
            yield from _cells(child)


def _more(cell: Element) -> int:
    return min(max(number(find(cell, "w:tcPr/w:gridSpan"), default=1) - 1, 0), COLUMNS_AT_MOST)


def _joined(text: str) -> str:
    """Lines of a cell one after the other: Latin words stay apart."""
    return f" {text}" if text[:1].isascii() else text
