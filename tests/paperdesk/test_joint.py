"""联合发文: the lead's number, every organ's mark and signature, and no signature of the lead before the others'."""

from datetime import timedelta

import pytest
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congress import clock, issuing_form, matters, reviewing, roles, typesetting
from congress.forms import PaperForm
from congress.issuing import from_json
from congress.matters import Entry
from congress.models import OutgoingPaper, PaperVersion, Posting, Precedence
from congress.refusal import Refused
from congress.reviewing import Place
from tests.cast import account
from tests.paperdesk.test_typing import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def south_chair(city):
    return account("zhanhong", "展鸿远", (roles.UNIT_HEAD, city.south))


@pytest.fixture
def joint(city):
    """A notice of our office with the north county's committee."""
    return city.paper(second_issuer=city.north)


def form(city, draft=None, **fields):
    paper = draft or city.paper()
    data = {**typed(city, openness="internal", **fields), "to_groups": ["county_committees"]}
    return PaperForm(data, matter=paper, step=paper.workflow["edit"], user=city.drafter)


def to_signing(city, paper):
    paper = matters.take(paper, "submit", city.drafter)
    paper = matters.take(paper, "pass_on", city.office_head)
    return matters.take(paper, "check", city.north_chair)


def sign(city, paper):
    return matters.take(paper, "sign_off", city.chair, entry=Entry(data={"text_digest": paper.text_digest}))


# Who issues it


def test_organs_are_put_down_in_the_office_s_order_whatever_was_typed_first(city):
    filled = form(city, co_issuers="湄潭县人大常委会\n桐梓县人大常委会")
    assert filled.is_valid(), filled.errors
    data = filled.entry_data()
    assert (data["second_issuer"], data["third_issuer"]) == (city.north, city.south)


def test_an_organ_that_is_taken_out_of_the_form_is_gone(city, joint):
    filled = form(city, joint, co_issuers="")
    assert filled.is_valid(), filled.errors
    paper = matters.take(joint, "edit", city.drafter, entry=filled.entry())
    assert paper.co_issuers == []


def test_mark_and_signature_name_each_organ_the_lead_first_and_the_imprint_the_lead(city, joint):
    joint.third_issuer = city.south
    text = joint.text()
    assert text.mark == "遵义市人大常委会办公室\n桐梓县人民代表大会常务委员会\n湄潭县人民代表大会常务委员会文件"
    assert text.signatories == (
        "遵义市人大常委会办公室", "桐梓县人民代表大会常务委员会", "湄潭县人民代表大会常务委员会",
    )  # fmt: skip
    assert text.printed_by == "遵义市人大常委会办公室"


def test_an_organ_with_a_mark_of_its_own_is_set_with_it(city, joint):
    city.north.letterhead = "中共桐梓县委文件"
    joint.second_issuer = city.north
    assert joint.text().mark.split("\n")[1] == "中共桐梓县委文件"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"co_issuers": "火星人大常委会"}, "没有找到“火星人大常委会”"),
        ({"co_issuers": "遵义市人大监察和司法委员会"}, "属于本机关"),
        ({"co_issuers": "桐梓县人大常委会\n湄潭县人大常委会\n遵义市水务局"}, "最多2个"),
        ({"co_issuers": "遵义市水务局", "paper": "decision"}, "“决定”由一个机关发布"),
        ({"co_issuers": "遵义市水务局", "paper": "order"}, "“命令（令）”由一个机关发布"),
    ],
)
def test_an_organ_that_cannot_issue_it_is_refused_with_what_to_do(city, fields, said):
    filled = form(city, **fields)
    assert not filled.is_valid() and said in str(filled.errors["co_issuers"])
    assert NON_FIELD_ERRORS not in filled.errors


def test_an_organ_that_has_ended_since_greys_the_next_step(city, joint):
    city.north.until = clock.today() - timedelta(days=1)
    city.north.save()
    with pytest.raises(Refused, match="桐梓县人民代表大会常务委员会在2026-05-18已不存在"):
        matters.take(OutgoingPaper.objects.get(pk=joint.pk), "submit", city.drafter)


