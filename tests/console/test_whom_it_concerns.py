"""The trail says which account a deed is about, and is searched by it: 登录失败 has nobody who did it."""

from django.test import Client

from congress import matters
from congress.models import Event
from tests.signin.doors import sign_in, signed_in

TRAIL = "/console/congress/event/"


def found(city, word):
    """The labels of the deeds that the auditor finds."""
    page = signed_in(city.auditor).get(TRAIL, {"q": word})
    return [event.label for event in page.context["cl"].result_list]


def about(city, label):
    """What stands in 涉及账户 beside the newest deed of this name."""
    page = signed_in(city.auditor).get(TRAIL, {"q": label})
    listed = page.context["cl"]
    return listed.model_admin.account(listed.result_list[0])


def test_a_failed_sign_in_shows_and_is_found_by_the_account_that_was_tried(city):
    sign_in(Client(), city.drafter, "Wrong-2026-x")
    assert about(city, "登录失败") == "yanjiu"
    assert found(city, "yanjiu") == ["登录失败"]
    assert ">yanjiu<" in signed_in(city.auditor).get(TRAIL).content.decode()


def test_what_is_done_to_an_account_is_found_by_it_and_by_the_name_of_its_person(city):
    sign_in(Client(), city.drafter)
    page = f"/console/congress/user/{city.drafter.pk}/password/"
    signed_in(city.system).post(page, {"password1": "Reset-2026-x", "password2": "Reset-2026-x"})
    assert about(city, "申请重置口令") == "yanjiu"
    assert found(city, "yanjiu") == ["申请重置口令", "登录"]
    assert found(city, "苏见微") == ["申请重置口令", "登录"]


def test_a_role_that_was_given_names_who_got_it(city):
    data = {"user": city.member.pk, "organisation": city.office.pk, "role": "drafter", "reason": "调入"}
    signed_in(city.security).post("/console/congress/posting/add/", data)
    assert about(city, "新增授权任职") == city.member.username


def test_an_account_is_found_by_its_whole_name_only_with_its_capitals(city):
    sign_in(Client(), city.drafter, "Wrong-2026-x")
    assert found(city, "yanj") == []
    assert found(city, "YANJIU") == []
    assert found(city, "yanji%") == []


def test_nobody_puts_an_account_into_a_deed_by_what_he_types(city):
    """A value that looks like the pair is quoted in the body."""
    matters.record("console.series.change", "修改文号", city.secretary, {"fields": '"username":"yanjiu"'})
    assert found(city, "yanjiu") == []


def test_a_step_of_a_matter_is_about_the_matter_and_is_not_found_by_an_account(city):
    paper = city.paper()
    event = Event.objects.get(matter=paper)
    assert found(city, "yanjiu") == []
    assert about(city, event.label) == ""
