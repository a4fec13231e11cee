"""What the forms of meetings and answers ask, refuse and keep."""

from datetime import date, time

import pytest
from django.http import QueryDict

from congress import matters, permissions
from congress.matters import Entry
from congress.models import Person
from meetings.calling import AgendaLine
from meetings.forms import AnswerForm, MeetingForm, MoveForm, RecordAnswerForm
from meetings.models import Meeting
from tests.meetings.conftest import answer, invitation_of, person

pytestmark = pytest.mark.django_db


def posted(**fields) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update({name: "" if value is None else str(value) for name, value in fields.items()})
    return data


def bound(form, matter, step, user, **fields):
    """The form of a step as this user posted it."""
    step = matter.workflow[step]
    standings = permissions.standings(user, matter, step) if matter.pk else permissions.creators(user, step)
    return form(posted(**fields), matter=matter, step=step, user=user, standings=standings)


def unbound(form, matter, step, user):
    return form(matter=matter, step=matter.workflow[step], user=user)


@pytest.fixture
def fields(room):
    """A meeting as it is typed."""
    return {
        "title": "工作座谈会", "meeting_kind": "work_meeting", "held_on": "2026-06-01", "half": "pm",
        "starts_at": "14:30", "half_days": 1, "room": room.pk, "place": "", "answers_close_on": "2026-05-28",
        "topics": "交流", "agenda": "讨论实施意见。\n总结讲话｜主任", "plan_reference": "", "others": "",
        "quota_default": 1, "contact": "柏小舟", "phone": "0851-20000000",
    }  # fmt: skip


def test_a_meeting_is_planned_from_its_form(city, fields):
    form = bound(
        MeetingForm, Meeting(), "plan", city.meeting_clerk, **fields | {"others": "遵义市水务局", "anyway": "on"}
    )
    assert form.is_valid(), form.errors
    meeting = Meeting()
    form.build(meeting)
    meeting = matters.begin(meeting, "plan", city.meeting_clerk, form.standing(), form.entry())
    assert (meeting.held_on, meeting.starts_at, meeting.owner) == (date(2026, 6, 1), time(14, 30), city.committee)
    assert [str(item) for item in meeting.agenda.all()] == ["讨论实施意见", "总结讲话（主任）"]
    assert list(meeting.others.all()) == [city.bureau]


def test_the_form_of_a_standing_meeting_shows_what_stands(city, plan):
    draft = city.paper(by=city.meeting_clerk)
    meeting = plan(agenda=[AgendaLine("讨论", "主任", draft), AgendaLine("其他")], others=[city.bureau])
    form = unbound(MeetingForm, meeting, "edit", city.meeting_clerk)
    assert form["agenda"].value() == f"讨论|主任|{draft.ref}\n其他"
    assert form["others"].value() == "遵义市水务局"
    assert (form["title"].value(), form["half"].value()) == (meeting.title, "pm")