def test_who_issues_it_stands_in_the_marked_copy_and_in_the_facts(city, joint):
    paper = matters.take(joint, "edit", city.drafter, entry=Entry(data={"second_issuer": city.south}))
    texts = [version.text["co_issuers"] for version in PaperVersion.objects.filter(matter=paper.pk)]
    assert texts == ["桐梓县人民代表大会常务委员会", "湄潭县人民代表大会常务委员会"]
    assert ("联合发文机关", "湄潭县人民代表大会常务委员会") in paper.facts()


# Who signs it


def test_the_heads_of_the_other_organs_stand_at_the_end_of_the_usual_list(city, joint, south_chair):
    joint.third_issuer = city.south
    assert [place.key for place in reviewing.usual(joint)] == [
        "office_head@zunyi-sc", "unit_head@north-sc", "unit_head@south-sc",
    ]  # fmt: skip


def test_without_the_head_of_each_organ_it_is_not_submitted(city, joint):
    places = [Place("office_head", city.committee)]
    with pytest.raises(Refused, match="请把桐梓县人民代表大会常务委员会的负责人列入审核人"):
        matters.take(joint, "submit", city.drafter, entry=Entry(data={"reviewers": places}))
    assert not joint.reviewers.exists()


def test_an_organ_whose_head_has_no_account_is_told_how_to_get_one(city):
    paper = city.paper(second_issuer=city.south)
    with pytest.raises(Refused, match="开设账户"):
        matters.take(paper, "submit", city.drafter)


def test_the_head_of_another_organ_does_not_sign_for_it(city, joint):
    places = [Place("office_head", city.committee), Place("leader", city.committee)]
    with pytest.raises(Refused, match="桐梓县"):
        matters.take(joint, "submit", city.drafter, entry=Entry(data={"reviewers": places}))


def test_it_is_dated_by_the_last_signer_and_frozen_with_every_organ(city, joint):
    paper = to_signing(city, joint)
    clock.advance(days=1)
    paper = city.register(sign(city, paper))
    text = from_json(paper.papers.get().content)
    assert text.signed_on == clock.today() and len(text.signatories) == 2
    assert text.number == "遵人常办〔2026〕1号"
    assert typesetting.digest(text) == paper.papers.get().text_digest


def test_a_text_that_was_changed_after_another_organ_signed_is_signed_by_it_again(city, joint):
    paper = to_signing(city, joint)
    paper = matters.take(paper, "revise", city.chair, entry=Entry(data={"body": "另一个内容。"}))
    with pytest.raises(Refused, match="桐梓县人民代表大会常务委员会会签之后文稿又改动过"):
        sign(city, paper)
    paper = matters.take(paper, "refuse", city.chair, entry=Entry(note="请重新会签"))
    assert sign(city, to_signing(city, paper)).state == "signed"


def test_a_reviewer_who_changes_it_afterwards_sends_it_back_to_the_other_organ(city, joint):
    places = [Place("unit_head", city.north), Place("office_head", city.committee)]
    paper = matters.take(joint, "submit", city.drafter, entry=Entry(data={"reviewers": places}))
    paper = matters.take(paper, "pass_on", city.north_chair)
    paper = matters.take(paper, "amend", city.office_head, entry=Entry(data={"body": "另一个内容。"}))
    with pytest.raises(Refused, match="退回前面的审核人"):
        matters.take(paper, "check", city.office_head)
    paper = matters.take(paper, "send_earlier", city.office_head, entry=Entry(data={"earlier": 1}, note="改了"))
    paper = matters.take(paper, "pass_on", city.north_chair)
    assert matters.take(paper, "check", city.office_head).state == "signing"


def test_an_organ_that_is_added_while_it_is_checked_must_be_lined_up(city, joint):
    paper = to_signing(city, joint)
    paper = matters.take(paper, "revise", city.chair, entry=Entry(data={"third_issuer": city.bureau}))
    with pytest.raises(Refused, match="把遵义市水务局的负责人列入审核人重新送审"):
        sign(city, paper)


