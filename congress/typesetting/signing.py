"""署名, 成文日期, places of seals and of the 签名章: rows of the grid that close the text, and the head of page 1.

Source of the places: GB/T 9704-2012 §7.2 and §7.3.5 (sections in brackets).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from congress.typesetting.blocks import Row, measure
from congress.typesetting.formats import MM, PageFormat
from congress.typesetting.lines import Line, Measure, Run, plain, width_of
from congress.typesetting.text import PaperText, chinese_date

MOST_BESIDE = 3  # seals side by side
SEAL_WIDTH = 45 * MM  # a seal of 42 mm and the space to the next
NO_DATE = "　　　　年　月　日"
STAMP_CELLS = 7  # width of the place of a 签名章
STAMP_ROWS = 2  # and its height
NAMES_BESIDE = 2  # names of 签发人 on a line [7.2.6]


def signature(paper: PaperText, form: PageFormat) -> list[Row]:
    """署名 and 成文日期, without the blank rows above [7.3.5]; each row holds what stands side by side."""
    date = chinese_date(paper.signed_on) or NO_DATE
    if form.closing == "signer" and not paper.adopted and paper.signer_post:
        return _with_stamp(paper, date, form)
    if form.closing == "none" or paper.adopted or not paper.signatories:
        return []
    return _with_seals(paper, date, form) if paper.is_sealed else _without_seal(paper, date, form)


def _without_seal(paper: PaperText, date: str, form: PageFormat) -> list[Row]:
    """署名 two cells from the right, the date begins two cells further in; a longer date pushes the 署名 left."""
    grid = measure(form)
    name_width = width_of([Run(paper.signatories[0])], grid)
    date_width = width_of([Run(date)], grid)
    is_longer = date_width > name_width
    date_offset = 2 * grid.cell if is_longer else name_width - date_width
    name_offset = date_offset + date_width + 2 * grid.cell - name_width if is_longer else 2 * grid.cell
    names = [_signed(name, name_offset, grid) for name in paper.signatories]
    return [*((name,) for name in names), (_signed(date, date_offset, grid, "date"),)]


def _with_seals(paper: PaperText, date: str, form: PageFormat) -> list[Row]:
    """The date four cells from the right and the 署名 centred on it; of several, at most three side by side.

    Names that each carry a seal stand five rows apart, so that seals of 42 mm do not touch.
    """
    grid, names = measure(form), paper.signatories
    date_width = width_of([Run(date)], grid)
    if len(names) == 1:
        middles = [4 * grid.cell + date_width / 2]
        return [_side_by_side(names, middles, grid), (_signed(date, 4 * grid.cell, grid, "date"),)]
    beside = names_beside(names, form)
    column = form.width / beside
    rows: list[Row] = []
    for start in range(0, len(names), beside):
        group = names[start : start + beside]
        middles = [column * (len(group) - at - 0.5) for at in range(len(group))]
        rows += [(), (), (), ()] if rows else []
        rows.append(_side_by_side(group, middles, grid))
    return [*rows, (_signed(date, max(0.0, column / 2 - date_width / 2), grid, "date"),)]


def names_beside(names: Sequence[str], form: PageFormat) -> int:
    """How many names that bear a seal stand side by side: as many as neither touch nor let their seals touch."""
    grid = measure(form)
    widest = max(width_of([Run(name)], grid) for name in names)
    return max(1, min(MOST_BESIDE, len(names), int(form.width // (max(widest, SEAL_WIDTH) + grid.cell))))


def _with_stamp(paper: PaperText, date: str, form: PageFormat) -> list[Row]:
    """签名章 four cells from the right, the post two cells left of it, centred on it; a blank row, the date [7.3.5.3].

    Without a stamp the name stands in its place, in 楷体.
    """
    grid = measure(form)
    post = replace(_signed(paper.signer_post, (6 + STAMP_CELLS) * grid.cell, grid), down=(STAMP_ROWS - 1) / 2)
    row: Row = (post,)
    if not paper.is_sealed and paper.signer:
        name = Run(spaced(paper.signer), "kai")
        offset = 4 * grid.cell + (STAMP_CELLS * grid.cell - width_of([name], grid)) / 2
        row = (post, replace(_signed("", offset, grid, "signer"), runs=(name,), down=post.down))
    return [row, *[()] * STAMP_ROWS, (_signed(date, 4 * grid.cell, grid, "date"),)]


def spaced(name: str, letters: int = 3) -> str:
    """A name of two letters as wide as one of three."""
    return "\u3000".join(name) if len(name) == 2 and letters > 2 else name


def _side_by_side(names: Sequence[str], middles: Sequence[float], grid: Measure) -> Row:
    """Names centred on their middles, which count from the right edge."""
    offsets = [max(0.0, at - width_of([Run(name)], grid) / 2) for name, at in zip(names, middles, strict=True)]
    return tuple(_signed(name, offset, grid) for name, offset in zip(names, offsets, strict=True))


def _signed(text: str, offset: float, grid: Measure, role: str = "signatory") -> Line:
    return plain(text, offset=offset, align="right", role=role, spacing=grid.spacing, size=grid.size)


def approver_rows(names: Sequence[str]) -> list[tuple[str, ...]]:
    """签发人: two names on a line, in the order of the organs; a short name is spread where another is longer."""
    longest = max((len(name) for name in names), default=0)
    shown = [spaced(name, longest) for name in names]
    return [tuple(shown[at : at + NAMES_BESIDE]) for at in range(0, len(shown), NAMES_BESIDE)]


def left_rows(paper: PaperText) -> list[str]:
    """What stands flush left at the top, in this order: 份号, 紧急程度 [7.2.1–7.2.3]."""
    return [text for text in (paper.copy_number, paper.urgency) if text]


def head_lines(paper: PaperText, form: PageFormat) -> int:
    """Lines between the mark and the rule: of 签发人, or of a letter's 份号 and 紧急程度, at least one."""
    beside_number = len(left_rows(paper)) if form.rule == "double" else 0
    return max(1, len(approver_rows(paper.approvers)), beside_number)


