"""The second factor: compulsory for the three administrators, a choice for everybody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken

from congress.models import Authenticator, Event
from tests.signin.doors import authenticator, code, sign_in, signed_in


def set_up(client):
    """Go through the set-up page; gives the recovery codes shown at its end."""
    assert client.get("/account/code/").status_code == 200
    device = Authenticator.objects.get(confirmed=False)
    answer = client.post("/account/code/", {"token": code(device)})
    return answer.context["codes"]


@pytest.mark.parametrize("name", ["system", "security", "auditor"])
def test_an_administrator_sees_nothing_before_the_second_factor_is_set_up(city, client, name):
    answer = sign_in(client, getattr(city, name))
    assert answer["Location"] == "/account/code/"
    for page in ("/console/", "/", "/account/password/", "/console/congress/user/"):
        assert client.get(page)["Location"] == "/account/code/"
    assert len(set_up(client)) == 10
    assert client.get("/console/").status_code == 200


def test_an_administrator_lands_in_the_console(city, client):
    device = authenticator(city.system)
    assert sign_in(client, city.system)["Location"] == "/sign-in/code/"
    assert client.get("/console/")["Location"] == "/sign-in/code/"
    key = client.session.session_key
    answer = client.post("/sign-in/code/", {"token": code(device)})
    assert answer["Location"] == "/console/"
    assert client.session.session_key != key
    assert Event.objects.get().action == "session.sign_in"


def test_the_set_up_page_shows_a_picture_and_the_key(city, client):
    sign_in(client, city.system)
    page = client.get("/account/code/").content.decode()
    assert 'src="data:image/png;base64,' in page
    assert "密钥" in page


def test_a_wrong_first_code_sets_nothing_up(city, client):
    sign_in(client, city.system)
    client.get("/account/code/")
    assert "数字不对" in client.post("/account/code/", {"token": "000000"}).content.decode()
    assert not Authenticator.objects.filter(confirmed=True).exists()


def test_no_second_factor_can_be_set_up_over_one_that_was_not_given(city, client):
    """Who has the password only must not bring his own phone."""
    authenticator(city.system)
    sign_in(client, city.system)
    assert client.get("/account/code/")["Location"] == "/sign-in/code/"
    assert client.post("/account/code/", {"token": "000000"})["Location"] == "/sign-in/code/"
    assert Authenticator.objects.count() == 1


def test_a_code_is_good_once(city, client):
    device = authenticator(city.system)
    token = code(device)
    sign_in(client, city.system)
    client.post("/sign-in/code/", {"token": token})
    again = Client()
    sign_in(again, city.system)
    assert again.post("/sign-in/code/", {"token": token}).status_code == 200


def test_a_recovery_code_is_good_once(city, client):
    sign_in(client, city.system)
    codes = set_up(client)
    other = Client()
    sign_in(other, city.system)
    answer = other.post("/sign-in/code/", {"token": f" {codes[0].upper()} "})
    assert answer["Location"] == "/console/"
    assert StaticToken.objects.count() == 9
    third = Client()
    sign_in(third, city.system)
    assert third.post("/sign-in/code/", {"token": codes[0]}).status_code == 200


def test_a_wrong_code_of_one_kind_does_not_lock_the_other(city, client):
    sign_in(client, city.system)
    codes = set_up(client)
    other = Client()
    sign_in(other, city.system)
    other.post("/sign-in/code/", {"token": "000000"})
    assert other.post("/sign-in/code/", {"token": codes[0]})["Location"] == "/console/"


def test_after_five_wrong_codes_the_password_is_asked_for_again(city, client):
    authenticator(city.system)
    sign_in(client, city.system)
    for _ in range(4):
        assert client.post("/sign-in/code/", {"token": "000000"}).status_code == 200
    assert client.post("/sign-in/code/", {"token": "000000"})["Location"] == "/sign-in/"
    assert client.get("/console/")["Location"].startswith("/console/login/")
    events = Event.objects.all()
    assert [event.action for event in events] == ["session.code_refused"] * 5
    assert not any("000000" in event.body for event in events)


def test_a_clerk_may_choose_a_second_factor_and_is_then_asked_for_it(city, client):
    sign_in(client, city.drafter)
    assert client.get("/").status_code == 200
    set_up(client)
    assert client.get("/").status_code == 200
    other = Client()
    assert sign_in(other, city.drafter, next="/matter/abc/")["Location"] == "/sign-in/code/"
    assert other.get("/")["Location"] == "/sign-in/code/"
    Authenticator.objects.update(last_t=-1)
    answer = other.post("/sign-in/code/", {"token": code(Authenticator.objects.get())})
    assert answer["Location"] == "/"  # the last page that was asked for


def test_who_has_given_the_code_is_not_asked_again(city):
    assert signed_in(city.system).get("/sign-in/code/")["Location"] == "/console/"


def test_what_cannot_be_a_code_is_refused(city, client):
    authenticator(city.system)
    sign_in(client, city.system)
    assert client.post("/sign-in/code/", {"token": ""}).status_code == 200
    assert client.post("/sign-in/code/", {"token": "x" * 21}).status_code == 200


def test_a_new_phone_takes_the_place_of_the_old_one(city):
    client = signed_in(city.system)
    old = Authenticator.objects.get()
    set_up(client)
    assert Authenticator.objects.get().pk != old.pk
    assert client.get("/console/").status_code == 200


def test_the_way_back_for_a_lost_phone_is_at_the_server_and_in_the_trail(city, client, capsys):
    from django.core.management import CommandError, call_command

    authenticator(city.system)
    call_command("reset_code", city.system.username)
    assert sign_in(client, city.system)["Location"] == "/account/code/"
    assert Event.objects.get().action == "command.reset_code"
    with pytest.raises(CommandError, match="没有账号"):
        call_command("reset_code", "nobody")


def test_the_right_code_just_after_a_wrong_one_is_told_to_wait_and_not_that_it_is_wrong(city, client):
    """django-otp looks at nothing for a second after the first wrong number, for two after the second, and so on."""
    sign_in(client, city.system)
    client.get("/account/code/")
    assert "等1秒再输入新的数字" in client.post("/account/code/", {"token": "000000"}).content.decode()
    device = Authenticator.objects.get(confirmed=False)
    page = client.post("/account/code/", {"token": code(device)}).content.decode()
    assert "请等1秒再试" in page and "数字不对" not in page
    Authenticator.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(seconds=2))
    assert client.post("/account/code/", {"token": code(device)}).context["codes"]


def test_at_the_door_too_soon_is_told_from_wrong_on_the_page_and_in_the_trail(city, client):
    device = authenticator(city.system)
    sign_in(client, city.system)
    client.post("/sign-in/code/", {"token": "000000"})
    Authenticator.objects.update(throttling_failure_count=4, throttling_failure_timestamp=timezone.now())
    page = client.post("/sign-in/code/", {"token": code(device)}).content.decode()
    assert "请等8秒再试" in page and "不正确" not in page
    labels = list(Event.objects.order_by("sequence").values_list("label", flat=True))
    assert labels == ["动态口令错误", "动态口令输得太快，没有核对"]
