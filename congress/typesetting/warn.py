"""What a clerk should look at before the paper goes on: said in words, never refused."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from congress.typesetting import fonts
from congress.typesetting.blocks import WHOLE, annex_names, title_lines
from congress.typesetting.formats import FORMATS
from congress.typesetting.pages import Composition, compose
from congress.typesetting.parsing import KINDS, split_annex_note
from congress.typesetting.tables import has_wide_table
from congress.typesetting.text import PaperText, paragraphs

CITED = re.compile(r"([\u4e00-\u9fff]{2,24})〔(\d{4})〕(\d{1,6})号")
NARROW = 24.0  # points: a column of one letter
LISTED = re.compile(r"[^。；：！？\n\t]+")  # names in one such stretch are one list
# An organ's name goes on, or began earlier, where these letters stand beside it.
IN_LONGER = re.compile(r"[\u4e00-\u9fff]{0,8}?(?:办公室|研究室|委员会|工委|党委|党组|秘书科|机关)")
REGIONS = ("省", "市", "县", "区")
OF_A_NAME = re.compile(r"[\u4e00-\u9fff](?<![和与及由向对请经报送在])$")
MOST_BETWEEN = 24  # letters from one name of a list to the next: a post, a comma


class Cited(NamedTuple):
    """A 发文字号 in a text: the letters before its year, of which the last ones are the 机关代字."""

    words: str
    year: int
    sequence: int


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
    found += _lone_signature(made)
    if paper.annexes and not (paper.annex_note or split_annex_note("\n".join(paragraphs(paper.body)))[1]):
        found.append(Warning("附件", "正文之后没有附件说明，已按附件标题编排，请核对。"))
    return [*found, *_annex_note(paper)]


def _annex_note(paper: PaperText) -> Iterator[Warning]:
    """The 附件说明 that the text gives must name as many annexes as follow."""
    named, annexes = annex_names(paper), paper.annexes
    files = [title for annex in annexes if annex.pdf and (title := "".join(annex.title)) not in named]
    if named and annexes and files and len(named) != len(annexes):
        names = "”“".join(files)
        yield Warning(
            "附件", f"正文末的附件说明里没有“{names}”，请补上；或删去正文里的附件说明，由系统按附件标题编排。"
        )
    elif named and annexes and len(named) != len(annexes):
        yield Warning("附件", f"附件说明列了{len(named)}个附件，随文的附件有{len(annexes)}个，请核对。")


def _title(paper: PaperText) -> Iterator[Warning]:
    whole = "".join(paper.title)
    if whole and not whole.endswith(tuple(KINDS.split("|"))) and not whole.endswith("）"):
        yield Warning("标题", "标题没有以文种（通知、函、意见等）结尾，请补上文种。")
    rows = [line.text for line in title_lines(paper.title, FORMATS[paper.format])]
    if len(rows) > 1 and len(rows[-1]) < 4:
        yield Warning("标题", f"标题最后一行只有{len(rows[-1])}个字，请增删几个字，使各行长短相称。")
    for before, after in _divided(rows):
        yield Warning("标题", f"标题在“{before}”与“{after}”之间断行，词意不完整，请增删几个字或换个说法。")
    if len(rows) > 4:
        yield Warning("标题", f"标题占{len(rows)}行（{len(whole)}个字），请精简到三行以内。")


def _divided(rows: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Line ends of a title that divide a word, or leave 的 or a closing mark at the start of a line."""
    whole, end = "".join(rows), 0
    inside = {at for word in WHOLE.finditer(whole) for at in range(word.start() + 1, word.end())}
    for row in rows[:-1]:
        end += len(row)
        if end in inside or whole[end] in "的》）、":
            yield whole[max(0, end - 2) : end], whole[end : end + 2]


def _lone_signature(made: Composition) -> Iterator[Warning]:
    """The page of the date has no text: only a very long 附件说明 can do that, or a 署名 of very many organs."""
    for page in made.pages:
        roles = {getattr(placed.item, "role", "table") for placed in page.items}
        if "date" in roles and not roles & {"text", "heading", "table"}:
            yield Warning("署名", "署名和成文日期所在页没有正文，请调整正文或附件说明。")


