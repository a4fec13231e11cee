"""Paragraphs and tables of a Word document as XML; all text is escaped.  Lengths are points, in the file twentieths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from congress.word.roles import AUTO, Part

FONTS = {"fang": "仿宋_GB2312", "kai": "楷体_GB2312", "hei": "黑体", "song": "宋体", "title": "方正小标宋简体"}
# The order in which Word wants what is said of a paragraph.
ORDER = ("keepNext", "pageBreakBefore", "pBdr", "tabs", "spacing", "ind", "jc", "sectPr")
NOT_XML = str.maketrans("", "", "\ufffe\uffff")


def twips(points: float) -> int:
    """Twentieths of a point."""
    return round(points * 20)


def fonts(face: str) -> str:
    """The font of a face for letters of every kind: digits too are 仿宋 in a paper."""
    name = FONTS[face]
    return f'<w:rFonts w:hint="eastAsia" w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


@dataclass(frozen=True)
class Piece:
    """Letters of one face; no face: that of the style.  A tab is a tab, a line end a soft line break."""

    text: str
    face: str = ""
    size: float = 0.0
    narrow: int = 100  # per cent of the width

    def xml(self) -> str:
        """The run."""
        said = fonts(self.face) if self.face else '<w:rFonts w:hint="eastAsia"/>'
        if self.narrow != 100:
            said += f'<w:w w:val="{self.narrow}"/>'
        if self.size:
            said += f'<w:sz w:val="{round(self.size * 2)}"/><w:szCs w:val="{round(self.size * 2)}"/>'
        return f"<w:r><w:rPr>{said}</w:rPr>{''.join(_letters(self.text))}</w:r>"


def _letters(text: str) -> Iterator[str]:
    for at, line in enumerate(text.translate(NOT_XML).split("\n")):
        if at:
            yield "<w:br/>"
        for place, part in enumerate(line.split("\t")):
            if place:
                yield "<w:tab/>"
            if part:
                yield f'<w:t xml:space="preserve">{escape(part)}</w:t>'


@dataclass
class Paragraph:
    """A paragraph in the style of its part; `said` is what differs, by the name of Word's element."""

    part: Part | None
    pieces: Sequence[Piece] = ()
    is_auto: bool = False
    said: dict[str, str] = field(default_factory=dict)
    before: float | None = None
    height: float = 0.0  # of a line, where it is not that of the style

    def xml(self) -> str:
        """The paragraph."""
        style = f'<w:pStyle w:val="{style_id(self.part, self.is_auto)}"/>' if self.part else ""
        said = self.said | self._spacing()
        differs = "".join(said[name] for name in ORDER if name in said)
        return f"<w:p><w:pPr>{style}{differs}</w:pPr>{''.join(piece.xml() for piece in self.pieces)}</w:p>"

    def spaced(self, before: float) -> Paragraph:
        """With so much room above."""
        self.before = before
        return self

    def _spacing(self) -> dict[str, str]:
        before = "" if self.before is None else f' w:before="{twips(self.before)}"'
        height = f' w:line="{twips(self.height)}" w:lineRule="exact"' if self.height else ""
        return {"spacing": f"<w:spacing{before}{height}/>"} if before or height else {}

    def placed(self, side: str, indent: float) -> Paragraph:
        """At a side, so far from it."""
        self.said["ind"] = f'<w:ind w:firstLineChars="0" w:firstLine="0" w:{side}="{twips(indent)}"/>'
        self.said["jc"] = f'<w:jc w:val="{side}"/>'
        return self

    def keeping_next(self) -> Paragraph:
        """On the page of what follows."""
        self.said["keepNext"] = "<w:keepNext/>"
        return self


def blank_point() -> Paragraph:
    """An empty paragraph of one point: it carries what must stand in a paragraph."""
    return Paragraph(None, height=1.0)


@dataclass
class Table:
    """Rows of cells; `widths` in points.  Cells that make a short row square are marked as added."""

    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    row_height: float

    def xml(self) -> str:
        """The table, with a repeated head."""
        columns = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in self.widths)
        sides = ("top", "left", "bottom", "right", "insideH", "insideV")
        borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides)
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(self.widths))}" w:type="dxa"/><w:tblBorders>{borders}'
            '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="80" w:type="dxa"/>'
            f'<w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
            + "".join(self._row(row, is_head=at == 0) for at, row in enumerate(self.rows))
            + "</w:tbl>"
        )

    def _row(self, row: Sequence[str], *, is_head: bool) -> str:
        head = "<w:tblHeader/>" if is_head else ""
        height = f'<w:cantSplit/><w:trHeight w:val="{twips(self.row_height)}" w:hRule="atLeast"/>'
        cells = []
        for at, width in enumerate(self.widths):
            text = row[at] if at < len(row) else ""
            pieces = [Piece(text, "hei" if is_head else "")] if text else []
            inside = Paragraph(Part.CELL, pieces, is_auto=at >= len(row)).xml()
            cells.append(_cell(inside, width))
        return f"<w:tr><w:trPr>{height}{head}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(inside: str, width: float, more: str = "") -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{more}<w:vAlign w:val="center"/></w:tcPr>'
        f"{inside}</w:tc>"
    )


@dataclass
class Beside:
    """Organs one under the other and 文件 beside them: a table without lines."""

    rows: Sequence[Paragraph]
    beside: Paragraph
    widths: tuple[float, float]

    def xml(self) -> str:
        """The table."""
        columns = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in self.widths)
        empty = Paragraph(Part.MARK).xml()
        rows = []
        for at, row in enumerate(self.rows):
            merged = f'<w:vMerge w:val="{"continue" if at else "restart"}"/>'
            right = _cell(empty if at else self.beside.xml(), self.widths[1], merged)
            rows.append(f"<w:tr>{_cell(row.xml(), self.widths[0])}{right}</w:tr>")
        margins = '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(self.widths))}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f"{margins}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )


@dataclass
class Foot:
    """版记: lines between rules at the foot of the page, in a table that floats there."""

    lines: Sequence[Paragraph]
    width: float

    def xml(self) -> str:
        """The table: the first and the last rule 0.35 mm, those between 0.25 mm."""
        place = '<w:tblpPr w:vertAnchor="margin" w:horzAnchor="margin" w:tblpXSpec="left" w:tblpYSpec="bottom"/>'
        sizes = {"top": 8, "bottom": 8, "insideH": 6}
        rules = "".join(
            f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>' for side, size in sizes.items()
        )
        margins = '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
        rows = "".join(f"<w:tr>{_cell(line.xml(), self.width)}</w:tr>" for line in self.lines)
        return (
            f'<w:tbl><w:tblPr>{place}<w:tblOverlap w:val="never"/><w:tblW w:w="{twips(self.width)}" w:type="dxa"/>'
            f'<w:tblBorders>{rules}</w:tblBorders><w:tblLayout w:type="fixed"/>{margins}</w:tblPr>'
            f'<w:tblGrid><w:gridCol w:w="{twips(self.width)}"/></w:tblGrid>{rows}</w:tbl>'
        )


def style_id(part: Part, is_auto: bool = False) -> str:
    """What Word calls the style within the file."""
    return f"Gw{list(Part).index(part) + 1}" + ("a" if is_auto else "")


def style_name(part: Part, is_auto: bool = False) -> str:
    """What the clerk sees it called."""
    return f"{part}{AUTO if is_auto else ''}"
