"""The committee meets every two months: judged with the meetings as evidence."""

from datetime import date, datetime

import pytest

from congress import clock, compliance, matters
from congress.rules import RULES
from tests.cast import SHANGHAI

pytestmark = pytest.mark.django_db

RULE = RULES["COMMITTEE_BIMONTHLY"]


def test_a_session_that_was_held_is_the_evidence(city, notified):
    meeting = notified(title="第十次会议", meeting_kind="committee_session")
    verdict = compliance.judge(RULE, city.committee, date(2026, 5, 20))
    assert (verdict.light, verdict.evidence) == (compliance.Light.OPEN, ())
    clock.advance(to=datetime(2026, 6, 1, 18, 0, tzinfo=SHANGHAI))
    matters.take(meeting, "hold", city.meeting_clerk)
    verdict = compliance.judge(RULE, city.committee, date(2026, 5, 20))
    assert (verdict.light, [m.title for m in verdict.evidence]) == (compliance.Light.KEPT, ["第十次会议"])
    assert str(verdict.basis) == "地方组织法（2022）§51"


def test_two_months_without_a_session_are_red(city):
    verdict = compliance.judge(RULE, city.committee, date(2026, 3, 5))
    assert verdict.light == compliance.Light.MISSED


def test_a_forum_is_no_session(city, notified):
    meeting = notified()
    clock.advance(to=datetime(2026, 6, 1, 18, 0, tzinfo=SHANGHAI))
    matters.take(meeting, "hold", city.meeting_clerk)
    assert compliance.judge(RULE, city.committee, date(2026, 6, 1)).evidence == ()


def test_each_time_is_judged_by_the_law_of_that_time():
    assert str(RULE.basis_on(date(2016, 5, 30))) == "地方组织法（2015）§45"
    assert str(RULE.basis_on(date(2026, 5, 30))) == "地方组织法（2022）§51"
    assert RULE.basis_on(date(2010, 1, 1)) is None