def cited(paper: PaperText) -> list[Cited]:
    """发文字号 that the text cites, each once, in the order of the text."""
    texts = ("".join(paper.title), paper.body, *(annex.body for annex in paper.annexes))
    found = (match for text in texts for match in CITED.finditer(text))
    return list(dict.fromkeys(Cited(match[1], int(match[2]), int(match[3])) for match in found))


def unknown_numbers(
    numbers: Sequence[Cited], last: Mapping[tuple[str, int], int], void: Collection[tuple[str, int, int]] = ()
) -> list[Warning]:
    """Those of our own series that the register lacks, or knows as void.

    `last`: the last number of each series (机关代字, year) that is kept in this register; of other series, and of
    years before it, nothing is known and nothing said.
    """
    found = []
    for number in numbers:
        # letters before the word of the organ may belong to the sentence: 按照遵人常办〔2026〕8号
        names = (number.words[at:] for at in range(len(number.words)))
        prefix = next((name for name in names if (name, number.year) in last), None)
        if prefix is None:
            continue
        text, end = f"{prefix}〔{number.year}〕{number.sequence}号", last[prefix, number.year]
        if number.sequence > end:
            found.append(f"“{text}”在发文登记簿中查不到，{number.year}年只编到{end}号；请核对文号。")
        elif (prefix, number.year, number.sequence) in void:
            found.append(f"“{text}”在发文登记簿中已作废；请核对文号，或改引现行的文件。")
    return [Warning("引用文号", message) for message in dict.fromkeys(found)]


def wrong_order(paper: PaperText, ordered: Sequence[str]) -> list[Warning]:
    """Names that stand before one of a higher place; `ordered` is the office's 排序 of persons or of organs.

    Only names of one list are compared: what a full stop, a semicolon or a colon divides is two lists.
    A name is one only by itself: the 市人大常委会 in 市人大常委会信访办公室 is none.
    """
    places = {name: at for at, name in enumerate(ordered)}
    # the longer first, so that 市人大常委会办公室 is not taken for 市人大常委会
    names = "|".join(map(re.escape, sorted(places, key=len, reverse=True)))
    parts = {
        "主送": paper.to, "抄送": paper.cc, "署名": "、".join(paper.signatories),
        "参会人员": "\n".join(paper.attendance), "正文": paper.body,
        "附件": "\n".join(annex.body for annex in paper.annexes),
    }  # fmt: skip
    return [found for about, text in parts.items() if names for found in _inverted(about, text, names, places)]


def _inverted(about: str, text: str, names: str, places: dict[str, int]) -> Iterator[Warning]:
    for stretch in LISTED.findall(text):
        found = [match for match in re.finditer(names, stretch) if not _is_part(match)]
        for one, other in pairwise(found):
            is_list = other.start() - one.end() <= MOST_BETWEEN
            if is_list and places[one[0]] > places[other[0]]:
                yield Warning(
                    about,
                    f"“{other[0]}”排在“{one[0]}”之后，与本机关今天的排序不符；请调换先后，排序有变的请秘书科先在管理台改正。",
                )


def _is_part(match: re.Match[str]) -> bool:
    """Is it only the beginning or the end of another organ's name?"""
    return bool(IN_LONGER.match(match.string, match.end())) or (
        match[0].startswith(REGIONS) and bool(OF_A_NAME.search(match.string[: match.start()]))
    )


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
    if has_wide_table(made.paper.body, made.format):
        yield Warning(
            "表格", "正文里的表格太宽，每格排不下四个字；请把表格移到“附件正文”，系统会自动横排，或减少栏数。"
        )
    annexed = (placed.item for page in made.pages if page.part == "annex" for placed in page.items)
    if any(getattr(item, "widths", ()) and min(item.widths) < NARROW for item in annexed):
        yield Warning("表格", "附件表格栏数太多，横排后每栏仍很窄；请分成几张表，或做成PDF放进“附件为 PDF”。")


def _lines(made: Composition) -> Iterator:
    for page in made.pages:
        for placed in page.items:
            cells = getattr(placed.item, "cells", None)
            yield from (line for cell in cells for line in cell) if cells else (placed.item,)
        yield from (line for row in page.imprint for line in row)
