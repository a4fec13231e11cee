"""Guessing is slowed: at one name from one machine, over many names from one address, and at 修改口令."""

import pytest
from axes.models import AccessAttempt
from django.test import Client

from congress.models import Event, User
from tests.cast import PASSWORD
from tests.signin.doors import sign_in, signed_in

LIMIT = 12  # of the tests; an office has more people than the city of the tests


@pytest.fixture(autouse=True)
def a_small_limit(settings):
    settings.SIGN_IN_FAILURES_BY_ADDRESS = LIMIT


def spray(names=LIMIT, address="203.0.113.5", password="Spring-2026"):
    """One likely password tried at many names; gives the last answer."""
    browser = Client(REMOTE_ADDR=address)
    for number in range(names):
        answer = browser.post("/sign-in/", {"username": f"name{number}", "password": password})
    return answer


def change(client, old, new="Another-2026"):
    return client.post("/account/password/", {"old_password": old, "new_password1": new, "new_password2": new})


def actions():
    return list(Event.objects.order_by("sequence").values_list("action", flat=True))


def test_one_password_tried_at_many_names_from_one_address_is_stopped(city):
    assert spray(LIMIT - 1).status_code == 200
    answer = spray(1)
    assert answer.status_code == 429
    assert "这个网络地址" in answer.content.decode()
    there = Client(REMOTE_ADDR="203.0.113.5")
    assert sign_in(there, city.drafter).status_code == 429  # whoever it is, even with the right one
    assert sign_in(Client(), city.drafter).status_code == 302  # others elsewhere go on


def test_another_browser_at_the_same_address_is_the_same_address(city):
    for number in range(LIMIT):
        browser = Client(REMOTE_ADDR="203.0.113.5", headers={"user-agent": f"browser {number}"})
        answer = browser.post("/sign-in/", {"username": f"name{number}", "password": "Spring-2026"})
    assert answer.status_code == 429


def test_a_spray_that_guesses_one_right_does_not_begin_anew(city):
    """The lock of one name is lifted by signing in to it; that of the address is not."""
    spray(LIMIT - 2)
    browser = Client(REMOTE_ADDR="203.0.113.5")
    assert sign_in(browser, city.drafter).status_code == 302
    spray(2, password="Autumn-2026")
    assert sign_in(Client(REMOTE_ADDR="203.0.113.5"), city.member).status_code == 429


def test_a_whole_office_behind_one_address_signs_in_and_mistypes_without_being_stopped(city):
    everybody = [city.secretary, city.meeting_clerk, city.drafter, city.office_head, city.chair, city.member]
    for _ in range(4):
        for user in everybody:
            browser = Client(REMOTE_ADDR="203.0.113.5")
            sign_in(browser, user, "mistyped")
            assert sign_in(browser, user).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_the_lock_of_an_address_is_in_the_trail_once_and_knocking_is_not(city):
    spray(LIMIT + 5)
    assert actions() == ["session.refused"] * LIMIT + ["session.locked"]
    assert '"by":"address"' in Event.objects.latest("sequence").body


def test_half_an_hour_later_the_address_is_open_again(city):
    from datetime import timedelta

    from django.utils import timezone

    spray()
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=31))
    assert sign_in(Client(REMOTE_ADDR="203.0.113.5"), city.drafter).status_code == 302


def test_guessing_the_old_password_at_an_open_session_ends_it(city):
    client = signed_in(city.drafter)
    for _ in range(4):
        assert change(client, "guess").status_code == 200
    answer = change(client, "guess")
    assert answer.status_code == 429
    assert client.get("/")["Location"].startswith("/sign-in/")
    assert sign_in(Client(), city.drafter).status_code == 429
    assert User.objects.get(pk=city.drafter.pk).check_password(PASSWORD)
    assert actions() == ["session.password_refused"] * 5 + ["session.locked"]


def test_wrong_old_passwords_and_wrong_sign_ins_count_together(city):
    client = signed_in(city.drafter)
    for _ in range(3):
        sign_in(Client(), city.drafter, "guess")
    change(client, "guess")
    assert change(client, "guess").status_code == 429


def test_where_the_name_is_locked_the_right_old_password_opens_nothing_either(city):
    client = signed_in(city.drafter)
    for _ in range(5):
        sign_in(Client(), city.drafter, "guess")
    assert change(client, PASSWORD).status_code == 429
    assert User.objects.get(pk=city.drafter.pk).check_password(PASSWORD)


def test_a_poor_new_password_is_no_guess_at_the_old_one(city):
    client = signed_in(city.drafter)
    for _ in range(8):
        assert change(client, PASSWORD, "short").status_code == 200


def test_nothing_that_was_typed_as_a_password_is_kept_with_a_failure(city):
    sign_in(Client(), city.drafter, "typed-secret-1")
    change(signed_in(city.drafter), "typed-secret-2", "typed-secret-3")
    kept = "".join(f"{row.post_data}{row.get_data}" for row in AccessAttempt.objects.all())
    assert AccessAttempt.objects.exists()
    assert "typed-secret" not in kept
