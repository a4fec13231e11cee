"""Notices drawn from the meeting, and changes counted from what the units were told."""

from datetime import date, time

import pytest

from congress import clock, matters
from congress.matters import Entry
from congress.models import OutgoingPaper, Person, Series
from congress.refusal import Refused
from meetings.models import Meeting, Room
from tests.cast import tenure
from tests.meetings.conftest import dispatch, move

pytestmark = pytest.mark.django_db


def test_the_answer_sheet_goes_with_the_notice(city, plan):
    notice = matters.take(plan(), "draft_notice", city.meeting_clerk).notice
    assert notice.body.splitlines()[-1] == "附件：全市人大常委会主任座谈会参会人员回执"
    [annex] = notice.text().annexes
    assert annex.title == ("全市人大常委会主任座谈会参会人员回执",)
    assert annex.body.count("□参会") == 3
    assert "（二）联系人：柏小舟，联系电话：0851-20000000。" in notice.body


def test_the_text_is_plain_however_it_was_typed(city, plan):
    meeting = plan(title="“A&B”工作座谈会", agenda=[("讨论<征求意见稿>", "")])
    notice = matters.take(meeting, "draft_notice", city.meeting_clerk).notice
    assert "决定召开“A&B”工作座谈会" in notice.body
    assert "（一）讨论<征求意见稿>。" in notice.body


def test_a_meeting_by_nobodys_plan_says_nothing_of_it(city, plan):
    notice = matters.take(plan(plan_reference=""), "draft_notice", city.meeting_clerk).notice
    assert notice.body.startswith("经研究，决定召开")


@pytest.mark.parametrize(("half_days", "words"), [(1, "半天"), (2, "1天"), (3, "1天半"), (8, "4天")])
def test_the_length_is_told_in_days(half_days, words):
    assert Meeting(half_days=half_days).length == words


def test_who_is_asked_beside_the_roster_is_addressed_by_name(city, plan):
    meeting = plan(others=[city.bureau])
    notice = matters.take(meeting, "draft_notice", city.meeting_clerk).notice
    assert notice.to_text.endswith("，市人大各专门委员会，遵义市水务局")
    assert "（六）遵义市水务局有关负责人。" in notice.body
    dispatch(city, notice)
    assert meeting.invitations.get(organisation=city.bureau).quota == 1


def test_a_meeting_of_the_organ_alone_is_addressed_to_it(city, plan):
    tenure(Person.objects.create(name="岑以宁"), city.committee, "secretary_general", "市人大常委会秘书长")
    meeting = plan(title="党组会议", meeting_kind="party_group")
    notice = matters.take(meeting, "draft_notice", city.meeting_clerk).notice
    assert (notice.to_groups, notice.to_text) == ([], "遵义市人民代表大会常务委员会")


def test_without_a_number_series_there_is_no_notice(city, plan):
    Series.objects.update(is_open=False)
    with pytest.raises(Refused, match="还没有可用的文号系列"):
        matters.take(plan(), "draft_notice", city.meeting_clerk)


def test_the_usual_series_of_a_notice_is_taken_first(city, plan):
    usual = city.series
    Series.objects.filter(pk=usual.pk).update(key="other")
    office = Series.objects.create(
        key="office", prefix="遵人办", label="通知", owner=city.office, mark="某文件", signatory="某"
    )
    assert matters.take(plan(), "draft_notice", city.meeting_clerk).notice.series == office


def test_nothing_is_drafted_for_a_meeting_that_invites_nobody(city, plan):
    meeting = plan(meeting_kind="special_committee")
    with pytest.raises(Refused, match="算不出参会单位"):
        matters.take(meeting, "draft_notice", city.meeting_clerk)


def test_by_when_the_notice_is_drafted_depends_on_the_kind(city, plan):
    forum = plan()
    assert forum.todos.get(step="draft_notice").due_on == date(2026, 5, 29)
    session = plan(meeting_kind="committee_session", title="常委会会议", half="am", starts_at=time(9, 0))
    todo = session.todos.get(step="draft_notice")
    assert todo.due_on == date(2026, 5, 25)
    assert todo.reason == "会议日期2026年6月1日之前7日，至2026年5月25日（本办公室规定）"
    presidium = plan(meeting_kind="presidium", title="主席团会议", room=None, place="礼堂")
    assert presidium.todos.get(step="draft_notice").due_on is None


