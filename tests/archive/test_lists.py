"""归档文件目录, 备考表, 移交清单: on the screen, on paper, in Excel; and who sees which line of them."""

import io

import pdfplumber
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from congress import archive_lists, archive_papers, clock, printing
from congress.archive_lists import Selection
from congress.models import ArchiveItem, Event
from tests import cast

pytestmark = pytest.mark.django_db

KEEPERS = {"secretary", "office_head", "chair"}


@pytest.fixture
def boxes(city, archived):
    """Two of 30年, one of 永久; the second of 30年 is confined to the chair."""
    archived({"category": "办公室"})
    hidden = archived({"category": "办公室"}, title="关于人事的通知")
    archived({"period": "永久", "category": "办公室"}, title="关于印发要点的通知", series=city.series)
    city.confined(hidden.matter, city.chair)
    return city


def whole(city) -> Selection:
    return Selection(city.committee, 2026)


def text_of(printed) -> list[str]:
    with pdfplumber.open(io.BytesIO(printed.pdf)) as document:
        return [page.extract_text().replace(" ", "") for page in document.pages]


def test_what_is_kept_for_ever_stands_first_and_each_has_its_number(boxes):
    rows = archive_lists.rows(boxes.chair, whole(boxes))
    assert [(row.period, row.sequence, row.title) for row in rows] == [
        ("永久", 1, "关于印发要点的通知"), ("30年", 1, "关于召开座谈会的通知"), ("30年", 2, "关于人事的通知"),
    ]  # fmt: skip
    assert rows[0].code == "WS·2026-Y-办公室-0001" and rows[0].number == "遵人常办〔2026〕3号"
    assert [group.pages for group in archive_lists.groups(rows)] == [rows[0].pages, rows[1].pages + rows[2].pages]


def test_a_confined_paper_is_a_number_and_nothing_else(boxes):
    row = archive_lists.rows(boxes.secretary, whole(boxes))[2]
    assert (row.sequence, row.title, row.number, row.pages, row.remark) == (2, "", "", None, "限定知悉范围")
    assert row.item is None and row.address == ""


@pytest.mark.parametrize(
    ("narrower", "count"),
    [({}, 3), ({"period": "永久"}, 1), ({"category": "办公室"}, 3), ({"category": "无"}, 0), ({"period": "10年"}, 0)],
)
def test_a_selection_is_narrowed_by_period_and_category(boxes, narrower, count):
    assert len(archive_lists.rows(boxes.chair, Selection(boxes.committee, 2026, **narrower))) == count


def test_the_archive_is_found_by_who_keeps_the_registers_only(boxes, at_screen):
    found = {
        name
        for name, kind in cast.City.__annotations__.items()
        if kind == "User" and at_screen(getattr(boxes, name)).get("/archive/").status_code == 200
    }
    assert found == KEEPERS
    stranger = at_screen(boxes.drafter)
    for name in ("archive_pack", "archive_hand_over"):
        assert stranger.post(reverse(name), {"year": "2026"}).status_code == 404
        assert at_screen(boxes.secretary).get(reverse(name)).status_code == 405
    assert "归档</a>" in at_screen(boxes.secretary).get("/").content.decode()
    assert "归档</a>" not in stranger.get("/").content.decode()


def test_another_organs_archive_does_not_exist(boxes, at_screen):
    browser = at_screen(boxes.secretary)
    assert browser.get("/archive/", {"organ": "north-sc"}).status_code == 404
    assert browser.get("/archive/", {"organ": "zunyi-sc"}).status_code == 200
    assert browser.post("/archive/pack/", {"organ": "north-sc", "year": "2026"}).status_code == 404


def test_who_keeps_the_registers_of_one_body_sees_nothing_of_another(boxes):
    keeper = cast.account("ke", "柯小谨", (cast.roles.SECRETARIAT, boxes.justice))
    assert archive_lists.rows(keeper, whole(boxes)) == []
    assert archive_lists.organs(keeper) == [boxes.committee]


def test_the_page_takes_the_same_few_statements_however_many_there_are(
    boxes, archived, at_screen, django_assert_max_num_queries
):
    browser = at_screen(boxes.secretary)
    browser.get("/archive/")
    with django_assert_max_num_queries(15) as few:
        browser.get("/archive/")
    for _ in range(3):
        archived({"category": "办公室"})
    with django_assert_max_num_queries(len(few)):
        assert len(browser.get("/archive/").context["rows"]) == 6


@pytest.mark.parametrize(
    "query",
    ["?year=99999999999999999", "?year=x", "?period=%27", "?category=%00%ED", "?view=zip", "?organ=%00"],
)
def test_nonsense_in_the_address_is_a_page_or_404(boxes, at_screen, query):
    assert at_screen(boxes.secretary).get(f"/archive/{query}").status_code in (200, 404)


def test_the_title_of_a_confined_paper_stands_in_no_list(boxes, at_screen):
    browser = at_screen(boxes.secretary)
    page = browser.get("/archive/").content.decode()
    assert "关于召开座谈会的通知" in page and "关于人事的通知" not in page
    assert "其中1件限定知悉范围" in page
    for kind in archive_papers.KINDS:
        text = "".join(
            text_of(archive_papers.pdf(kind, whole(boxes), archive_lists.rows(boxes.secretary, whole(boxes))))
        )
        assert "人事" not in text


