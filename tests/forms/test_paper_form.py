"""The form of an official paper: what it fills in, what it refuses, and that nothing typed is lost."""

from datetime import date

import pytest

from congress import drafts, matters, permissions
from congress.forms import BackfillForm, PaperForm
from congress.forms.paper import classified
from congress.matters import Entry
from congress.models import Counter, Organisation, OutgoingPaper, Series
from tests.cast import organisation

pytestmark = pytest.mark.django_db

WHOLE = """遵人常办〔2026〕   号
关于召开座谈会的通知
各县、自治县、区（市）人大常委会，遵义市水务局：
经研究，决定召开座谈会。现就有关事项通知如下：
一、会议时间：2026年6月1日。
附件：1.回执
2.名单
遵义市人大常委会办公室
2026年5月  日
（联系人：艾小禾）
附件1
回执
请于5月28日前报名。
附件2
名单
第一组：略。
抄送：市委办公室。
"""


def form_for(city, data=None, by=None, step="draft", matter=None, form=PaperForm):
    user = by or city.drafter
    paper = matter or OutgoingPaper()
    declared = paper.workflow[step]
    find = permissions.standings(user, paper, declared) if paper.pk else permissions.creators(user, declared)
    return form(data, matter=paper, step=declared, user=user, standings=find)


def typed(city, **changes):
    return {
        "paper": "notice",
        "series": city.series.pk,
        "title": "关于召开座谈会的通知",
        "to_groups": ["county_committees"],
        "to_others": "",
        "body": "经研究，决定召开座谈会。\r\n一、会议时间：2026年6月1日。",
        "annexes": "",
        "signatory": "",
        "cc": "",
        "footnote": "（联系人：艾小禾）",
        "urgency": "",
        "openness": "internal",
        **changes,
    }


def test_a_new_form_offers_the_usual_series_and_its_signatory(city):
    form = form_for(city)
    assert form["series"].value() == city.series.pk
    assert form["signatory"].value() == "遵义市人大常委会办公室"
    assert form["openness"].value() == "internal"


def test_only_open_series_of_the_own_organ_are_offered(city):
    Series.objects.create(
        key="north", prefix="桐人常办", label="办公室", owner=city.north, mark="甲文件", signatory="甲"
    )
    Series.objects.create(
        key="old", prefix="遵人发", label="旧", owner=city.committee, mark="乙文件", signatory="乙", is_open=False
    )
    assert [series.key for series in form_for(city).fields["series"].queryset] == ["office"]


def test_a_usual_address_says_how_many_units_it_means_today(city):
    form = form_for(city)
    labels = dict(form.fields["to_groups"].choices)
    assert labels["county_committees"] == "各县、自治县、区（市）人大常委会（2个单位）"
    assert labels["area_committees"].endswith("（今天没有对应的单位）")
    assert dict(form.expansions)["各县、自治县、区（市）人大常委会"] == ["桐梓县人大常委会", "湄潭县人大常委会"]


def test_what_was_typed_becomes_a_draft(city):
    form = form_for(city, typed(city, to_others="遵义市水务局"))
    assert form.is_valid(), form.errors
    paper = OutgoingPaper()
    form.build(paper)
    with matters.deed():
        paper = matters.begin(paper, "draft", city.drafter, form.standing(), form.entry())
        form.save_attachments(paper, city.drafter)
    paper = OutgoingPaper.objects.get()
    assert paper.body == "经研究，决定召开座谈会。\n一、会议时间：2026年6月1日。"
    assert (paper.signatory, paper.note) == ("遵义市人大常委会办公室", "联系人：艾小禾")
    assert paper.to_text == "各县、自治县、区（市）人大常委会，遵义市水务局"


def test_an_edit_shows_the_draft_and_changes_it(city):
    paper = city.paper(note="请准时")
    form = form_for(city, step="edit", matter=paper)
    assert (form["footnote"].value(), form["title"].value()) == ("请准时", paper.title)
    form = form_for(city, typed(city, to_others="湄潭县人大常委会", footnote="请提前"), step="edit", matter=paper)
    assert form.is_valid(), form.errors
    paper = matters.take(paper, "edit", city.drafter, version=1, entry=form.entry())
    assert paper.note == "请提前"
    assert list(paper.to_others.all()) == [city.south]


