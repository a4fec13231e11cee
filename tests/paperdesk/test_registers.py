"""登记簿: each register on the screen, on paper and in Excel; who keeps it; what a confined paper shows in it."""

import io

import pdfplumber
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from congress import clock, delivery_slips, matters, printing, registers
from congress.matters import Entry
from congress.models import Counter, Delivery, Series
from congress.registers import REGISTERS, Scope
from tests import cast

pytestmark = pytest.mark.django_db

ADDRESS = reverse("paper_register")
KEEPERS = {"secretary", "office_head", "chair"}
COPIES = "市人大常委会，遵义市水务局"  # nobody signs here for either


@pytest.fixture
def book(city):
    """1号 sent, 2号 void, 3号 missing, 4号 confined to the chair and void, 5号 confined and sent."""
    city.dispatched(cc=COPIES)
    matters.take(city.registered(title="关于取消的通知"), "void", city.secretary, entry=Entry(note="会议取消"))
    Counter.objects.filter(series=city.series, year=2026).update(last=3)
    hidden = city.registered(title="关于人事的通知")
    matters.take(hidden, "void", city.secretary, entry=Entry(note="人选变更"))
    city.confined(hidden, city.chair)
    city.confined(city.dispatched(title="关于人事安排的通知"), city.chair)
    return city


def lines(user, key, city, **narrower):
    return REGISTERS[key].lines(user, Scope(2026, [city.series], **narrower))


def text_of(answer) -> str:
    with pdfplumber.open(io.BytesIO(b"".join(answer.streaming_content))) as document:
        return "".join(page.extract_text() for page in document.pages).replace(" ", "").replace("\n", "")


def table_of(answer) -> list[list[str]]:
    """The cells of the tables on paper, without blanks and breaks."""
    with pdfplumber.open(io.BytesIO(b"".join(answer.streaming_content))) as document:
        rows = [row for page in document.pages for table in page.extract_tables() for row in table]
    return [[(cell or "").replace(" ", "").replace("\n", "") for cell in row] for row in rows]


def finders(city, at_screen, address: str, **query) -> set[str]:
    users = [name for name, kind in cast.City.__annotations__.items() if kind == "User"]
    return {n for n in users if at_screen(getattr(city, n)).get(address, query).status_code == 200}


# 用印登记簿, 空号登记 ----------------------------------------------------------------


def test_the_register_of_seals_tells_day_seal_number_title_copies_and_both_names(book):
    first, hidden = lines(book.seal_keeper, "seals", book)
    assert first.cells == (
        clock.today(), "遵义市人大常委会办公室", "遵人常办〔2026〕1号", "关于召开座谈会的通知", 5, "章启衡", "印守正",
    )  # fmt: skip
    assert hidden.cells == (clock.today(), "", "遵人常办〔2026〕5号", "限定知悉范围", None, "", "")
    assert hidden.address == ""
    assert lines(book.chair, "seals", book)[1].cells[3] == "关于人事安排的通知"


def test_the_register_of_void_numbers_tells_why_who_and_when(book):
    found = lines(book.secretary, "voids", book)
    assert [line.cells[:4] for line in found] == [
        ("遵人常办〔2026〕2号", "作废", "关于取消的通知", "会议取消"),
        ("遵人常办〔2026〕3号", "空号", "", "登记簿中没有此号，请补录。"),
        ("遵人常办〔2026〕4号", "作废", "限定知悉范围", ""),
    ]
    assert found[0].cells[4:] == ("艾小禾", found[0].cells[5]) and found[0].cells[5].date() == clock.today()
    assert found[2].cells[4:] == ("", None)
    assert lines(book.chair, "voids", book)[2].cells[3] == "人选变更"


def test_a_paper_that_was_recalled_stands_among_the_void_numbers_as_recalled(city):
    matters.take(city.dispatched(), "recall", city.secretary, entry=Entry(note="发错单位"))
    [line] = lines(city.secretary, "voids", city)
    assert line.cells[1:4] == ("撤销（收回）", "关于召开座谈会的通知", "发错单位")


def test_another_year_and_another_series_have_their_own_lines(book):
    other = Series.objects.create(key="other", prefix="遵人任", label="任免", owner=book.committee)
    for key in ("seals", "voids"):
        assert REGISTERS[key].lines(book.secretary, Scope(2025, [book.series])) == []
        assert lines(book.secretary, key, book, series=other) == []


