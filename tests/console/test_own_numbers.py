"""规则参数: the office's own number says what it counts, and is not laxer than the law."""

import pytest

from congress.models import RuleSetting
from meetings.rules import COMMITTEE_MEETS
from tests.signin.doors import signed_in

PAGE = "/console/congress/rulesetting/"


def send(city, **typed):
    data = {"rule": COMMITTEE_MEETS.key, "body": "", "at_least": "2", "source": "办公室会议", "since": "2026-05-18"}
    return signed_in(city.security).post(f"{PAGE}add/", data | typed, follow=True).content.decode()


def test_the_form_says_what_is_counted_in_what_time_and_what_the_law_asks_for(city):
    page = signed_in(city.security).get(f"{PAGE}add/").content.decode()
    assert "填一个机关每两个月（从1月起算，按自然月分期）至少几次" in page
    assert "法律要求每两个月至少1次（地方组织法（2022）§51）" in page


def test_a_stricter_number_is_shown_with_its_period_as_the_office_s_own(city):
    page = send(city, at_least="7")
    assert "本办公室规定每两个月至少7次" in page
    assert "≥" not in page
    assert "每两个月至少7次" in signed_in(city.security).get(PAGE).content.decode()


@pytest.mark.parametrize("since", ["2026-05-18", ""])
def test_a_laxer_number_than_the_law_s_is_refused_with_the_law(city, since):
    page = send(city, at_least="0", since=since)
    assert "法律要求每两个月至少1次（地方组织法（2022）§51），本办公室的规定不能更少。请填1或更多。" in page
    assert not RuleSetting.objects.exists()
