"""From pages to HTML for the render process: rows of fixed height in the flow of the page, all text escaped.

What has a place of its own (mark, number, rules, 版记, page number, cells of
tables) is placed absolutely.  A row is one element with as little style of its
own as can be: two thirds of the time of WeasyPrint go by elements.  This HTML
is seen by WeasyPrint only; no browser and no field of the system ever holds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from congress.typesetting.blocks import Item, measure
from congress.typesetting.fonts import FACES, is_fallback
from congress.typesetting.formats import DOUBLE, MM, NARROWEST, SIZE_4, PageFormat
from congress.typesetting.lines import Line, Run, width_of
from congress.typesetting.pages import Composition, Page, marks
from congress.typesetting.signing import STAMP_CELLS, STAMP_ROWS, head
from congress.typesetting.tables import TableRow

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "papers"
TAGS = {"title": "h1", "heading": "h2", "annex-title": "h1", "table": "table"}
WHOLE = {"title", "adopted", "annex-title", "table"}  # one element whatever its lines
RED = "#d7000f"
THICK, THIN = 0.35 * MM, 0.25 * MM
DOUBLE_WIDTH = 170 * MM  # of the double rules of a letter [10.1]
LOWER_RULE = 20 * MM  # from the foot of the paper to the second of them
FRAME = 17 * MM  # from the edge of a certificate to its frame
SEAL = 42 * MM  # diameter
SEAL_LIFT = 5.0  # 署名 and date lie a little below the middle of the seal [7.3.5.1]


def html(made: Composition) -> str:
    """The whole document; `templates/papers/<format>.html` is its frame."""
    frame = (TEMPLATES / made.format.template).read_text()
    title = "".join(made.paper.title)
    pages = "\n".join(_page(page, made, is_first=at == 0) for at, page in enumerate(made.pages))
    parts = {"title": escape(title), "author": escape("、".join(made.paper.signatories)), "pages": pages}
    # in one pass: a title that reads {{ pages }} is a title
    return re.sub(r"\{\{ (\w+) \}\}", lambda found: parts[found[1]], frame)


def sheet(form: PageFormat) -> str:
    """The style sheet of the faces, by the chains of installed fonts, and of the grid."""
    rules = []
    for face in FACES.values():
        names = ", ".join(f'"{name}"' for name in face.families)
        weight = "bold" if face.is_bold else "normal"
        rules.append(f".{face.key} {{ font-family: {names}; font-weight: {weight}; }}")
    turned = form.turned()
    rules += [
        f"@page {{ size: {form.page_width:.3f}pt {form.page_height:.3f}pt; }}",
        _page_rule(".page", form),
        *_row_rules("", form),
        _page_rule(".turned", turned),
        f".turned {{ transform: translateY({form.page_height:.3f}pt) rotate(-90deg); }}",
        *_row_rules(".turned ", turned),
    ]
    return "\n".join(rules)


def _page_rule(name: str, form: PageFormat) -> str:
    """The paper and its margins."""
    side = form.page_width - form.left - form.width
    return (
        f"{name} {{ width: {form.page_width:.3f}pt; height: {form.page_height:.3f}pt;"
        f" padding: {_first_top(form):.3f}pt {side:.3f}pt 0 {form.left:.3f}pt; }}"
    )


def _row_rules(where: str, form: PageFormat) -> Iterator[str]:
    """A full row of the body, and the indent of a paragraph."""
    grid = measure(form)
    yield (
        f"{where}.row {{ height: {form.pitch:.3f}pt; line-height: {form.pitch:.3f}pt; font-size: {form.size}pt;"
        f" letter-spacing: {grid.spacing:.4f}pt; }}"
    )
    yield f"{where}.in {{ padding-left: {2 * grid.cell:.3f}pt; }}"


def _first_top(form: PageFormat) -> float:
    """Where the box of row 0 begins: its em box then begins at the upper edge of the 版心."""
    return form.top - (form.pitch - form.size) / 2


def _page(page: Page, made: Composition, *, is_first: bool) -> str:
    parts = [*_head(made)] if is_first else []
    if page.is_turned:
        parts += ['<div class="turned">', *_flow(page, made.format.turned()), "</div>"]
    else:
        parts += _flow(page, made.format)
    parts += _imprint(page, made.format)
    if page.number:
        parts.append(_folio(page.number, made.format))
    if made.paper.is_draft:
        parts += ['<p class="draft hei">草稿</p>', *_seal_places(page, made)]
    return f'<section class="page">{"".join(parts)}</section>'


def _head(made: Composition) -> Iterator[str]:
    """The red mark, the rows above the rule, and the rule."""
    form = made.format
    yield from _mark(marks(made.paper, form), form)
    for row, line in head(made.paper, form):
        yield _at(line, form.top + form.first_shift + row * form.pitch, form)
    if form.rule == "single":
        last = form.first_row - 3  # the title stands two blank rows under the rule
        yield _rule(form.top + last * form.pitch + form.size + form.rule_gap, form, THICK * 1.5, RED)
    elif form.rule == "double":
        yield from _double(made)
    elif form.rule == "frame":
        yield from _frame(form)


def _double(made: Composition) -> Iterator[str]:
    """The two red double rules of a letter: thick over thin under the mark, thin over thick at the foot [10.1]."""
    form = made.format
    [mark] = marks(made.paper, form)
    left, (thick, space, thin) = (form.page_width - DOUBLE_WIDTH) / 2, DOUBLE
    upper = form.top + form.mark_top + form.fitting_size(mark) + form.rule_gap
    lower = form.page_height - LOWER_RULE
    for top, height in (
        (upper, thick), (upper + thick + space, thin), (lower - thick - space - thin, thin), (lower - thick, thick),
    ):  # fmt: skip
        yield _bar(top, left, DOUBLE_WIDTH, height, RED)


def _frame(form: PageFormat) -> Iterator[str]:
    """A double frame of red around a certificate: a thick line and a thin one inside it."""
    for inset, line in ((FRAME, 1.2 * MM), (FRAME + 2.2 * MM, THICK)):
        wide, high = form.page_width - 2 * inset, form.page_height - 2 * inset
        yield _bar(inset, inset, wide, line, RED)
        yield _bar(inset + high - line, inset, wide, line, RED)
        yield _bar(inset, inset, line, high, RED)
        yield _bar(inset, inset + wide - line, line, high, RED)


def _mark(organs: list[str], form: PageFormat) -> Iterator[str]:
    """发文机关标志: centred; organs that issue together stand one under the other, 文件 beside them [7.2.4]."""
    top = form.top + form.mark_top
    if len(organs) == 1:
        size, tag = form.fitting_size(organs[0]), "p" if form.is_titled else "h1"
        yield _red(organs[0], top, form.left, form.width, size, tag=tag, space=form.mark_space)
        return
    size = form.joint_size
    beside = 2.5 * size if organs[-1].endswith("文件") else 0.0
    organs = [*organs[:-1], organs[-1].removesuffix("文件")]
    longest = max(map(len, organs))
    wide = min(size * longest, form.width - beside)
    left = form.left + (form.width - beside - wide) / 2
    for at, organ in enumerate(organs):
        # a shorter name is spread to the width of the longest, or of that narrowed
        space = max(0.0, wide - size * len(organ)) / max(1, len(organ) - 1)
        yield _red(organ, top + at * form.joint_step, left, wide, size, space=space)
    if beside:
        middle = top + (len(organs) - 1) * form.joint_step / 2
        yield _red("文件", middle, left + wide + 0.5 * size, beside - 0.5 * size, size)


def _red(text: str, top: float, left: float, width: float, size: float, *, tag: str = "p", space: float = 0.0) -> str:
    """Red letters on one line, narrowed where they would be wider than their place."""
    size = min(size, width / max(1, len(text)) / NARROWEST)
    natural = size * len(text) + space * (len(text) - 1)
    spaced = f"letter-spacing:{space:.2f}pt;" if space else ""
    narrow = f"transform:scaleX({width / natural:.4f});" if natural > width else ""
    return (
        f'<{tag} class="mark title" style="top:{top:.2f}pt;left:{left + (width - natural) / 2:.2f}pt;'
        f'width:{natural:.2f}pt;font-size:{size:.2f}pt;line-height:{size:.2f}pt;color:{RED};{narrow}{spaced}">{escape(text)}</{tag}>'
    )


def _rule(top: float, form: PageFormat, thickness: float, colour: str = "#000") -> str:
    return _bar(top, form.left, form.width, thickness, colour)


def _bar(top: float, left: float, width: float, height: float, colour: str) -> str:
    return (
        f'<div class="rule" style="top:{top:.2f}pt;left:{left:.2f}pt;width:{width:.2f}pt;'
        f'height:{height:.3f}pt;background:{colour}"></div>'
    )


def _flow(page: Page, form: PageFormat) -> Iterator[str]:
    """The rows, paragraph by paragraph; the space above a row is what lies between it and the row before."""
    pitch = page.pitch(form)
    cursor, opened = _first_top(form), ""
    for placed in page.items:
        top = form.top + page.top_of(placed.row, form) + (form.size - pitch) / 2
        role = "table" if isinstance(placed.item, TableRow) else placed.item.role
        if role == "blank":
            continue
        if not _goes_on(placed.item, role, opened):
            yield _close(opened) + f"<{TAGS.get(role, 'p')}>"
            opened = role
        if isinstance(placed.item, TableRow):
            yield _table_row(placed.item, top, pitch, form)
        else:
            yield _row(placed.item, top - cursor, pitch, form)
            cursor = top + pitch
    yield _close(opened)


def _goes_on(item: Item, role: str, opened: str) -> bool:
    """Does this belong to the element that is open: a row to its table, a line to its title or paragraph?"""
    return opened == role and (role in WHOLE or not item.begins)


def _close(role: str) -> str:
    return f"</{TAGS.get(role, 'p')}>" if role else ""


def _row(line: Line, gap: float, pitch: float, form: PageFormat) -> str:
    """One row in the flow, `gap` points below the one before; `pitch` is its height."""
    grid, style, classes = measure(form), [], ["row"]
    if abs(gap) > 0.005:
        style.append(f"margin-top:{gap:.3f}pt")
    if abs(pitch - form.pitch) > 0.005:
        style.append(f"height:{pitch:.3f}pt;line-height:{pitch:.3f}pt")
    if line.align == "left" and abs(line.offset - 2 * grid.cell) < 0.005:
        classes.append("in")
        line_offset = 0.0
    else:
        line_offset = line.offset
    return _element("span", line, classes, [*style, *_own_style(line, line_offset, form)])


def _at(line: Line, top: float, form: PageFormat, left: float | None = None, width: float | None = None) -> str:
    """One row at a place of its own: the em box of its letters begins at `top`."""
    left = form.left if left is None else left
    width = form.width if width is None else width
    style = [f"top:{top:.2f}pt;left:{left:.2f}pt;width:{width:.2f}pt;height:{line.size}pt;line-height:{line.size}pt"]
    return _element("p", line, ["row", "at"], [*style, *_own_style(line, line.offset, form)])


def _own_style(line: Line, offset: float, form: PageFormat) -> Iterator[str]:
    """What differs from a full row of the body."""
    if abs(line.spacing - measure(form).spacing) > 0.0005:
        yield f"letter-spacing:{line.spacing:.4f}pt"
    if line.size != form.size:
        yield f"font-size:{line.size:.2f}pt"
    if line.align != "left":
        yield f"text-align:{line.align}"
    if offset and line.align != "center":
        yield f"padding-{line.align}:{offset:.2f}pt"


def _element(tag: str, line: Line, classes: list[str], style: list[str]) -> str:
    own = line.runs[0].face if len(line.runs) == 1 else "fang"
    text = "".join(
        escape(run.text) if run.face == own else f'<span class="{run.face}">{escape(run.text)}</span>'
        for run in line.runs
    )
    if any(is_fallback(char, run.face) for run in line.runs for char in run.text):
        # another font has another height: without height of its own it cannot push the row off the grid
        text = f'<span class="flat">{text}</span>'
    styled = f' style="{";".join(style)}"' if style else ""
    return f'<{tag} class="{" ".join([*classes, own])}"{styled}>{text}</{tag}>'


def _table_row(row: TableRow, top: float, pitch: float, form: PageFormat) -> str:
    """A row of a table, known as one to a reader of the screen; the cells stand at places of their own."""
    left, tag, cells = form.left, "th" if row.is_head else "td", []
    for cell, width in zip(row.cells, row.widths, strict=True):
        first = top + (row.height - len(cell)) * pitch / 2
        places = [first + at * pitch + (pitch - line.size) / 2 for at, line in enumerate(cell)]
        cells.append(
            f'<{tag}><div class="cell" style="top:{top:.2f}pt;left:{left:.2f}pt;width:{width:.2f}pt;'
            f'height:{row.height * pitch:.2f}pt"></div>'
            + "".join(_at(line, place, form, left, width) for line, place in zip(cell, places, strict=True))
            + f"</{tag}>"
        )
        left += width
    return f"<tr>{''.join(cells)}</tr>"


def _imprint(page: Page, form: PageFormat) -> list[str]:
    """版记: the last rule lies on the foot of the 版心."""
    if not page.imprint:
        return []
    step = form.imprint_step
    bottom = form.top + form.height
    top = bottom - step * len(page.imprint)
    has_rules = form.imprint == "ruled"
    parts = [_rule(top, form, THICK)] if has_rules else []
    for at, row in enumerate(page.imprint):
        parts += [_at(line, top + at * step + (step - SIZE_4) / 2, form) for line in row]
        closes_cc = row[0].role == "cc" and at + 1 < len(page.imprint) and page.imprint[at + 1][0].role != "cc"
        if closes_cc and has_rules:
            parts.append(_rule(top + (at + 1) * step, form, THIN))
    return [*parts, _rule(bottom - THICK, form, THICK)] if has_rules else parts


def _folio(number: int, form: PageFormat) -> str:
    """页码: 4号半角宋体; its dashes lie 7 mm under the 版心, odd right and even left, one cell in [7.5]."""
    top = form.top + form.height + 7 * MM - SIZE_4 / 2
    align = "right" if number % 2 else "left"
    return _at(Line((Run(f"— {number} —", "song"),), form.cell, 0.0, align, "folio", SIZE_4), top, form)


def _seal_places(page: Page, made: Composition) -> Iterator[str]:
    """Where the seals, or the 签名章, will be, shown on a draft only: a picture of a seal is no seal."""
    form = made.format
    if not made.paper.is_sealed:
        return
    names = [placed for placed in page.items if getattr(placed.item, "role", "") == "signatory"]
    if form.closing == "signer":
        wide, high = STAMP_CELLS * form.cell, (STAMP_ROWS - 1) * form.pitch + form.size
        for placed in names:
            top = form.top + page.top_of(placed.row, form) + (form.size - high) / 2
            yield _place(top, form.left + form.width - 4 * form.cell - wide, wide, high, "stamp")
        return
    for placed in names:
        width = width_of(placed.item.runs, measure(form))
        middle = form.left + form.width - placed.item.offset - width / 2
        # the last one covers the date too; the others lie level with it
        centre = page.top_of(placed.row, form) + (form.size + form.pitch) / 2 - SEAL_LIFT
        top = form.top + centre - SEAL / 2
        yield _place(top, middle - SEAL / 2, SEAL, SEAL, "seal")


def _place(top: float, left: float, width: float, height: float, name: str) -> str:
    style = f"top:{top:.2f}pt;left:{left:.2f}pt;width:{width:.2f}pt;height:{height:.2f}pt"
    return f'<div class="{name}" style="{style}"></div>'
