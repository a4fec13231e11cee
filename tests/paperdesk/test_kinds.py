"""Every kind of paper at the desk: drafted, checked, signed, with the parts that it needs at the latest then."""

import pytest

from congress import matters, typesetting
from congress.forms import PaperForm
from congress.issuing import from_json
from congress.matters import Entry
from congress.papers import PAPERS, Part, To
from congress.refusal import Refused

pytestmark = pytest.mark.django_db

LAST_PARTS = {
    Part.ADOPTED: {"adopted": "2026年5月29日市人大常委会第三十八次会议通过"},
    Part.ATTENDANCE: {"attendance": "出席：章启衡、岑以宁\n请假：方既白"},
    Part.SIGNER: {"signer_post": "主任"},
    Part.APPROVER: {},
}


def fields(kind, **more):
    to = ["county_committees"] if kind.to is To.MANY else []
    data = {"paper": kind.key, "title": f"关于有关事项的{kind.word}", "to_groups": to, "body": "现就有关事项说明如下。"}
    for part in kind.required_to_issue:
        data |= LAST_PARTS[part]
    return data | more


def checked(city, kind, **more):
    paper = city.paper(**fields(kind, **more))
    if kind.to is To.ONE:
        paper.to_others.add(city.committee)
    paper = matters.take(paper, "submit", city.drafter)
    return matters.take(paper, "check", city.office_head)


def sign(city, paper):
    return matters.take(paper, "sign_off", city.chair, entry=Entry(data={"text_digest": paper.text_digest}))


@pytest.mark.parametrize("key", PAPERS)
def test_every_kind_goes_from_its_draft_to_its_number_and_its_pages(city, key):
    kind = PAPERS[key]
    paper = city.register(sign(city, checked(city, kind)))
    text = from_json(paper.papers.get().content)
    assert typesetting.compose(text).pages
    assert text.format == kind.format and text.is_sealed == kind.has_seal
    assert bool(text.to) == (kind.to is not To.NONE)
    assert bool(text.adopted) == kind.is_adopted and bool(text.signatories) != kind.is_adopted
    assert text.approvers == ((str(city.chair),) if kind.is_upward else ())


@pytest.mark.parametrize("key", [key for key, kind in PAPERS.items() if set(kind.required_to_issue) - {Part.APPROVER}])
def test_what_comes_with_the_signature_at_the_latest_greys_it_until_it_is_there(city, key):
    kind = PAPERS[key]
    paper = checked(city, kind, adopted="", attendance="", signer_post="")
    button = next(one for one in matters.available(paper, city.chair) if one.step.key == "sign_off")
    assert button.obstacle.startswith("缺少")
    with pytest.raises(Refused, match="缺少"):
        sign(city, paper)


def test_a_request_goes_to_one_organ(city):
    paper = city.paper(**fields(PAPERS["request"]))
    paper.to_others.add(city.committee, city.north)
    with pytest.raises(Refused, match="只主送一个机关"):
        matters.take(paper, "submit", city.drafter)


def test_what_only_some_kinds_need_is_kept_without_its_brackets(city):
    paper = city.paper()
    form = PaperForm(matter=paper, step=paper.workflow["edit"], user=city.drafter)
    typed = {name: form[name].value() or "" for name in form.fields if name not in ("attachments", "word")}
    typed |= {"paper": "decision", "title": "关于有关事项的决定", "adopted": "（2026年5月29日会议通过）"}
    form = PaperForm(typed, matter=paper, step=paper.workflow["edit"], user=city.drafter)
    assert form.is_valid(), form.errors
    paper = matters.take(paper, "edit", city.drafter, entry=form.entry())
    assert paper.adopted == "2026年5月29日会议通过" and paper.text().signatories == ()
