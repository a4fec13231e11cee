"""审核会签: an ordered list, usual for a series, changed for a paper; each passes it on or sends it back."""

from datetime import date

import pytest

from congress import matters, reviewing
from congress.forms import EarlierForm, PaperForm, SubmitForm
from congress.matters import Entry
from congress.models import OutgoingPaper, Posting, SeriesReviewer
from congress.refusal import NotYours, Refused
from congress.reviewing import Place
from congress.roles import OFFICE_HEAD, SECRETARIAT, SECTION_HEAD, UNIT_HEAD
from tests.cast import account
from tests.signin.doors import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def research_head(city):
    """The head of the body that drafts."""
    return account("yanjiu-head", "柯静川", (SECTION_HEAD, city.research))


@pytest.fixture
def three(city, research_head):
    """The usual list: the drafting body's head, the secretariat, the head of the office."""
    for position, role in enumerate((SECTION_HEAD, SECRETARIAT, OFFICE_HEAD), start=1):
        SeriesReviewer.objects.create(series=city.series, position=position, role=role.key)


def submit(city, paper=None, *places):
    data = {"reviewers": list(places)} if places else {}
    return matters.take(paper or city.paper(), "submit", city.drafter, entry=Entry(data=data))


def buttons(paper, user):
    return {option.step.key for option in matters.available(paper, user)}


def owed(paper):
    return {(todo.step, todo.role, todo.organisation.key) for todo in paper.todos.open()}


def test_a_series_without_a_list_is_checked_by_the_head_of_the_office_alone(city):
    paper = submit(city)
    assert owed(paper) == {("check", "office_head", "zunyi-sc")}
    assert {"check", "send_back", "amend"} <= buttons(paper, city.office_head)
    assert not {"pass_on", "send_earlier"} & buttons(paper, city.office_head)


def test_the_paper_goes_along_its_list_one_after_the_other(city, three, research_head):
    paper = submit(city)
    assert owed(paper) == {("pass_on", "section_head", "zunyi-research")}
    assert not buttons(paper, city.office_head) and "pass_on" not in buttons(paper, city.secretary)
    paper = matters.take(paper, "pass_on", research_head)
    assert owed(paper) == {("pass_on", "secretariat", "zunyi-sc")}
    paper = matters.take(paper, "pass_on", city.secretary)
    assert owed(paper) == {("check", "office_head", "zunyi-sc")}
    with pytest.raises(NotYours):
        matters.take(paper, "check", research_head)
    paper = matters.take(paper, "check", city.office_head)
    assert paper.state == "signing"
    assert [one.passed_by for one in reviewing.listed(paper)] == ["柯静川", str(city.secretary), str(city.office_head)]


def test_nobody_leaps_over_who_comes_after(city, three, research_head):
    paper = submit(city)
    with pytest.raises(Refused, match="后面还有"):
        matters.take(paper, "check", research_head)


def test_a_reviewer_reads_the_paper_from_his_turn_on_and_not_before(city, three, research_head):
    def seen(user):
        user = type(user).objects.get(pk=user.pk)
        return OutgoingPaper.objects.visible_to(user).exists()

    justice_head = account("fazhi-head", "阮书衡", (SECTION_HEAD, city.justice))
    paper = submit(city, None, Place("section_head", city.research), Place("section_head", city.justice))
    assert seen(research_head) and not seen(justice_head)
    paper = matters.take(paper, "pass_on", research_head)
    assert seen(justice_head) and seen(research_head)
    matters.take(paper, "check", justice_head)
    assert seen(justice_head)  # what he has passed he may look up


def test_another_organ_may_be_asked_to_countersign(city):
    north_head = city.north_chair
    assert Posting.objects.filter(user=north_head, role=UNIT_HEAD.key).exists()
    paper = submit(city, None, Place("unit_head", city.north), Place("office_head", city.research))
    assert "pass_on" in buttons(paper, north_head)
    assert matters.take(paper, "pass_on", north_head).state == "checking"


def test_a_reviewer_may_mend_the_text_and_the_trail_holds_both_digests(city, three, research_head):
    paper = submit(city)
    before = paper.text_digest
    paper = matters.take(paper, "amend", research_head, entry=Entry(data={"body": "经研究，决定召开会议。"}))
    assert paper.text_digest != before and owed(paper) == {("pass_on", "section_head", "zunyi-research")}
    assert before not in paper.events.get(action="paper.amend").body
    form = PaperForm(matter=paper, step=paper.workflow["amend"], user=research_head)
    assert form["body"].value() == "经研究，决定召开会议。"


