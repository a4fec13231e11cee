"""Breaking Chinese text into lines of a grid (避头尾), and the space between letters that fills each line.

Pure arithmetic.  Widths are points; a cell is one Chinese character with its
share of the space between letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from congress.typesetting import fonts

NO_START = frozenset("，。、；：？！）〕】》〉」』”’％‰℃·～)]}>,.;:?!%")
NO_END = frozenset("（〔【《〈「『“‘([{<￥＄№")
TOKEN = re.compile(r"—{2,}|…{2,}|[A-Za-z0-9.,:%/_@+&#=*'\-]+|.", re.DOTALL)
WIDEST_STRETCH = 4.0  # points between letters; a line that would need more stays ragged
SLACK = 1e-6


@dataclass(frozen=True)
class Run:
    """Letters of one face."""

    text: str
    face: str = "fang"


@dataclass(frozen=True)
class Line:
    """One line: where it starts (points from the left of the 版心), and its letter-spacing in points.

    `align` is left, center or right; `offset` counts from that side, or for
    center shifts the middle.  `role` names what the line is for the style
    sheet and the tags; `begins` marks the first line of a paragraph; `down` is
    how many rows it stands below its place (a post beside a 签名章: half a one).
    """

    runs: tuple[Run, ...]
    offset: float = 0.0
    spacing: float = 0.0
    align: str = "left"
    role: str = "text"
    size: float = 16.0
    begins: bool = True
    keeps_next: bool = False
    down: float = 0.0

    @property
    def text(self) -> str:
        """The letters of the line."""
        return "".join(run.text for run in self.runs)


BLANK = Line((), role="blank")


@dataclass(frozen=True)
class Measure:
    """How wide a line is: `cells` characters of `size` on `width`."""

    width: float
    cells: int
    size: float

    @property
    def cell(self) -> float:
        """Width of one cell."""
        return self.width / self.cells

    @property
    def spacing(self) -> float:
        """Space between letters that puts each Chinese character into its cell."""
        return self.cell - self.size

    def letter(self, char: str, face: str) -> float:
        """Width of one letter with the space after it."""
        return fonts.advance(char, face) * self.size + self.spacing


@dataclass(frozen=True)
class Token:
    """What is never divided: a character, a number, a Latin word, —— or ……."""

    letters: tuple[tuple[str, str], ...]
    width: float

    @property
    def text(self) -> str:
        """The letters of the token."""
        return "".join(char for char, _ in self.letters)


def tokens(runs: Sequence[Run], measure: Measure) -> list[Token]:
    """The text as indivisible pieces; a piece wider than half a line falls apart into letters."""
    letters = [(char, run.face) for run in runs for char in run.text]
    text = "".join(char for char, _ in letters)
    found: list[Token] = []
    for match in TOKEN.finditer(text):
        piece = letters[match.start() : match.end()]
        widths = [measure.letter(char, face) for char, face in piece]
        if len(piece) == 1 and found and _joins_before(piece[0][0]):
            found[-1] = Token((*found[-1].letters, *piece), found[-1].width)
        elif sum(widths) > measure.width / 2:
            found += [Token((letter,), width) for letter, width in zip(piece, widths, strict=True)]
        else:
            found.append(Token(tuple(piece), sum(widths)))
    return found


def break_paragraph(
    runs: Sequence[Run], measure: Measure, first: float, rest: float = 0.0, **style: object
) -> list[Line]:
    """Lines of one paragraph: the first indented by `first` points, the others by `rest`; all but the last filled."""
    pieces = tokens(runs, measure)
    lines: list[Line] = []
    start = 0
    while start < len(pieces):
        indent = rest if lines else first
        room = measure.width - indent
        end = _line_end(pieces, start, room)
        is_last = end == len(pieces)
        lines.append(_line(pieces[start:end], measure, indent, 0.0 if is_last else room, begins=not lines, **style))
        start = end
    return lines


def width_of(runs: Sequence[Run], measure: Measure) -> float:
    """Natural width of a text on one line."""
    return sum(measure.letter(char, run.face) for run in runs for char in run.text)


def plain(text: str, **style: object) -> Line:
    """A line of one run that is not broken; style as in Line, and `face`."""
    face = str(style.pop("face", "fang"))
    return replace(Line((Run(text, face),)), **style)


def _joins_before(char: str) -> bool:
    """Combining marks and variation selectors belong to the letter before them."""
    return unicodedata.category(char) in {"Mn", "Me", "Mc"}


def _may_break(before: Token, after: Token) -> bool:
    """避头尾: no closing mark at the start of a line, no opening mark at its end."""
    last, first = before.letters[-1][0], after.letters[0][0]
    if last in NO_END or first in NO_START or (first in "—…" and len(after.text) == 1):
        return False
    return not (last.isdigit() and first.isdigit())


def _line_end(pieces: Sequence[Token], start: int, room: float) -> int:
    """Index after the last piece of the line that begins at `start`; at least one piece."""
    used, end = 0.0, start
    while end < len(pieces) and used + pieces[end].width <= room + SLACK:
        used += pieces[end].width
        end += 1
    if end == len(pieces):
        return end
    return _search(range(end, start, -1), lambda at: _may_break(pieces[at - 1], pieces[at])) or max(end, start + 1)


def _search(places: range, allowed: Callable[[int], bool]) -> int:
    return next((at for at in places if allowed(at)), 0)


def _line(pieces: Sequence[Token], measure: Measure, indent: float, room: float, **style: object) -> Line:
    """A line of these pieces, spread to `room` points when it is not 0."""
    letters = [letter for piece in pieces for letter in piece.letters]
    spacing = measure.spacing
    if room:
        lacking = (room - sum(piece.width for piece in pieces)) / max(len(letters), 1)
        spacing += lacking if lacking <= WIDEST_STRETCH else 0.0
    return replace(Line(_runs(letters), offset=indent, spacing=spacing, size=measure.size), **style)


def _runs(letters: Sequence[tuple[str, str]]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for char, face in letters:
        if runs and runs[-1].face == face:
            runs[-1] = Run(runs[-1].text + char, face)
        else:
            runs.append(Run(char, face))
    return tuple(runs)
