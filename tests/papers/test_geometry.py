"""A paper measures what the standard says, at every length; and the measure sees what is wrong."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from types import SimpleNamespace

import pdfplumber
import pytest

from congress import printing, typesetting
from congress.typesetting import blocks, fonts, formats, markup
from tests.papers.conftest import notice
from tests.papers.geometry import faults


def test_the_real_notice_of_2016_is_right_page_by_page(real_pdf):
    assert faults(real_pdf) == []


def test_the_real_notice_has_its_attachment_on_pages_of_its_own(real_pdf, real_paper):
    with pdfplumber.open(io.BytesIO(real_pdf)) as pdf:
        assert len(pdf.pages) == 18
        third = pdf.pages[2].extract_text_lines()
        assert third[0]["text"] == "附件"
        assert third[1]["text"].startswith("中共遵义市委关于")
        assert pdf.metadata["Title"] == "关于召开全市人大常委会主任座谈会的通知"
    assert [annex.title for annex in real_paper.annexes] == [
        ("中共遵义市委关于", "加强和改进县乡人大工作的实施意见", "（征求意见稿）")
    ]


def test_only_subsets_of_the_right_fonts_are_embedded(real_pdf):
    with pdfplumber.open(io.BytesIO(real_pdf)) as pdf:
        names = {char["fontname"] for page in pdf.pages for char in page.chars}
    assert all(name[6] == "+" for name in names)
    assert {name[7:] for name in names} == {
        "FandolFang", "FandolHei", "FandolKai", "FandolSong", "FandolSong-Bold",
    }  # fmt: skip


@pytest.mark.no_cover  # a sweep: the same lines again and again
@pytest.mark.parametrize("sentences", range(1, 24))
def test_a_notice_is_right_wherever_its_signature_falls(sentences):
    """A sweep: each sentence adds 36 letters, so the signature passes every position of two pages."""
    assert faults(printing.render(notice(sentences)).pdf) == []


def test_a_draft_says_so_on_every_page_and_has_no_number():
    pdf = printing.render(notice(12, number="", signed_on=None, is_draft=True)).pdf
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        texts = ["".join(char["text"] for char in page.chars) for page in document.pages]
    assert all("草稿" in text for text in texts)
    assert not any("〔" in text for text in texts)


RIGHT = SimpleNamespace(
    faced=blocks.faced, addressees=blocks.addressees, sheet=markup.sheet, folio=markup._folio, fang=fonts.FACES["fang"]
)
FORM = formats.FORMATS["document"]
WIDE = typesetting.parse_annexes("附件\n一览表\n" + "\t".join(["责任单位"] * 9) + "\n" + "\t".join(["某某某局"] * 9))


def second_level_in_body_face(text, chosen=""):
    runs, is_heading = RIGHT.faced(text, chosen)
    return [replace(run, face="fang") if run.face == "kai" else run for run in runs], is_heading


def indented_addressees(paper, form):
    return [replace(line, offset=2 * form.cell) for line in RIGHT.addressees(paper, form)]


def turned_the_other_way(form):
    changed = re.sub(r"translateY\(.*?\) rotate\(-90deg\)", "translateX(210mm) rotate(90deg)", RIGHT.sheet(form))
    assert changed != RIGHT.sheet(form)
    return changed


PATCHES = {
    "colour": (markup, "RED", "#000000"),
    "heading": (blocks, "faced", lambda text, chosen="": ([blocks.Run(text)], False)),
    "second level": (blocks, "faced", second_level_in_body_face),
    "after the heading": (blocks, "faced", lambda text, chosen="": ([blocks.Run(text, "kai")], False)),
    "addressees": (blocks, "addressees", indented_addressees),
    "turned": (markup, "sheet", turned_the_other_way),
    "folio": (markup, "_folio", lambda number, form: RIGHT.folio(number + 1, form)),
    "rules": (markup, "THICK", markup.THICK * 4),
}
ITEMS = {
    "margin": {"left": FORM.left + 9},
    "grid": {"rows": 25},
    "cells": {"cells": 30, "size": 14.5},
    "title size": {"title_size": 18.0},
    "rule gap": {"rule_gap": 40.0},
    "mark": {"mark_top": 20.0},
    "paper": {"page_width": 600.0},
}
FIELDS = {"imprint": {"cc": "", "printed_by": "", "printed_on": None}, "turned": {"annexes": WIDE}}


def wrong(monkeypatch, what: str) -> bytes:
    """A paper with one deliberate fault."""
    if what in PATCHES:
        monkeypatch.setattr(*PATCHES[what])
    if what in ITEMS:
        monkeypatch.setitem(formats.FORMATS._entries, "document", replace(FORM, **ITEMS[what]))
    if what == "font":
        monkeypatch.setitem(fonts.FACES, "fang", replace(RIGHT.fang, families=("FandolSong",)))
    return printing.render(notice(3, **FIELDS.get(what, {}))).pdf


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("margin", "版心"),
        ("grid", "格子"),
        ("cells", "不是每行28字"),
        ("title size", "标题"),
        ("rule gap", "4毫米"),
        ("mark", "发文机关标志"),
        ("paper", "不是A4"),
        ("colour", "红色"),
        ("font", "字体"),
        ("heading", "黑体"),
        ("second level", "二级标题不是楷体"),
        ("after the heading", "标题之后不是仿宋"),
        ("addressees", "主送机关没有顶格"),
        ("turned", "横排的表头不在左侧"),
        ("folio", "页码"),
        ("rules", "粗细"),
        ("imprint", "没有版记"),
    ],
)
def test_the_measure_sees_a_deliberate_fault(monkeypatch, what, words):
    assert any(words in fault for fault in faults(wrong(monkeypatch, what))), what


def test_a_paper_with_a_wide_table_is_right():
    assert faults(printing.render(notice(3, annexes=WIDE)).pdf) == []


def test_a_paper_of_more_pages_than_anybody_reads_is_refused_with_words():
    with pytest.raises(printing.PrintError, match="公文超过200页"):
        printing.render(notice(500 * 18))


def test_markup_in_the_text_is_printed_and_not_obeyed():
    evil = notice(
        1, title=("关于<b>粗体</b>&amp;的通知",), body="<script>alert(1)</script>\n<img src='file:///etc/passwd'>"
    )
    pdf = printing.render(evil).pdf
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        text = "".join(char["text"] for char in document.pages[0].chars)
    assert "<script>alert(1)</script>" in text
    assert "&lt;" in markup.html(typesetting.compose(evil)) and "<script" not in markup.html(typesetting.compose(evil))