def test_each_register_is_found_by_who_keeps_it(book, at_screen):
    business = finders(book, at_screen, ADDRESS, register="outgoing")
    assert finders(book, at_screen, ADDRESS, register="seals") == KEEPERS | {"seal_keeper"}
    assert finders(book, at_screen, ADDRESS, register="voids") == KEEPERS
    assert business > KEEPERS
    assert finders(book, at_screen, ADDRESS, register="nothing") == set()


def test_who_keeps_registers_has_them_in_the_menu_and_comes_to_his_own_first(book, at_screen):
    for name in ("secretary", "seal_keeper", "office_head"):
        assert ">登记簿</a>" in at_screen(getattr(book, name)).get("/").content.decode()
    assert ">登记簿</a>" not in at_screen(book.drafter).get("/").content.decode()
    assert at_screen(book.seal_keeper).get(ADDRESS).context["register"].key == "seals"
    assert at_screen(book.secretary).get(ADDRESS).context["register"].key == "outgoing"


def test_the_keeper_of_one_body_sees_nothing_of_another(book):
    keeper = cast.account("ke", "柯小谨", (cast.roles.SECRETARIAT, book.justice))
    assert lines(keeper, "seals", book) == [] and lines(keeper, "voids", book) == []


# On the screen, on paper, in Excel ---------------------------------------------------


@pytest.mark.parametrize("key", list(REGISTERS))
def test_a_register_says_the_same_on_the_screen_on_paper_and_in_excel(book, at_screen, key):
    client, one = at_screen(book.secretary), REGISTERS[key]
    page = client.get(ADDRESS, {"register": key}).content.decode()
    printed = table_of(client.get(ADDRESS, {"register": key, "view": "pdf"}))
    sheet = load_workbook(io.BytesIO(client.get(ADDRESS, {"register": key, "view": "xlsx"}).content)).active
    rows = [[cell.value or "" for cell in row] for row in sheet.rows]
    assert rows[0] == list(one.headings)
    assert len(rows) == 1 + len(one.lines(book.secretary, Scope(2026, [book.series], book.series)))
    assert printed == [[value.replace(" ", "") for value in row] for row in rows]
    assert all(value in page for row in rows for value in row)
    for text in (page, str(printed), str(rows)):
        assert "限定知悉范围" in text and "人事" not in text and "人选" not in text


def test_every_register_has_a_width_for_each_of_its_columns():
    for one in (*REGISTERS.values(), *delivery_slips.SLIPS.values()):
        assert len(one.widths) == len(one.headings), one.label
        assert one.widths.count("") == 1, one.label


def test_a_register_that_cannot_be_printed_says_why_on_its_page(book, at_screen, monkeypatch):
    def fail(*args, **kwargs):
        raise printing.PrintError(printing.BUSY)

    monkeypatch.setattr(printing, "render_html", fail)
    answer = at_screen(book.secretary).get(ADDRESS, {"register": "seals", "view": "pdf"}, follow=True)
    assert "用印登记簿没有印成：排版进程都在忙" in answer.content.decode()
    assert answer.context["register"].key == "seals"


@pytest.mark.parametrize("key", list(REGISTERS))
def test_a_register_takes_the_same_few_statements_however_long_it_is(book, at_screen, key):
    browser = at_screen(book.secretary)
    browser.get(ADDRESS, {"register": key})
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(ADDRESS, {"register": key})
    for number in range(3):
        city_paper = book.dispatched(title=f"关于第{number}件的通知")
        matters.take(city_paper, "recall", book.secretary, entry=Entry(note="更正"))
    with CaptureQueriesContext(connection) as many:
        browser.get(ADDRESS, {"register": key})
    assert len(few) == len(many) <= 15


@pytest.mark.parametrize("query", ["?year=99999999", "?year=0", "?register=%00", "?register=seals&year=0001&view=x"])
def test_nonsense_in_the_address_is_a_page_or_404(book, at_screen, query):
    assert at_screen(book.secretary).get(ADDRESS + query).status_code in (200, 404)


# 分发签收单 ----------------------------------------------------------------------