def test_the_meeting_can_be_amended_while_its_notice_is_a_draft(city, plan):
    meeting = matters.take(plan(), "draft_notice", city.meeting_clerk)
    entry = Entry(data={"starts_at": time(15, 0), "topics": "新的内容"})
    meeting = matters.take(meeting, "amend", city.meeting_clerk, entry=entry)
    page = meeting.detail_context(city.meeting_clerk)
    assert page["warnings"] == [
        "“关于召开全市人大常委会主任座谈会的通知”写的是2026年6月1日下午2：30，会期半天、"
        "市人大常委会113号会议室，与会议现在的时间、地点不一致。"
    ]
    meeting = matters.take(meeting, "redraw", city.meeting_clerk)
    assert "2026年6月1日下午3：00" in meeting.notice.body and "新的内容" in meeting.notice.body
    assert meeting.detail_context(city.meeting_clerk)["warnings"] == []
    assert OutgoingPaper.objects.count() == 1


def test_what_is_being_checked_is_not_pulled_from_under_the_checkers_hands(city, plan):
    meeting = matters.take(plan(), "draft_notice", city.meeting_clerk)
    matters.take(meeting.notice, "submit", city.meeting_clerk)
    for step in ("amend", "cancel", "redraw"):
        with pytest.raises(Refused, match="正在办理（待审核），请先分发，或退回、作废后再办"):
            matters.take(meeting, step, city.meeting_clerk)


def test_only_a_draft_is_drawn_anew(city, plan):
    meeting = matters.take(plan(), "draft_notice", city.meeting_clerk)
    matters.take(meeting.notice, "discard", city.meeting_clerk, entry=Entry(note="重写"))
    with pytest.raises(Refused, match="没有拟稿中的通知"):
        matters.take(meeting, "redraw", city.meeting_clerk)


def test_cancelling_before_the_notice_drops_its_draft(city, plan):
    meeting = matters.take(plan(), "draft_notice", city.meeting_clerk)
    matters.take(meeting, "cancel", city.meeting_clerk, entry=Entry(note="另行安排"))
    [paper] = OutgoingPaper.objects.all()
    assert (paper.state, paper.events.last().note) == ("discarded", "另行安排")


def test_a_notice_for_a_day_gone_by_is_not_drafted(city, plan):
    meeting = plan(answers_close_on=date(2026, 6, 1))
    clock.advance(to=clock.now().replace(month=6, day=1, hour=15))
    with pytest.raises(Refused, match="会议时间已过"):
        matters.take(meeting, "draft_notice", city.meeting_clerk)


@pytest.mark.parametrize(
    ("changed", "title"),
    [
        ({"held_on": date(2026, 6, 8)}, "关于延期召开全市人大常委会主任座谈会的通知"),
        ({"held_on": date(2026, 5, 29)}, "关于提前召开全市人大常委会主任座谈会的通知"),
        ({"starts_at": time(15, 0)}, "关于调整全市人大常委会主任座谈会时间的通知"),
        ({"room": None, "place": "会展中心"}, "关于调整全市人大常委会主任座谈会地点的通知"),
        (
            {"starts_at": time(15, 0), "room": None, "place": "会展中心"},
            "关于调整全市人大常委会主任座谈会时间、地点的通知",
        ),
        (
            {"held_on": date(2026, 6, 8), "room": None, "place": "会展中心"},
            "关于延期召开全市人大常委会主任座谈会并调整会议地点的通知",
        ),
    ],
)
def test_a_change_is_called_after_what_changes(city, notified, changed, title):
    meeting = move(city, notified(), **changed)
    assert meeting.notice.title == title
    assert str(meeting.notice.changes) == "遵人常办〔2026〕1号"
    assert meeting.notice.to_groups == ["county_committees", "working_bodies", "special_committees"]


def test_a_second_change_counts_from_what_was_told_and_the_unsent_first_gives_way(city, notified):
    meeting = move(city, notified(), held_on=date(2026, 6, 8))
    first = meeting.notice
    meeting = move(city, meeting, held_on=date(2026, 6, 9))
    first.refresh_from_db()
    assert first.state == "discarded"
    assert "由2026年6月1日下午2：30调整为2026年6月9日下午2：30" in meeting.notice.body


def test_a_longer_meeting_is_told_by_its_length(city, notified):
    meeting = move(city, notified(), half_days=2)
    assert meeting.notice.title == "关于调整全市人大常委会主任座谈会时间的通知"
    assert "仍为2026年6月1日下午2：30，会期半天调整为会期1天。" in meeting.notice.body


