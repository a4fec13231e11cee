"""What the preview tells of a text before it goes on: each with what to do, none of them in the way."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congress import advice, clock, matters, numbering, previews, typesetting
from congress.models import Counter, Precedence, Series
from tests.paperdesk.test_typing import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(city):
    """Our register stands at number 8 of this year."""
    Counter.objects.filter(series=city.series, year=2026).update(opened_at=5, last=8)
    return city


def told(text, **fields):
    return advice.of_text(replace(text, **fields))


def seen(city, at_screen, **fields):
    return at_screen(city.drafter).post("/preview/?step=draft", typed(city, **fields)).content.decode()


# Numbers


def test_a_number_of_ours_that_nobody_has_given_is_told_with_where_the_register_stands(register):
    text = register.paper().text()
    assert told(text, body="按照遵人常办〔2026〕12号要求办理。") == (
        "引用文号：“遵人常办〔2026〕12号”在发文登记簿中查不到，2026年只编到8号；请核对文号。",
    )
    assert told(text, body="按照遵人常办〔2026〕8号、遵人常办〔2026〕3号要求办理。") == ()


def test_of_others_series_and_of_years_before_the_register_nothing_is_said(register):
    body = "按照国发〔2026〕99号、黔府办函〔2026〕7号、遵人常办〔2016〕270号要求办理。"
    assert told(register.paper().text(), body=body) == ()


def test_a_void_number_is_told(register):
    number = numbering.take_number(register.series, 2026)
    numbering.void_number(number, "取号后不再印发")
    [said] = told(register.paper().text(), body="按照遵人常办〔2026〕9号要求办理。")
    assert "“遵人常办〔2026〕9号”在发文登记簿中已作废" in said


def test_the_longest_word_of_an_organ_is_the_one_that_is_meant(register):
    office = Series.objects.create(
        key="short", prefix="人常办", label="测试", owner=register.committee, mark="甲文件", signatory="甲"
    )
    Counter.objects.create(series=office, year=2026, last=1)
    assert told(register.paper().text(), body="按照遵人常办〔2026〕8号要求办理。") == ()


def test_a_number_in_title_and_annex_is_looked_up_too(register):
    text = register.paper().text()
    annex = typesetting.Annex(("清单",), "见遵人常办〔2026〕11号。")
    found = told(text, title=("关于废止遵人常办〔2026〕10号的通知",), annexes=(annex,))
    assert ["10号" in found[0], "11号" in found[1], len(found)] == [True, True, 2]


def test_only_that_a_number_exists_is_told_never_its_title(register, at_screen):
    page = seen(register, at_screen, body="按照遵人常办〔2026〕12号要求办理。")
    assert "2026年只编到8号" in page


# The order of names


def test_organs_out_of_the_office_s_order_are_told(city):
    text = city.paper().text()
    [said] = told(text, cc="湄潭县人大常委会，桐梓县人大常委会。")
    assert said.startswith("抄送：“桐梓县人大常委会”排在“湄潭县人大常委会”之后") and "请调换先后" in said
    assert told(text, cc="桐梓县人大常委会，湄潭县人大常委会。") == ()


def test_an_organ_is_known_by_its_full_name_and_by_its_short_one(city):
    [said] = told(city.paper().text(), cc="湄潭县人大常委会，桐梓县人民代表大会常务委员会。")
    assert "“桐梓县人民代表大会常务委员会”排在“湄潭县人大常委会”之后" in said


def test_the_name_of_an_organ_within_a_longer_name_is_none(city):
    body = "桐梓县人大常委会、湄潭县人大常委会、遵义市人大常委会信访办公室、毕节市人大常委会参加。"
    assert told(city.paper().text(), body=body) == ()


def test_leaders_out_of_order_are_told_by_the_order_of_the_day(city):
    for position, person in enumerate((city.chair.person, city.member.person), start=1):
        Precedence.objects.create(person=person, position=position, since=date(2026, 1, 1))
    text = city.paper().text()
    wrong = "出席：温若岚、章启衡"
    assert told(text, attendance=("出席：章启衡、温若岚",)) == ()
    assert "“章启衡”排在“温若岚”之后" in told(text, attendance=(wrong,))[0]
    assert advice.of_text(replace(text, attendance=(wrong,)), date(2025, 12, 31)) == ()


def test_units_that_are_typed_one_by_one_are_set_in_the_office_s_order(city):
    paper = city.paper(to_groups=[])
    paper.to_others.set([city.south, city.north])
    assert paper.to_text == "桐梓县人民代表大会常务委员会，湄潭县人民代表大会常务委员会"
    Precedence.objects.filter(organisation=city.north).update(position=9)
    assert type(paper).objects.get(pk=paper.pk).to_text.startswith("湄潭县")


# Of the page


def test_the_page_of_typing_tells_missing_letters_breaks_of_the_title_and_tables(city, at_screen):
    page = seen(
        city,
        at_screen,
        title="关于召开座谈会推进人大代表工作高质量发展经验交流会议的通知",
        body="请翀同志参加。\U0002b740",
    )
    assert "“翀”不在仿宋字体中" in page
    page = seen(city, at_screen, annexes="附件\n清单\n" + "\t".join(f"第{n}栏目名称很长" for n in range(9)))
    assert "表格较宽，本附件已横排" in page


def test_an_annex_that_the_typed_note_leaves_out_is_named(city):
    annexes = (typesetting.Annex(("方案",), "一。", "附件1"), typesetting.Annex(("照片",), "", pdf="0" * 64, pages=1))
    text = replace(city.paper().text(), annexes=annexes)
    said = [w.message for w in typesetting.warnings(replace(text, annex_note=("方案",)))]
    assert any("没有“照片”，请补上" in one for one in said)
    said = [w.message for w in typesetting.warnings(replace(text, annex_note=("方案", "照片")))]
    assert not any("照片" in one for one in said)


# Their cost and their weight


def test_they_cost_two_statements_at_most_however_long_the_text(register):
    text = register.paper().text()
    body = "".join(f"按照遵人常办〔2026〕{n}号，桐梓县人大常委会、湄潭县人大常委会。\n" for n in range(1, 300))
    for long, most in ((replace(text, body="无。"), 1), (replace(text, body=body), 2)):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            advice.of_text(long)
        assert len(asked) <= most


def test_they_are_told_on_the_page_of_the_matter_and_stop_nobody(register):
    paper = register.paper(body="按照遵人常办〔2026〕12号要求办理。", cc="湄潭县人大常委会，桐梓县人大常委会")
    warnings = previews.of_matter(paper).warnings
    assert sum("12号" in one or "桐梓县" in one for one in warnings) == 2
    assert matters.take(paper, "submit", register.drafter).state == "checking"


def test_an_order_that_has_ended_is_no_order(city):
    Precedence.objects.update(until=clock.today() - timedelta(days=1))
    assert told(city.paper().text(), cc="湄潭县人大常委会，桐梓县人大常委会。") == ()
