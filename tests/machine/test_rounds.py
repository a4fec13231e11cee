"""A matter that goes round again, and a step that each party takes for itself."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congress import clock, future, matters
from congress.matters import Entry

pytestmark = pytest.mark.django_db


def test_a_paper_that_is_submitted_again_counts_from_the_second_time(city):
    paper = matters.take(city.paper(), "submit", city.drafter)
    paper = matters.take(paper, "send_back", city.office_head, entry=Entry(note="再核"))
    clock.advance(days=14)
    paper = matters.take(paper, "submit", city.drafter)
    todo = paper.todos.open().get(step="check")
    assert todo.due_on == date(2026, 6, 2)
    assert "自送审2026年6月1日起" in todo.reason


@pytest.mark.parametrize(("step", "label"), [("send_back", "退回修改"), ("refuse", "退回（不签发）")])
def test_a_paper_that_comes_back_has_its_days_anew_and_its_author_is_told_why(city, step, label):
    paper = matters.take(city.paper(), "submit", city.drafter)
    if step == "refuse":
        paper = matters.take(paper, "check", city.office_head)
    clock.advance(days=14)
    returned_by = city.chair if step == "refuse" else city.office_head
    paper = matters.take(paper, step, returned_by, entry=Entry(note="时间有误"))
    todo = paper.todos.open().get(step="submit")
    assert todo.due_on == date(2026, 6, 4)
    assert f"自{label}2026年6月1日起" in todo.reason
    told = city.drafter.messages.get(matter=paper)
    assert paper.title in told.text and "时间有误" in told.text


def test_who_ends_his_own_draft_is_not_told_of_it(city):
    paper = matters.take(city.paper(), "discard", city.drafter, entry=Entry(note="重复"))
    assert not city.drafter.messages.filter(matter=paper).exists()


def test_the_reason_for_a_return_of_a_confidential_paper_stays_in_the_house(city):
    paper = matters.take(city.confined(city.paper(), city.drafter, city.office_head), "submit", city.drafter)
    matters.take(paper, "send_back", city.office_head, entry=Entry(note="金丝雀"))
    told = city.drafter.messages.get(matter=paper).text
    assert "金丝雀" not in told and paper.title not in told


def test_a_limit_whose_step_was_never_taken_does_not_run(city):
    paper = city.paper()
    assert future.term_of(paper, paper.workflow["check"]).on is None


def test_printing_anew_is_offered_only_where_a_print_failed(city):
    def offered() -> set[str]:
        return {option.step.key for option in matters.available(paper, city.secretary)}

    paper = city.registered()
    assert "reprint" not in offered()
    paper.papers.update(print_error="字体缺失。")
    assert "reprint" in offered()
    assert matters.take(paper, "reprint", city.secretary).state == "registered"


def test_what_another_unit_did_meanwhile_is_no_reason_to_refuse_this_one(city):
    paper = city.dispatched()
    seen = paper.version
    matters.take(paper, "sign_for", city.north_clerk, version=seen)
    entry = Entry(data={"organisations": [city.north], "signed_by": "田青"}, recorded_for="电话")
    matters.take(paper, "record_receipt", city.secretary, version=seen, entry=entry)
    matters.take(paper, "sign_for", city.south_clerk, version=seen)
    assert not paper.lacks_receipts()


def test_the_clerk_who_sat_at_a_form_while_a_unit_signed_is_not_turned_away(city):
    paper = city.dispatched()
    seen = paper.version
    matters.take(paper, "sign_for", city.north_clerk)
    entry = Entry(data={"organisations": [city.south], "signed_by": "梅小满"}, recorded_for="电话")
    assert matters.take(paper, "record_receipt", city.secretary, version=seen, entry=entry).state == "dispatched"


def test_the_list_of_recipients_is_read_when_it_is_sent_and_not_with_each_signature(city):
    paper = city.dispatched()
    assert '"recipients":2' in paper.events.get(action="paper.dispatch").body
    with CaptureQueriesContext(connection) as asked:
        matters.take(paper, "sign_for", city.north_clerk)
    assert '"recipients"' not in paper.events.get(action="paper.sign_for").body
    assert not [one["sql"] for one in asked if 'SELECT "congress_organisation"."key"' in one["sql"]]
