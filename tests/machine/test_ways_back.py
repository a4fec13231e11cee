"""A paper that goes back after its number or its signature: nothing of the earlier round is taken for the new one."""

from datetime import timedelta

import pytest

from congress import clock, matters
from congress.forms import PaperForm
from congress.matters import Entry
from congress.models import Number, Series
from congress.refusal import Refused

pytestmark = pytest.mark.django_db


def sign(city, paper):
    return matters.take(paper, "sign_off", city.chair, entry=Entry(data={"text_digest": paper.text_digest}))


def numbered_again_with_the_leader(city):
    """Numbered, taken back, and before the leader again."""
    paper = matters.take(city.registered(), "take_back", city.secretary, entry=Entry(note="漏字"))
    return matters.take(paper, "send_again", city.secretary, entry=Entry(note="会期改了"))


def test_a_numbered_paper_that_is_signed_anew_is_shown_as_a_draft_until_it_is_registered(city):
    paper = numbered_again_with_the_leader(city)
    assert paper.number_text and paper.text().is_draft
    paper = matters.take(paper, "refuse", city.chair, entry=Entry(note="缓发"))
    assert paper.text().is_draft
    assert not city.registered().text().is_draft


def test_a_numbered_paper_that_is_given_up_leaves_its_number_void_with_the_reason(city):
    paper = matters.take(numbered_again_with_the_leader(city), "refuse", city.chair, entry=Entry(note="缓发"))
    paper = matters.take(paper, "discard", city.drafter, entry=Entry(note="会议取消"))
    assert paper.state == "discarded"
    assert Number.objects.values_list("state", "reason").get() == (Number.VOID, "会议取消")


def test_a_number_is_not_carried_into_another_year(city):
    paper = numbered_again_with_the_leader(city)
    clock.advance(days=(clock.today().replace(month=12, day=31) - clock.today()).days + 1)
    with pytest.raises(Refused, match="成文年份不一致"):
        sign(city, paper)


def test_a_number_is_not_carried_into_another_series(city):
    other = Series.objects.create(key="other", prefix="遵人研", mark=city.series.mark, owner=city.series.owner)
    paper = matters.take(city.registered(), "take_back", city.secretary, entry=Entry(note="漏字"))
    paper = matters.take(paper, "correct", city.secretary, entry=Entry(data={"series": other}))
    paper = matters.take(paper, "recheck", city.secretary)
    with pytest.raises(Refused, match="改回原来的文号系列"):
        matters.take(paper, "register", city.secretary, entry=Entry(data={"copies": 5}))


def test_the_series_of_a_number_is_offered_although_it_was_closed_meanwhile(city):
    paper = matters.take(city.registered(), "take_back", city.secretary, entry=Entry(note="漏字"))
    for number_text, offered in ((paper.number_text, [city.series]), ("", [])):
        Series.objects.update(is_open=False)
        paper.number_text = number_text
        form = PaperForm(matter=paper, step=paper.workflow["correct"], user=city.secretary)
        assert list(form.fields["series"].queryset) == offered


def test_a_drafter_who_takes_it_back_has_his_days_anew(city):
    paper = matters.take(city.paper(), "submit", city.drafter)
    clock.advance(days=30)
    paper = matters.take(paper, "withdraw", city.drafter, entry=Entry(note="数字有误"))
    assert paper.todos.open().get().due_on > clock.today() + timedelta(days=1)


def test_no_organ_is_put_down_as_an_issuer_after_the_signature_without_having_signed(city):
    paper = matters.take(city.signed(), "correct", city.secretary, entry=Entry(data={"second_issuer": city.north}))
    with pytest.raises(Refused, match="没有会签"):
        matters.take(paper, "recheck", city.secretary)
    paper = matters.take(paper, "correct", city.secretary, entry=Entry(data={"second_issuer": None}))
    assert matters.take(paper, "recheck", city.secretary).state == "rechecked"


def test_a_slip_in_a_joint_paper_is_mended_after_the_signatures_without_a_new_one(city):
    paper = matters.take(city.paper(second_issuer=city.north), "submit", city.drafter)
    paper = matters.take(matters.take(paper, "pass_on", city.office_head), "check", city.north_chair)
    entry = Entry(data={"body": paper.body + "特此通知。"})
    paper = matters.take(sign(city, paper), "correct", city.secretary, entry=entry)
    assert matters.take(paper, "recheck", city.secretary).state == "rechecked"


def test_what_a_meeting_adopts_may_go_out_as_copies_only_or_to_nobody(city):
    fields = {
        "paper": "decision",
        "title": "关于有关事项的决定",
        "adopted": "2026年5月29日市人大常委会第三十八次会议通过",
        "to_groups": [],
    }
    paper = matters.take(city.seal(city.registered(**fields)), "dispatch", city.secretary)
    assert not paper.papers.get().deliveries.exists()
    paper = city.seal(city.registered(**fields, cc=f"{city.bureau.name}。"))
    paper = matters.take(paper, "dispatch", city.secretary)
    assert [(row.organisation, row.is_copy) for row in paper.papers.get().deliveries.all()] == [(city.bureau, True)]