def test_what_the_other_organ_s_head_said_stands_in_the_box_of_countersigning(city, joint):
    paper = matters.take(joint, "submit", city.drafter)
    paper = matters.take(paper, "pass_on", city.office_head, entry=Entry(note="已核"))
    paper = matters.take(paper, "check", city.north_chair, entry=Entry(note="同意联合印发"))
    [box] = [one for one in issuing_form.boxes(paper) if one.label == "会签"]
    assert [(one.words, one.name) for one in box.opinions] == [("同意联合印发", "卞西樵")]


def test_an_upward_joint_paper_names_who_signed_for_each_organ(city):
    fields = {"paper": "report", "title": "关于有关事项的报告", "to_groups": [], "second_issuer": city.north}
    paper = city.paper(**fields)
    paper.to_others.add(city.bureau)
    paper = sign(city, to_signing(city, paper))
    assert paper.text().approvers == ("章启衡", "卞西樵")


def test_an_acting_head_signs_for_the_organ(city, joint):
    Posting.objects.filter(organisation=city.north, role="unit_head").update(until=clock.today() - timedelta(days=1))
    acting = account("daili", "代行之")
    Posting.objects.create(user=acting, organisation=city.north, role="unit_head", is_acting=True, reason="主任外出")
    assert [place.label for place in joint.heads_of_co_issuers] == ["桐梓县人大常委会 单位负责人"]


# On the page


def test_the_page_of_submitting_has_them_lined_up_and_says_so_where_one_is_taken_out(city, joint, at_screen):
    client, address = at_screen(city.drafter), reverse("matter_step", args=[joint.ref, "submit"])
    page = client.get(address)
    assert page.context["form"]["reviewer_1"].value() == "unit_head@north-sc"
    answer = client.post(address, {"version": joint.version, "reviewer_0": "office_head@zunyi-sc"})
    assert answer.status_code == 409 and "联合发文须各机关负责人会签" in answer.content.decode()


def test_a_pasted_joint_paper_fills_the_lead_and_the_others(city, at_screen):
    whole = (
        "关于联合开展检查的通知\n各县、自治县、区（市）人大常委会：\n经研究，决定联合开展检查。\n"
        "遵义市人大常委会办公室\n桐梓县人民代表大会常务委员会\n2026年5月18日"
    )
    data = {"pasted": whole, "recognise": "1", "openness": "internal"}
    answer = at_screen(city.drafter).post(reverse("matter_begin", args=("paper", "draft")), data)
    filled = answer.context["form"]
    assert filled["signatory"].value() == "遵义市人大常委会办公室"
    assert filled["co_issuers"].value() == "桐梓县人民代表大会常务委员会"


def test_the_order_of_the_day_rules(city):
    Precedence.objects.filter(organisation=city.south).update(position=1)
    Precedence.objects.filter(organisation=city.north).update(position=9)
    filled = form(city, co_issuers="桐梓县人大常委会\n湄潭县人大常委会")
    assert filled.is_valid(), filled.errors
    assert filled.entry_data()["second_issuer"] == city.south


def test_a_joint_paper_that_was_issued_outside_is_entered_with_all_its_organs(city, at_screen):
    data = {"sequence": "1", "signed_on": "2026-05-11", "co_issuers": "桐梓县人大常委会", "openness": "internal"}
    answer = at_screen(city.secretary).post(reverse("matter_begin", args=("paper", "backfill")), typed(city, **data))
    assert answer.status_code == 302
    text = from_json(OutgoingPaper.objects.get().papers.get().content)
    assert text.signatories[1:] == ("桐梓县人民代表大会常务委员会",) and text.mark.count("\n") == 1


def test_the_page_of_a_joint_paper_asks_no_more_than_a_few_statements_beside(city, joint, at_screen):
    plain, both = (
        statements(city, city.paper(title="关于开展检查的通知"), at_screen),
        statements(city, joint, at_screen),
    )
    assert both - plain <= 2


def statements(city, paper, at_screen):
    client = at_screen(city.drafter)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(paper.get_absolute_url()).status_code == 200
    return len(asked)
