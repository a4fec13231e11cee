"""Every kind and format of paper measures what it should, wherever its signature falls; a wrong one is seen."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from congress import printing, typesetting
from congress.papers import PAPERS, To
from congress.typesetting import blocks, formats, markup, pages, signing
from congress.typesetting.formats import FORMATS, MM
from tests.papers.geometry import Want, faults
from tests.papers.samples import COMMITTEE, KINDS, OFFICE, sample
from tests.papers.test_parts import tags

TWO = (OFFICE, "遵义市人民政府办公室")
OFFICES = ("遵义市人大常委会办公室", "遵义市人民政府办公室", "政协遵义市委员会办公室")
THREE = ("遵义市监委", "遵义市法院", "遵义市检察院")
NAMES = ("赵一", "钱二三", "孙四")


def joint(organs, **fields):
    return {"mark": "\n".join(organs) + "文件", "signatories": organs, **fields}


VARIANTS: dict[str, tuple[str, dict[str, object]]] = {
    "letter": ("letter", {}),
    "urgent letter": ("letter", {"urgency": "特急", "copy_number": "000012"}),
    "letter without seal": ("letter", {"is_sealed": False}),
    "order": ("order", {}),
    "minutes": ("minutes", {}),
    "upward": ("request", {}),
    "upward of three": ("report", {"approvers": NAMES, **joint(THREE)}),
    "adopted": ("decision", {}),
    "two organs": ("notice", joint(TWO)),
    "three organs": ("notice", joint(THREE)),
    "without seal": ("notice", {"is_sealed": False}),
    "two names of unlike length": ("notice", joint(("遵义市人大常委会办公室", "中共遵义市委办公室"))),
    "letter of two": ("letter", {"signatories": TWO}),
    "letter of three without seal": ("letter", {"signatories": OFFICES, "is_sealed": False}),
    "two long names": ("notice", joint((COMMITTEE, "政协遵义市委员会常务委员会"))),
}  # fmt: skip


def want(paper, **changed) -> Want:
    """What the measure should find of this paper."""
    organs = paper.signatories if len(paper.signatories) > 1 else ()
    found = Want(
        form=paper.format,
        organs=organs,
        marks=1 if paper.format == "letter" else len(paper.mark.split("\n")),
        approvers=len(paper.approvers),
        is_sealed=paper.is_sealed,
        is_signed=not paper.adopted,
        has_imprint=bool(paper.cc or paper.printed_by),
        post=paper.signer_post.replace("\u3000", ""),
    )
    return replace(found, **changed)


def wrongs(paper) -> list[str]:
    return faults(printing.render(paper).pdf, want(paper))


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_of_every_kind_is_right(kind):
    assert kind in PAPERS
    assert wrongs(sample(kind, 1 if kind == "certificate" else 3)) == []


@pytest.mark.no_cover  # a sweep: the same lines again and again
@pytest.mark.parametrize("sentences", range(1, 23, 3))
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_format_is_right_wherever_its_signature_falls(variant, sentences):
    kind, fields = VARIANTS[variant]
    assert wrongs(sample(kind, sentences, **fields)) == []


def role(placed) -> str:
    return getattr(placed.item, "role", "")


@pytest.mark.no_cover  # a sweep: the same lines again and again
@pytest.mark.parametrize("variant", VARIANTS)
def test_the_signature_keeps_text_on_its_page_at_every_length_in_every_format(variant):
    kind, fields = VARIANTS[variant]
    for rows in range(1, 60):
        made = typesetting.compose(sample(kind, body="\n".join(["会议按时召开。"] * rows), **fields))
        text = [placed for page in made.pages for placed in page.items if role(placed) == "text"]
        assert len(text) == rows
        for page in made.pages:
            roles = [role(placed) for placed in page.items]
            assert "date" not in roles or "text" in roles, rows
            most = page.grid_rows(made.format) + pages.MORE_ROWS
            assert all(0 <= placed.row < page.rows <= most for placed in page.items), rows
            places = [placed.row for placed in page.items if role(placed) != "signatory"]
            assert places == sorted(set(places)), rows


def test_a_certificate_is_one_page_or_is_refused():
    assert printing.render(sample("certificate", 2)).page_count == 1
    with pytest.raises(printing.PrintError, match="任命书只能是一页"):
        printing.render(sample("certificate", 12))


def test_every_kind_has_a_word_a_format_and_the_parts_that_the_rules_want():
    assert set(KINDS) <= set(PAPERS)
    for kind in KINDS:
        paper = PAPERS[kind]
        assert paper.format in FORMATS and sample(kind).title[-1].endswith(paper.word)
        assert (paper.to is To.NONE) == (not sample(kind).to)
        assert not (paper.is_adopted and paper.has_seal)
    assert PAPERS["request"].to is To.ONE and PAPERS["request"].is_upward


@pytest.mark.parametrize("key", FORMATS)
def test_a_format_has_one_base_and_its_paper_is_tagged(key):
    kind = next(kind for kind in KINDS if PAPERS[kind].format == key)
    pdf = printing.render(sample(kind, 1)).pdf
    found = [path[-1] for path in tags(pdf)]
    assert found.count("H1") == 1 and "P" in found
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert root["/Lang"] == "zh-CN" and root["/MarkInfo"]["/Marked"]
    xmp = root["/Metadata"].get_data().decode()
    assert "pdfaid" in xmp and "".join(sample(kind).title) in xmp
    assert (markup.TEMPLATES / FORMATS[key].template).exists()


def test_a_long_list_of_copies_wraps_after_the_colon_and_ends_with_a_stop():
    cc = "，".join(f"遵义市第{n}工作部门" for n in "一二三四五六七八九十") + "。"
    for kind in ("notice", "letter"):
        paper = sample(kind, 3, cc=cc)
        assert wrongs(paper) == []
        rows = [line for page in typesetting.compose(paper).pages for row in page.imprint for line in row]
        lines = [line for line in rows if line.role == "cc"]
        assert len(lines) > 2 and lines[-1].text.endswith("部门。") and not lines[-1].text.endswith("。。")
        assert {round(line.offset, 2) for line in lines[1:]} == {14.0 * 4}


def test_a_letter_of_several_organs_bears_the_mark_of_the_first_and_an_order_its_word():
    assert FORMATS["letter"].mark_lines(f"{OFFICE}\n遵义市人民政府办公室文件") == [OFFICE]
    assert FORMATS["order"].mark_lines(f"{COMMITTEE}文件") == [f"{COMMITTEE}令"]
    assert FORMATS["minutes"].mark_lines("遵义市人大常委会主任会议纪要") == ["遵义市人大常委会主任会议纪要"]


def test_an_order_without_a_stamp_bears_the_name_and_a_draft_the_place_of_the_stamp():
    rows = [line.text for row in signing.signature(sample("order", is_sealed=False), FORMATS["order"]) for line in row]
    assert rows == ["主　任", "赵　一", "2026年5月18日"]
    draft = typesetting.compose(sample("order", is_draft=True, signed_on=None, number=""))
    assert 'class="stamp"' in markup.html(draft)


def test_the_places_of_the_seals_of_a_row_lie_level():
    draft = markup.html(typesetting.compose(sample("notice", 2, is_draft=True, **joint(THREE))))
    tops = re.findall(r'class="seal" style="top:([\d.]+)pt', draft)
    assert len(tops) == 3 and len(set(tops)) == 1


def test_short_names_of_signers_are_spread_and_two_stand_on_a_line():
    assert signing.approver_rows(("赵一", "钱二三", "孙四")) == [("赵　一", "钱二三"), ("孙　四",)]
    assert signing.approver_rows(("赵一", "孙四")) == [("赵一", "孙四")]


# What is wrong is seen ----------------------------------------------------------------

RIGHT = {"signature": signing.signature}
WRONG_FORMS = {
    "letter: mark": ("letter", {"mark_top": 0.0}, "发文机关标志"),
    "letter: rules": ("letter", {"rule": "single", "first_row": 4}, "红色双线"),
    "letter: rule": ("letter", {"rule_gap": 9 * MM}, "红色双线的位置"),
    "letter: number": ("letter", {"number_align": "left"}, "居右"),
    "letter: title": ("letter", {"first_row": 5}, "空二行"),
    "letter: folio": ("letter", {"folio_from": 1}, "不应有页码"),
    "letter: imprint": ("letter", {"imprint": "ruled"}, "不应有分隔线"),
    "order: mark": ("order", {"mark_top": 35 * MM}, "发文机关标志"),
    "order: word": ("order", {"mark_word": ""}, "令"),
    "order: title": ("order", {"is_titled": True}, "标题"),
    "order: text": ("order", {"first_row": 2}, "令号下空二行"),
    "order: number": ("order", {"hang": 3 * FORMATS["order"].pitch}, "令号"),
    "minutes: mark": ("minutes", {"mark_top": 20 * MM}, "发文机关标志"),
    "minutes: rule": ("minutes", {"rule_gap": 9 * MM}, "红色分隔线"),
    "certificate: frame": ("certificate", {"rule": "none"}, "边框"),
    "certificate: folio": ("certificate", {"folio_from": 1}, "不应有页码"),
    "certificate: cells": ("certificate", {"cells": 20}, "28字"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG_FORMS)
def test_the_measure_sees_a_wrong_page_of_each_format(monkeypatch, what):
    key, changed, words = WRONG_FORMS[what]
    kind = next(kind for kind in KINDS if PAPERS[kind].format == key)
    monkeypatch.setitem(formats.FORMATS._entries, key, replace(FORMATS[key], **changed))
    paper = sample(kind, 1)
    found = wrongs(replace(paper, mark=f"{COMMITTEE}文件") if what == "order: word" else paper)
    assert any(words in fault for fault in found), found


def shifted(paper, form):
    return [tuple(replace(line, offset=line.offset + 30) for line in row) for row in RIGHT["signature"](paper, form)]


def close_together(paper, form):
    return [row for row in RIGHT["signature"](paper, form) if row]


def reversed_names(paper, form):
    return RIGHT["signature"](replace(paper, signatories=paper.signatories[::-1]), form)


def no_blank_row(paper, form):
    found = RIGHT["signature"](paper, form)
    return [found[0], *found[2:]]


def plain_attendance(paper, form):
    return blocks.break_paragraph([blocks.Run(paper.attendance[0])], blocks.measure(form), 0.0, role="attendance")


def plain_approvers(paper, form):
    yield form.number_row, blocks.plain("签发人：赵一", align="right", offset=form.cell)


WRONG_SIGNS = {
    "unsealed": ("without seal", signing, "signature", shifted, "右空二字"),
    "touching": ("two long names", signing, "signature", close_together, "相交"),
    "order of organs": ("three organs", signing, "signature", reversed_names, "顺序"),
    "stamp": ("order", signing, "signature", shifted, "右空四字"),
    "stamp room": ("order", signing, "signature", no_blank_row, "签名章不在"),
    "attendance": ("minutes", blocks, "attendance", plain_attendance, "参会人员"),
    "approvers": ("upward", signing, "_approvers", plain_approvers, "签发人姓名不是楷体"),
    "adopted": ("adopted", signing, "signature", lambda paper, form: [(blocks.plain("2026年5月18日"),)], "会议通过"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG_SIGNS)
def test_the_measure_sees_a_wrong_closing(monkeypatch, what):
    variant, module, name, value, words = WRONG_SIGNS[what]
    monkeypatch.setattr(module, name, value)
    kind, fields = VARIANTS[variant]
    found = wrongs(sample(kind, 3, **fields))
    assert any(words in fault for fault in found), found
