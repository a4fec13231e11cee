"""Who gets a dispatched paper and how: 主送 and 抄送, here or the paper itself, each with its receipt."""

import pytest

from congress import clock, matters, sending
from congress.forms import DispatchForm, EnterReceiptForm
from congress.matters import Entry
from congress.models import Delivery
from congress.papers import RECIPIENT_GROUPS
from congress.refusal import Refused

pytestmark = pytest.mark.django_db


def rows(paper):
    found = Delivery.objects.filter(paper__matter_id=paper.pk).select_related("organisation").order_by("pk")
    return [(row.organisation.short_name, row.is_copy, row.channel) for row in found]


def ready(city, **fields):
    return city.seal(city.registered(**fields))


def test_units_in_the_copies_get_their_own_rows_after_the_addressees(city):
    paper = city.dispatched(cc="市人大常委会、桐梓县人大常委会、新蒲日报社。")
    assert rows(paper) == [
        (city.north.short_name, False, "login"),
        (city.south.short_name, False, "login"),
        (city.committee.short_name, True, "exchange"),
    ]


def test_a_usual_address_in_the_copies_means_its_units(city):
    line = f"{RECIPIENT_GROUPS.label('county_committees')}，遵义市水务局。"
    found, unknown = sending.copied(line, city.committee, clock.today())
    assert found[:2] == [city.north, city.south] and city.bureau in found and unknown == []


def test_the_clerk_is_told_before_sending_who_gets_the_paper_itself_and_what_is_no_unit(city):
    paper = ready(city, cc="市人大常委会，新蒲日报社")
    form = DispatchForm(matter=paper, step=paper.workflow["dispatch"], user=city.secretary)
    assert "市人大常委会" in form.fields["channel"].help_text
    assert "新蒲日报社不在机构库中" in form.fields["note"].help_text
    sent = DispatchForm(
        {"version": paper.version, "channel": "hand"},
        matter=paper,
        step=paper.workflow["dispatch"],
        user=city.secretary,
    )
    assert sent.is_valid(), sent.errors
    paper = matters.take(paper, "dispatch", city.secretary, entry=sent.entry())
    assert rows(paper)[-1][2] == "hand"


def test_where_everybody_signs_here_nothing_is_asked(city):
    paper = ready(city)
    form = DispatchForm(matter=paper, step=paper.workflow["dispatch"], user=city.secretary)
    assert "channel" not in form.fields


def test_a_unit_that_does_not_use_the_system_gets_the_paper_although_somebody_has_an_account(city):
    city.south.has_login = False
    city.south.save()
    assert rows(city.dispatched())[1][2] == "exchange"


def test_who_gets_the_paper_itself_owes_nothing_here_and_the_clerk_enters_the_slip(city):
    paper = city.dispatched(cc="市人大常委会")
    assert {todo.organisation for todo in paper.todos.open().filter(step="sign_for")} == {city.north, city.south}
    assert paper.todos.open().get(step="enter_receipt").role == "secretariat"
    data = {"organisations": [city.committee], "signed_by": "值班员", "copies": 3}
    paper = matters.take(paper, "enter_receipt", city.secretary, entry=Entry(data=data, recorded_for="纸质，值班员"))
    row = Delivery.objects.get(organisation=city.committee)
    assert (row.signed_by, row.copies, row.opened_at) == ("值班员", 3, None)
    assert not paper.todos.open().filter(step="enter_receipt").exists()
    with pytest.raises(Refused, match="都已登记签收"):
        matters.take(paper, "enter_receipt", city.secretary, entry=Entry(data=data))


def test_a_courier_s_round_is_entered_at_once_and_only_for_who_got_the_paper(city):
    paper = city.dispatched(cc="市人大常委会，遵义市水务局")
    form = EnterReceiptForm(matter=paper, step=paper.workflow["enter_receipt"], user=city.secretary)
    assert set(form.fields["organisations"].queryset) == {city.committee, city.bureau}


def test_it_is_filed_when_the_copies_are_signed_for_too(city):
    paper = city.dispatched(cc="市人大常委会")
    for clerk in (city.north_clerk, city.south_clerk):
        paper = matters.take(paper, "sign_for", clerk)
    with pytest.raises(Refused, match="还有1个单位未签收"):
        matters.take(paper, "archive", city.secretary)