def test_the_text_of_a_change_stands_in_whole_paragraphs(city, notified):
    lines = move(city, notified(), held_on=date(2026, 6, 8)).notice.body.splitlines()
    assert lines[0].startswith("《关于召开") and lines[0].endswith("作如下调整：")
    assert [line[:2] for line in lines[1:]] == ["一、", "二、", "三、", "四、"]


def test_a_second_change_names_all_that_went_out_before(city, notified):
    meeting = move(city, notified(), held_on=date(2026, 6, 8))
    dispatch(city, meeting.notice)
    meeting = move(city, meeting, held_on=date(2026, 6, 9))
    assert "（遵人常办〔2026〕1号）、《关于延期召开全市人大常委会主任座谈会的通知》（遵人常办〔2026〕2号）印发后，" in (
        meeting.notice.body
    )
    assert str(meeting.notice.changes) == "遵人常办〔2026〕2号"
    assert "由2026年6月8日" in meeting.notice.body


def test_moved_back_before_anybody_was_told_needs_no_change_notice(city, notified):
    meeting = move(city, notified(), held_on=date(2026, 6, 8))
    meeting = move(city, meeting, held_on=date(2026, 6, 1))
    assert list(OutgoingPaper.objects.order_by("pk").values_list("state", flat=True)) == ["dispatched", "discarded"]


def test_the_page_says_that_a_change_has_not_gone_out(city, notified):
    meeting = move(city, notified(), held_on=date(2026, 6, 8))
    assert meeting.detail_context(city.meeting_clerk)["warnings"] == [
        "“关于延期召开全市人大常委会主任座谈会的通知”还没有分发（拟稿），各单位尚未得到正式通知；它们的邀请页上已注明。"
    ]
    (told,) = meeting.detail_context(city.north_clerk)["warnings"]
    assert told.startswith("本会议拟改期，改期的正式通知尚未发出。") and "关于延期" not in told


def test_a_move_waits_while_an_earlier_change_is_being_signed(city, notified):
    meeting = move(city, notified(), held_on=date(2026, 6, 8))
    matters.take(meeting.notice, "submit", city.meeting_clerk)
    with pytest.raises(Refused, match="请先分发，或退回、作废后再办"):
        move(city, meeting, held_on=date(2026, 6, 9))


def test_a_move_that_moves_nothing_is_refused(city, notified):
    with pytest.raises(Refused, match="没有变化"):
        move(city, notified())


def test_another_room_frees_the_first(city, notified, room):
    other = Room.objects.create(name="会议厅")
    meeting = move(city, notified(), room=other)
    assert [str(slot.room) for slot in meeting.slots.all()] == ["会议厅"]
    assert not room.slots.exists()


def test_a_second_paper_of_the_meeting_lifts_nothing_twice(city, notified):
    meeting = notified()
    for clerk in (city.north_clerk, city.south_clerk):
        matters.take(meeting.notice, "sign_for", clerk)
    meeting = move(city, meeting, held_on=date(2026, 6, 8))
    dispatch(city, meeting.notice)
    assert meeting.events.filter(action="meeting.notify").count() == 1
    meeting.refresh_from_db()
    meeting = matters.take(meeting, "cancel", city.meeting_clerk, entry=Entry(note="防汛任务"))
    dispatch(city, OutgoingPaper.objects.get(title__startswith="关于取消"))
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"


def test_the_first_event_of_a_notice_holds_the_text_with_all_its_addressees(city, plan):
    meeting = matters.take(plan(others=[city.bureau]), "draft_notice", city.meeting_clerk)
    notice = meeting.notice
    assert city.bureau in notice.to_others.all()
    assert notice.text_digest in notice.events.get().body


def test_a_notice_that_was_recalled_is_owed_anew_and_the_meeting_stays_called(city, notified):
    meeting = notified()
    asked = meeting.invitations.filter(state="invited").count()
    matters.take(meeting.notice, "recall", city.secretary, entry=Entry(note="地点写错"))
    meeting.refresh_from_db()
    assert meeting.state == "notified" and "redraft" in {todo.step for todo in meeting.todos.open()}
    matters.take(meeting, "redraft", city.meeting_clerk)
    assert meeting.todos.open().filter(step="redraft").count() == 0
    dispatch(city, meeting.notice)
    meeting.refresh_from_db()
    assert meeting.state == "notified" and not meeting.todos.open().filter(step="redraft").exists()
    assert meeting.invitations.filter(state="invited").count() == asked
