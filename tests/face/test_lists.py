"""The list of a kind of matter: what is seen, in which order, page by page, and exported as seen."""

import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from congress import exporting, paging
from congress.models import OutgoingPaper

pytestmark = pytest.mark.django_db
LIST = "/list/paper/"


def titles(response) -> list[str]:
    return [row.title for row in response.context["page"].rows]


def spread(papers: list[OutgoingPaper], first: date = date(2026, 1, 1)) -> None:
    """Give each paper its own day, but every third the same as the one before: ties must not be lost."""
    for n, paper in enumerate(papers):
        OutgoingPaper.objects.filter(pk=paper.pk).update(sort_on=first + timedelta(days=n - (n % 3 == 2)))


def test_a_list_shows_only_what_the_user_may_see(city, sign_in):
    city.paper(title="关于绝密座谈会的通知")
    for user in (city.office_head, city.chair, city.member, city.north_clerk, city.bureau_clerk, city.system):
        response = sign_in(user).get(LIST, follow=True)
        assert "绝密" not in response.content.decode()
    assert "绝密" in sign_in(city.drafter).get(LIST).content.decode()


def test_pages_lead_on_and_back_and_lose_no_row(city, sign_in, papers, monkeypatch):
    monkeypatch.setattr(paging, "PAGE_SIZE", 4)
    monkeypatch.setattr(paging.page, "__defaults__", ("-sort_on", "", "", 4, None))
    spread(papers(11))
    client = sign_in(city.drafter)
    for sort in ("", "sort_on", "-sort_on"):
        seen, pages, address = [], [], f"{LIST}?sort={sort}"
        while address:
            page = client.get(address).context["page"]
            pages.append([row.title for row in page.rows])
            seen += pages[-1]
            address = f"{LIST}?sort={sort}&after={page.after}" if page.after else ""
        assert len(seen) == len(set(seen)) == 11
        back = client.get(f"{LIST}?sort={sort}&before={page.before}").context["page"]
        assert [row.title for row in back.rows] == pages[-2]
        assert back.after and back.before


def test_the_first_page_leads_nowhere_back(city, sign_in, papers):
    papers(2)
    page = sign_in(city.drafter).get(LIST).context["page"]
    assert (page.before, page.after, page.count_text) == ("", "", "共2项")


def test_an_address_that_names_no_row_shows_the_first_page(city, sign_in, papers):
    papers(3)
    assert len(titles(sign_in(city.drafter).get(f"{LIST}?after=nosuchrow222"))) == 3


def test_a_list_is_sorted_on_declared_columns_only(city, sign_in, papers):
    spread(papers(3))
    client = sign_in(city.drafter)
    falling = titles(client.get(LIST))
    assert titles(client.get(f"{LIST}?sort=sort_on")) == falling[::-1]
    for word in ("body", "owner__name", "-search_text", "created_by__password"):
        assert titles(client.get(LIST, {"sort": word})) == falling


def test_a_count_stops_past_ten_thousand(monkeypatch):
    assert paging.Page(count=27).count_text == "共27项"
    assert paging.Page(count=paging.COUNT_TO + 1).count_text == "一万项以上"


def test_a_list_is_narrowed_by_words_state_and_day(city, sign_in, papers):
    spread(papers(5))
    city.paper(title="关于防汛工作的通知")
    client = sign_in(city.drafter)
    assert titles(client.get(LIST, {"q": "防汛"})) == ["关于防汛工作的通知"]
    assert titles(client.get(LIST, {"state": "draft"})) == ["关于防汛工作的通知"]
    assert len(titles(client.get(LIST, {"state": "checking", "until": "2026-01-02"}))) == 3
    assert titles(client.get(LIST, {"q": "没有这样的词"})) == []


def test_a_filter_that_cannot_be_read_says_so(city, sign_in, papers):
    papers(1)
    response = sign_in(city.drafter).get(LIST, {"since": "昨天"})
    assert "请按“2016-05-26”的样子填写日期" in response.content.decode()


def test_an_empty_list_says_what_to_do_next(city, sign_in):
    client = sign_in(city.drafter)
    assert OutgoingPaper.listing.empty in client.get(LIST).content.decode()
    assert "清除筛选" in client.get(LIST, {"q": "座谈"}).content.decode()


