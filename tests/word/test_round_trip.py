"""Text → Word → text is the same text: whole papers, the real notice, and papers that nobody wrote."""

import contextlib
import io
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congress import typesetting, word
from congress.typesetting import Annex, PaperText, canonical, clean
from congress.word.elements import style_id
from congress.word.roles import Part
from congress.word.xml import BadXml, parse
from tests.word.documents import packed, para, unpacked

ROOT = Path(__file__).resolve().parents[2]
NOTICE = Path(os.environ.get("CONGRESS_INPUTS") or ROOT.parent / "shared" / "inputs") / "zunyi-2016-27.txt"
OFFICE = "遵义市人大常委会办公室"
PAPER = PaperText(
    mark=f"{OFFICE}文件",
    number="遵人常办〔2026〕27号",
    title=("关于召开座谈会的通知",),
    to="各县、自治县、区（市）人大常委会",
    body="经研究，决定召开座谈会。\n一、会议时间\n2026年6月1日上午9：00。\n二、会议地点。\n（一）主会场。\n事项\t时间\t\n报到\t上午\t8:00",
    signatories=(OFFICE,),
    signed_on=date(2026, 5, 18),
    printed_by=OFFICE,
    printed_on=date(2026, 5, 18),
)
DRAFT = replace(PAPER, number="", signed_on=None, printed_on=None, is_draft=True)
PAPERS = {
    "notice": PAPER,
    "draft": DRAFT,
    "urgent, with copies and note": replace(PAPER, urgency="特急", cc="市委办公室，市政府办公室", note="此件公开发布"),
    "copies with full stop, note in brackets": replace(PAPER, cc="市委办公室。", note="（联系人：柏小舟）"),
    "an annex without label": replace(PAPER, annexes=(Annex(("工作方案",), "一、总则。\n第一段。"),)),
    "annexes that the text names": replace(
        PAPER,
        annex_note=("工作方案", "名单"),
        annexes=(Annex(("工作方案",), "一、总则。", "附件1"), Annex(("名单",), "序号\t姓名\n1\t艾小禾", "附件2")),
    ),
    "a wide annex between others": replace(
        PAPER,
        annexes=(
            Annex(("方案",), "文字。", "附件1"),
            Annex(("表",), "\t".join(f"第{n}列的标题很长" for n in range(14)) + "\n" + "\t".join("值" * 14), "附件2"),
            Annex(("又一",), "文字。", "附件3"),
        ),
    ),
    "an annex without title": replace(PAPER, annexes=(Annex((), "一、总则。\n第一段。", "附件"),)),
    "a table whose rows are of unequal length": replace(PAPER, body="如下：\n甲\t乙\t丙\n1\t2\n\t\t3\n完。"),
    "a table at the end": replace(PAPER, body="如下：\n甲\t乙"),
    "upward": replace(PAPER, approvers=("艾小禾", "章启衡")),
    "joint": replace(PAPER, mark=f"{OFFICE}\n遵义市人民政府办公室文件", signatories=(OFFICE, "遵义市人民政府办公室")),
    "of four organs": replace(PAPER, signatories=("甲机关", "乙机关", "丙机关", "丁机关")),
    "adopted": replace(PAPER, adopted=f"（2026年5月18日{OFFICE}会议通过）", signatories=(), signed_on=None, to=""),
    "without seal": replace(PAPER, is_sealed=False),
    "title of three lines": replace(PAPER, title=("中共遵义市委关于", "加强和改进工作的实施意见", "（征求意见稿）")),
    "long title": replace(PAPER, title=("关于" + "进一步加强和改进人民代表大会工作" * 6 + "的通知",)),
    "marks of XML": replace(PAPER, body="甲<乙>&“丙”'丁'\"\n]]>&amp;<w:p/>\n𠮷翀喆"),
    "minutes": replace(PAPER, format="minutes", attendance=("出席：艾小禾", "列席：苏见微"), to="", mark="会议纪要"),
}  # fmt: skip


def back(paper):
    return word.read(io.BytesIO(word.write(paper)))


def text_of(paper):
    """What is signed, without what a document does not say: seals, faces, the page."""
    return canonical(replace(paper, is_sealed=True, faces=(), format="document"))


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_a_paper_that_goes_out_comes_back_the_same(paper):
    found = back(paper)
    assert text_of(found.paper) == text_of(paper)
    assert found.remarks.words() == ()


