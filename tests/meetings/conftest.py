"""A forum of the county chairs, planned for the first of June."""

from datetime import date, time

import pytest

from congress import matters
from congress.matters import Entry
from meetings.models import Invitation, Meeting, Room

AGENDA = (("讨论实施意见（征求意见稿）", ""), ("总结讲话", "市人大常委会主任"))


@pytest.fixture
def room(db):
    return Room.objects.create(name="市人大常委会113号会议室", seats=60)


@pytest.fixture
def plan(city, room):
    """Begin a meeting by the meeting clerk; fields can be changed."""

    def begin(agenda=AGENDA, others=(), **fields) -> Meeting:
        data = {
            "title": "全市人大常委会主任座谈会",
            "meeting_kind": "chairs_forum",
            "held_on": date(2026, 6, 1),
            "half": "pm",
            "starts_at": time(14, 30),
            "room": room,
            "topics": "县乡人大工作的主要做法\n换届选举有关方面的工作安排",
            "plan_reference": "遵义市人大常委会2026年工作要点",
            "contact": "柏小舟",
            "phone": "0851-20000000",
            "answers_close_on": date(2026, 5, 28),
        }
        entry = Entry(data={"agenda": list(agenda), "others": list(others)})
        return matters.begin(Meeting(**(data | fields)), "plan", city.meeting_clerk, entry=entry)

    return begin


@pytest.fixture
def notified(city, plan):
    """The same meeting, its notice signed, printed (a stand-in) and dispatched."""

    def begin(**fields) -> Meeting:
        meeting = matters.take(plan(**fields), "draft_notice", city.meeting_clerk)
        dispatch(city, meeting.notice)
        meeting.refresh_from_db()
        return meeting

    return begin


def dispatch(city, paper):
    """Carry a notice from its draft to its dispatch."""
    paper = matters.take(paper, "submit", city.meeting_clerk)
    paper = matters.take(paper, "check", city.office_head)
    paper = matters.take(paper, "sign_off", city.chair, entry=Entry(data={"text_digest": paper.text_digest}))
    return city.send(paper)


def move(city, meeting, **changed) -> Meeting:
    """Move a meeting by the meeting clerk; what is not named stays, the closing day follows."""
    columns = ("held_on", "half", "starts_at", "half_days", "room", "place")
    data = {name: getattr(meeting, name) for name in columns} | {"answers_close_on": None} | changed
    return matters.take(meeting, "move", city.meeting_clerk, entry=Entry(data=data))


def person(name="娄清", **fields):
    """A row of an answer."""
    return {"name": name, "post": "主任", "phone": "1", "is_leave": False, "leave_reason": "", **fields}


def answer(invitation, clerk, *people, step="answer", note="", recorded_for=""):
    """Answer an invitation."""
    entry = Entry(data={"attendees": list(people)}, note=note, recorded_for=recorded_for)
    return matters.take(invitation, step, clerk, entry=entry)


def invitation_of(meeting, place) -> Invitation:
    """The invitation of one unit."""
    return meeting.invitations.get(organisation=place)
