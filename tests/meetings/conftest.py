"""A forum of the county chairs, planned for the first of June."""

from datetime import date, time

import pytest

from congress import matters
from congress.matters import Entry
from meetings.models import Meeting, Room


@pytest.fixture
def room(db):
    return Room.objects.create(name="市人大常委会113号会议室", seats=60)


@pytest.fixture
def plan(city, room):
    """Begin a meeting by the meeting clerk; fields can be changed."""

    def begin(agenda=(("讨论实施意见（征求意见稿）", ""), ("总结讲话", "市人大常委会主任")), **fields) -> Meeting:
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
        meeting = Meeting(**(data | fields))
        return matters.begin(meeting, "plan", city.meeting_clerk, entry=Entry(data={"agenda": list(agenda)}))

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
    paper.papers.update(pdf_digest="0" * 64, page_count=2)
    return matters.take(paper, "dispatch", city.secretary)
