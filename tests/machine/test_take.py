"""One method moves every matter, and the table decides who, when and whereto."""

from datetime import date

import pytest

from congress import clock, files, matters
from congress.matters import Entry
from congress.models import Delivery, Event, IssuedPaper, Number, OutgoingPaper, Todo
from congress.refusal import NotYours, Refused, Stale
from congress.roles import CLOCK
from congress.workflow import Workflow, step

pytestmark = pytest.mark.django_db


def test_a_paper_goes_from_draft_to_archive(city):
    paper = city.dispatched()
    assert paper.number_text == "遵人常办〔2026〕1号"
    for clerk in (city.north_clerk, city.south_clerk):
        paper = matters.take(paper, "sign_for", clerk)
    paper.papers.update(pdf_digest=files.keep([b"%PDF"])[0])  # what is filed must be there
    paper = matters.take(paper, "archive", city.secretary)
    assert (paper.state, paper.is_open) == ("archived", False)
    assert [e.label for e in paper.events.all()] == [
        "拟稿", "送审", "审核通过", "签发", "复核", "登记编号", "校对", "用印登记", "分发", "签收", "签收", "归档",
    ]  # fmt: skip


def test_the_wrong_role_cannot_take_the_step(city):
    paper = matters.take(city.paper(), "submit", city.drafter)
    with pytest.raises(NotYours, match="没有“审核通过”的权限"):
        matters.take(paper, "check", city.secretary)
    with pytest.raises(NotYours):
        matters.take(paper, "check", city.system)


def test_a_role_is_not_held_sideways(city):
    """The research office's drafter does not touch the paper of the justice committee."""
    other = city.paper(owner=city.justice, by=city.secretary)
    with pytest.raises(NotYours):
        matters.take(other, "submit", city.drafter)
    assert matters.take(other, "submit", city.secretary).state == "checking"


def test_nobody_begins_a_paper_without_the_role(city):
    with pytest.raises(NotYours, match="没有“拟稿”的权限"):
        city.paper(by=city.north_clerk)


def test_a_standing_that_is_not_ones_own_is_refused(city):
    paper = matters.take(city.paper(), "submit", city.drafter)
    [theirs] = [o.standings[0] for o in matters.available(paper, city.office_head) if o.step.key == "check"]
    with pytest.raises(NotYours):
        matters.take(paper, "check", city.secretary, standing=theirs)
    draft = OutgoingPaper(title="关于试的通知", series=city.series, body="试", signatory="试")
    with pytest.raises(NotYours, match="所选身份"):
        matters.begin(draft, "draft", city.drafter, standing=theirs)


def test_a_step_out_of_turn_is_refused_with_the_state(city):
    paper = city.paper()
    with pytest.raises(Stale, match="事项已是“拟稿”状态"):
        matters.take(paper, "sign_off", city.chair)


def test_a_stale_page_is_refused_and_nothing_changes(city):
    paper = city.paper()
    matters.take(paper, "edit", city.drafter, version=1, entry=Entry(data={"body": "新的正文"}))
    with pytest.raises(Stale, match="没有丢失"):
        matters.take(paper, "edit", city.secretary, version=1, entry=Entry(data={"body": "别的正文"}))
    assert OutgoingPaper.objects.get(pk=paper.pk).body == "新的正文"


def test_a_gate_gives_its_reason_and_greys_the_button(city):
    paper = city.paper(body=" ")
    [submit] = [o for o in matters.available(paper, city.drafter) if o.step.key == "submit"]
    assert submit.obstacle == "缺少正文，请补齐后再办理。"
    with pytest.raises(Refused, match="缺少正文"):
        matters.take(paper, "submit", city.drafter)


def test_the_title_ends_with_its_kind(city):
    paper = city.paper(title="关于召开座谈会的函")
    with pytest.raises(Refused, match="标题应以“通知”结尾"):
        matters.take(paper, "submit", city.drafter)


