"""What a paper must measure, read off the rendered PDF (GB/T 9704-2012, papers.md), for every format.

`faults(pdf, want)` names everything that is wrong; an empty list is a right paper.  Nothing here is imported from
the typesetting: the places are written down a second time (the heads of the formats in `geometry_heads.py`).
Lengths are millimetres from the upper left corner of the page.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

import pdfplumber

MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0
EM = 16 / MM
PITCH = (225 - EM) / 21
CELL = 156 / 28
NEAR = 0.6
RED = (0.843, 0.0, 0.059)
FACES = {
    "fang": "FandolFang",
    "kai": "FandolKai",
    "hei": "FandolHei",
    "song": "FandolSong",
    "title": "FandolSong-Bold",
}


@dataclass(frozen=True)
class Row:
    """One line of letters on a page."""

    text: str
    left: float
    right: float
    top: float
    size: float
    fonts: tuple[str, ...]
    colour: tuple[float, ...]
    steps: tuple[float, ...] = ()  # from one Chinese letter to the next
    letter_fonts: tuple[str, ...] = ()  # of each letter of the text
    lefts: tuple[float, ...] = ()  # where each letter begins

    @property
    def middle(self) -> float:
        """Of the letters, horizontally."""
        return (self.left + self.right) / 2

    def is_in(self, face: str) -> bool:
        """Are all its Chinese letters in this face?"""
        return all(font[7:] == FACES[face] for font in self.fonts)


@dataclass(frozen=True)
class Want:
    """What this paper should be: its format, who issues and closes it."""

    form: str = "document"
    organs: tuple[str, ...] = ()  # that sign together, when there are several
    marks: int = 1  # lines of the mark
    approvers: int = 0
    is_sealed: bool = True
    is_signed: bool = True
    has_imprint: bool = True
    post: str = ""
    has_urgency: bool = False


@dataclass
class Measured:
    """A page as it measures; `size` of the letters of the body in points."""

    page: pdfplumber.page.Page
    size: float = 16.0

    @cached_property
    def rows(self) -> list[Row]:
        """All lines, from the top."""
        found = []
        upright = self.page.filter(lambda thing: thing.get("upright", True))
        for line in upright.extract_text_lines(return_chars=True):
            chars = [char for char in line["chars"] if char["text"].strip()]
            wide = [char for char in chars if ord(char["text"][0]) > 0x2E7F] or chars
            size = round(wide[0]["size"], 1)
            box = (wide[0]["top"] + wide[0]["bottom"]) / 2
            found.append(
                Row(
                    text="".join(char["text"] for char in chars),
                    left=chars[0]["x0"] / MM,
                    right=chars[-1]["x1"] / MM,
                    top=(box - size / 2) / MM,
                    size=size,
                    fonts=tuple(dict.fromkeys(char["fontname"] for char in wide)),
                    colour=tuple(round(part, 3) for part in wide[0]["non_stroking_color"] or ()),
                    letter_fonts=tuple(char["fontname"] for char in chars for _ in char["text"]),
                    lefts=tuple(char["x0"] / MM for char in chars for _ in char["text"]),
                    steps=tuple(
                        (after["x0"] - before["x0"]) / MM for before, after in pairwise(chars) if before in wide
                    ),
                )
            )
        return found

    @cached_property
    def folio(self) -> Row | None:
        """The page number."""
        return next((row for row in self.rows if re.fullmatch(r"—\d+—", row.text)), None)

    @cached_property
    def body(self) -> list[Row]:
        """The lines inside the text block."""
        return [row for row in self.rows if row is not self.folio and row.size == self.size]

    @cached_property
    def turned(self) -> list[dict]:
        """The letters of what is set across (横排)."""
        return [char for char in self.page.chars if not char["upright"] and char["text"].strip()]

    @cached_property
    def rules(self) -> list[dict]:
        """Long horizontal rules, from the top."""
        found = [r for r in self.page.rects if (r["x1"] - r["x0"]) / MM > 100 and (r["bottom"] - r["top"]) / MM < 2]
        return sorted(found, key=lambda rule: rule["top"])


def faults(pdf: bytes, want: Want | None = None) -> list[str]:
    """Everything that is wrong with this paper."""
    from tests.papers.geometry_heads import HEADS
    from tests.papers.geometry_signs import signature

    want = want or Want()
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        size = 22.0 if want.form == "certificate" else 16.0
        pages = [Measured(page, size) for page in document.pages]
        found = [fault for page in pages for fault in _size(page)]
        found += _fonts(pages)
        head = HEADS[want.form](pages[0], want)
        found += head.faults
        for number, page in enumerate(pages, start=1):
            measured = (*_grid(page, head, want, number), *_turned(page), *_faces(page), *_folio(page, number, want))
            found += [f"第{number}页：{fault}" for fault in measured]
        found += [*_addressees(pages[0]), *_levels(pages), *signature(pages, want, head)]
        return found + (_imprint(pages, want) if want.has_imprint else [])


@dataclass(frozen=True)
class Head:
    """What was measured of the head of page 1, and the grid that the rows below it must keep.

    `start` is where the first row under the head begins, `end` where the last row of page 1 does; of the `rows`
    between them two more or fewer are right.
    """

    faults: list[str]
    start: float = TOP + 10 * PITCH
    end: float = BOTTOM - EM
    rows: int = 12
    pitch: float = PITCH


def off(measured: float, wanted: float, near: float = NEAR) -> bool:
    return abs(measured - wanted) > near


def _size(page: Measured) -> list[str]:
    wide, high = float(page.page.width) / MM, float(page.page.height) / MM
    return ["不是A4"] if off(wide, 210) or off(high, 297) else []


def _fonts(pages: list[Measured]) -> list[str]:
    """Only subsets of the five faces; a fallback font is for a rare character only."""
    names = {char["fontname"] for page in pages for char in page.page.chars}
    found = [f"字体没有按子集嵌入：{name}" for name in names if name[6:7] != "+"]
    return found + [f"不是公文的字体：{name}" for name in names if name[7:] not in FACES.values()]


def _grid(page: Measured, head: Head, want: Want, number: int) -> list[str]:
    """Rows on the grid, inside the text block, at most 28 cells."""
    found, em = [], page.size / MM
    bottom = head.end + em if number == 1 else BOTTOM
    for row in page.body:
        if row.left < LEFT - NEAR or row.right > RIGHT + NEAR:
            found.append(f"超出版心：{row.text[:8]}")
        if row.top < TOP - NEAR or row.top + em > bottom + NEAR:
            found.append(f"超出天头地脚：{row.text[:8]}")
    rows = [row for row in page.body if row.text != want.post]
    if number == 1:
        rows = [row for row in rows if row.top > head.start - NEAR]
        grids = [(head.start, head.end, head.rows + more) for more in (0, 1, 2, -1, -2)]
    else:
        whole = round((225 - em) / head.pitch) + 1
        grids = [(TOP, BOTTOM - em, whole + more) for more in (0, 1, 2, -1, -2)]
    if rows and not any(_on_grid(rows, *grid) for grid in grids):
        found.append("行不在格子上")
    steps = [step for row in page.body for step in row.steps]
    cells = 18 if want.form == "certificate" else 28
    # one letter more a line where the signature needs the room
    if steps and all(off(median(steps), cell, 0.05) for cell in (156 / cells, 156 / (cells + 1))):
        found.append("不是每行28字")
    return found


def _on_grid(rows: list[Row], start: float, end: float, count: int) -> bool:
    """Do all rows lie on a grid of so many from `start` to `end` (tops)?"""
    pitch = (end - start) / (count - 1)
    places = [(row.top - start) / pitch for row in rows]
    return all(abs(place - round(place)) * pitch < 0.35 for place in places)


def _turned(page: Measured) -> list[str]:
    """横排: read from the right hand side, its head at the left; inside the text block."""
    found = []
    if any(char["matrix"][1] < 0 for char in page.turned):
        found.append("横排的表头不在左侧")
    for char in page.turned:
        left, right, top, bottom = (char[side] / MM for side in ("x0", "x1", "top", "bottom"))
        if left < LEFT - NEAR or right > RIGHT + NEAR or top < TOP - NEAR or bottom > BOTTOM + NEAR:
            return [*found, "横排超出版心"]
    return found


def _faces(page: Measured) -> list[str]:
    """What is no heading is in 仿宋."""
    letters = [row for row in page.body if not re.match(r"[一二三四五六七八九十（附]", row.text)]
    if any(not any(FACES[face] in row.fonts[-1] for face in ("fang", "hei", "kai")) for row in letters):
        return ["正文不是仿宋"]
    return []


def _levels(pages: list[Measured]) -> list[str]:
    """一、 in 黑体 and （一） in 楷体 up to the first 。 or ：, the rest in 仿宋; （一） of one sentence is 仿宋."""
    found = []
    for text, fonts in _paragraphs(pages):
        if re.match(r"[一二三四五六七八九十]+、", text):
            end, face, name = _heading_end(text) or len(text), "hei", "一级标题不是黑体"
        elif re.match(r"（[一二三四五六七八九十]+）", text):
            end, face, name = _heading_end(text) or len(text), "kai", "二级标题不是楷体"
            if end == len(text) and text.endswith("。"):
                end = 0
        else:
            continue
        letters = [(char, font[7:]) for char, font in zip(text, fonts, strict=True) if ord(char) > 0x2E7F]
        ours = [(at, font) for at, (_, font) in enumerate(letters) if font in FACES.values()]
        end -= sum(ord(char) <= 0x2E7F for char in text[:end])
        if any(font != FACES[face] for at, font in ours if at < end):
            found.append(f"{name}：{text[:8]}")
        if any(font != FACES["fang"] for at, font in ours if at >= end):
            found.append(f"标题之后不是仿宋：{text[:8]}")
    return found


def _paragraphs(pages: list[Measured]) -> list[tuple[str, tuple[str, ...]]]:
    """Text and fonts of the paragraphs: a row two cells in, and the rows at the margin that follow it."""
    found: list[tuple[str, tuple[str, ...]]] = []
    goes_on = False
    for row in (row for page in pages for row in page.body):
        if not off(row.left, LEFT + 2 * CELL):
            found.append((row.text, row.letter_fonts))
            goes_on = True
        elif goes_on and not off(row.left, LEFT) and not re.fullmatch(r"附件\d*", row.text):
            found[-1] = (found[-1][0] + row.text, found[-1][1] + row.letter_fonts)
        else:
            goes_on = False
    return found


def _heading_end(text: str) -> int:
    """Letters up to the first 。 or ： that is neither in brackets or quotes nor in a time; 0 when there is none."""
    hidden = re.sub(r"《.*?》|“.*?”|（.*?）|\d：\d", lambda found: "x" * len(found[0]), text)
    found = re.search("[。：]", hidden)
    return found.end() if found else 0


def _addressees(page: Measured) -> list[str]:
    """主送 (what stands under the title and ends with an organ and ：) is flush left, with its wraps."""
    titles = [row for row in page.rows if row.size == 22 and row.colour != RED]
    below = [row for row in page.body if titles and row.top > titles[-1].top]
    end = next((at for at, row in enumerate(below) if row.text.endswith("：")), None)
    if end is None or not re.search(r"(?:会|府|院|室|局|委|部|组|机构|单位|部门|机关|中心)：$", below[end].text):
        return []
    return ["主送机关没有顶格"] if any(off(row.left, LEFT) for row in below[: end + 1]) else []


def _folio(page: Measured, number: int, want: Want) -> list[str]:
    """— n — in 4号宋体, its dashes 7 mm under the text block, odd right and even left, one cell in."""
    row = page.folio
    if (want.form == "letter" and number == 1) or want.form == "certificate":
        return ["此页不应有页码"] if row else []
    if row is None:
        return ["没有页码"] if page.body or page.turned else []
    if not page.rows[:-1] and not page.page.rects and not page.page.images and not page.turned:
        return ["空白页编了页码"]
    found = []
    if row.text != f"—{number}—":
        found.append("页码不连续")
    if row.size != 14 or not row.is_in("song"):
        found.append("页码不是4号宋体")
    if off(row.top + row.size / 2 / MM, BOTTOM + 7):
        found.append("页码不在版心下7毫米")
    if number % 2 and off(row.right, RIGHT - EM):
        found.append("单页码不在右侧空一字")
    if number % 2 == 0 and off(row.left, LEFT + EM):
        found.append("双页码不在左侧空一字")
    return found


def _imprint(pages: list[Measured], want: Want) -> list[str]:
    """版记 on the last, even page: its last rule on the foot of the text block; that of a letter has no rule."""
    last = pages[-1]
    if want.form == "letter":
        return _plain_imprint(last)
    rules = [r for r in last.rules if rule_colour(r) != RED]
    small = [row for row in last.rows if row.size == 14 and row is not last.folio]
    if not rules or not small:
        return ["没有版记"]
    found = []
    if len(pages) % 2:
        found.append("版记不在双页")
    if off(rules[-1]["bottom"] / MM, BOTTOM):
        found.append("版记末条分隔线不在版心下边缘")
    if any(off(rule["x0"] / MM, LEFT) or off(rule["x1"] / MM, RIGHT) for rule in rules):
        found.append("版记分隔线与版心不等宽")
    thickness = [round((rule["bottom"] - rule["top"]) / MM, 2) for rule in rules]
    if thickness[0] != 0.35 or thickness[-1] != 0.35 or any(inner != 0.25 for inner in thickness[1:-1]):
        found.append("版记分隔线粗细不对")
    if not all(row.is_in("fang") for row in small):
        found.append("版记不是4号仿宋")
    return found


def _plain_imprint(last: Measured) -> list[str]:
    """抄送 in 4号仿宋 at the foot of the text block of the last page; no rule, no 印发."""
    small = [row for row in last.rows if row.size == 14 and row is not last.folio]
    if not small or not any(row.text.startswith("抄送：") for row in small):
        return ["没有版记"]
    found = []
    if any(rule_colour(rule) != RED for rule in last.rules) or any(row.text.endswith("印发") for row in small):
        found.append("信函的版记不应有分隔线和印发机关")
    if not BOTTOM - 3 < small[-1].top + 14 / MM < BOTTOM + NEAR:
        found.append("版记不在版心最下方")
    if not small[-1].text.endswith("。") or off(small[0].left, LEFT + 14 / MM):
        found.append("抄送没有空一字或没有句号")
    return found


def rule_colour(rule: dict) -> tuple[float, ...]:
    """The colour of a rule, in RGB."""
    return tuple(round(part, 3) for part in rule["non_stroking_color"])
