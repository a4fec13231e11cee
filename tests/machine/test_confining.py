"""限定知悉范围: a list narrows what the tables give; whoever is not on it knows of nothing."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congress import clock, confining, matters, roles
from congress.forms import ConfineForm
from congress.matters import Entry
from congress.models import Grant, Matter, Organisation, OutgoingPaper
from congress.refusal import Refused
from tests.cast import account
from tests.signin.doors import signed_in

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
    inside = (city.secretary, city.office_head, city.chair, city.seal_keeper)
    whole = form(city, paper, *inside, city.north_clerk, city.south_clerk)
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


def granted_by_name(city, paper, user, until):
    data = {"ref": paper.ref, "user": user.pk, "until": until.isoformat(), "reason": "协助办理"}
    assert signed_in(city.security).post("/console/congress/grant/add/", data).status_code == 302
    return Grant.objects.get(granted_by=city.security)


def test_what_the_security_administrator_granted_is_neither_ended_nor_rewritten_by_a_list(city):
    paper = city.paper()
    given = granted_by_name(city, paper, city.secretary, date(2027, 3, 1))
    paper = confine(city, paper, city.secretary)
    paper = confine(city, paper, city.chair)  # off the list again
    matters.take(paper, "open_up", city.drafter, entry=Entry(note="已公布"))
    now = Grant.objects.get(pk=given.pk)
    assert (now.until, now.reason, now.granted_by) == (date(2027, 3, 1), "协助办理", city.security)


def test_a_list_is_moved_by_its_step_only_and_never_in_the_console(city):
    paper = confine(city, city.paper(), city.secretary)
    row = Grant.objects.get(user=city.secretary)
    console = signed_in(city.security)
    assert console.get(f"/console/congress/grant/{row.pk}/change/", follow=True).redirect_chain
    assert paper.ref not in console.get("/console/congress/grant/").content.decode()
    granted_by_name(city, paper, city.secretary, date(2027, 3, 1))  # beside the list


def test_somebody_granted_by_name_is_not_on_the_list_of_the_form(city):
    paper = city.paper()
    granted_by_name(city, paper, city.member, date(2027, 3, 1))
    assert city.member not in confining.listed(confine(city, paper, city.chair))


def test_the_successor_of_an_ended_body_has_the_hands_that_the_list_needs(city):
    """The research office goes over into the justice committee, whose leader signs from then on."""
    paper = city.paper()
    heir = account("sun", "孙继", (roles.DRAFTER, city.justice), (roles.LEADER, city.justice))
    stranger = account("wai", "外平", (roles.LEADER, city.bureau))
    assert "签发" in confining.lacks_hands(paper, [city.drafter, heir, city.secretary])
    clock.advance(days=1)
    city.research.until, city.research.successor = date(2026, 5, 18), city.justice
    city.research.save()
    paper = OutgoingPaper.objects.get(pk=paper.pk)
    fresh = [type(heir).objects.get(pk=user.pk) for user in (heir, city.secretary, city.seal_keeper)]
    assert confining.lacks_hands(paper, fresh) == ""
    assert "签发" in confining.lacks_hands(paper, [stranger, fresh[1]])


def test_the_list_is_chosen_among_the_successor_s_accounts_too(city):
    clock.advance(days=1)
    city.north.until, city.north.successor = date(2026, 5, 18), city.bureau
    city.north.save()
    paper = city.paper(to_groups=[])
    paper.to_others.set([city.north])
    above = Organisation.objects.create(
        key="bureau-section", name="科", short_name="科", kind="office_section", level="city", parent=city.bureau
    )
    below = account("below", "下属", (roles.UNIT_CLERK, above))
    found = set(confining.candidates(paper))
    assert city.bureau_clerk in found and below not in found


def test_the_first_list_leaves_whoever_made_it_on_the_page(city):
    paper = city.paper()
    listed = (city.office_head, city.chair, city.secretary, city.seal_keeper, city.north_clerk, city.south_clerk)
    people = [one.pk for one in listed]
    data = {"version": paper.version, "people": people, "until": "2026-12-31", "note": "人事事项"}
    answer = signed_in(city.drafter).post(f"/m/{paper.ref}/confine/", data)
    assert answer.status_code == 302 and answer["Location"] == paper.get_absolute_url()


def test_a_page_asks_once_whether_its_reader_has_grants(city):
    city.paper()
    client = signed_in(city.secretary)
    client.get("/list/paper/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/list/paper/")
    assert sum("congress_grant" in query["sql"] for query in queries) == 1


def test_the_browser_is_told_the_day_as_it_reads_it(city):
    page = signed_in(city.drafter).get(f"/m/{city.paper().ref}/confine/").content.decode()
    assert 'value="2027-05-18"' in page
    assert "到期前7天和1天提醒名单里的人" in page


def test_the_page_of_the_list_asks_no_more_for_more_accounts(city):
    address = f"/m/{city.paper().ref}/confine/"
    client = signed_in(city.drafter)

    def statements():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address).content.decode()
        assert "卞西樵（桐梓县人大常委会 单位负责人）" in page
        return len(queries)

    few = statements()
    for number in range(8):
        account(f"more{number}", f"某{number}", (roles.DRAFTER, city.justice), (roles.UNIT_CLERK, city.north))
    assert statements() == few
