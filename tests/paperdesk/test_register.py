"""发文登记簿: no hole without a word, no title for who may not read it."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from congress import matters, register
from congress.matters import Entry
from congress.models import Counter, Number, Series

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(city):
    """27号 issued, 28号 void, 29号 missing, 30号 of another's business."""
    Counter.objects.filter(series=city.series, year=2026).update(opened_at=26, last=26)
    city.dispatched()
    matters.take(city.registered(title="关于取消的通知"), "void", city.secretary, entry=Entry(note="会议取消"))
    Counter.objects.filter(series=city.series, year=2026).update(last=29)
    hidden = city.registered(title="关于人事的通知")
    type(hidden).objects.filter(pk=hidden.pk).update(is_confidential=True)
    return city


def test_every_number_is_accounted_for(book):
    rows = register.rows(book.secretary, book.series, 2026)
    assert [(row.number, row.kind, row.remark) for row in rows] == [
        ("遵人常办〔2026〕27号", "issued", ""),
        ("遵人常办〔2026〕28号", "void", "会议取消"),
        ("遵人常办〔2026〕29号", "gap", "登记簿中没有此号，请补录。"),
        ("遵人常办〔2026〕30号", "hidden", "限定知悉范围"),
    ]
    assert rows[0].title == "关于召开座谈会的通知"
    assert rows[0].to == "各县、自治县、区（市）人大常委会"
    assert register.opening(book.series, 2026) == "1—26号在纸质登记簿中。"


def test_who_does_not_keep_it_sees_only_what_he_may_read(book):
    assert [row.kind for row in register.rows(book.member, book.series, 2026)] == ["issued"]
    assert [row.kind for row in register.rows(book.drafter, book.series, 2026)] == ["issued", "void"]
    assert list(register.series_for(book.north_clerk)) == []
    for administrator in (book.system, book.security, book.auditor):
        assert list(register.series_for(administrator)) == []
        assert register.rows(administrator, book.series, 2026) == []


def test_the_register_is_a_page_a_print_and_a_workbook(book, at_screen):
    client, address = at_screen(book.secretary), reverse("paper_register")
    page = client.get(address).content.decode()
    assert "遵人常办〔2026〕29号" in page and "会议取消" in page and "关于人事的通知" not in page
    printed = client.get(address, {"view": "pdf", "series": "office", "year": "2026"})
    assert printed["Content-Type"] == "application/pdf"
    answer = client.get(address, {"view": "xlsx"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert [cell.value for cell in sheet[1]] == list(register.HEADINGS)
    assert sheet.max_row == 5 and sheet["A4"].value == "遵人常办〔2026〕29号"


def test_a_year_without_papers_says_so(city, at_screen):
    page = at_screen(city.secretary).get(reverse("paper_register"), {"year": "2011"}).content.decode()
    assert "这一年还没有编号的公文" in page
    assert Number.objects.count() == 0


def test_the_series_of_another_organ_does_not_exist(city, at_screen):
    assert at_screen(city.north_clerk).get(reverse("paper_register"), {"series": "office"}).status_code == 404
    assert at_screen(city.north_clerk).get(reverse("paper_register"), {"view": "xlsx"}).status_code == 200


def test_the_register_opens_at_the_series_in_use_with_the_years_of_all(book, at_screen):
    idle = Series.objects.create(key="another", prefix="遵人任", label="任免", owner=book.series.owner)
    Counter.objects.create(series=idle, year=2015)
    page = at_screen(book.secretary).get(reverse("paper_register"))
    assert page.context["scope"].series == book.series
    assert page.context["years"] == sorted({*page.context["years"], 2026, 2015}, reverse=True)