def test_a_recipient_that_does_not_exist_is_named(city):
    form = form_for(city, typed(city, to_others="遵义市水务局\n火星人大常委会"))
    assert form.errors["to_others"] == [
        "没有找到“火星人大常委会”，请核对名称；确有此单位的，请秘书科先在机构库中登记。"
    ]


def test_a_recipient_that_did_not_exist_on_the_day_is_named_with_its_heir(city):
    heir = organisation("market", "遵义市市场监督管理局", "department")
    organisation("trade", "遵义市工商行政管理局", "department", until=date(2019, 1, 10), successor=heir)
    form = form_for(city, typed(city, to_others="遵义市工商行政管理局"))
    [said] = form.errors["to_others"]
    assert "在2026-05-18已不存在" in said and "由遵义市市场监督管理局承继" in said
    organisation("new-area", "新区管委会", "department", since=date(2030, 1, 1))
    form = form_for(city, typed(city, to_others="新区管委会"))
    assert "尚未设立，请更换" in form.errors["to_others"][0]


def test_a_short_name_of_two_units_is_asked_back(city):
    for place in ("甲", "乙"):
        organisation(place, f"{place}县财政局", "department", short_name="财政局")
    form = form_for(city, typed(city, to_others="财政局"))
    assert "请写全称：甲县财政局、乙县财政局" in form.errors["to_others"][0]


def test_ten_thousand_names_are_no_way_to_address_a_paper(city):
    form = form_for(city, typed(city, to_others="\n".join(f"单位{n}" for n in range(400))))
    assert form.errors["to_others"] == ["一次最多填300个单位；单位很多时请勾选习惯称呼。"]


@pytest.mark.parametrize("text", ["机密★1年", "  秘 密", "密级：内部", "绝密", "关于…（机密）", "机密★"])
def test_a_marking_of_secrecy_is_refused(city, text):
    assert classified(f"第一行\n{text}")
    form = form_for(city, typed(city, body=f"{text}\n正文。"))
    assert "涉密公文不得进入本系统" in form.errors["body"][0]
    assert text.strip() in form["body"].value()


@pytest.mark.parametrize("text", ["要保守国家秘密和商业秘密。", "一、严格执行机密文件管理规定。", "秘密投票"])
def test_a_sentence_about_secrets_is_no_marking(text):
    assert classified(text) == ""


def test_a_body_of_500_pages_is_refused_and_nothing_is_lost(city):
    long = "长" * 28 * 22 * 500
    form = form_for(city, typed(city, body=long))
    [said] = form.errors["body"]
    assert "超过一份公文200页的上限" in said and "没有丢失" in said
    assert form["body"].value() == long


def test_a_pasted_draft_fills_the_fields_and_submits_nothing(city):
    form = form_for(city, typed(city, title="", body="", pasted=WHOLE, recognise="1"))
    assert not form.is_valid()
    assert form.errors == {}
    assert form.notices == ["已识别并填入各栏，请核对后提交。"]
    assert form["title"].value() == "关于召开座谈会的通知"
    assert form["to_groups"].value() == ["county_committees"]
    assert form["to_others"].value() == "遵义市水务局"
    assert form["body"].value().endswith("一、会议时间：2026年6月1日。\n附件：1.回执\n2.名单")
    assert form["annexes"].value() == "附件1\n回执\n请于5月28日前报名。\n附件2\n名单\n第一组：略。"
    assert (form["footnote"].value(), form["cc"].value()) == ("联系人：艾小禾", "市委办公室")
    again = form_for(city, {name: form[name].value() for name in form.fields})
    assert again.is_valid(), again.errors


def test_what_was_not_recognised_names_the_line_and_keeps_the_rest(city):
    form = form_for(city, typed(city, pasted="关于召开座谈会的通知\n各县：\n2026年5月6日", recognise="1"))
    assert not form.is_valid()
    assert "第3行" in form.errors["pasted"][0] or "第2行" in form.errors["pasted"][0]
    assert form["pasted"].value().startswith("关于召开座谈会")
    assert form["body"].value().startswith("经研究")


