"""The marked copy and the issuing form, for who works on the paper and for nobody else."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congress import marked_copies, matters, printing
from congress.matters import Entry
from congress.reviewing import Place
from tests import triggers
from tests.test_url_matrix import notified

pytestmark = pytest.mark.django_db


def test_insertions_and_deletions_are_told_with_name_and_time(city, reworked, at_screen):
    page = at_screen(city.drafter).get(f"/m/{reworked.ref}/marked/").content.decode()
    assert '<ins class="by-3" title="第3稿 柏小舟 2026-05-18 11:00 增加">，不得请假</ins><sup>3</sup>' in page
    assert re.search(r'<del class="by-3" title="第3稿 柏小舟 2026-05-18 11:00 删去">1</del>', page)


def test_what_one_inserted_and_another_deleted_has_both_marks(city, reworked, at_screen):
    page = at_screen(city.drafter).get(f"/m/{reworked.ref}/marked/").content.decode()
    assert (
        '<ins class="by-2" title="第2稿 艾小禾 2026-05-18 10:00 增加">'
        '<del class="by-3" title="第3稿 柏小舟 2026-05-18 11:00 删去">全市</del></ins><sup>3</sup>'
    ) in page


def test_every_part_is_compared_not_the_body_only(reworked):
    copy = marked_copies.of_matter(reworked)
    changed = [part.label for part in copy.parts if part.is_changed]
    assert changed == ["标题", "主送", "正文", "抄送"]
    assert [part.label for part in copy.parts if not part.is_changed] == ["文号系列", "文种", "署名", "公开方式"]


def test_the_versions_can_be_chosen_also_the_wrong_way_round(city, reworked, at_screen):
    browser = at_screen(city.drafter)
    page = browser.get(f"/m/{reworked.ref}/marked/?from=3&to=2").content.decode()
    assert "<del" in page and "不得请假" in page
    assert "第2稿 艾小禾 2026-05-18 10:00 增加" not in page  # it is the ground
    assert "没有变化" in browser.get(f"/m/{reworked.ref}/marked/?from=2&to=2").content.decode()


@pytest.mark.parametrize("query", ["from=x&to=%00", "from=-1&to=99", "from=99999999999999999999", "from=&to="])
def test_versions_that_do_not_exist_are_the_first_and_the_last(city, reworked, at_screen, query):
    response = at_screen(city.drafter).get(f"/m/{reworked.ref}/marked/?{query}")
    assert response.status_code == 200
    assert "柏小舟" in response.content.decode()


def test_what_is_typed_is_shown_as_it_was_typed(city, at_screen):
    paper = city.paper(body="<script>alert(1)</script>")
    paper = matters.take(paper, "edit", city.secretary, entry=Entry(data={"body": "<b>粗</b>&amp;"}))
    page = at_screen(city.drafter).get(f"/m/{paper.ref}/marked/").content.decode()
    assert "<script>alert" not in page and "<b>" not in page
    assert "&amp;amp;" in page


def test_the_page_of_the_paper_leads_to_both_with_the_count(city, reworked, at_screen):
    page = at_screen(city.drafter).get(f"/m/{reworked.ref}/").content.decode()
    assert "花脸稿（共3稿）" in page and "发文稿纸" in page


def test_a_reader_who_does_not_work_on_it_is_shown_no_way_there(city, at_screen):
    paper = city.dispatched()
    for user in (city.north_clerk, city.member):
        page = at_screen(user).get(f"/m/{paper.ref}/").content.decode()
        assert "花脸稿" not in page and "发文稿纸" not in page


@pytest.mark.parametrize("address", ["marked/", "marked.pdf", "issuing-form.pdf"])
def test_recipients_members_and_other_units_find_nothing(city, at_screen, address):
    paper = city.dispatched()
    there = f"/m/{paper.ref}/{address}"
    for user in (city.north_clerk, city.north_chair, city.member, city.bureau_clerk):
        assert at_screen(user).get(there).status_code == 404, user
    for user in (city.drafter, city.secretary, city.office_head, city.chair):
        assert at_screen(user).get(there).status_code == 200, user


def test_a_draft_is_shown_to_nobody_above_before_it_is_sent_up(city, reworked, at_screen):
    assert at_screen(city.office_head).get(f"/m/{reworked.ref}/marked/").status_code == 404
    matters.take(reworked, "submit", city.drafter)
    assert at_screen(city.office_head).get(f"/m/{reworked.ref}/marked/").status_code == 200


def test_what_a_reviewer_changes_stands_in_the_copy_that_the_signer_reads(city, reworked, at_screen):
    paper = matters.take(reworked, "submit", city.drafter)
    entry = Entry(data={"body": paper.body.replace("会堂", "市委会堂")})
    paper = matters.take(paper, "amend", city.office_head, entry=entry)
    matters.take(paper, "check", city.office_head)
    page = at_screen(city.chair).get(f"/m/{paper.ref}/marked/").content.decode()
    assert "第4稿 祁望舒 2026-05-18 11:00 增加" in page


def test_another_organ_that_countersigns_reads_the_paper_and_not_how_it_came_about(city, reworked, at_screen):
    places = [Place("unit_head", city.north), Place("office_head", city.committee)]
    matters.take(reworked, "submit", city.drafter, entry=Entry(data={"reviewers": places}))
    browser = at_screen(city.north_chair)
    assert browser.get(f"/m/{reworked.ref}/").status_code == 200
    assert browser.get(f"/m/{reworked.ref}/marked/").status_code == 404


def test_a_confined_paper_is_marked_for_those_on_its_list_only(city, reworked, at_screen):
    type(reworked).objects.filter(pk=reworked.pk).update(is_confidential=True)
    assert at_screen(city.secretary).get(f"/m/{reworked.ref}/marked/").status_code == 404


def test_what_was_kept_of_nothing_is_not_found(city, at_screen):
    paper = city.paper()
    with triggers.lifted():
        paper.versions.all()._raw_delete("default")
    browser = at_screen(city.drafter)
    assert browser.get(f"/m/{paper.ref}/marked/").status_code == 404
    page = browser.get(f"/m/{paper.ref}/").content.decode()
    assert "花脸稿" not in page and "发文稿纸" in page


def test_a_matter_that_is_no_paper_has_neither(city, browser_of_a_meeting):
    browser, meeting = browser_of_a_meeting
    for address in ("marked/", "marked.pdf", "issuing-form.pdf"):
        assert browser.get(f"/m/{meeting.ref}/{address}").status_code == 404


@pytest.fixture
def browser_of_a_meeting(city, at_screen):
    meeting = notified(city)
    return at_screen(city.meeting_clerk), meeting


def test_ten_versions_cost_no_more_queries_than_two(city, reworked, at_screen, django_assert_num_queries):
    browser = at_screen(city.drafter)
    browser.get(f"/m/{reworked.ref}/marked/")
    with CaptureQueriesContext(connection) as few:
        browser.get(f"/m/{reworked.ref}/marked/")
    for number in range(10):
        reworked = matters.take(reworked, "edit", city.secretary, entry=Entry(data={"body": f"第{number}稿。"}))
    with django_assert_num_queries(len(few)):
        browser.get(f"/m/{reworked.ref}/marked/")


def test_a_fault_in_print_leads_back_with_the_reason(city, reworked, at_screen, monkeypatch):
    def broken(*args, **kwargs):
        raise printing.PrintError("排版进程都在忙")

    monkeypatch.setattr(printing, "render_html", broken)
    page = at_screen(city.drafter).get(f"/m/{reworked.ref}/marked.pdf", follow=True).content.decode()
    assert "花脸稿没有印成：排版进程都在忙" in page
