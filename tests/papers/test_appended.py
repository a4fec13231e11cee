"""An annex that is a PDF follows as it is, with our page numbers; what cannot be put in is refused with words."""

from __future__ import annotations

import hashlib
import io

import pdfplumber
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, FloatObject, NameObject

from congress import appended, printing, render_worker, typesetting
from congress.typesetting import Annex
from tests.papers.geometry import faults
from tests.papers.samples import sample

A4 = (595.0, 842.0)


def foreign(*pages: str, size=A4, change=None) -> bytes:
    """A PDF whose pages hold these drawings."""
    writer = PdfWriter()
    for drawing in pages:
        page = writer.add_blank_page(*size)
        stream = DecodedStreamObject()
        stream.set_data(drawing.encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
    if change:
        change(writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


BOX, FOOT = "0.5 g 100 400 100 100 re f", "0 g 0 60 595 40 re f"


def annex(pdf: bytes, pages: int, title: str = "现场照片") -> Annex:
    return Annex(title=(title,), body="", label="附件1", pdf=hashlib.new("sm3", pdf).hexdigest(), pages=pages)


def printed(*files: bytes, between: tuple[Annex, ...] = (), **fields):
    parts = [annex(pdf, len(PdfReader(io.BytesIO(pdf)).pages)) for pdf in files]
    parts[1:1] = between
    paper = sample("notice", 1, annexes=tuple(parts), **fields)
    return printing.render(paper, appended={hashlib.new("sm3", pdf).hexdigest(): pdf for pdf in files})


def grey(page) -> list[tuple[float, ...]]:
    """Where the foreign drawings lie: x0, top, x1, bottom."""
    return [
        tuple(round(rect[side], 1) for side in ("x0", "top", "x1", "bottom"))
        for rect in page.rects
        if rect["non_stroking_color"] in {(0.5,), (0,), 0.5, 0} and rect["height"] > 20
    ]


def test_its_pages_follow_with_our_numbers_and_the_imprint_comes_after_them():
    made = printed(foreign(BOX, BOX))
    assert faults(made.pdf) == []
    with pdfplumber.open(io.BytesIO(made.pdf)) as document:
        texts = ["".join(char["text"] for char in page.chars) for page in document.pages]
        assert made.page_count == len(texts) == 4
        assert [text.replace(" ", "") for text in texts[1:3]] == ["—2—", "—3—"]
        [[left, top, right, bottom]] = grey(document.pages[1])
        assert (left, right) == (pytest.approx(100, abs=1), pytest.approx(200, abs=1))
        assert bottom - top == pytest.approx(100, abs=0.5)
    assert "印发" in texts[3]


def test_a_page_without_room_for_the_number_is_made_smaller():
    made = printed(foreign(FOOT))
    with pdfplumber.open(io.BytesIO(made.pdf)) as document:
        [[_, _, _, bottom]] = grey(document.pages[1])
    assert bottom < 264 / 25.4 * 72


def test_a_text_annex_between_two_files_stays_between_them():
    made = printed(foreign(BOX), foreign(BOX, BOX), between=(Annex(("名单",), "张三。", "附件2"),))
    with pdfplumber.open(io.BytesIO(made.pdf)) as document:
        assert [bool(grey(page)) for page in document.pages] == [False, True, False, True, True, False]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_is_upright_whatever_its_rotation_and_a_broad_one_lies_on_its_side(turn):
    def rotate(writer):
        writer.pages[0].rotate(turn)

    made = printed(foreign("0.5 g 0 0 60 60 re f", change=rotate))
    with pdfplumber.open(io.BytesIO(made.pdf)) as document:
        [[left, top, _, _]] = grey(document.pages[1])
    at_left, at_top = left < 100, top < 100
    # the lower left corner of the page, turned to the right; a turned A4 is broad and so lies on its side again
    assert (at_left, at_top) == {0: (True, False), 90: (True, False), 180: (False, True), 270: (False, True)}[turn]
    broad = printed(foreign("0.5 g 0 0 60 60 re f", size=(842.0, 595.0)))
    with pdfplumber.open(io.BytesIO(broad.pdf)) as document:
        [[left, top, _, _]] = grey(document.pages[1])
    assert left > 400 and top > 700


def test_what_is_not_ours_makes_no_claim_to_be_an_archive_and_keeps_the_tags():
    made = PdfReader(io.BytesIO(printed(foreign(BOX)).pdf))
    assert b"pdfaid:part" not in made.trailer["/Root"]["/Metadata"].get_data()
    assert made.trailer["/Root"]["/StructTreeRoot"] and made.trailer["/Root"]["/Lang"] == "zh-CN"


def encrypted(writer):
    writer.encrypt("", "owner")


def noted(writer):
    note = DictionaryObject({NameObject("/Subtype"): NameObject("/Stamp")})
    note[NameObject("/Rect")] = ArrayObject(FloatObject(side) for side in (0, 0, 9, 9))
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])


@pytest.mark.parametrize(
    ("pdf", "words"),
    [
        (b"PK no pdf", "不是PDF文件"),
        (b"%PDF-1.7 and then nothing", "已损坏"),
        (foreign(BOX)[:300], "已损坏"),
        (foreign(BOX, change=encrypted), "已加密"),
        (foreign(BOX, change=noted), "第1页含有批注"),
        (foreign(*[""] * 201), "超过200页"),
        (foreign(), "已损坏"),
    ],
    ids=["no pdf", "cut", "half", "encrypted", "annotated", "long", "empty"],
)
def test_what_cannot_be_put_in_is_refused_with_words(pdf, words):
    with pytest.raises(printing.PrintError, match=words):
        printing.look_over(pdf)
    with pytest.raises(appended.Unfit, match=words):
        appended.look(pdf)
    # and again when it is printed, if it came in all the same
    paper = sample("notice", 1, annexes=(annex(pdf, 1),))
    with pytest.raises(printing.PrintError, match=words):
        printing.render(paper, appended={paper.annexes[0].pdf: pdf})


def test_a_file_that_is_looked_over_has_pages():
    assert printing.look_over(foreign(BOX, BOX, BOX)) == 3


def test_a_file_that_is_lost_or_another_is_told_and_a_preview_does_without():
    pdf = foreign(BOX)
    paper = sample("notice", 1, annexes=(annex(pdf, 1),))
    with pytest.raises(printing.PrintError, match="找不到"):
        printing.render(paper)
    with pytest.raises(printing.PrintError, match="不是同一个文件"):
        printing.render(paper, appended={paper.annexes[0].pdf: foreign(FOOT)})
    with pytest.raises(printing.PrintError, match="已损坏"):
        two = sample("notice", 1, annexes=(annex(pdf, 2),))
        printing.render(two, appended={two.annexes[0].pdf: pdf})
    assert printing.render(paper, only=(1, 1)).page_count == 4


def test_the_file_is_a_part_of_what_is_signed():
    one, other = (sample("notice", 1, annexes=(annex(foreign(what), 1),)) for what in (BOX, FOOT))
    assert typesetting.digest(one) != typesetting.digest(other)


def test_the_process_answers_what_it_is_asked_about_files():
    def draw(markup, sheet):
        raise AssertionError

    ask = {"look": "JVBERg=="}
    assert render_worker._answer(ask, draw) == {"refused": appended.NO_PDF}


def test_a_picture_that_cannot_be_made_is_told(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(appended.Unfit, match="已损坏"):
        appended._without_room(appended._pages(foreign(BOX)), [0])
    assert not appended._is_dark(b"no picture", is_right=True)
