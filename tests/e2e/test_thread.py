"""The main job in a browser: meeting → notice → signed → numbered → printed → dispatched → answered → moved."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from congress import chain, issuing
from congress.models import CalendarDay, Delivery, Message, OutgoingPaper
from meetings.models import Meeting, Room
from tests import cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real]


@pytest.fixture
def city(transactional_db):
    """The small city on the real clock: the server's threads know no other."""
    made = cast.build()
    for year in (date.today().year, date.today().year + 1):
        CalendarDay.objects.get_or_create(
            day=date(year, 1, 1), defaults={"kind": "holiday", "name": "元旦", "source": "测试"}
        )
    Room.objects.create(name="市人大常委会113号会议室", seats=60)
    return made


def in_days(days: int) -> str:
    return (date.today() + timedelta(days=days)).isoformat()


def paper_page(visitor, paper: OutgoingPaper) -> None:
    visitor.go(f"/m/{paper.ref}/")


def test_the_whole_thread_by_everybody_in_turn(city, visit):
    clerk = visit(city.meeting_clerk)
    plan_the_meeting(clerk)
    meeting = Meeting.objects.get()
    clerk.press("拟写通知")
    clerk.press("拟写通知")
    assert clerk.sees("通知办理中")
    notice = OutgoingPaper.objects.get()
    signed(visit, city, clerk, notice, returned_once=True)
    dispatched(visit, city, notice)
    unit_answers(visit, city, meeting, notice)
    chair = visit(city.north_chair)
    chair.go(f"/m/{meeting.ref}/")
    assert chair.sees("卞西樵") and not chair.sees("湄潭县人大常委会")
    chair.check("county-chair-meeting")
    urged_and_moved(visit, city, clerk, meeting)
    assert list(chain.verify()) == []


def plan_the_meeting(clerk) -> None:
    clerk.check("meeting-clerk-desk")
    clerk.press("筹备会议")
    clerk.check("meeting-form")
    clerk.fill(
        title="全市人大常委会主任座谈会", meeting_kind="chairs_forum", held_on=in_days(20), half="pm",
        starts_at="14:30", half_days="1", answers_close_on=in_days(17), topics="县乡人大工作的主要做法",
        agenda="讨论实施意见（征求意见稿）\n总结讲话|市人大常委会主任", contact="柏小舟", phone="0851-20000000",
    )  # fmt: skip
    clerk.page.locator("[name=room]").select_option(label="市人大常委会113号会议室")
    clerk.press("筹备会议")
    assert clerk.sees("筹备中")
    clerk.check("meeting-planned")


def signed(visit, city, clerk, notice, *, returned_once: bool) -> None:
    """Submitted, checked (returned once with a reason), signed."""
    paper_page(clerk, notice)
    clerk.check("paper-draft")
    submit(clerk, notice)
    head = visit(city.office_head)
    assert head.sees(notice.title)
    if returned_once:
        paper_page(head, notice)
        head.press("退回修改")
        head.press("退回修改")
        assert head.sees("须写明原因")
        head.fill(note="请写明报名截止时间。")
        head.press("退回修改")
        head.go(f"/m/{notice.ref}/")
        assert head.sees("没有找到这一页")
        head.complaints.clear()  # the browser reports the 404 that was meant
        paper_page(clerk, notice)
        assert clerk.sees("请写明报名截止时间。")
        submit(clerk, notice)
    paper_page(head, notice)
    head.press("审核通过")
    head.press("审核通过")
    leader = visit(city.chair)
    leader.check("leader-desk")
    paper_page(leader, notice)
    leader.check("leader-paper")
    leader.press("签发")
    leader.check("leader-sign")
    leader.press("签发")
    assert leader.sees("已签发")


def submit(clerk, notice) -> None:
    paper_page(clerk, notice)
    clerk.press("送审")
    clerk.press("送审")
    assert clerk.sees("待审核")


def take(visitor, notice, *steps: str) -> None:
    """Each of these steps by its button, as its form stands."""
    paper_page(visitor, notice)
    for step in steps:
        visitor.press(step)
        visitor.press(step)


def dispatched(visit, city, notice) -> None:
    secretary, keeper = visit(city.secretary), visit(city.seal_keeper)
    take(secretary, notice, "复核")
    secretary.press("登记编号")
    secretary.check("secretary-register")
    secretary.press("登记编号")
    assert issuing.print_waiting() == 1
    take(secretary, notice, "校对")
    secretary.check("secretary-paper")
    paper_page(keeper, notice)
    keeper.press("用印登记")
    keeper.check("keeper-seal")
    keeper.press("用印登记")
    paper_page(secretary, notice)
    secretary.press("分发")
    secretary.press("分发")
    assert secretary.sees("已分发")
    secretary.check("secretary-dispatched")


def unit_answers(visit, city, meeting, notice) -> None:
    unit = visit(city.north_clerk)
    unit.check("unit-desk")
    paper_page(unit, notice)
    unit.press("签收")
    unit.press("签收")
    row = Delivery.objects.get(organisation=city.north)
    assert (row.signed_by, row.opened_at is None) == ("田青", False)
    invitation = meeting.invitations.get(organisation=city.north)
    unit.go(f"/m/{invitation.ref}/")
    unit.press("报送回执")
    unit.check("unit-answer")
    unit.fill(phone_0="0852-1000001", phone_1="0852-1000002")
    unit.press("报送回执")
    assert unit.sees("已报")
    unit.check("unit-answered")


def urged_and_moved(visit, city, clerk, meeting) -> None:
    clerk.go(f"/m/{meeting.ref}/")
    assert clerk.sees("卞西樵")
    clerk.check("receipt-board")
    clerk.press("催报")
    clerk.press("催报")
    assert set(Message.objects.filter(key__startswith="urge").values_list("user", flat=True)) == {city.south_clerk.pk}
    clerk.press("改期或调整地点")
    clerk.fill(held_on=in_days(24), answers_close_on=in_days(21))
    clerk.press("改期或调整地点")
    todo = meeting.invitations.get(organisation=city.south).todos.open().get()
    assert todo.due_on.isoformat() == in_days(21)
    change = OutgoingPaper.objects.order_by("-pk").first()
    assert "延期" in change.title or "调整" in change.title
    signed(visit, city, clerk, change, returned_once=False)
    dispatched(visit, city, change)
