"""A notice that three hands have written."""

import pytest

from congress import clock, matters
from congress.matters import Entry

FIRST = """经研究，决定召开座谈会。现就有关事项通知如下：
一、会议时间：2026年6月1日。
二、请准时参加。"""
SECOND = """经研究，决定召开全市座谈会。现就有关事项通知如下：
一、会议时间：2026年6月1日。
二、会议地点：会堂。
三、请准时参加。"""
THIRD = """经研究，决定召开座谈会。现就有关事项通知如下：
一、会议时间：2026年6月2日。
二、会议地点：会堂。
三、请准时参加，不得请假。"""


@pytest.fixture
def reworked(city):
    """Drafted by the drafter, changed by the secretary an hour later and by the meeting clerk another hour later."""
    paper = city.paper(body=FIRST)
    for user, data in (
        (city.secretary, {"body": SECOND, "title": "关于召开全市座谈会的通知"}),
        (city.meeting_clerk, {"body": THIRD, "cc": "市人民政府办公室", "to_others": [city.bureau]}),
    ):
        clock.advance(hours=1)
        paper = matters.take(paper, "edit", user, entry=Entry(data=data))
    return paper
