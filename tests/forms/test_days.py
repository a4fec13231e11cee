"""A day that nobody means is refused by every form that asks for one."""

import pytest
from django.contrib.admin.options import ModelAdmin
from django.db import models
from django.test import RequestFactory

from congress.console import site
from congress.models import CalendarDay, Posting
from meetings.models import Meeting
from tests.security.test_typed import meeting
from tests.signin.doors import signed_in

pytestmark = pytest.mark.django_db

FAR = "离今天超过50年"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"held_on": "9999-12-31"}, FAR), ({"held_on": "2076-05-19"}, FAR), ({"held_on": "2206-06-10"}, FAR),
        ({"held_on": "0026-06-10", "answers_close_on": "0026-06-05"}, "请把年份写成四位"),
        ({"answers_close_on": "0026-06-05"}, "请把年份写成四位"),
    ],
)  # fmt: skip
def test_a_meeting_far_out_of_time_is_refused_in_words(city, typed, said):
    answer = signed_in(city.meeting_clerk).post("/new/meeting/plan/", meeting(**typed))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Meeting.objects.exists()


def test_a_meeting_is_moved_no_further_than_it_could_be_called(city):
    clerk = signed_in(city.meeting_clerk)
    address = clerk.post("/new/meeting/plan/", meeting())["Location"]
    answer = clerk.post(f"{address}edit/", meeting(held_on="2206-06-10"))
    assert answer.status_code == 422
    assert FAR in answer.content.decode()


def test_fifty_years_are_not_too_far(city):
    answer = signed_in(city.meeting_clerk).post("/new/meeting/plan/", meeting(held_on="2076-05-18"))
    assert answer.status_code == 302


@pytest.mark.parametrize("until", ["9999-12-31", "0026-01-01"])
def test_a_role_is_given_to_no_day_that_nobody_means(city, until):
    data = {
        "user": city.drafter.pk, "role": "office_head", "organisation": city.committee.pk, "since": "", "until": until,
        "reason": "",
    }  # fmt: skip
    answer = signed_in(city.security).post("/console/congress/posting/add/", data)
    assert FAR in answer.content.decode() or "请把年份写成四位" in answer.content.decode()
    assert not Posting.objects.filter(role="office_head", user=city.drafter).exists()


def test_a_day_before_the_republic_is_refused_for_that_and_not_for_its_digits(city):
    data = {"day": "1926-11-25", "kind": "holiday", "name": "国庆节", "source": "x"}
    page = signed_in(city.secretary).post("/console/congress/calendarday/add/", data).content.decode()
    assert "日期早于1949年，请核对年份。" in page and "写成四位" not in page


def test_a_holiday_of_another_age_is_not_entered(city):
    data = {"day": "9999-10-01", "kind": "holiday", "name": "国庆节", "source": "x"}
    assert FAR in signed_in(city.secretary).post("/console/congress/calendarday/add/", data).content.decode()
    assert not CalendarDay.objects.filter(day__year=9999).exists()


def test_every_day_that_the_console_asks_for_is_bounded(city):
    """One more table with a date needs no line of its own."""
    request = RequestFactory().get("/")
    request.user = city.secretary
    asked = 0
    for model, table in site._registry.items():
        assert isinstance(table, ModelAdmin)
        for field in model._meta.concrete_fields:
            form_field = table.formfield_for_dbfield(field, request) if isinstance(field, models.DateField) else None
            if form_field is not None:
                asked += 1
                with pytest.raises(Exception, match="超过50年"):
                    form_field.run_validators(field.to_python("9999-12-31"))
    assert asked > 5
