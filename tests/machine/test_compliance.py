"""A recurring duty is judged by what happened, on the law of that day."""

from datetime import date

import pytest

from congress import compliance
from congress.compliance import Light
from congress.models import RuleSetting
from congress.rules import RULES
from meetings.models import Meeting

pytestmark = pytest.mark.django_db
BIMONTHLY = RULES["COMMITTEE_BIMONTHLY"]


@pytest.fixture
def session(city):
    """A session of the committee that was held on this day."""

    def hold(day: date) -> Meeting:
        return Meeting.objects.create(
            kind="meeting", state="held", title=f"{day}会议", owner=city.committee, held_on=day,
            meeting_kind="committee_session", answers_close_on=day, contact="柏小舟", phone="1", sort_on=day,
        )  # fmt: skip

    return hold


def test_a_period_with_a_session_is_kept_and_shows_it(city, session):
    held = session(date(2026, 3, 10))
    verdict = compliance.judge(BIMONTHLY, city.committee, date(2026, 4, 30))
    assert (verdict.light, list(verdict.evidence)) == (Light.KEPT, [held])
    assert "2026-03-01至2026-04-30应至少1次，已有1次" in verdict.reason


def test_a_past_period_without_one_is_missed_and_the_present_one_is_open(city):
    assert compliance.judge(BIMONTHLY, city.committee, date(2026, 3, 1)).light == Light.MISSED
    assert compliance.judge(BIMONTHLY, city.committee, date(2026, 5, 18)).light == Light.OPEN


def test_another_kind_of_body_owes_nothing(city):
    assert compliance.judge(BIMONTHLY, city.bureau, date(2026, 3, 1)) is None


def test_a_body_that_did_not_exist_the_whole_period_owes_nothing(city):
    city.north.since = date(2026, 3, 15)
    city.north.save()
    assert compliance.judge(BIMONTHLY, city.north, date(2026, 4, 1)) is None
    assert compliance.judge(BIMONTHLY, city.north, date(2026, 5, 1)).light == Light.OPEN


def test_the_law_of_the_day_is_named(city):
    before = compliance.judge(BIMONTHLY, city.committee, date(2020, 5, 1))
    after = compliance.judge(BIMONTHLY, city.committee, date(2026, 3, 1))
    assert before.basis.until is not None and after.basis.until is None


def test_the_office_may_ask_more_of_itself_and_it_is_shown_as_its_own(city, session):
    session(date(2026, 3, 10))
    RuleSetting.objects.create(
        rule=BIMONTHLY.code, body=city.committee, at_least=2, source="主任会议纪要", since=date(2026, 1, 1)
    )
    RuleSetting.objects.create(rule=BIMONTHLY.code, body=city.north, at_least=9, source="县里", since=date(2026, 1, 1))
    verdict = compliance.judge(BIMONTHLY, city.committee, date(2026, 3, 1))
    assert (verdict.needed, verdict.light, verdict.basis.kind.value) == (2, Light.MISSED, "本办公室规定")
    assert "主任会议纪要" in verdict.reason


def test_history_and_board_go_over_periods_and_bodies(city, session):
    session(date(2026, 3, 10))
    past = list(compliance.history(BIMONTHLY, city.committee, date(2026, 1, 1)))
    assert [verdict.light for verdict in past] == [Light.MISSED, Light.KEPT, Light.OPEN]
    now = list(compliance.board([city.committee, city.bureau, city.north], date(2026, 5, 1)))
    assert [verdict.body for verdict in now] == [city.committee, city.north]