def test_sorting_and_paging_keep_the_filter(city, sign_in, papers):
    papers(2)
    text = sign_in(city.drafter).get(LIST, {"q": "座谈", "state": "checking"}).content.decode()
    assert "?q=%E5%BA%A7%E8%B0%88&amp;state=checking&amp;sort=sort_on" in text


def test_back_to_the_list_keeps_filter_and_page(city, sign_in, papers):
    [paper] = papers(1)
    client = sign_in(city.drafter)
    client.get(LIST, {"q": "座谈", "sort": "sort_on"})
    text = client.get(paper.get_absolute_url()).content.decode()
    assert f'href="{LIST}?q=%E5%BA%A7%E8%B0%88&amp;sort=sort_on"' in text


def test_whoever_may_not_begin_a_paper_finds_no_button_for_it(city, sign_in):
    assert "拟稿" in str(sign_in(city.drafter).get(LIST).context["beginnings"])
    assert sign_in(city.north_clerk).get(LIST).context["beginnings"] == []


def test_an_unknown_kind_is_not_found(city, sign_in):
    assert sign_in(city.drafter).get("/list/nothing/").status_code == 404


@pytest.fixture
def sheet(sign_in):
    def _sheet(user, address):
        response = sign_in(user).get(address)
        assert response["Content-Disposition"].startswith("attachment")
        return load_workbook(io.BytesIO(response.content)).active

    return _sheet


def test_an_export_holds_exactly_what_is_seen(city, sheet, sign_in, papers):
    spread(papers(4))
    city.paper(title="关于防汛工作的通知")
    address = "/list/paper/export/?state=checking&sort=sort_on"
    rows = list(sheet(city.drafter, address).values)
    assert rows[0] == ("标题", "文号", "状态", "拟稿单位", "日期")
    assert [row[0] for row in rows[1:]] == titles(sign_in(city.drafter).get(address.replace("export/", "")))
    assert rows[1][2:] == ("待审核", "遵义市人大常委会研究室", "2026-01-01")


def test_an_export_has_nothing_that_the_list_hides(city, sheet):
    city.paper(title="关于绝密座谈会的通知")
    assert sheet(city.north_clerk, "/list/paper/export/").max_row == 1


def test_a_cell_never_becomes_a_formula(city, sheet):
    for start in ("=", "+", "-", "@"):
        city.paper(title=f"{start}SUM(A1:A9)的通知")
    cells = [row[0] for row in sheet(city.drafter, "/list/paper/export/").iter_rows(min_row=2)]
    assert {cell.value[0] for cell in cells} == set("=+-@")
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_an_export_that_is_cut_says_so(city, sheet, papers, monkeypatch):
    monkeypatch.setattr("congress.exporting.ROWS_AT_MOST", 2)
    papers(3)
    last = list(sheet(city.drafter, "/list/paper/export/").values)[-1]
    assert last[0] == "只导出前2行，请缩小筛选范围后分次导出。"


def test_a_list_needs_the_same_sql_for_3_rows_and_for_30(city, sign_in, count_sql, papers):
    users = (city.drafter, city.secretary, city.office_head, city.north_clerk)
    addresses = (LIST, "/search/?q=座谈会")
    papers(3)
    clients = [sign_in(user) for user in users]
    few = [count_sql(lambda c=c, a=a: c.get(a)) for c in clients for a in addresses]
    papers(27)
    many = [count_sql(lambda c=c, a=a: c.get(a)) for c in clients for a in addresses]
    assert few == many
    assert max(many) <= 15


def test_a_name_with_signs_that_excel_refuses_is_exported_too(city, sign_in):
    answer = exporting.workbook("回执 2026/27年：[扩大]会议?", [], OutgoingPaper.objects.none())
    assert load_workbook(io.BytesIO(answer.content)).sheetnames == ["回执 2026 27年： 扩大 会议"]


@pytest.mark.parametrize("address", ["/list/paper/?after=%00", "/papers/recipients/?q=%00", "/search/?q=%00&after=%00"])
def test_a_zero_byte_in_an_address_finds_nothing_and_breaks_nothing(city, sign_in, address):
    city.paper()
    assert sign_in(city.drafter).get(address).status_code == 200