def test_a_recipient_that_no_longer_exists_is_named(city):
    paper = city.paper()
    city.bureau.until = date(2026, 5, 1)
    city.bureau.save()
    paper.to_others.add(city.bureau)
    with pytest.raises(Refused, match="遵义市水务局在2026-05-18已不存在"):
        matters.take(paper, "submit", city.drafter)


def test_a_refused_step_leaves_no_trace(city):
    paper = city.paper(body="")
    before = Event.objects.count()
    with pytest.raises(Refused):
        matters.take(paper, "submit", city.drafter)
    paper.refresh_from_db()
    assert (Event.objects.count(), paper.state, paper.version) == (before, "draft", 1)


def test_a_return_carries_its_reason_and_opens_a_new_round(city):
    paper = matters.take(city.paper(), "submit", city.drafter)
    paper = matters.take(paper, "send_back", city.office_head, entry=Entry(note="请补充联系人电话"))
    assert paper.state == "draft"
    assert paper.events.last().note == "请补充联系人电话"
    again = paper.todos.open().get(step="submit")
    assert again.round == 2


def test_what_was_signed_is_what_was_seen(city):
    paper = matters.take(city.paper(), "submit", city.drafter)
    paper = matters.take(paper, "check", city.office_head)
    with pytest.raises(Stale, match="重新审阅"):
        matters.take(paper, "sign_off", city.chair, entry=Entry(data={"text_digest": "0" * 64}))
    assert not paper.signed_on


def test_a_signed_paper_has_its_date_and_no_number_yet(city):
    paper = city.signed()
    assert (paper.signed_on, paper.number_text, paper.issued) == (date(2026, 5, 18), "", None)
    assert paper.text().is_draft and not Number.objects.exists()


def test_registering_numbers_the_paper_and_freezes_its_text(city):
    paper = city.registered()
    issued = paper.issued
    assert issued.number_text == "遵人常办〔2026〕1号"
    assert issued.content["number"] == "遵人常办〔2026〕1号"
    assert (issued.signed_on, issued.signed_by) == (date(2026, 5, 18), "章启衡")
    assert paper.events.last().body.count("遵人常办〔2026〕1号") == 1


def test_nothing_is_dispatched_before_it_is_printed(city):
    paper = city.registered()
    with pytest.raises(Stale, match="已登记"):
        matters.take(paper, "dispatch", city.secretary)
    with pytest.raises(Refused, match="正在印制"):
        matters.take(paper, "proofread", city.secretary)
    paper.papers.update(print_error="内存不足")
    with pytest.raises(Refused, match="印制失败：内存不足"):
        matters.take(paper, "proofread", city.secretary)


def test_a_dispatch_is_one_event_with_the_count_and_digest_of_its_recipients(city):
    paper = city.dispatched()
    assert list(Delivery.objects.values_list("organisation__key", flat=True)) == ["north-sc", "south-sc"]
    [event] = paper.events.filter(action="paper.dispatch")
    assert '"recipients":2' in event.body and '"recipients_sm3":"' in event.body
    assert set(paper.deed_facts) == {"recipients", "recipients_sm3"}, "one place for what a deed adds"


def test_each_recipient_signs_once_for_itself(city):
    paper = city.dispatched()
    assert paper.todos.open().filter(step="sign_for").count() == 2
    paper = matters.take(paper, "sign_for", city.north_chair)
    with pytest.raises(Refused, match="本单位已经办理"):
        matters.take(paper, "sign_for", city.north_clerk)
    assert paper.todos.open().get(step="sign_for").organisation == city.south
    assert [o.step.key for o in matters.available(paper, city.north_clerk)] == []
    assert [o.step.key for o in matters.available(paper, city.south_clerk)] == ["sign_for"]