@pytest.mark.parametrize(
    ("changed", "name", "words"),
    [
        ({"room": ""}, "place", "请选择会议室，或填写其他地点"),
        ({"starts_at": "09:30"}, "starts_at", "开始时间与上午、下午不符"),
        ({"answers_close_on": "2026-06-02"}, "answers_close_on", "晚于会议日期"),
        ({"held_on": "六月一日"}, "held_on", "请按“2016-05-26”的样子填写日期"),
        ({"others": "不存在的局"}, "others", "没有找到“不存在的局”"),
        ({"agenda": "讨论||nosuchref123"}, "agenda", "没有编号为“nosuchref123”的事项，或者您不在知悉范围内"),
        ({"agenda": "长" * 301}, "agenda", "这一项太长"),
        ({"meeting_kind": "party"}, "meeting_kind", "party"),
        ({"half_days": 0}, "half_days", "1"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(city, fields, changed, name, words):
    form = bound(MeetingForm, Meeting(), "plan", city.meeting_clerk, **fields | changed)
    assert not form.is_valid()
    assert words in "".join(form.errors[name])


def test_a_body_that_will_not_exist_on_the_day_is_named_with_its_heir(city, fields):
    city.bureau.until, city.bureau.successor = date(2026, 5, 31), city.office
    city.bureau.save()
    form = bound(MeetingForm, Meeting(), "plan", city.meeting_clerk, **fields | {"others": "遵义市水务局"})
    assert not form.is_valid()
    assert "“遵义市水务局”在2026-06-01已不存在或尚未设立，由遵义市人大常委会办公室承继" in form.errors["others"][0]


def test_an_agenda_cannot_reach_a_matter_that_the_clerk_may_not_see(city, fields):
    hidden = city.paper(is_confidential=True)
    form = bound(MeetingForm, Meeting(), "plan", city.meeting_clerk, **fields | {"agenda": f"讨论||{hidden.ref}"})
    assert not form.is_valid()
    assert hidden.title not in str(form.errors)


def test_a_link_that_stands_survives_an_editor_who_may_not_see_it(city, plan, fields):
    hidden = city.paper(is_confidential=True)
    meeting = plan(agenda=[AgendaLine("讨论", "", hidden)])
    form = bound(MeetingForm, meeting, "edit", city.meeting_clerk, **fields | {"agenda": f"讨论||{hidden.ref}"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["agenda"][0].matter.pk == hidden.pk


def test_the_second_editor_is_shown_what_differs(city, plan, fields):
    meeting = plan()
    form = bound(MeetingForm, meeting, "edit", city.meeting_clerk, **fields)
    entry = Entry(data={"contact": "小艾", "starts_at": time(15, 0)})
    meeting = matters.take(meeting, "edit", city.meeting_clerk, entry=entry)
    found = {row.label: (row.theirs, row.yours) for row in form.difference(meeting)}
    assert found["联系人"] == ("小艾", "柏小舟")
    assert found["开始时间"] == ("15:00", "14:30")
    assert found["会议种类"] == ("主任座谈会", "工作会议")
    assert "会议日期" not in found and "会议室" not in found and "上午或下午" not in found


def test_the_closing_day_may_be_left_out_of_a_move(city, notified, room):
    meeting = notified()
    fields = {"held_on": "2026-06-08", "half": "am", "starts_at": "09:00", "half_days": 1, "room": room.pk}
    form = bound(MoveForm, meeting, "move", city.meeting_clerk, **fields, place="", answers_close_on="")
    assert form.is_valid(), form.errors
    meeting = matters.take(meeting, "move", city.meeting_clerk, entry=form.entry())
    assert meeting.answers_close_on == date(2026, 6, 4)


def test_the_answer_begins_with_who_is_expected(city, notified):
    form = unbound(AnswerForm, invitation_of(notified(), city.north), "answer", city.north_clerk)
    assert [[field.value() for field in row][:2] for row in form.rows()] == [
        ["卞西樵", "桐梓县人大常委会主任"],
        ["娄清", "桐梓县人大常委会办公室主任"],
        *[[None, None]] * 3,  # for those who come instead of who is on leave
    ]
    assert form.headings() == ["姓名", "职务", "电话", "请假", "请假事由"]
    assert [field.name for field in form.others()] == ["note", "attachments"]


def test_an_answer_is_read_row_by_row(city, notified):
    invitation = invitation_of(notified(), city.north)
    form = bound(
        AnswerForm, invitation, "answer", city.north_clerk,
        name_0="卞西樵", post_0="主任", leave_0="on", reason_0="学习", name_1="娄清", post_1="副主任", phone_1="139",
    )  # fmt: skip
    assert form.is_valid(), form.errors
    invitation = matters.take(invitation, "answer", city.north_clerk, entry=form.entry())
    assert [(a.name, a.is_leave, a.phone) for a in invitation.attendees.all()] == [
        ("卞西樵", True, ""),
        ("娄清", False, "139"),
    ]


def test_a_changed_answer_begins_with_the_earlier_one(city, notified):
    invitation = answer(invitation_of(notified(), city.north), city.north_clerk, person("官禾", phone="138"))
    form = unbound(AnswerForm, invitation, "change_answer", city.north_clerk)
    assert form["name_0"].value() == "官禾" and form["phone_0"].value() == "138"


@pytest.mark.parametrize(
    ("row", "name", "words"),
    [
        ({"phone_0": "139"}, "name_0", "第1人请填写姓名"),
        ({"name_0": "娄清", "post_0": "主任"}, "phone_0", "第1人请填写电话"),
        ({"name_0": "娄清", "phone_0": "139"}, "post_0", "第1人请填写职务"),
        ({"name_0": "娄清", "leave_0": "on"}, "reason_0", "第1人请假，请写明事由"),
        ({}, "__all__", "请至少填写一人"),
    ],
)
def test_half_a_row_is_sent_back_with_what_is_missing(city, notified, row, name, words):
    form = bound(AnswerForm, invitation_of(notified(), city.north), "answer", city.north_clerk, **row)
    assert not form.is_valid()
    assert words in "".join(form.errors[name])


def test_the_clerk_has_spare_rows_and_must_give_a_reason_for_them(city, notified):
    invitation = invitation_of(notified(), city.north)
    rows = {}
    for index in range(3):
        rows |= {f"name_{index}": f"某{index}", f"post_{index}": "主任", f"phone_{index}": "1"}
    told = {"how": "电话", "from_whom": "娄清", "told_at": "2026-05-18 08:30"}
    form = bound(RecordAnswerForm, invitation, "record", city.meeting_clerk, **rows, **told)
    assert form.row_count == 5
    assert not form.is_valid() and "须写明理由" in form.errors["note"][0]
    form = bound(RecordAnswerForm, invitation, "record", city.meeting_clerk, **rows, **told, note="带记录员")
    assert form.is_valid(), form.errors
    entry = form.entry()
    assert entry.recorded_for == "电话，娄清，2026-05-18 08:30，由柏小舟代录"
    assert matters.take(invitation, "record", city.meeting_clerk, entry=entry).attendees.count() == 3


def test_a_unit_without_known_persons_has_its_rows_too(city, plan):
    meeting = plan(others=[city.bureau], quota_default=2)
    meeting = matters.take(meeting, "draft_notice", city.meeting_clerk)
    from tests.meetings.conftest import dispatch

    dispatch(city, meeting.notice)
    form = unbound(AnswerForm, invitation_of(meeting, city.bureau), "answer", city.bureau_clerk)
    assert (form.row_count, form["name_0"].value()) == (2 + AnswerForm.spare, None)
    assert Person.objects.exists()
