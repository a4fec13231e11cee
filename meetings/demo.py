"""The meetings of the demo: the forum of 2016, the sessions of the past year, and one that is being called."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from congress import clock, matters
from congress.demo.city import DemoCity, at
from congress.matters import Entry
from congress.models import CalendarDay
from meetings.models import Invitation, Meeting, Room

CONTACT = {"contact": "柏小舟", "phone": "0851-28000000"}
FORUM_OF_2016 = {
    "title": "全市人大常委会主任座谈会",
    "meeting_kind": "chairs_forum",
    "held_on": date(2016, 5, 30),
    "half": "pm",
    "starts_at": time(14, 30),
    "topics": "各县（市、区）加强县乡人大工作的主要做法和经验\n换届选举有关方面的工作安排\n人大代表在脱贫攻坚中的作用",
    "plan_reference": "遵义市人大常委会2016年工作要点",
    "answers_close_on": date(2016, 5, 27),
}
AGENDA_OF_2016 = [
    ("各县（市、区）人大常委会主任围绕会议内容发言", ""),
    ("市人大常委会各工作机构、市人大各专门委员会主要负责人提出意见建议", ""),
    ("讨论加强和改进县乡人大工作的实施意见（征求意见稿）", ""),
    ("总结讲话", "市人大常委会主任"),
]
# Days of the committee's sessions before today, about every six weeks.
SESSION_TOPICS = (
    "听取和审议计划、预算执行情况的报告", "听取和审议生态环境保护情况的报告", "听取和审议代表建议办理情况的报告",
    "听取和审议决算和审计工作报告", "听取和审议教育工作情况的报告", "听取和审议法院、检察院专项工作报告",
    "听取和审议国有资产管理情况的报告", "听取和审议乡村振兴工作情况的报告",
)  # fmt: skip


def load(city: DemoCity, today: datetime) -> None:
    """Rooms, then the meetings in the order of their days."""
    rooms = [
        Room.objects.create(name=name, seats=seats)
        for name, seats in (("市人大常委会113号会议室", 60), ("市人大常委会会议厅", 200), ("市会展中心一号厅", 600))
    ]
    forum_of_2016(city, rooms[0])
    sessions(city, rooms[1], today)
    forum_ahead(city, rooms[0], today)


def begin(city: DemoCity, agenda: list[tuple[str, str]], **fields: Any) -> Meeting:
    """Plan a meeting by the meeting clerk."""
    entry = Entry(data={"agenda": agenda})
    return matters.begin(Meeting(**CONTACT, **fields), "plan", city.user("xiaobai"), entry=entry)


def call(city: DemoCity, meeting: Meeting) -> Meeting:
    """Draft its notice and carry it to its dispatch."""
    meeting = matters.take(meeting, "draft_notice", city.user("xiaobai"))
    clock.advance(minutes=20)
    city.carry(meeting.notice, drafter="xiaobai")
    return Meeting.objects.get(pk=meeting.pk)


def forum_of_2016(city: DemoCity, room: Room) -> None:
    """The thread from end to end: called, dispatched, signed for, answered, held, closed."""
    city.wait_until(at(date(2016, 5, 26), 8, 40))
    meeting = call(city, begin(city, AGENDA_OF_2016, room=room, **FORUM_OF_2016))
    city.receive(meeting.notice)
    city.wait_until(at(date(2016, 5, 27), 9))
    answer(city, meeting)
    finish(city, meeting)


def sessions(city: DemoCity, room: Room, today: datetime) -> None:
    """The committee's sessions of the past year."""
    for index, topic in enumerate(SESSION_TOPICS):
        day = workday((today - timedelta(days=42 * (len(SESSION_TOPICS) - index))).date())
        ordinal = 32 + index
        city.wait_until(at(workday(day - timedelta(days=9)), 9))
        meeting = call(
            city,
            begin(
                city,
                [(topic, "市人民政府有关负责人"), ("审议有关人事任免事项", "")],
                title=f"市六届人大常委会第{ordinal}次会议",
                meeting_kind="committee_session",
                held_on=day,
                half="am",
                starts_at=time(9, 0),
                half_days=2,
                room=room,
                topics=topic,
                answers_close_on=day - timedelta(days=1),
            ),
        )
        city.receive(meeting.notice)
        answer(city, meeting)
        finish(city, meeting)


def forum_ahead(city: DemoCity, room: Room, today: datetime) -> None:
    """A forum that is being called: some have answered, one asks for leave, some are missing."""
    city.wait_until(at(workday((today - timedelta(days=2)).date(), -1), 9))
    day = workday((today + timedelta(days=9)).date())
    meeting = call(
        city,
        begin(
            city,
            [
                ("交流县乡人大工作情况", "各县（市、区）人大常委会主任"),
                ("部署换届选举有关工作", ""),
                ("总结讲话", "市人大常委会主任"),
            ],
            title="全市县乡人大工作座谈会",
            meeting_kind="work_meeting",
            held_on=day,
            half="am",
            starts_at=time(9, 30),
            room=room,
            topics="县乡人大工作交流\n换届选举工作安排",
            answers_close_on=(today + timedelta(days=6)).date(),
        ),
    )
    city.receive(meeting.notice, but=("renhuai", "chishui", "tongzi"))
    answer(city, meeting, but=("renhuai", "chishui", "tongzi", "xishui", "zunyi"), leave=("fenggang",))


def answer(city: DemoCity, meeting: Meeting, but: tuple[str, ...] = (), leave: tuple[str, ...] = ()) -> None:
    """Each unit names its expected persons; for a unit without an account the clerk records the answer."""
    for invitation in meeting.invitations.exclude(organisation__key__in=but).select_related("organisation"):
        clock.advance(minutes=2)
        rows = people(invitation, on_leave=invitation.organisation.key in leave)
        if not rows:
            continue
        user = city.clerk_of(invitation.organisation)
        if user:
            matters.take(invitation, "answer", user, entry=Entry(data={"attendees": rows}))
        else:
            entry = Entry(data={"attendees": rows}, recorded_for="电话，办公室值班人员，由柏小舟代录")
            matters.take(invitation, "record", city.user("xiaobai"), entry=entry)


def people(invitation: Invitation, *, on_leave: bool) -> list[dict[str, Any]]:
    """The rows of an answer: all who are expected; the first on leave if asked."""
    return [
        {
            "name": person["name"],
            "post": person["post"],
            "phone": "0851-28000000",
            "is_leave": on_leave and index == 0,
            "leave_reason": "参加省里会议" if on_leave and index == 0 else "",
        }
        for index, person in enumerate(invitation.expected)
    ]


def finish(city: DemoCity, meeting: Meeting) -> None:
    """Held on its day, and closed a few days later; the notice goes to the archive."""
    city.wait_until(at(meeting.held_on, 17, 30))
    meeting = matters.take(meeting, "hold", city.user("xiaobai"))
    city.wait_until(at(meeting.held_on + timedelta(days=3), 10))
    matters.take(meeting, "close", city.user("xiaobai"))
    notice = meeting.notice
    if not notice.lacks_receipts():
        matters.take(notice, "archive", city.user("xiaoai"))
    city.catch_up()


def workday(day: date, stride: int = 1) -> date:
    """This day, or the next (the last, with -1) that is neither weekend nor holiday."""
    off = set(CalendarDay.objects.filter(kind=CalendarDay.HOLIDAY).values_list("day", flat=True))
    while day.weekday() >= 5 or day in off:
        day += timedelta(days=stride)
    return day
