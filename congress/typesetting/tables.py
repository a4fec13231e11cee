"""Simple tables: tab-separated lines as rows of the grid, and when a table is too wide for an upright page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from congress.typesetting.formats import SIZE_4, PageFormat
from congress.typesetting.lines import SLACK, Line, Measure, Run, break_paragraph
from congress.typesetting.text import paragraphs

SHORT_COLUMN = 6  # letters
CELL_SPACE = 4.0  # points beside the text of a cell
LONG_COLUMN = 20  # letters; a longer one does not get more
FEWEST_LETTERS = 4  # on a line of a cell: a column that holds fewer wants a wider page


@dataclass(frozen=True)
class TableRow:
    """One row of a simple table: cells side by side, `height` rows of the grid tall.  The first row is the head."""

    cells: tuple[tuple[Line, ...], ...]
    widths: tuple[float, ...]
    height: int
    is_head: bool = False
    keeps_next: bool = False


def table_rows(rows: Sequence[str], form: PageFormat) -> list[TableRow]:
    """A table of tab-separated lines on the whole width; columns by their longest text."""
    if not rows:
        return []
    cells = _cells(rows)
    widths = _column_widths(_longest(cells), form.width)
    return [part for at, row in enumerate(cells) for part in _table_row(row, widths, form, is_head=at == 0)]


def has_wide_table(text: str, form: PageFormat) -> bool:
    """Is there a table in which a column would hold neither its longest text nor four letters on a line?"""
    for is_table, lines in groupby(paragraphs(text), key=lambda line: "\t" in line):
        longest = _longest(_cells(list(lines))) if is_table else []
        if longest and _is_narrow(longest, _by_length(longest, form.width)):
            return True
    return False


def _cells(rows: Sequence[str]) -> list[list[str]]:
    """The texts of the cells; a short row is filled up with empty ones."""
    cells = [[cell.strip(" \u3000") for cell in row.split("\t")] for row in rows]
    count = max(len(row) for row in cells)
    return [row + [""] * (count - len(row)) for row in cells]


def _longest(cells: Sequence[Sequence[str]]) -> list[int]:
    """Letters of the longest text of each column."""
    return [max(map(len, column)) for column in zip(*cells, strict=True)]


def _column_widths(longest: Sequence[int], whole: float) -> tuple[float, ...]:
    """Columns by their longest text; where that leaves one too narrow, all give a little."""
    widths = _by_length(longest, whole)
    return _shared(longest, whole) if _is_narrow(longest, widths) else widths


def _by_length(longest: Sequence[int], whole: float) -> tuple[float, ...]:
    """Short columns are never wrapped, long ones share what is left."""
    natural = [max(length, 1) * SIZE_4 + 2 * CELL_SPACE for length in longest]
    short = [width if length <= SHORT_COLUMN else 0.0 for width, length in zip(natural, longest, strict=True)]
    if sum(short) >= whole or all(short):
        return tuple(whole * width / sum(natural) for width in natural)
    wide = [0.0 if fits else min(length, LONG_COLUMN) for fits, length in zip(short, longest, strict=True)]
    return tuple(fits or (whole - sum(short)) * share / sum(wide) for fits, share in zip(short, wide, strict=True))


def _shared(longest: Sequence[int], whole: float) -> tuple[float, ...]:
    """Each column holds four letters, or its longest text; what is left goes where more would stand."""
    fewest = [_fewest(length) for length in longest]
    more = [max(min(length, LONG_COLUMN) - FEWEST_LETTERS, 0) for length in longest]
    left = whole - sum(fewest)
    if left <= 0 or not any(more):
        return tuple(whole * width / sum(fewest) for width in fewest)
    return tuple(width + left * share / sum(more) for width, share in zip(fewest, more, strict=True))


def _fewest(length: int) -> float:
    """Width of a column that holds four letters on a line, or its longest text."""
    return min(max(length, 1), FEWEST_LETTERS) * SIZE_4 + 2 * CELL_SPACE


def _is_narrow(longest: Sequence[int], widths: Sequence[float]) -> bool:
    """Does a column hold neither its longest text nor four letters on a line?"""
    return any(width < _fewest(length) - SLACK for length, width in zip(longest, widths, strict=True))


def _table_row(row: Sequence[str], widths: tuple[float, ...], form: PageFormat, *, is_head: bool) -> Iterator[TableRow]:
    """One row of the table; one that is taller than a page goes on as another."""
    cells = []
    for text, width in zip(row, widths, strict=True):
        room = max(width - 2 * CELL_SPACE, 0.7 * width)
        size = min(SIZE_4, room)
        grid = Measure(room, int(room // size), size)
        lines = break_paragraph([Run(text, "hei" if is_head else "fang")], grid, 0.0) if text else []
        cells.append(tuple(replace(line, align="center", spacing=0.0, role="cell-text") for line in lines))
    height = max([1, *(len(cell) for cell in cells)])
    for start in range(0, height, form.rows):
        part = tuple(cell[start : start + form.rows] for cell in cells)
        keeps_next = is_head and height < form.rows
        yield TableRow(part, widths, min(height - start, form.rows), is_head, keeps_next)
