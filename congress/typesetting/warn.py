"""What a clerk should look at before the paper goes on: said in words, never refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from congress.typesetting import fonts
from congress.typesetting.blocks import title_lines
from congress.typesetting.formats import FORMATS
from congress.typesetting.pages import Composition, compose
from congress.typesetting.parsing import KINDS, split_annex_note
from congress.typesetting.text import PaperText, paragraphs


@dataclass(frozen=True)
class Warning:
    """One thing to look at; `about` names the part."""

    about: str
    message: str


def warnings(paper: PaperText, made: Composition | None = None) -> list[Warning]:
    """Everything worth a look, in the order of the page."""
    made = made or compose(paper)
    found = [*_title(paper), *_glyphs(made), *_unknown_tables(made)]
    found += [Warning(about, note) for about, note in made.notes]
    if paper.annexes and not (paper.annex_note or split_annex_note("\n".join(paragraphs(paper.body)))[1]):
        found.append(Warning("附件", "正文之后没有附件说明，已按附件标题编排，请核对。"))
    return found


def _title(paper: PaperText) -> Iterator[Warning]:
    whole = "".join(paper.title)
    if whole and not whole.endswith(tuple(KINDS.split("|"))) and not whole.endswith("）"):
        yield Warning("标题", "标题没有以文种（通知、函、意见等）结尾。")
    rows = [line.text for line in title_lines(paper.title, FORMATS[paper.format])]
    if len(rows) > 1 and len(rows[-1]) < 4:
        yield Warning("标题", f"标题最后一行只有{len(rows[-1])}个字，请调整断行。")
    if len(rows) > 4:
        yield Warning("标题", f"标题占{len(rows)}行，建议精简。")


def _glyphs(made: Composition) -> Iterator[Warning]:
    """Characters that the face's first font lacks, by character: they print in another font, or not at all."""
    fallen: dict[str, str] = {}
    for line in _lines(made):
        for run in line.runs:
            for char in run.text:
                if fonts.is_fallback(char, run.face):
                    fallen.setdefault(char, run.face)
    for char, face in fallen.items():
        font = fonts.font_of(char, face)
        label = fonts.FACES[face].label
        if font is None:
            yield Warning("字体", f"“{char}”（U+{ord(char):04X}）没有字体可印，会印成方框；请改用其他写法或安装字体。")
        else:
            yield Warning("字体", f"“{char}”不在{label}字体中，将用{font.family}代替，请看预览是否合适。")


def _unknown_tables(made: Composition) -> Iterator[Warning]:
    wide = any(getattr(p.item, "widths", ()) and min(p.item.widths) < 24 for page in made.pages for p in page.items)
    if wide:
        yield Warning("表格", "表格栏数较多，每栏很窄；请减少栏数，或移到附件中横排，或作为附件文件上传。")


def _lines(made: Composition) -> Iterator:
    for page in made.pages:
        for placed in page.items:
            cells = getattr(placed.item, "cells", None)
            yield from (line for cell in cells for line in cell) if cells else (placed.item,)
        yield from (line for row in page.imprint for line in row)
