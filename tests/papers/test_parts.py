"""What not every paper has: several organs, no seal, a long 主送, tables, rare characters, a draft's seal."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from itertools import combinations

import pdfplumber
import pytest
from pypdf import PdfReader

from congress import printing, typesetting
from congress.typesetting import Annex, TypesettingError, blocks, compose, markup, warnings
from congress.typesetting.formats import DOCUMENT, MM
from congress.typesetting.lines import width_of
from tests.papers.conftest import notice
from tests.papers.geometry import Measured, faults

RIGHT = 184.0
CELL = 156 / 28
THREE = ("遵义市人大常委会办公室", "遵义市人民政府办公室", "政协遵义市委员会办公室")


def measured(paper) -> list[Measured]:
    """The pages as they measure; read before the file is closed."""
    with pdfplumber.open(io.BytesIO(printing.render(paper).pdf)) as document:
        pages = [Measured(page) for page in document.pages]
        for page in pages:
            _ = page.rows, page.rules
        return pages


def row(pages: list[Measured], text: str):
    return next(row for page in pages for row in page.rows if row.text == text)


def test_without_a_seal_the_name_stands_two_cells_in_and_the_date_two_further():
    pages = measured(notice(1, is_sealed=False))
    name, date = row(pages, "遵义市人大常委会办公室"), row(pages, "2026年5月18日")
    assert name.right == pytest.approx(RIGHT - 2 * CELL, abs=0.3)
    assert date.left == pytest.approx(name.left + 2 * CELL, abs=0.3)


def test_a_date_longer_than_the_name_stands_two_cells_in_itself():
    pages = measured(notice(1, is_sealed=False, signatories=("市人大",)))
    name, date = row(pages, "市人大"), row(pages, "2026年5月18日")
    assert date.right == pytest.approx(RIGHT - 2 * CELL, abs=0.3)
    assert date.left == pytest.approx(name.left + 2 * CELL, abs=0.3)


def test_seals_of_organs_that_issue_together_do_not_touch():
    made = typesetting.compose(notice(2, signatories=THREE))
    places = []
    for page in made.pages:
        for placed in page.items:
            if getattr(placed.item, "role", "") == "signatory":
                half = width_of(placed.item.runs, blocks.measure(DOCUMENT)) / 2
                places.append(((placed.item.offset + half) / MM, page.top_of(placed.row, DOCUMENT) / MM))
    assert len(places) == 3
    assert all(math.dist(one, other) > 42 for one, other in combinations(places, 2))


def test_the_mark_of_several_organs_moves_the_number_down_by_whole_rows():
    one, three = DOCUMENT, DOCUMENT.for_organs(3)
    assert three.number_row > one.number_row
    assert three.first_row - three.number_row == one.first_row - one.number_row
    marks = [
        r.text for r in measured(notice(1, mark="\n".join(THREE) + "文件"))[0].rows if r.colour == (0.843, 0, 0.059)
    ]
    assert "".join(marks).count("文件") == 1


def test_organs_that_issue_together_without_the_word_file_stand_one_under_the_other():
    marks = [row for row in measured(notice(1, mark="\n".join(THREE)))[0].rows if row.colour == (0.843, 0, 0.059)]
    assert [row.text for row in marks] == list(THREE)
    assert all(row.middle == pytest.approx(106, abs=1) for row in marks)


def test_a_long_mark_is_narrowed_and_stays_inside_the_block():
    for mark in ("遵义市人大常委会办公室文件", "中国共产党遵义市人民代表大会常务委员会机关委员会办公室文件"):
        found = row(measured(notice(1, mark=mark)), mark)
        assert found.left >= 28 - 0.3 and found.right <= RIGHT + 0.3


def test_a_long_list_of_addressees_moves_to_the_imprint_and_page_one_carries_text():
    paper = notice(
        3, to="各县、自治县、区（市）人大常委会，市人大常委会各工作机构，市人大各专门委员会，" * 9 + "市人大机关"
    )
    pages = measured(paper)
    assert any("工作目标" in r.text for r in pages[0].rows)
    assert any(r.text.startswith("主送：") and r.size == 14 for r in pages[-1].rows)
    assert any(w.about == "主送" for w in warnings(paper))


def test_a_row_of_a_table_that_is_taller_than_a_page_goes_on():
    long = "备注" * 500
    made = typesetting.compose(notice(1, body=f"名单如下。\n序号\t备注\n1\t{long}"))
    rows = [p.item for page in made.pages for p in page.items if isinstance(p.item, blocks.TableRow)]
    assert all(row.height <= DOCUMENT.rows for row in rows)
    assert "".join(line.text for row in rows for line in row.cells[1]) == "备注" + long


@pytest.mark.parametrize("columns", [1, 2, 7, 60])
def test_a_table_fills_the_width_whatever_its_columns(columns):
    [row] = blocks.table_rows(["\t".join(["很长的一栏内容很长"] * columns)], DOCUMENT)[:1]
    assert sum(row.widths) == pytest.approx(DOCUMENT.width)


def tags(pdf: bytes) -> list[tuple[str, ...]]:
    """The tags of the file, each with those above it, in the order of reading."""

    def below(element, above):
        found = []
        for child in (kid.get_object() for kid in element.get("/K", [])):
            if isinstance(child, dict) and "/S" in child:
                path = (*above, child["/S"][1:])
                found += [path, *below(child, path)]
        return found

    return below(PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"], ())


def test_a_table_is_a_table_to_a_reader_of_the_screen():
    annexes = typesetting.parse_annexes("附件\n名单\n序号\t姓名\n1\t张三\n2\t李四\n注：以回执为准。")
    paper = notice(1, annexes=annexes, body="名单如下。\n序号\t姓名\n1\t王五\n另行通知。")
    found = tags(printing.render(paper).pdf)
    assert [path[-1] for path in found if path[-1] in {"Table", "TR", "TH", "TD"}] == [
        "Table", "TR", "TH", "TH", "TR", "TD", "TD",
        "Table", "TR", "TH", "TH", "TR", "TD", "TD", "TR", "TD", "TD",
    ]  # fmt: skip
    for path in found:
        if path[-1] in {"TH", "TD"}:
            assert path[-4:-1] == ("Table", "TBody", "TR")


def test_an_annex_with_a_wide_table_is_set_across_and_keeps_its_page_numbers():
    head, row = "\t".join(["责任单位"] * 9), "\t".join(["市人大常委会某某局"] * 9)
    text = f"附件1\n一览表\n{head}\n" + f"{row}\n" * 12 + "附件2\n名单\n序号\t姓名\n1\t张三"
    paper = notice(1, annexes=typesetting.parse_annexes(text))
    made = typesetting.compose(paper)
    across = [at for at, page in enumerate(made.pages) if page.is_turned]
    assert len(across) > 1 and made.pages[across[-1] + 1].part == "annex"
    assert ("附件1", "表格较宽，本附件已横排。") in made.notes
    pdf = printing.render(paper).pdf
    assert faults(pdf) == []
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        for at in across:
            page = Measured(document.pages[at])
            assert page.folio.text == f"—{at + 1}—" and page.turned
            assert "责任单位" not in "".join(row.text for row in page.rows)


def test_a_wide_table_of_the_body_stays_upright_and_no_column_is_starved():
    cells = ["序号", "遵义市人大代", "联系人和电话", "意见办理情况", "六月进展情况", "某某情况说明和备注"]
    [head] = blocks.table_rows(["\t".join(cells)], DOCUMENT)[:1]
    assert all(width >= 4 * 14 + 8 for width in head.widths[1:])
    assert sum(head.widths) == pytest.approx(DOCUMENT.width) and head.widths[-1] == max(head.widths)
    paper = notice(1, body="名单如下。\n" + "\t".join(["栏"] * 30) + "\n" + "\t".join(["内容很长"] * 30))
    assert any(w.about == "表格" and "横排" in w.message for w in warnings(paper))
    assert not any(page.is_turned for page in typesetting.compose(paper).pages)


def annexes(count: int, name: str):
    return typesetting.parse_annexes("".join(f"附件{n}\n{name}{n}\n某某。\n" for n in range(1, count + 1)))


@pytest.mark.no_cover  # a sweep: the same lines again and again
@pytest.mark.parametrize("count", [1, 9, 10, 16, 17, 19, 20, 30, 39])
@pytest.mark.parametrize("sentences", [1, 2, 5, 9])
def test_the_signature_has_text_on_its_page_whatever_the_number_of_annexes(count, sentences):
    made = typesetting.compose(notice(sentences, annexes=annexes(count, "参会名单")))
    [page] = [page for page in made.pages if any(role(p) == "date" for p in page.items)]
    assert any(role(placed) in {"text", "heading"} for placed in page.items)
    assert all(placed.row < page.rows <= 24 for placed in page.items)


def test_thirty_annexes_are_named_one_after_the_other_and_measure_right():
    paper = notice(2, annexes=annexes(30, "参会名单"))
    rows = [row for page in measured(paper) for row in page.rows]
    [first] = [row for row in rows if row.text.startswith("附件：1.参会名单1")]
    assert "2.参会名单2" in first.text
    assert any("连排" in w.message for w in warnings(paper))
    assert faults(printing.render(paper).pdf) == []


def test_a_list_of_annexes_that_leaves_no_room_for_text_is_told():
    paper = notice(2, annexes=annexes(39, "出席遵义市人民代表大会会议代表名单和履职情况"))
    assert any(w.about == "附件说明" and "没有正文" in w.message for w in warnings(paper))
    made = typesetting.compose(paper)
    named = "".join(p.item.text for page in made.pages for p in page.items if role(p) == "annex-note")
    assert all(f"{n}.出席" in named for n in range(1, 40))
    assert all(placed.row < page.rows for page in made.pages for placed in page.items)


def test_two_headings_are_two_and_the_lines_of_a_title_are_one():
    long = ("关于" + "进一步加强和改进" * 3 + "工作的通知",)
    made = markup.html(typesetting.compose(notice(1, title=long, body="一、总体要求\n（一）工作目标\n会议按时召开。")))
    assert made.count("<h2>") == 2 and made.count("<h1>") == 1


def test_a_rare_character_does_not_push_its_row_off_the_grid():
    paper = notice(2, body="现就有关事项通知如下。\n一、王翀同志\n（一）李㛃、𬬻同志。负责会务。\n赵喆、钱镕同志参加。")
    assert not any("格子" in fault for fault in faults(printing.render(paper).pdf))


def test_a_draft_shows_the_place_of_the_seal_and_an_issued_paper_shows_nothing_there():
    draft = notice(2, number="", signed_on=None, is_draft=True)
    assert 'class="seal"' in markup.html(typesetting.compose(draft))
    assert 'class="seal"' not in markup.html(typesetting.compose(notice(2)))
    assert 'class="seal"' not in markup.html(typesetting.compose(replace(draft, is_sealed=False)))


def test_the_names_of_the_annexes_are_said_once():
    body = "经研究，决定召开会议。\n附件：1.会议日程；\n2.参会名单。"
    annexes = typesetting.parse_annexes("附件1\n会议日程\n上午开会。\n附件2\n参会名单\n张三。")
    rows = [r.text for page in measured(notice(1, body=body, annexes=annexes)) for r in page.rows]
    assert "附件：1.会议日程" in rows and "2.参会名单" in rows
    assert sum("1.会议日程" in text for text in rows) == 1


def test_a_heading_ends_neither_in_a_time_nor_in_quotes():
    def heading(text):
        return blocks.faced(text)[0][0].text

    assert heading("一、会议于下午2：30召开，地点另行通知：请准时。") == "一、会议于下午2：30召开，地点另行通知："
    assert heading("（一）落实“先学。后做”的要求。各单位要抓紧。") == "（一）落实“先学。后做”的要求。"


def test_a_paragraph_is_one_paragraph_to_a_reader_of_the_screen():
    made = markup.html(typesetting.compose(notice(3)))
    assert made.count("<p><span") == 3 + 2  # 主送, three paragraphs less one heading, the name and the date
    assert made.count("<h2>") == 1 and made.count("<h1>") == 1


@pytest.mark.no_cover  # a sweep: the same lines again and again
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"is_sealed": False},
        {"note": "此件公开发布"},
        {"signatories": THREE},
        {"annexes": typesetting.parse_annexes("附件\n名单\n张三。")},
        {"title": ("关于" + "进一步加强和改进" * 6 + "工作的通知",)},
    ],
    ids=["seal", "no seal", "note", "three", "annex", "long title"],
)
def test_the_signature_keeps_text_on_its_page_at_every_length_of_the_body(fields):
    for rows in range(1, 60):
        made = typesetting.compose(notice(1, body="\n".join(["会议按时召开。"] * rows), **fields))
        [page] = [page for page in made.pages if any(role(p) == "date" for p in page.items)]
        assert any(role(placed) == "text" for placed in page.items), rows
        assert sum(role(p) == "text" for page in made.pages for p in page.items) == rows + len(made.paper.annexes)
        for page in made.pages:
            places = [p.row for p in page.items if role(p) != "signatory"]
            assert places == sorted(set(places)) and (not places or places[-1] < page.rows <= 24), rows


def role(placed) -> str:
    return getattr(placed.item, "role", "")


def test_the_file_is_an_archive_that_says_its_language_and_title():
    reader = PdfReader(io.BytesIO(printing.render(notice(1)).pdf))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "zh-CN" and root["/MarkInfo"]["/Marked"]
    xmp = root["/Metadata"].get_data().decode()
    assert "pdfaid" in xmp and "关于召开全市县乡人大工作座谈会的通知" in xmp


def test_a_paper_that_goes_upward_names_who_signed_it_on_the_line_of_its_number():
    paper = notice(1, title=("关于召开会议的请示",), approvers=("张三", "李四"), urgency="特急")
    page = measured(paper)[0]
    number = next(row for row in page.rows if "〔2026〕" in row.text)
    assert number.text == "遵人常办〔2026〕8号签发人：张三李四"
    assert number.left == pytest.approx(28 + CELL, abs=0.3) and number.right == pytest.approx(RIGHT - CELL, abs=0.3)
    by_letter = dict(zip(number.text, number.letter_fonts, strict=True))
    assert by_letter["三"].endswith("FandolKai") and by_letter["签"].endswith("FandolFang")
    urgency = page.rows[0]
    assert (urgency.text, urgency.fonts[0][7:]) == ("特急", "FandolHei")
    assert urgency.left == pytest.approx(28, abs=0.3) and urgency.top == pytest.approx(37, abs=0.3)


def test_a_decision_says_under_its_title_when_it_was_adopted_and_is_not_signed():
    adopted = "（2026年5月18日遵义市第六届人民代表大会常务委员会第三十次会议通过）"
    paper = notice(1, title=("关于加强监督工作的决定",), to="", adopted=adopted)
    page = measured(paper)[0]
    lines = [row for row in page.rows if row.is_in("kai") and row.text in adopted]
    assert "".join(row.text for row in lines) == adopted and len(lines) == 2
    assert all(row.middle == pytest.approx(106, abs=1) for row in lines)
    assert not any(row.text == "2026年5月18日" for row in page.rows)


def test_the_addressees_stay_with_a_line_of_text_when_rows_move_to_the_page_of_the_signature():
    nine = tuple(f"遵义市第{n}工作委员会" for n in "一二三四五六七八九")
    made = typesetting.compose(notice(1, body="会议按时召开。", signatories=nine))
    roles = [[role(placed) for placed in page.items] for page in made.pages if page.part == "body"]
    assert roles[0][-1] == "to" and roles[1][0] == "text" and roles[1][-1] == "date"


def test_a_page_does_not_begin_with_a_blank_row():
    annex = typesetting.Annex(title=("名" * 18,) * 20, body="张三。", label="附件")
    made = typesetting.compose(notice(1, annexes=(annex,)))
    pages = [page for page in made.pages if page.part == "annex"]
    assert [role(placed) for placed in pages[1].items] == ["text"] and pages[1].items[0].row == 0


def test_a_title_that_is_broken_within_a_word_is_told():
    said = [w.message for w in warnings(notice(1, title=("关于召开全市座", "谈会有关事项的通知")))]
    assert any("“市座”与“谈会”之间断行" in message for message in said)
    assert not any("断行" in w.message for w in warnings(notice(1, title=("关于召开座谈会", "有关事项的通知"))))


def test_a_number_that_is_not_in_the_register_is_told_once():
    body = "按照遵人常办〔2026〕8号和遵府办〔2025〕3号文件，参见遵人常办〔2026〕9号。遵人常办〔2026〕9号同时废止。"
    found = typesetting.unknown_numbers(typesetting.cited(notice(1, body=body)), {("遵人常办", 2026): 8})
    assert [w.message for w in found] == ["“遵人常办〔2026〕9号”在发文登记簿中查不到，2026年只编到8号；请核对文号。"]


def test_names_out_of_the_order_of_the_office_are_told():
    order = ("张一", "李二", "王三", "市人大常委会", "市人大常委会办公室", "市政府")
    right = notice(1, body="主任张一，副主任李二、王三出席。李二主持会议。张一讲话。", cc="市人大常委会，市政府")
    assert typesetting.wrong_order(right, order) == []
    wrong = notice(1, body="出席：李二、张一、王三。", cc="市政府，市人大常委会办公室")
    assert [(w.about, w.message[:12]) for w in typesetting.wrong_order(wrong, order)] == [
        ("抄送", "“市人大常委会办公室”排"),
        ("正文", "“张一”排在“李二”之后"),
    ]
    assert typesetting.wrong_order(wrong, ()) == []


def test_a_title_that_leaves_a_word_alone_is_told():
    assert any("最后一行只有2个字" in w.message for w in warnings(notice(1, title=("关于召开座谈会的", "通知"))))
    assert any("标题占5行" in w.message for w in warnings(notice(1, title=("关于召开座谈会的",) * 4 + ("会议通知",))))


def test_a_table_too_wide_for_the_text_is_told_to_move_to_an_annex_where_it_is_set_across():
    table = "\n".join(
        ["\t".join(f"第{n}栏目名称" for n in range(12)), "\t".join(f"内容{n}较长文字" for n in range(12))]
    )
    assert any("移到“附件正文”" in w.message for w in warnings(notice(1, body=f"见下表。\n{table}\n特此通知。")))
    annexed = notice(1, annexes=(Annex(("统计表",), table),))
    assert "表格较宽，本附件已横排。" in [w.message for w in warnings(annexed) if w.about == "附件"]
    assert not any(w.about == "表格" for w in warnings(annexed))


def test_the_imprint_of_sixty_recipients_stands_whole_on_its_page_and_of_too_many_is_refused():
    sixty = "，".join(f"遵义市第{n}单位名称较长局" for n in range(60))
    title = (("关于进一步加强和改进全市人民代表大会工作推动高质量发展" * 5)[:118] + "通知",)
    made = compose(notice(1, title=title, to=sixty))
    rows = made.pages[-1].imprint
    assert "".join(line.text for row in rows for line in row).startswith("主送：遵义市第0单位")
    assert len(rows) * made.format.imprint_step <= made.format.height + 0.01
    assert "版记" in {about for about, _ in made.notes}
    with pytest.raises(TypesettingError, match="改用习惯称呼"):
        compose(notice(1, title=title, to="，".join([sixty] * 2)))