def test_the_list_on_paper_has_its_columns_and_totals(boxes, at_screen):
    rows = archive_lists.rows(boxes.secretary, whole(boxes))
    [page] = text_of(archive_papers.pdf("catalogue", whole(boxes), rows))
    flat = page.replace("\n", "")
    for words in ("归档文件目录", "立档单位：遵义市人民代表大会常务委员会", "关于印发要点的通知", "限定知悉范围"):
        assert words in flat, words
    assert all(heading in flat for heading in archive_lists.HEADINGS)
    assert f"共3件，{rows[0].pages + rows[1].pages}页。其中1件限定知悉范围，只列件号" in flat


def test_the_check_sheet_tells_what_lies_in_the_boxes(boxes):
    rows = archive_lists.rows(boxes.chair, whole(boxes))
    [page] = text_of(archive_papers.pdf("check_sheet", whole(boxes), rows))
    for words in ("备考表", "30年　办公室：第1件至第2件，2件", "整理人艾小禾", "检查人", "检查日期"):
        assert words.replace("　", "") in page.replace("　", "").replace("\n", ""), words


def test_the_list_for_handing_over_has_both_sides(boxes):
    rows = archive_lists.rows(boxes.chair, whole(boxes))
    text = "".join(text_of(archive_papers.pdf("handing_over", whole(boxes), rows))).replace("\n", "")
    for words in ("移交清单", "移交单位", "接收单位", "合计", "1—2", "关于人事的通知", "遵人常办〔2026〕1号"):
        assert words in text, words


@pytest.mark.parametrize("kind", sorted(archive_papers.KINDS))
def test_each_list_is_a_pdf_on_the_page(boxes, at_screen, kind):
    answer = at_screen(boxes.secretary).get("/archive/", {"view": kind, "year": "2026"})
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


def test_a_list_that_cannot_be_printed_says_why_on_the_page(boxes, at_screen, monkeypatch):
    def fail(*args, **kwargs):
        raise printing.PrintError(printing.BUSY)

    monkeypatch.setattr(printing, "render_html", fail)
    answer = at_screen(boxes.secretary).get("/archive/", {"view": "catalogue"}, follow=True)
    assert "归档文件目录没有印成：排版进程都在忙" in answer.content.decode()
    answer = at_screen(boxes.secretary).post("/archive/pack/", {"year": "2026"}, follow=True)
    assert "没有打包：归档文件目录没有印成" in answer.content.decode()


def test_the_workbook_has_the_lines_of_the_page(boxes, at_screen):
    answer = at_screen(boxes.secretary).get("/archive/", {"view": "xlsx"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    lines = [[cell.value for cell in row] for row in sheet.rows]
    assert lines[0] == list(archive_lists.HEADINGS)
    assert lines[1][:5] == [
        "1",
        "WS·2026-Y-办公室-0001",
        "遵人常办〔2026〕3号",
        "遵义市人大常委会办公室",
        "关于印发要点的通知",
    ]
    assert len(lines) == 4 and "限定知悉范围" in lines[3][-1]


# 移交 ----------------------------------------------------------------------------


def test_handing_over_is_noted_once_for_what_the_keeper_may_see(boxes, at_screen):
    browser = at_screen(boxes.secretary)
    data = {"year": "2026", "handed_over_on": "2026-05-18", "handed_over_to": "遵义市档案馆"}
    answer = browser.post("/archive/hand-over/", data, follow=True)
    assert "已登记移交：2件，移交遵义市档案馆" in answer.content.decode()
    assert ArchiveItem.objects.filter(handed_over_on=None).get().matter.title == "关于人事的通知"
    assert '"items":2' in Event.objects.get(action="archive.hand_over").body
    again = browser.post("/archive/hand-over/", data, follow=True)
    assert "没有待移交的归档文件" in again.content.decode()
    assert Event.objects.filter(action="archive.hand_over").count() == 1
    rows = archive_lists.rows(boxes.secretary, whole(boxes))
    text = "".join(text_of(archive_papers.pdf("handing_over", whole(boxes), rows))).replace("\n", "")
    assert "2026-05-18移交遵义市档案馆" in text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"handed_over_to": ""}, "请写明接收单位"),
        ({"handed_over_on": "2027-01-01"}, "移交日期晚于今天"),
        ({"handed_over_on": "0026-01-01"}, "请把年份写成四位"),
        ({"handed_over_on": "昨天"}, "的样子填写日期"),
    ],
)
def test_a_handing_over_that_nobody_means_is_refused(boxes, at_screen, data, words):
    usual = {"year": "2026", "handed_over_on": str(clock.today()), "handed_over_to": "遵义市档案馆"}
    answer = at_screen(boxes.secretary).post("/archive/hand-over/", {**usual, **data})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not ArchiveItem.objects.exclude(handed_over_on=None).exists()
