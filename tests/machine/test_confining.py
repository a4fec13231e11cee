"""限定知悉范围: a list narrows what the tables give; whoever is not on it knows of nothing."""

from datetime import date

import pytest

from congress import confining, matters
from congress.forms import ConfineForm
from congress.matters import Entry
from congress.models import Grant, Matter, OutgoingPaper
from congress.refusal import Refused

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 12, 31)


def confine(city, paper, *people, by=None):
    data = {"people": [*people, by or city.drafter], "until": UNTIL}
    return matters.take(paper, "confine", by or city.drafter, entry=Entry(data=data, note="人事事项"))


def seen_by(user):
    return set(OutgoingPaper.objects.visible_to(user).values_list("title", flat=True))


def form(city, paper, *people, by=None):
    user = by or city.drafter
    data = {"version": paper.version, "people": [one.pk for one in people], "until": UNTIL, "note": "人事事项"}
    return ConfineForm(data, matter=paper, step=paper.workflow["confine"], user=user)


def test_only_who_is_on_the_list_reads_a_confined_paper(city):
    paper = city.paper(title="关于金丝雀的通知")
    assert seen_by(city.secretary) == {"关于金丝雀的通知"}
    paper = confine(city, paper, city.office_head, city.chair)
    assert seen_by(city.drafter) == {"关于金丝雀的通知"}
    assert not seen_by(city.secretary) and not Matter.objects.visible_to(city.secretary).matching("金丝雀").exists()
    matters.take(paper, "submit", city.drafter)
    assert seen_by(city.office_head) == {"关于金丝雀的通知"}


def test_the_list_lets_nobody_in_whom_the_table_keeps_out(city):
    confine(city, city.paper(), city.office_head, city.north_clerk)
    assert not seen_by(city.office_head)  # a draft is its drafters' alone
    assert not seen_by(city.north_clerk)


def test_whoever_is_taken_off_the_list_reads_no_more_and_may_come_back(city):
    paper = confine(city, city.paper(), city.secretary, city.office_head, city.chair)
    assert seen_by(city.secretary)
    paper = confine(city, paper, city.office_head, city.chair)
    assert not seen_by(city.secretary)
    confine(city, paper, city.secretary, city.office_head, city.chair)
    assert seen_by(city.secretary)
    assert Grant.objects.filter(user=city.secretary).count() == 1


def test_a_list_that_has_run_out_lets_nobody_in(city):
    confine(city, city.paper(), city.secretary)
    Grant.objects.update(until=date(2026, 5, 17))
    assert not seen_by(city.secretary) and not seen_by(city.drafter)


def test_opened_up_the_table_says_again_who_reads(city):
    paper = confine(city, city.paper())
    assert not seen_by(city.secretary)
    paper = matters.take(paper, "open_up", city.drafter, entry=Entry(note="已公布"))
    assert seen_by(city.secretary) and not Grant.objects.current(city.drafter).exists()
    assert "open_up" not in {option.step.key for option in matters.available(paper, city.drafter)}


def test_the_trail_holds_the_list_and_until_when(city):
    paper = confine(city, city.paper(), city.office_head, city.chair)
    body = paper.events.get(action="paper.confine").body
    assert city.office_head.username in body and "2026-12-31" in body


def test_a_list_with_nobody_for_a_step_to_come_is_refused_with_that_step(city):
    paper = city.paper()
    lacking = form(city, paper, city.secretary, city.office_head)
    assert not lacking.is_valid() and "签发" in str(lacking.errors["people"])
    whole = form(city, paper, city.secretary, city.office_head, city.chair)
    assert whole.is_valid(), whole.errors
    assert city.drafter in whole.cleaned_data["people"]


def test_a_confined_paper_goes_to_no_reviewer_who_is_not_on_its_list(city):
    paper = confine(city, city.paper(), city.chair)
    with pytest.raises(Refused, match="不在知悉范围"):
        matters.take(paper, "submit", city.drafter)
    paper = confine(city, paper, city.chair, city.office_head)
    assert matters.take(paper, "submit", city.drafter).state == "checking"


def test_an_administrator_or_somebody_of_another_organ_cannot_be_listed(city):
    paper = city.paper()
    for stranger in (city.system, city.auditor, city.bureau_clerk):
        assert "people" in form(city, paper, city.secretary, city.office_head, city.chair, stranger).errors
    assert city.north_clerk in confining.candidates(paper)  # it is addressed to the counties


def test_a_day_that_has_passed_is_refused(city):
    paper = city.paper()
    late = ConfineForm(
        {"people": [], "until": date(2026, 5, 17), "note": "一"},
        matter=paper,
        step=paper.workflow["confine"],
        user=city.drafter,
    )
    assert "已经过去" in str(late.errors["until"])
