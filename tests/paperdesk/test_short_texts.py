"""Short texts for SMS and 微信, and whom to call: only for the office, and of a confined paper no word."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congress import clock, matters, short_texts
from congress.matters import Entry
from congress.models import Delivery, Tenure
from congress.short_texts import ShortText

pytestmark = pytest.mark.django_db


def calls(city, paper):
    rows = Delivery.objects.filter(paper__matter_id=paper.pk, signed_at=None).select_related("organisation")
    return {one.body.short_name: one for one in short_texts.contacts(paper, rows.order_by("pk"))}


def telephone(user, number: str) -> None:
    user.person.phone = number
    user.person.save()


@pytest.mark.parametrize(
    ("words", "length", "parts"),
    [
        ("字" * 70, 70, 1),
        ("字" * 71, 71, 2),
        ("字" * 134, 134, 2),
        ("字" * 135, 135, 3),
        ("𬬻" * 36, 72, 2),
        ("", 0, 1),
    ],
)
def test_a_text_is_counted_as_a_telephone_counts_it(words, length, parts):
    text = ShortText("x", "x", words)
    assert (text.length, text.parts) == (length, parts)


def test_the_texts_tell_number_title_and_where_to_sign_and_the_urging_by_when(city):
    paper = city.dispatched()
    notice, urge = short_texts.texts(paper, paper.issued, is_missing=True, due_on=date(2026, 5, 20))
    for text in (notice, urge):
        assert text.words.startswith("遵人常办〔2026〕1号《关于召开座谈会的通知》")
        assert "登录人大常委会办公系统" in text.words and text.parts == 1
    assert "尚未签收，请于5月20日前登录" in urge.words and "尚未签收" not in notice.words
    clock.advance(days=5)
    assert "请尽快登录" in short_texts.texts(paper, paper.issued, is_missing=True, due_on=date(2026, 5, 20))[1].words


def test_where_all_have_signed_nobody_is_urged(city):
    paper = city.dispatched()
    assert [one.key for one in short_texts.texts(paper, paper.issued, is_missing=False, due_on=None)] == ["notice"]


def test_the_address_is_told_where_others_can_reach_it(city, settings):
    paper = city.dispatched()
    settings.SITE_URL, settings.SITE_IS_LOCAL = "https://rd.example.gov.cn", False
    assert "https://rd.example.gov.cn" in short_texts.texts(paper, paper.issued, is_missing=False, due_on=None)[0].words


def test_of_a_confined_paper_a_text_says_nothing_and_only_who_is_on_the_list_is_called(city, at_screen):
    paper = city.confined(city.dispatched(), city.secretary, city.north_clerk)
    [text] = short_texts.texts(paper, paper.issued, is_missing=True, due_on=None)
    assert text.words == "有一件文件请登录办理"
    called = calls(city, paper)
    assert [name for name, _ in called["桐梓县人大常委会"].people] == ["田青"]
    assert called["湄潭县人大常委会"].people == []
    page = at_screen(city.secretary).get(paper.get_absolute_url()).content.decode()
    assert "有一件文件请登录办理</textarea>" in page and "已印发，请" not in page


def test_the_units_that_have_not_signed_are_listed_with_the_telephones_of_who_answers_for_them(city):
    telephone(city.south_clerk, "0851-24220000")
    paper = matters.take(city.dispatched(), "sign_for", city.north_clerk)
    called = calls(city, paper)
    assert list(called) == ["湄潭县人大常委会"]
    assert called["湄潭县人大常委会"].people == [("梅小满", "0851-24220000")]
    assert called["湄潭县人大常委会"].advice == ""


def test_a_unit_without_an_account_is_listed_with_who_holds_office_there(city):
    city.south_clerk.is_active = False
    city.south_clerk.save()
    holder = Tenure.objects.get(organisation=city.south).person
    holder.phone = "0851-24221111"
    holder.save()
    paper = city.dispatched(cc="遵义市水务局")
    called = calls(city, paper)
    assert called["湄潭县人大常委会"].people == [("展鸿", "0851-24221111")]
    assert "机要交换站" in called["湄潭县人大常委会"].advice
    assert called["遵义市水务局"].people == [] and "请拨单位总机" in called["遵义市水务局"].advice


def test_who_has_no_telephone_in_the_books_is_told_so(city):
    assert "没有登记电话" in calls(city, city.dispatched())["桐梓县人大常委会"].advice


def test_the_texts_stand_on_the_page_of_a_sent_paper_for_the_office_alone(city, at_screen):
    telephone(city.north_clerk, "0851-26620000")
    paper = city.dispatched()
    page = at_screen(city.secretary).get(paper.get_absolute_url()).content.decode()
    assert 'data-copy="short-urge"' in page and "于5月20日前" in page
    called = at_screen(city.secretary).get(f"/m/{paper.ref}/calls/").content.decode()
    assert 'href="tel:0851-26620000"' in called
    for stranger in (city.north_clerk, city.north_chair, city.member):
        other = at_screen(stranger).get(paper.get_absolute_url()).content.decode()
        assert "data-copy" not in other and "0851-26620000" not in other
    matters.take(paper, "recall", city.secretary, entry=Entry(note="发错"))
    assert "data-copy" not in at_screen(city.secretary).get(paper.get_absolute_url()).content.decode()


def test_the_page_of_a_sent_paper_stays_within_its_statements(city, at_screen):
    browser = at_screen(city.secretary)
    counts = []
    for cc in ("", "遵义市水务局，市人大常委会"):
        paper = city.dispatched(title=f"关于{len(cc)}的通知", cc=cc)
        browser.get(paper.get_absolute_url())
        with CaptureQueriesContext(connection) as seen:
            browser.get(paper.get_absolute_url())
        counts.append(len(seen))
    assert max(counts) <= 17, counts