def test_a_receipt_on_paper_is_recorded_by_the_clerk_for_the_unit(city):
    paper = city.dispatched()
    entry = Entry(data={"organisations": [city.south], "signed_by": "梅小满"}, recorded_for="电话，梅小满，9时30分")
    paper = matters.take(paper, "record_receipt", city.secretary, entry=entry)
    row = Delivery.objects.get(organisation=city.south)
    assert (row.signed_by, row.recorded_for) == ("梅小满", "电话，梅小满，9时30分")
    assert paper.events.last().recorded_for == "电话，梅小满，9时30分"
    assert not paper.todos.open().filter(organisation=city.south).exists()


def test_a_paper_is_not_filed_while_a_receipt_is_missing(city):
    paper = city.dispatched()
    with pytest.raises(Refused, match="还有2个单位未签收"):
        matters.take(paper, "archive", city.secretary)


def test_nothing_is_left_to_record_when_all_have_signed(city):
    paper = city.dispatched()
    for clerk in (city.north_clerk, city.south_clerk):
        paper = matters.take(paper, "sign_for", clerk)
    options = {o.step.key: o.obstacle for o in matters.available(paper, city.secretary)}
    assert options == {"record_receipt": "各单位都已签收。", "archive": "", "recall": "", "confine": ""}


def test_a_void_paper_keeps_its_number_with_the_reason(city):
    paper = matters.take(city.registered(), "void", city.secretary, entry=Entry(note="会议取消"))
    number = Number.objects.get()
    assert (paper.state, number.state, number.reason) == ("void", Number.VOID, "会议取消")
    second = city.registered()
    assert second.number_text == "遵人常办〔2026〕2号"


def test_an_outside_paper_is_entered_with_its_own_number_and_date(city):
    draft = OutgoingPaper(
        title="关于召开座谈会的通知",
        series=city.series,
        to_groups=["county_committees"],
        body="略。",
        signatory="办公室",
    )
    data = {"signed_on": date(2026, 5, 6), "sequence": 1, "signed_by": "章启衡"}
    paper = matters.begin(draft, "backfill", city.secretary, entry=Entry(data=data))
    assert (paper.state, paper.number_text, paper.signed_on) == ("backfilled", "遵人常办〔2026〕1号", date(2026, 5, 6))
    assert IssuedPaper.objects.get().number.state == Number.BACKFILLED


def test_the_clock_and_the_parts_take_no_orders_from_people(city):
    paper = city.paper()
    table = Workflow("paper", "发文", paper.workflow.states, (step("lapse", "到期", "draft > void", by=CLOCK),))
    OutgoingPaper.workflow, kept = table, OutgoingPaper.workflow
    try:
        with pytest.raises(NotYours, match="自动办理"):
            matters.take(paper, "lapse", city.secretary)
        assert matters.take(paper, "lapse", None).state == "void"
        assert Event.objects.last().actor_name == "系统"
    finally:
        OutgoingPaper.workflow = kept


def test_the_holder_is_whoever_owes_the_next_step(city):
    paper = city.paper()
    assert OutgoingPaper.objects.get(pk=paper.pk).holder == city.research
    paper = city.dispatched()
    assert paper.holder in (city.north, city.south)


def test_the_holder_of_a_dispatched_paper_is_a_unit_that_has_not_signed(city):
    paper = city.dispatched()
    clerks = {city.north: city.north_clerk, city.south: city.south_clerk}
    first = paper.holder
    [last] = set(clerks) - {first}
    paper = matters.take(paper, "sign_for", clerks[first])
    assert paper.holder == OutgoingPaper.objects.get(pk=paper.pk).holder == last
    matters.take(paper, "sign_for", clerks[last])
    assert OutgoingPaper.objects.get(pk=paper.pk).holder is None


def test_a_todo_says_by_when_and_why(city):
    todo = city.paper().todos.open().get()
    assert todo.due_on == date(2026, 5, 21)
    assert todo.reason == "自拟稿2026年5月18日起3个工作日，至2026年5月21日（本办公室规定）"


def test_a_day_that_passes_makes_the_todo_overdue(city):
    city.paper()
    clock.advance(days=4)
    assert Todo.objects.overdue().count() == 1
