"""From rows to pages: 22 rows a page, known before anything is rendered.

The signature keeps text on its page, headings are not left alone at the foot,
annexes begin a page, and the 版记 closes the last, even page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from congress.typesetting import blocks
from congress.typesetting.blocks import Item, TableRow
from congress.typesetting.formats import FORMATS, PageFormat
from congress.typesetting.lines import BLANK, Line
from congress.typesetting.text import PaperText, TypesettingError

SEAL_ROOM = 2  # blank rows above the signature: a seal of 42 mm then begins within one row of the text
MOST_ROWS = 24  # a page takes at most two rows more than the grid has
FEWEST_ROWS = 20


@dataclass(frozen=True)
class Placed:
    """An item and the row of the page on which it begins, counted from 0."""

    row: float
    item: Item


@dataclass(frozen=True)
class Page:
    """One page: `number` is what is printed at its foot, 0 for none; `rows` is how many fill the 版心.

    The first `fixed` rows (the head of page 1) keep the grid; the rest share what is left.
    """

    items: tuple[Placed, ...]
    number: int
    rows: int
    part: str = "body"
    imprint: tuple[tuple[Line, ...], ...] = ()
    fixed: int = 0

    def pitch(self, form: PageFormat) -> float:
        """Distance of two rows below the head, in points."""
        return (form.height - form.size - self.fixed * form.pitch) / (self.rows - 1 - self.fixed)

    def top_of(self, row: float, form: PageFormat) -> float:
        """Where the em box of a row begins, in points from the top of the 版心."""
        if row <= self.fixed:
            return row * form.pitch
        return self.fixed * form.pitch + (row - self.fixed) * self.pitch(form)


@dataclass(frozen=True)
class Composition:
    """A paper as pages, and what a clerk should know of how it came out."""

    format: PageFormat
    paper: PaperText
    pages: tuple[Page, ...]
    notes: tuple[str, ...] = ()


def compose(paper: PaperText) -> Composition:
    """Set a paper into pages.  Raises TypesettingError for one of more than `most_pages` pages."""
    form = FORMATS[paper.format]
    pages, notes = _text_pages(paper, form)
    for at, part in enumerate(paper.annexes, start=1):
        items = blocks.annex(part, form, alone=len(paper.annexes) == 1, at=at)
        pages += _fill(items, form, 0, "annex")
        _limit(pages, form)
    pages = [replace(page, number=at) for at, page in enumerate(pages, start=1)]
    return Composition(form, paper, tuple(_close(pages, paper, form)), tuple(notes))


def _limit(pages: list[Page], form: PageFormat) -> None:
    if len(pages) > form.most_pages:
        raise TypesettingError(f"公文超过{form.most_pages}页，不能排版；请压缩正文，或把材料作为附件文件上传。")


def _text_pages(paper: PaperText, form: PageFormat) -> tuple[list[Page], list[str]]:
    """Title to 附注, with the signature where it may stand."""
    title = blocks.title_lines(paper.title, form)
    items: list[Item] = [*title]
    if paper.adopted:
        items.append(blocks.plain(paper.adopted, face="kai", align="center", role="adopted"))
    items += [BLANK, *blocks.addressees(paper, form)]
    items += blocks.with_annex_note(blocks.body(paper.body, form, paper.faces), blocks.annex_note(paper, form))
    pages = _fill(items, form, form.first_row, "body")
    _limit(pages, form)
    sign = [*blocks.signature(paper, form), *blocks.note(paper, form)]
    return _sign(pages, sign, form) if sign else (pages, [])


def _height(item: Item) -> int:
    return item.height if isinstance(item, TableRow) else 1


def _fill(items: list[Item], form: PageFormat, first_row: int, part: str) -> list[Page]:
    """Items on pages; the first page begins at `first_row`; a heading moves on rather than stand alone."""
    pages: list[list[Placed]] = [[]]
    row = first_row
    for item in items:
        if row + _height(item) > form.rows and pages[-1]:
            carried = _carried(pages[-1])
            pages.append([])
            row = 0
            for placed in carried:
                pages[-1].append(Placed(row, placed.item))
                row += _height(placed.item)
            if item is BLANK and not carried:
                continue
        pages[-1].append(Placed(row, item))
        row += _height(item)
    made = [Page(tuple(page), 0, form.rows, part) for page in pages]
    return [replace(made[0], fixed=first_row), *made[1:]]


def _carried(page: list[Placed]) -> list[Placed]:
    """Take the headings at the foot of a page off it, if something else stays."""
    carried: list[Placed] = []
    while len(page) > 1 and getattr(page[-1].item, "keeps_next", False):
        carried.insert(0, page.pop())
    return carried


def _end(page: Page) -> int:
    last = page.items[-1]
    return int(last.row) + _height(last.item)


def _sign(pages: list[Page], sign: list[Line], form: PageFormat) -> tuple[list[Page], list[str]]:
    """Put the signature under the text; where it would stand alone, tighten or move rows, never 此页无正文."""
    last, end = pages[-1], _end(pages[-1])
    for room in range(SEAL_ROOM, -1, -1):
        if end + room + len(sign) <= form.rows:
            return [*pages[:-1], _signed(last, sign, end + room)], []
    if end + len(sign) <= MOST_ROWS:
        rows = end + len(sign)
        return [*pages[:-1], replace(_signed(last, sign, end), rows=rows)], [
            f"署名所在页已压缩行距（{rows}行），以免署名单独成页。"
        ]
    return _move_text(pages, sign, form)


def _move_text(pages: list[Page], sign: list[Line], form: PageFormat) -> tuple[list[Page], list[str]]:
    """Take the last rows of text over to a new page with the signature."""
    last = pages[-1]
    kept, moved = list(last.items), []
    while len(kept) > 1 and (len(moved) < 2 or getattr(kept[-1].item, "keeps_next", False)):
        moved.insert(0, kept.pop())
    row, carried = 0, []
    for placed in moved:
        carried.append(Placed(row, placed.item))
        row += _height(placed.item)
    # on a page without the head the rows that stay are spread over the whole 版心
    rows = max(FEWEST_ROWS, _end(replace(last, items=tuple(kept)))) if len(pages) > 1 else form.rows
    signed = _signed(Page(tuple(carried), 0, form.rows), sign, row + SEAL_ROOM)
    note = "正文最后两行已移至署名所在页，以免署名单独成页。"
    return [*pages[:-1], replace(last, items=tuple(kept), rows=rows), signed], [note]


def _signed(page: Page, sign: list[Line], row: int) -> Page:
    placed = tuple(Placed(row + at, line) for at, line in enumerate(sign))
    return replace(page, items=page.items + placed)


def _close(pages: list[Page], paper: PaperText, form: PageFormat) -> list[Page]:
    """版记 on the last, even page; a blank page before it and that page are unnumbered [7.4, 7.5]."""
    rows = tuple(blocks.imprint(paper, form))
    if not rows:
        return pages
    needed = len(rows) + 1
    if len(pages) % 2 == 0 and _end(pages[-1]) + needed <= pages[-1].rows:
        return [*pages[:-1], replace(pages[-1], imprint=rows)]
    if len(pages) % 2:
        return [*pages, Page((), len(pages) + 1, form.rows, "imprint", rows)]
    return [*pages, Page((), 0, form.rows, "blank"), Page((), 0, form.rows, "imprint", rows)]
