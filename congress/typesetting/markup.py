"""From pages to HTML for the render process: every row an absolutely placed block, all text escaped.

This HTML is seen by WeasyPrint only; no browser and no field of the system
ever holds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from congress.typesetting.blocks import TableRow, head
from congress.typesetting.fonts import FACES
from congress.typesetting.formats import MM, SIZE_4, PageFormat
from congress.typesetting.lines import Line, Run
from congress.typesetting.pages import Composition, Page, Placed

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "papers"
TAGS = {"title": "h1", "heading": "h2", "annex-title": "h1", "annex-label": "p"}
RED = "#d7000f"
THICK, THIN = 0.35 * MM, 0.25 * MM


def html(made: Composition) -> str:
    """The whole document; `templates/papers/<format>.html` is its frame."""
    frame = (TEMPLATES / made.format.template).read_text()
    title = "".join(made.paper.title)
    pages = "\n".join(_pages(made))
    return (
        frame.replace("{{ title }}", escape(title))
        .replace("{{ author }}", escape("、".join(made.paper.signatories)))
        .replace("{{ pages }}", pages)
    )


def faces() -> str:
    """The style sheet of the faces, by the chains of installed fonts."""
    rules = []
    for face in FACES.values():
        names = ", ".join(f'"{name}"' for name in face.families)
        weight = "bold" if face.is_bold else "normal"
        rules.append(f".{face.key} {{ font-family: {names}; font-weight: {weight}; }}")
    return "\n".join(rules)


def _pages(made: Composition) -> Iterator[str]:
    for at, page in enumerate(made.pages):
        parts = [*_head(made)] if at == 0 else []
        parts += [part for placed in page.items for part in _placed(placed, page, made.format)]
        parts += _imprint(page, made.format)
        if page.number:
            parts.append(_folio(page.number, made.format))
        if made.paper.is_draft:
            parts.append('<p class="draft hei">草稿</p>')
        yield f'<section class="page">{"".join(parts)}</section>'


def _head(made: Composition) -> Iterator[str]:
    """The red mark, the rows above the rule, and the rule."""
    form, paper = made.format, made.paper
    size = min(form.mark_size, form.width / max(1, len(paper.mark)))
    top = form.top + form.mark_top
    yield (
        f'<p class="mark title" style="top:{top:.2f}pt;left:{form.left:.2f}pt;width:{form.width:.2f}pt;'
        f'font-size:{size:.2f}pt;line-height:{size:.2f}pt">{escape(paper.mark)}</p>'
    )
    for row, line in head(paper, form):
        yield _line(line, form.top + row * form.pitch, form)
    rule = form.top + form.number_row * form.pitch + form.size + form.rule_gap
    yield _rule(rule, form, THICK * 1.5, RED)


def _rule(top: float, form: PageFormat, thickness: float, colour: str = "#000") -> str:
    return (
        f'<div class="rule" style="top:{top:.2f}pt;left:{form.left:.2f}pt;width:{form.width:.2f}pt;'
        f'height:{thickness:.3f}pt;background:{colour}"></div>'
    )


def _placed(placed: Placed, page: Page, form: PageFormat) -> Iterator[str]:
    top = form.top + page.top_of(placed.row, form)
    if isinstance(placed.item, TableRow):
        yield from _table_row(placed.item, top, page.pitch(form), form)
    elif placed.item.runs:
        yield _line(placed.item, top, form)


def _line(line: Line, top: float, form: PageFormat, left: float | None = None, width: float | None = None) -> str:
    """One row: the em box of its letters begins at `top`."""
    left = form.left if left is None else left
    width = form.width if width is None else width
    tag = TAGS.get(line.role, "p")
    spacing = f"letter-spacing:{line.spacing:.4f}pt;" if line.spacing else ""
    runs = "".join(f'<span class="{run.face}">{escape(run.text)}</span>' for run in line.runs)
    shift = {"left": "padding-left", "right": "padding-right"}.get(line.align)
    # the space after the last letter belongs to the next cell: without this a line is shifted by half of it
    trail = f"margin-right:{-line.spacing:.4f}pt;" if line.spacing and line.align != "left" else ""
    offset = f"{shift}:{line.offset:.2f}pt;" if shift else ""
    style = (
        f"top:{top:.2f}pt;left:{left:.2f}pt;width:{width:.2f}pt;font-size:{line.size:.2f}pt;"
        f"line-height:{line.size:.2f}pt;height:{line.size:.2f}pt;text-align:{line.align};{spacing}{offset}"
    )
    return f'<{tag} class="row {line.role}" style="{style}"><span style="{trail}">{runs}</span></{tag}>'


def _table_row(row: TableRow, top: float, pitch: float, form: PageFormat) -> Iterator[str]:
    left, height = form.left, row.height * pitch
    box = top - (pitch - form.size) / 2
    for cell, width in zip(row.cells, row.widths, strict=True):
        yield (
            f'<div class="cell" style="top:{box:.2f}pt;left:{left:.2f}pt;width:{width:.2f}pt;'
            f'height:{height:.2f}pt"></div>'
        )
        first = top + (row.height - len(cell)) * pitch / 2
        for at, line in enumerate(cell):
            yield _line(line, first + at * pitch + (form.size - line.size) / 2, form, left, width)
        left += width


def _imprint(page: Page, form: PageFormat) -> list[str]:
    """版记: the last rule lies on the foot of the 版心."""
    if not page.imprint:
        return []
    step = SIZE_4 * 1.75
    bottom = form.top + form.height
    top = bottom - step * len(page.imprint)
    parts = [_rule(top, form, THICK)]
    for at, row in enumerate(page.imprint):
        parts += [_line(line, top + at * step + (step - SIZE_4) / 2, form) for line in row]
        closes_cc = row[0].role == "cc" and at + 1 < len(page.imprint) and page.imprint[at + 1][0].role != "cc"
        if closes_cc:
            parts.append(_rule(top + (at + 1) * step, form, THIN))
    return [*parts, _rule(bottom - THICK, form, THICK)]


def _folio(number: int, form: PageFormat) -> str:
    """页码: 4号半角宋体 with dashes, 7 mm under the 版心, odd right and even left, one cell in [7.5]."""
    top = form.top + form.height + 7 * MM
    line = Line(
        (Run(f"— {number} —", "song"),),
        offset=form.size,
        size=SIZE_4,
        align="right" if number % 2 else "left",
        role="folio",
    )
    return _line(line, top, form)