@pytest.fixture
def sent(city):
    """A notice to the counties; one has signed here, two copies go on paper by two ways."""
    paper = matters.take(city.dispatched(cc=COPIES), "sign_for", city.north_clerk)
    Delivery.objects.filter(organisation=city.bureau).update(channel="hand")
    return paper


def slip_lines(user, paper, key="receipts"):
    return delivery_slips.SLIPS[key].lines(user, delivery_slips.of_matter(user, paper))


def test_the_slip_tells_of_each_unit_how_it_got_the_paper_and_who_signed(city, sent):
    data = {"organisations": [city.committee], "signed_by": "值班员", "copies": 3}
    matters.take(sent, "enter_receipt", city.secretary, entry=Entry(data=data, recorded_for="纸质，值班员"))
    found = [line.cells for line in slip_lines(city.secretary, sent)]
    assert [cells[:4] for cells in found] == [
        ("桐梓县人大常委会", "主送", "本系统", None), ("湄潭县人大常委会", "主送", "本系统", None),
        ("市人大常委会", "抄送", "机要交换站", 3), ("遵义市水务局", "抄送", "专人送达", None),
    ]  # fmt: skip
    assert [cells[5] for cells in found] == ["田青", "", "值班员", ""]
    assert found[2][7] == "纸质，值班员" and found[1][6] is None


def test_the_courier_s_sheet_has_an_empty_place_for_each_unit_that_gets_paper_by_its_way(city, sent, at_screen):
    found = slip_lines(city.secretary, sent, "courier")
    assert [(line.group, line.cells[0]) for line in found] == [
        ("机要交换站", "遵义市人民代表大会常务委员会"), ("专人送达", "遵义市水务局"),
    ]  # fmt: skip
    assert all(line.cells[2:4] == ("", "") for line in found)
    printed = text_of(at_screen(city.secretary).get(f"/m/{sent.ref}/slip/", {"register": "courier", "view": "pdf"}))
    for words in (
        "送文签收单",
        "遵人常办〔2026〕1号",
        "机要交换站（1个单位）",
        "专人送达（1个单位）",
        "签收人（签字）",
    ):
        assert words in printed, words
    assert "桐梓县" not in printed


def test_who_has_signed_stands_no_longer_on_the_courier_s_sheet(city, sent):
    data = {"organisations": [city.committee, city.bureau], "signed_by": "值班员", "copies": 1}
    matters.take(sent, "enter_receipt", city.secretary, entry=Entry(data=data, recorded_for="纸质，值班员"))
    assert slip_lines(city.secretary, sent, "courier") == []


def test_the_slips_are_found_by_the_keepers_of_the_registers_and_of_a_confined_paper_by_its_readers(
    city, sent, at_screen
):
    address = f"/m/{sent.ref}/slip/"
    assert finders(city, at_screen, address) == KEEPERS
    assert finders(city, at_screen, address, register="nothing") == set()
    draft = city.paper(by=city.secretary)
    assert at_screen(city.secretary).get(f"/m/{draft.ref}/slip/").status_code == 404
    assert address in at_screen(city.secretary).get(sent.get_absolute_url()).content.decode()
    for other in (city.north_clerk, city.drafter, city.member):
        assert address not in at_screen(other).get(sent.get_absolute_url()).content.decode()
    city.confined(sent, city.chair)
    assert finders(city, at_screen, address) == {"chair"}


def test_a_register_is_one_entry(city, at_screen, monkeypatch):
    entries = dict(REGISTERS._entries)
    monkeypatch.setattr(REGISTERS, "_entries", entries)
    REGISTERS.add(
        registers.Register("extra", "借阅登记簿", ("借阅人", "日期"), ("", "day"), lambda user, scope: [
            registers.Line(("艾小禾", clock.today()))
        ])
    )  # fmt: skip
    page = at_screen(city.secretary).get(ADDRESS, {"register": "extra"}).content.decode()
    assert "借阅登记簿" in page and "借阅人" in page and "2026-05-18" in page


def test_a_seal_that_was_used_before_the_paper_was_taken_back_says_so(city):
    paper = city.seal(city.registered())
    paper = matters.take(paper, "take_back", city.secretary, entry=Entry(note="漏字"))
    city.seal(city.register(paper))
    scope = Scope(2026, [city.series], None)
    first, second = (line.cells[1] for line in REGISTERS["seals"].lines(city.seal_keeper, scope))
    assert "退回改正" in first and "退回改正" not in second