def test_sent_back_to_the_drafter_it_goes_along_the_whole_list_again(city, three, research_head):
    paper = matters.take(submit(city), "pass_on", research_head)
    paper = matters.take(paper, "send_back", city.secretary, entry=Entry(note="日期有误"))
    assert paper.state == "draft" and not buttons(paper, research_head)
    assert owed(submit(city, paper)) == {("pass_on", "section_head", "zunyi-research")}


def test_sent_back_to_an_earlier_reviewer_he_and_all_after_him_check_again(city, three, research_head):
    paper = matters.take(submit(city), "pass_on", research_head)
    paper = matters.take(paper, "pass_on", city.secretary)
    form = EarlierForm({"earlier": 1, "note": "请核实", "version": paper.version},
                       matter=paper, step=paper.workflow["send_earlier"], user=city.office_head)  # fmt: skip
    assert form.is_valid(), form.errors
    paper = matters.take(paper, "send_earlier", city.office_head, entry=form.entry())
    assert owed(paper) == {("pass_on", "section_head", "zunyi-research")}
    assert [one.passed_at for one in reviewing.listed(paper)] == [None] * 3
    assert "自退回前面的审核人2026年5月18日起" in paper.todos.open().get().reason


def test_a_reviewer_who_is_not_at_a_screen_is_recorded_by_the_secretariat(city, three):
    paper = submit(city)
    assert "record_pass" in buttons(paper, city.secretary)
    entry = Entry(note="同意", recorded_for="纸质，柯静川，2026-05-18 09:00，由艾小禾代录", said_by="柯静川")
    paper = matters.take(paper, "record_pass", city.secretary, entry=entry)
    passed = reviewing.passed(paper)[0]
    assert "由艾小禾代录" in passed.recorded_for and passed.passed_by == "柯静川"  # who said it, not who wrote it down
    assert owed(paper) == {("pass_on", "secretariat", "zunyi-sc")}


def test_a_place_that_nobody_holds_is_refused_with_what_to_do(city):
    with pytest.raises(Refused, match="没有人在岗"):
        submit(city, None, Place("section_head", city.justice))


def test_the_usual_list_is_that_of_the_day(city, three):
    SeriesReviewer.objects.filter(role="secretariat").update(until=date(2026, 5, 17))
    assert [place.role for place in reviewing.usual(city.paper())] == ["section_head", "office_head"]


def test_the_form_offers_the_usual_list_and_takes_another(city, three):
    paper = city.paper()
    shown = SubmitForm(matter=paper, step=paper.workflow["submit"], user=city.drafter)
    keys = [shown[f"reviewer_{n}"].value() for n in range(4)]
    assert keys == ["section_head@zunyi-research", "secretariat@zunyi-sc", "office_head@zunyi-sc", ""]
    typed = {"reviewer_1": "office_head@zunyi-sc", "version": paper.version}
    form = SubmitForm(typed, matter=paper, step=paper.workflow["submit"], user=city.drafter)
    assert form.is_valid(), form.errors
    assert owed(matters.take(paper, "submit", city.drafter, entry=form.entry())) == {
        ("check", "office_head", "zunyi-sc")
    }


def test_a_form_sent_without_the_list_means_the_usual_one(city, three):
    paper = city.paper()
    form = SubmitForm({"version": paper.version}, matter=paper, step=paper.workflow["submit"], user=city.drafter)
    assert form.is_valid() and form.entry_data() == {}


def test_an_empty_list_and_one_with_somebody_twice_are_refused(city, three):
    paper = city.paper()

    def errors(**typed):
        return SubmitForm(typed, matter=paper, step=paper.workflow["submit"], user=city.drafter).errors

    assert "至少选择一位" in str(errors(reviewer_0="")["reviewer_0"])
    twice = errors(reviewer_0="office_head@zunyi-sc", reviewer_2="office_head@zunyi-sc")
    assert "列了两次" in str(twice["reviewer_2"])
    assert "reviewer_0" in errors(reviewer_0="leader@nowhere")


def test_the_list_stands_on_the_page_of_the_step(city, three):
    page = signed_in(city.drafter).get(f"/m/{city.paper().ref}/submit/").content.decode()
    assert page.count("位审核人") == 8 and "市人大常委会 办公室负责人" in page


def test_a_reviewer_mends_the_text_on_the_drafter_s_own_form(city):
    paper = submit(city)
    client = signed_in(city.office_head)
    page = client.get(f"/m/{paper.ref}/amend/")
    assert page.status_code == 200 and "从 Word 导入" in page.content.decode()
    assert signed_in(city.chair).get(f"/m/{paper.ref}/revise/").status_code == 404  # not his turn yet
    paper = matters.take(paper, "check", city.office_head)
    assert signed_in(city.chair).get(f"/m/{paper.ref}/revise/").status_code == 200
