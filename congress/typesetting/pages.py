"""From rows to pages: 22 rows a page, known before anything is rendered.

The signature keeps text on its page, headings are not left alone at the foot,
annexes begin a page, and the 版记 closes the last, even page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from congress.typesetting import blocks, signing
from congress.typesetting.blocks import Item, Row
from congress.typesetting.formats import FORMATS, PageFormat
from congress.typesetting.lines import BLANK
from congress.typesetting.parsing import split_annex_note
from congress.typesetting.tables import TableRow, has_wide_table
from congress.typesetting.text import PaperText, TypesettingError, paragraphs, tidy

# Blank rows above the signature: with a seal those of the format, best first, so that a seal of 42 mm begins within
# one row of the text; without seal one.
PLAIN_ROOM = (1,)
MOST_TIGHT = 6  # paragraphs at the end that may take one letter more on each line
FEWEST_TEXT_ROWS = 2  # of the body on page 1; a 主送 that leaves less goes to the 版记
CLOSEST_IMPRINT = 17.0  # points from row to row of letters of 14 pt
MORE_ROWS = 2  # a page takes at most so many more, or fewer, than the grid has


Note = tuple[str, str]  # part of the paper, and what to look at there


@dataclass(frozen=True)
class Placed:
    """An item and the row of the page on which it begins, counted from 0."""

    row: float
    item: Item


@dataclass(frozen=True)
class Page:
    """One page: `number` is what is printed at its foot, 0 for none; `rows` is how many fill the 版心.

    The first `fixed` rows (the head of page 1) keep the grid; the rest share what is left.  Page 1 of some formats
    begins lower or ends lower than the 版心 (`PageFormat.first_shift`, `first_more`).
    What stands on a turned page is set across (横排): its form is `form.turned()`.
    """

    items: tuple[Placed, ...]
    number: int
    rows: int
    part: str = "body"
    imprint: tuple[Row, ...] = ()
    fixed: int = 0
    is_turned: bool = False
    is_first: bool = False

    def pitch(self, form: PageFormat) -> float:
        """Distance of two rows below the head, in points."""
        span = form.first_span if self.is_first else form.height - form.size
        return (span - self.fixed * form.pitch) / (self.rows - 1 - self.fixed)

    def top_of(self, row: float, form: PageFormat) -> float:
        """Where the em box of a row begins, in points from the top of the 版心."""
        start = form.first_shift if self.is_first else 0.0
        if row <= self.fixed:
            return start + row * form.pitch
        return start + self.fixed * form.pitch + (row - self.fixed) * self.pitch(form)

    def grid_rows(self, form: PageFormat) -> int:
        """Rows that the grid of this page has, before anything is tightened."""
        return form.first_rows if self.is_first else form.rows


@dataclass(frozen=True)
class Composition:
    """A paper as pages, and what a clerk should know of how it came out."""

    format: PageFormat
    paper: PaperText
    pages: tuple[Page, ...]
    notes: tuple[Note, ...] = ()

    @property
    def page_count(self) -> int:
        """Known before anything is rendered."""
        return len(self.pages)


def compose(paper: PaperText) -> Composition:
    """Set a paper into pages.  Raises TypesettingError for one of more than `most_pages` pages.

    What is set is what is signed: the fields are cleaned as `canonical` cleans them.
    """
    paper = tidy(paper)
    form = FORMATS[paper.format]
    form = form.fitted(marks(paper, form), signing.head_lines(paper, form))
    letters = len(paper.body) + sum(len(annex.body) for annex in paper.annexes)
    _limit(-(-letters // (form.rows * form.cells)) + sum(part.pages for part in paper.annexes), form)
    moves_to = _to_is_too_long(paper, form)
    pages, notes = _text_pages(replace(paper, to="") if moves_to else paper, form)
    if moves_to:
        notes.append(("主送", "主送机关较多，已移至版记。"))
    for at, part in enumerate(paper.annexes, start=1):
        pages += [Page((), 0, form.rows, "appended") for _ in range(part.pages)]
        if part.pdf:
            continue
        is_turned = has_wide_table(part.body, form)
        own = form.turned() if is_turned else form
        items = blocks.annex(part, own, alone=len(paper.annexes) == 1, at=at)
        pages += [replace(page, is_turned=is_turned) for page in _fill(items, own, 0, "annex")]
        _limit(len(pages), form)
        if is_turned:
            notes.append((part.label or "附件", "表格较宽，本附件已横排。"))
    _limit(len(pages), form)
    pages = [replace(page, number=at if at >= form.folio_from else 0) for at, page in enumerate(pages, start=1)]
    imprint = tuple(blocks.imprint(paper, form, with_addressees=moves_to))
    form, closer = _with_room_for(form, len(imprint))
    notes += closer
    return Composition(form, paper, tuple(_close(pages, imprint, form)), tuple(notes))


def _with_room_for(form: PageFormat, rows: int) -> tuple[PageFormat, list[Note]]:
    """The page with the rows of its 版记 so close that all stand on it.  Raises TypesettingError where none could read.

    The standard knows no 版记 of two pages.
    """
    if rows * form.imprint_step <= form.height:
        return form, []
    if rows * CLOSEST_IMPRINT > form.height:
        raise TypesettingError(
            f"主送、抄送单位太多，版记要占{rows}行，一页排不下；"
            "请改用习惯称呼（如“各县、自治县、区（市）人大常委会”），或把单位列成名单放进附件。"
        )
    note = ("版记", "主送、抄送单位较多，版记已压缩行距；可改用习惯称呼使版面疏朗。")
    return replace(form, imprint_step=form.height / rows), [note]


def marks(paper: PaperText, form: PageFormat) -> list[str]:
    """The lines of the mark; a certificate bears its title."""
    return form.mark_lines("".join(paper.title) if form.rule == "frame" else paper.mark)


def _limit(count: int, form: PageFormat) -> None:
    if count > form.most_pages == 1:
        raise TypesettingError("任命书只能是一页，请缩短正文。")
    if count > form.most_pages:
        raise TypesettingError(
            f"公文超过{form.most_pages}页，不能排版；请压缩正文，或把材料放进“附件材料”（不随文印出）。"
        )


def _to_is_too_long(paper: PaperText, form: PageFormat) -> bool:
    """Would page 1 be without text?  Then the 主送 moves to the 版记 [7.3.2]."""
    rows = len(_title_items(paper, form)) + len(blocks.addressees(paper, form))
    return bool(paper.to) and form.first_row + rows + FEWEST_TEXT_ROWS > form.first_rows


def _title_items(paper: PaperText, form: PageFormat) -> list[Item]:
    items: list[Item] = [*blocks.title_lines(paper.title, form), *blocks.adopted_lines(paper.adopted, form)]
    return [*items, BLANK] if items else []


def _text_pages(paper: PaperText, form: PageFormat) -> tuple[list[Page], list[Note]]:
    """Title to 附注, with the signature where it may stand: on a page with text, not with a long 附件说明 alone."""
    sign = [*signing.signature(paper, form), *((line,) for line in blocks.note(paper, form))]
    made = _signed_pages(paper, form, sign)
    if not sign or not blocks.annex_names(paper) or _has_text(made[0][-1]):
        return made
    closer = _signed_pages(paper, form, sign, runs_on=True)
    if _has_text(closer[0][-1]):
        return closer[0], [*closer[1], ("附件说明", "附件说明较长，各附件名称已连排，以使署名所在页有正文。")]
    return made[0], [*made[1], ("附件说明", "附件说明过长，署名所在页没有正文；请合并附件或缩短附件名称。")]


def _signed_pages(
    paper: PaperText, form: PageFormat, sign: list[Row], *, runs_on: bool = False
) -> tuple[list[Page], list[Note]]:
    """The pages of the text and its signature; `runs_on`: the names of the 附件说明 one after the other."""
    pages = _laid(paper, form, len(sign), runs_on=runs_on)
    _limit(len(pages), form)
    return _sign(pages, sign, paper, form, runs_on=runs_on) if sign else (pages, [])


def _has_text(page: Page) -> bool:
    """Is there a row of the body, or of a table of it?"""
    return any(getattr(placed.item, "role", "table") in {"text", "heading", "table"} for placed in page.items)


def _laid(paper: PaperText, form: PageFormat, sign: int, *, tight: int = 0, runs_on: bool = False) -> list[Page]:
    """Title, 主送, body and 附件说明 on pages; the last `tight` paragraphs with one letter more a line.

    `sign` rows will follow below.
    """
    text = paper.body
    if not paper.annex_note:
        text = split_annex_note("\n".join(paragraphs(text)))[0]
    items = [*_title_items(paper, form), *blocks.addressees(paper, form)]
    body = blocks.body(text, form, paper.faces, tight)
    named = blocks.annex_note(paper, form, runs_on=runs_on)
    items += blocks.with_annex_note(body, named, form.rows + MORE_ROWS - PLAIN_ROOM[0] - sign)
    items += blocks.attendance(paper, form)
    return _fill(items, form, form.first_row, "body")


def _height(item: Item) -> int:
    return item.height if isinstance(item, TableRow) else 1


def _fill(items: list[Item], form: PageFormat, first_row: int, part: str) -> list[Page]:
    """Items on pages; the first page begins at `first_row`; a heading moves on rather than stand alone."""
    pages: list[list[Placed]] = [[]]
    row = first_row
    for item in items:
        most = form.first_rows if part == "body" and len(pages) == 1 else form.rows
        if row + _height(item) > most and pages[-1]:
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
    if part == "body":
        made[0] = replace(made[0], fixed=first_row, rows=form.first_rows, is_first=True)
    return made


def _carried(page: list[Placed]) -> list[Placed]:
    """Take the headings at the foot of a page off it, if something else stays."""
    carried: list[Placed] = []
    while len(page) > 1 and getattr(page[-1].item, "keeps_next", False):
        carried.insert(0, page.pop())
    return carried


def _end(page: Page) -> int:
    if not page.items:  # nothing is written yet
        return page.fixed
    last = page.items[-1]
    return int(last.row) + _height(last.item)


def _sign(
    pages: list[Page], sign: list[Row], paper: PaperText, form: PageFormat, *, runs_on: bool
) -> tuple[list[Page], list[Note]]:
    """Put the signature under the text; where it would stand alone, tighten or move rows, never 此页无正文."""
    rooms = form.rooms if paper.is_sealed or form.closing == "signer" else PLAIN_ROOM
    if signed := _signed_below(pages, sign, rooms, form):
        return signed, []
    for tight in range(1, MOST_TIGHT + 1):
        closer = _laid(paper, form, len(sign), tight=tight, runs_on=runs_on)
        signed = _signed_below(closer, sign, rooms, form) if len(closer) <= len(pages) else None
        if signed:
            return signed, [("署名", "署名所在页已压缩字距，以免署名单独成页。")]
    end = _end(pages[-1]) + rooms[-1]
    if end + len(sign) <= pages[-1].grid_rows(form) + MORE_ROWS:
        last = replace(_signed(pages[-1], sign, end), rows=end + len(sign))
        return [*pages[:-1], last], [("署名", f"署名所在页已压缩行距（{last.rows}行），以免署名单独成页。")]
    return _move_text(pages, sign, rooms[0], form)


def _signed_below(pages: list[Page], sign: list[Row], rooms: Sequence[int], form: PageFormat) -> list[Page] | None:
    """The pages with the signature on the last one, if it fits under the text."""
    end = _end(pages[-1])
    for room in rooms:
        if end + room + len(sign) <= pages[-1].grid_rows(form):
            return [*pages[:-1], _signed(pages[-1], sign, end + room)]
    return None


def _move_text(pages: list[Page], sign: list[Row], room: int, form: PageFormat) -> tuple[list[Page], list[Note]]:
    """Take the last rows of text over to a new page with the signature."""
    last = pages[-1]
    kept, moved = list(last.items), []
    while len(kept) > 1 and (len(moved) < 2 or getattr(kept[-1].item, "keeps_next", False)):
        if moved and getattr(kept[-1].item, "role", "") in {"title", "adopted", "to"}:
            break
        moved.insert(0, kept.pop())
    row, carried = 0, []
    for placed in moved:
        carried.append(Placed(row, placed.item))
        row += _height(placed.item)
    # on a page without the head the rows that stay are spread over the whole 版心
    whole = last.grid_rows(form)
    rows = max(whole - MORE_ROWS, _end(replace(last, items=tuple(kept)))) if len(pages) > 1 else whole
    signed = _signed(Page(tuple(carried), 0, form.rows), sign, row + room)
    note = ("署名", "正文最后几行已移至署名所在页，以免署名单独成页。")
    return [*pages[:-1], replace(last, items=tuple(kept), rows=rows), signed], [note]


def _signed(page: Page, sign: list[Row], row: int) -> Page:
    placed = tuple(Placed(row + at + line.down, line) for at, lines in enumerate(sign) for line in lines)
    return replace(page, items=page.items + placed)


def _close(pages: list[Page], imprint: tuple[Row, ...], form: PageFormat) -> list[Page]:
    """版记 on the last, even page; a blank page before it and that page are unnumbered [7.4, 7.5].

    That of a letter lies at the foot of the last page, whatever its number [10.1].
    """
    if not imprint:
        return pages
    last, any_page = pages[-1], form.imprint == "plain"
    if (any_page or len(pages) % 2 == 0) and _has_room(last, len(imprint), form):
        return [*pages[:-1], replace(last, imprint=imprint)]
    if any_page or len(pages) % 2:
        return [*pages, Page((), len(pages) + 1, form.rows, "imprint", imprint)]
    return [*pages, Page((), 0, form.rows, "blank"), Page((), 0, form.rows, "imprint", imprint)]


def _has_room(last: Page, rows: int, form: PageFormat) -> bool:
    """Do so many rows of 版记 fit under what stands on the last page?"""
    if last.rows != last.grid_rows(form) or last.is_turned or last.part == "appended":
        return False
    is_seal_above = any(getattr(placed.item, "role", "") == "date" for placed in last.items)
    # a seal reaches more than one row below the date; under a letter's 版记 there is no rule that it could touch
    below = 1.0 if not is_seal_above else 1.7 if form.imprint == "plain" else 2.0
    end = last.top_of(_end(last) + below, form)
    return rows * form.imprint_step <= form.height + form.pitch - form.size - end