def test_two_editors_get_the_difference_and_keep_what_they_typed(city):
    paper = city.paper()
    own = typed(city, body="会议改在6月3日。", signatory=paper.signatory, version="1")
    mine = form_for(city, own, step="edit", matter=paper)
    assert mine.is_valid()
    matters.take(paper, "edit", city.secretary, version=1, entry=Entry(data={"body": "会议改在6月2日。"}))
    now = OutgoingPaper.objects.get(pk=paper.pk)
    [body, footnote] = mine.difference(now)
    assert tuple(body) == ("正文", "会议改在6月2日。", "会议改在6月3日。")
    assert body.lines == [("theirs", "会议改在6月2日。"), ("yours", "会议改在6月3日。")]
    assert footnote.label == "附注"
    assert mine["body"].value() == "会议改在6月3日。"


def test_what_was_typed_and_not_sent_is_offered_back_once(city):
    fields = {"title": ["关于未完成的通知"], "to_groups": ["county_committees"], "body": ["一半"]}
    drafts.save(city.drafter, "paper.draft", fields)
    assert form_for(city).saved.fields["title"] == ["关于未完成的通知"]
    assert form_for(city, by=city.secretary).saved is None
    restored = form_for(city, {"restore": "1"})
    assert not restored.is_valid()
    assert restored["body"].value() == "一半"
    assert restored.notices[0].startswith("已恢复05月18日 09:00")
    sent = form_for(city, typed(city))
    assert sent.is_valid()
    sent.save_attachments(city.paper(), city.drafter)
    assert form_for(city).saved is None
    assert form_for(city, {"restore": "1"}).notices == ["没有保存过的内容。"]


def test_only_a_few_drafts_are_kept_and_none_that_is_too_long(city):
    for n in range(8):
        drafts.save(city.drafter, f"paper.edit.{n}", {"body": [str(n)]})
    assert drafts.load(city.drafter, "paper.edit.2") is None
    assert drafts.newest(city.drafter)[0] == "paper.edit.7"
    with pytest.raises(drafts.TooLong):
        drafts.save(city.drafter, "paper.draft", {"body": ["长" * 3_000_001]})


def backfilled(city, **changes):
    return typed(city, sequence="1", signed_on="2026-05-06", signed_by="章启衡", **changes)


def test_an_outside_paper_is_entered_with_its_number_and_its_recipients_of_that_day(city):
    Organisation.objects.filter(pk=city.bureau.pk).update(until=date(2026, 5, 10))
    data = backfilled(city, to_others="遵义市水务局")
    form = form_for(city, data, by=city.secretary, step="backfill", form=BackfillForm)
    assert form.is_valid(), form.errors
    paper = OutgoingPaper()
    form.build(paper)
    with matters.deed():
        paper = matters.begin(paper, "backfill", city.secretary, form.standing(), form.entry())
    assert paper.number_text == "遵人常办〔2026〕1号"
    assert paper.issued.signed_by == "章启衡"
    assert paper.issued.content["to"] == "各县、自治县、区（市）人大常委会，遵义市水务局"


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"body": " "}, "body", "缺少正文"),
        ({"to_groups": []}, "to_groups", "缺少主送机关"),
        ({"signed_on": "2026-05-19"}, "signed_on", "晚于今天"),
        ({"signed_on": "5月6日"}, "signed_on", "2016-05-26"),
        ({"sequence": "0"}, "sequence", "1"),
    ],
)
def test_an_outside_paper_is_whole(city, changes, field, said):
    form = form_for(city, {**backfilled(city), **changes}, by=city.secretary, step="backfill", form=BackfillForm)
    assert said in form.errors[field][0]


def test_a_pasted_issued_paper_brings_its_number_and_date(city):
    Counter.objects.create(series=city.series, year=2016, opened_at=26, last=26)
    whole = WHOLE.replace("〔2026〕   号", "〔2016〕27号").replace("2026年5月  日", "2016年5月26日")
    form = form_for(city, {"pasted": whole, "recognise": "1"}, by=city.secretary, step="backfill", form=BackfillForm)
    assert (form["sequence"].value(), form["signed_on"].value()) == ("27", "2016-05-26")
    assert form["series"].value() == str(city.series.pk)