def head(paper: PaperText, form: PageFormat) -> Iterator[tuple[float, Line]]:
    """(row, line) of what stands above the title: 份号, 紧急程度, 发文字号, 签发人 [7.2]."""
    for at, text in enumerate(left_rows(paper)):
        is_number = text == paper.copy_number
        spacing = measure(form).spacing if is_number else form.size * 0.5
        yield float(at), plain(text, face="fang" if is_number else "hei", spacing=spacing, role="urgency")
    if paper.approvers and form.number_align == "center" and form.hang is None:
        yield form.number_row, plain(paper.number, offset=form.cell, role="number")
        yield from _approvers(paper, form)
    elif paper.number:
        row = 0 if form.rule == "double" else form.number_row
        yield row, plain(paper.number, align=form.number_align, role="number")
    if form.closing == "none":
        yield from _bar(paper, form)


def _approvers(paper: PaperText, form: PageFormat) -> Iterator[tuple[float, Line]]:
    """签发人, one cell from the right; wraps stand under the first name, the number on the line of the last [7.2.6]."""
    rows = approver_rows(paper.approvers)
    widest = max(len("\u3000".join(row)) for row in rows)
    first = form.number_row - len(rows) + 1
    for at, names in enumerate(rows):
        text = "\u3000".join(names)
        filled = Run("\u3000" * (widest - len(text)))
        label = Run("签发人：" if at == 0 else "\u3000" * 4)
        blank = plain("", role="approvers", align="right", offset=form.cell)
        yield first + at, replace(blank, runs=(label, Run(text, "kai"), *([filled] if filled.text else [])))


def _bar(paper: PaperText, form: PageFormat) -> Iterator[tuple[float, Line]]:
    """纪要: organ at the left and date at the right, each one cell in, between the number and the rule."""
    row = form.number_row + 1
    if paper.signatories:
        yield row, plain("\u3000".join(paper.signatories), offset=form.cell, role="organ")
    yield row, plain(chinese_date(paper.signed_on) or NO_DATE, offset=form.cell, align="right", role="date-of-minutes")