def test_an_annex_that_is_a_pdf_stays_in_the_system_and_is_told_of():
    words = Annex(("工作方案",), "一、总则。", "附件1")
    paper = replace(PAPER, annexes=(words, Annex(("现场照片",), "", pdf="0" * 64, pages=3)))
    found = back(paper)
    assert found.paper.annexes == (words,) and found.paper.annex_note == () and found.paper.body == PAPER.body
    assert found.remarks.words() == (
        "PDF附件1个仍用系统里的文件，名称也以系统里的为准，要改的请在“附件为 PDF”一栏改：“现场照片”。",
    )
    assert "PDF文件，共3页" in found.text


def test_organs_that_issue_together_come_back_each_by_itself():
    mark, names = f"{OFFICE}\n遵义市水务局文件", (OFFICE, "遵义市水务局")
    found = back(replace(PAPER, mark=mark, signatories=names)).paper
    assert (found.mark, found.signatories) == (mark, names)


@pytest.mark.parametrize("paper", [PAPERS["notice"], PAPERS["annexes that the text names"]], ids=["plain", "annexes"])
def test_without_its_styles_it_is_read_as_pasted_text_is(paper):
    assert text_of(typesetting.parse(back(paper).text)) == text_of(paper)


@pytest.mark.skipif(not NOTICE.exists(), reason=f"the real input is not there: {NOTICE.name} (CONGRESS_INPUTS)")
def test_the_notice_of_2016_comes_back_the_same_by_its_styles_and_by_its_text():
    text = NOTICE.read_text(encoding="utf-8-sig")
    paper = typesetting.parse(text)
    found = back(paper)
    assert text_of(found.paper) == text_of(paper) and not found.remarks.words()
    assert text_of(replace(typesetting.parse(found.text), annex_note=())) == text_of(
        replace(paper, annexes=(replace(paper.annexes[0], label="附件"),))
    )


def test_the_document_says_of_which_draft_and_text_it_is_made_and_names_nobody():
    content = word.write(PAPER, "2222222222aa", "ab" * 32)
    found = word.read(io.BytesIO(content))
    assert (found.ref, found.digest) == ("2222222222aa", "ab" * 32)
    assert content == word.write(PAPER, "2222222222aa", "ab" * 32)


def test_what_was_typed_into_it_afterwards_belongs_where_it_stands():
    content = word.write(PAPER)
    read = word.reading.read
    found = read(io.BytesIO(with_paragraphs(content, before="公文署名", texts=["三、新的一段。"])))
    assert found.paper.body.endswith("三、新的一段。") and found.paper.signatories == (OFFICE,)
    found = read(io.BytesIO(with_paragraphs(content, before=None, texts=["附件1", "新的方案", "一、总则。"])))
    assert found.paper.annexes == (Annex(("新的方案",), "一、总则。", "附件1"),)


def with_paragraphs(content, before, texts):
    """The document with paragraphs without style, as they come from elsewhere by copying."""

    parts = unpacked(content)
    document = parts["word/document.xml"].decode()
    mark = f'<w:p><w:pPr><w:pStyle w:val="{style_id(Part(before))}"/>' if before else "<w:tbl>"
    at = document.rindex(mark)
    parts["word/document.xml"] = document[:at] + "".join(para(text) for text in texts) + document[at:]
    return packed(parts)


# Papers that nobody wrote

LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp"))
LINE = st.text(LETTERS | st.sampled_from("，。：、（）一二三1."), min_size=1, max_size=60).map(clean).filter(bool)
ROW = st.lists(LINE | st.just(""), min_size=2, max_size=5).map(lambda cells: clean("\t".join(cells)))
BODY = st.lists(LINE | ROW, min_size=1, max_size=6).map("\n".join)
PLAIN = st.text(st.sampled_from("关于召开座谈会的办公室委员"), min_size=1, max_size=30)
ANNEX = st.builds(Annex, st.lists(PLAIN, max_size=2).map(tuple), BODY, st.sampled_from(["附件1", "附件2", "附件3"]))
WHOLE = st.builds(
    replace,
    st.sampled_from([PAPER, DRAFT]),
    title=st.lists(PLAIN, min_size=1, max_size=3).map(tuple),
    to=PLAIN,
    body=BODY,
    signatories=st.lists(PLAIN, min_size=1, max_size=3).map(tuple),
    annexes=st.lists(ANNEX, max_size=3).map(tuple),
    note=PLAIN | st.just(""),
    cc=PLAIN | st.just(""),
)


@settings(max_examples=80, deadline=None)
@given(WHOLE)
def test_any_paper_that_goes_out_comes_back_the_same(paper):
    assert text_of(back(paper).paper) == text_of(paper)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_whatever_is_no_xml_is_refused_in_one_way(content):
    with contextlib.suppress(BadXml):
        parse(content)
