"""An account that has been used is taken over by nobody alone: one administrator asks, another confirms."""

import json

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from congress import accounts
from congress.models import AccountChange, Event, Message, Outbox, Person, User
from congress.refusal import Refused
from tests.cast import PASSWORD
from tests.signin.doors import authenticator, sign_in, signed_in

RESET = "Reset-2026-x"
DECIDED = "/console/congress/accountchange/"


@pytest.fixture
def used(city):
    """The drafter's account, which has been signed in with."""
    sign_in(Client(), city.drafter)
    return User.objects.get(pk=city.drafter.pk)


def ask_password(city, user, password=RESET):
    page = f"/console/congress/user/{user.pk}/password/"
    return signed_in(city.system).post(page, {"password1": password, "password2": password}, follow=True)


def ask_code(city, user):
    data = {"action": "reset_second_factor", "_selected_action": [user.pk]}
    return signed_in(city.system).post("/console/congress/user/", data, follow=True)


def ask_email(city, user, email="elsewhere@example.invalid", **fields):
    data = {"person": user.person_id or "", "email": email, "is_active": "on", **fields}
    return signed_in(city.system).post(f"/console/congress/user/{user.pk}/change/", data, follow=True)


def decide(by, button="_confirm", note="已当面核实，是本人要求。", change=None):
    change = change or AccountChange.objects.latest("pk")
    return signed_in(by).post(f"{DECIDED}{change.pk}/change/", {button: "1", "note": note}, follow=True)


def fresh(user):
    return User.objects.get(pk=user.pk)


# Asked for: nothing changes yet


def test_a_password_that_the_system_administrator_sets_opens_no_used_account(city, used):
    page = ask_password(city, used).content.decode()
    assert "安全保密管理员确认后生效" in page
    assert fresh(used).check_password(PASSWORD)
    assert sign_in(Client(), used, RESET).status_code == 200
    assert sign_in(Client(), used)["Location"] == "/"


def test_the_second_factor_of_a_used_account_stays_until_another_confirms(city, used):
    authenticator(used)
    assert "安全保密管理员确认后生效" in ask_code(city, used).content.decode()
    assert TOTPDevice.objects.filter(user=used).exists()
    decide(city.security)
    assert not TOTPDevice.objects.filter(user=used).exists()


def test_letters_go_to_the_old_address_until_another_confirms(city, used):
    page = ask_email(city, used).content.decode()
    assert "安全保密管理员确认后生效" in page
    assert "成功修改" not in page
    assert fresh(used).email == "yanjiu@example.invalid"
    decide(city.security)
    assert fresh(used).email == "elsewhere@example.invalid"


def test_what_needs_nobody_else_is_still_done_at_once_and_named_alone_in_the_trail(city, used):
    data = {"person": used.person_id, "email": "elsewhere@example.invalid"}  # 启用 without its tick
    signed_in(city.system).post(f"/console/congress/user/{used.pk}/change/", data)
    assert (fresh(used).is_active, fresh(used).email) == (False, "yanjiu@example.invalid")
    assert json.loads(Event.objects.get(action="console.user.change").body)["fields"] == ["启用"]


def test_the_person_of_an_account_that_has_acted_is_nobody_else_any_more(city, used):
    stranger = Person.objects.create(name="陌生人")
    ask_email(city, used, email=used.email, person=stranger.pk)
    assert fresh(used).person == city.drafter.person
    page = signed_in(city.system).get(f"/console/congress/user/{used.pk}/change/")
    assert "person" not in page.context["adminform"].form.fields
    assert "人员不能再更改" in page.content.decode()


@pytest.mark.parametrize("trace", ["last_login", "event"])
def test_an_account_counts_as_used_by_its_sign_in_or_by_any_deed(city, trace):
    assert not accounts.needs_two(city.drafter)
    if trace == "event":
        city.paper()
    else:
        sign_in(Client(), city.drafter)
    assert accounts.needs_two(fresh(city.drafter))


def test_an_account_never_used_is_set_up_by_the_system_administrator_alone(city):
    stranger = Person.objects.create(name="新来者")
    ask_email(city, city.drafter, person=stranger.pk)
    ask_password(city, city.drafter)
    user = fresh(city.drafter)
    assert (user.email, user.person) == ("elsewhere@example.invalid", stranger)
    assert user.check_password(RESET) and user.must_change_password
    assert not AccountChange.objects.exists()


def test_one_thing_is_asked_for_once_at_a_time(city, used):
    ask_password(city, used)
    assert "还没有办理" in ask_password(city, used, "Another-2026-y").content.decode()
    ask_email(city, used)
    assert "还没有办理" in ask_email(city, used, "third@example.invalid").content.decode()
    authenticator(used)
    ask_code(city, used)
    assert "还没有办理" in ask_code(city, used).content.decode()
    assert AccountChange.objects.count() == 3


# Decided


def test_a_confirmed_password_works_ends_the_sessions_and_must_be_changed(city, used):
    there = signed_in(used)
    ask_password(city, used)
    assert there.get("/").status_code == 200
    assert "已生效" in decide(city.security).content.decode()
    assert there.get("/")["Location"].startswith("/sign-in/")
    assert sign_in(Client(), used).status_code == 200
    assert sign_in(Client(), used, RESET)["Location"] == "/account/password/"


def test_a_refused_request_changes_nothing_and_can_be_made_again(city, used):
    ask_password(city, used)
    assert "没有同意" in decide(city.security, "_refuse", "本人说没有要求过。").content.decode()
    assert fresh(used).check_password(PASSWORD)
    ask_password(city, used)
    assert AccountChange.objects.filter(state=AccountChange.WAITING).count() == 1


@pytest.mark.parametrize("button", ["_confirm", "_refuse"])
def test_whoever_decides_says_how_he_knows(city, used, button):
    ask_password(city, used)
    decide(city.security, button, note="  ")
    assert AccountChange.objects.get().state == AccountChange.WAITING


def test_a_form_sent_without_either_button_decides_nothing(city, used):
    ask_password(city, used)
    decide(city.security, "_save")
    assert AccountChange.objects.get().state == AccountChange.WAITING


def test_what_is_decided_stays_decided(city, used):
    ask_password(city, used)
    decide(city.security, "_refuse")
    assert decide(city.security).status_code == 404
    with pytest.raises(Refused, match="已经办理"):
        accounts.confirm(AccountChange.objects.get(), city.security, "再来一次")
    assert fresh(used).check_password(PASSWORD)


@pytest.mark.parametrize("name", ["system", "auditor", "secretary", "office_head", "drafter"])
def test_nobody_but_the_security_administrator_confirms(city, used, name):
    ask_password(city, used)
    assert decide(getattr(city, name)).status_code == 404
    with pytest.raises(Refused):
        accounts.confirm(AccountChange.objects.get(), getattr(city, name), "我来")
    assert fresh(used).check_password(PASSWORD)


def test_nobody_but_the_system_administrator_asks(city, used):
    for name in ("security", "auditor", "secretary", "drafter"):
        with pytest.raises(Refused):
            accounts.ask(used, AccountChange.CODE, getattr(city, name))


def test_nobody_is_both(city, used):
    """Not even somebody who were given both roles: the database refuses the row as well."""
    ask_password(city, used)
    change = AccountChange.objects.get()
    AccountChange.objects.filter(pk=change.pk).update(asked_by=city.security)
    change.refresh_from_db()
    with pytest.raises(Refused, match="不能由同一人"):
        accounts.confirm(change, city.security, "我自己")
    assert "不能由同一人" in decide(city.security).content.decode()
    assert fresh(used).check_password(PASSWORD)


# Seen


def test_both_acts_are_in_the_trail_with_what_and_whom_and_no_secret(city, used):
    ask_password(city, used)
    decide(city.security)
    ask_email(city, used)
    decide(city.security, "_refuse", "本人没有要求。")
    told = list(Event.objects.filter(action__startswith="console.accountchange").order_by("sequence"))
    assert [(event.label, event.actor) for event in told] == [
        ("申请重置口令", city.system), ("确认重置口令", city.security),
        ("申请更改邮箱", city.system), ("不同意更改邮箱", city.security),
    ]  # fmt: skip
    assert all('"username":"yanjiu"' in event.body for event in told)
    bodies = "".join(event.body for event in Event.objects.all())
    for secret in (RESET, fresh(used).password, "elsewhere@example.invalid"):
        assert secret not in bodies


def test_the_user_is_told_of_request_and_effect_in_the_house_and_at_the_old_address(city, used):
    ask_email(city, used)
    decide(city.security)
    texts = list(Message.objects.filter(user=used).order_by("pk").values_list("text", flat=True))
    assert "申请更改您账户的邮箱" in texts[0] and "陶系" in texts[0]
    assert "已经生效" in texts[1] and "安全" in texts[1]
    letters = Outbox.objects.filter(key__endswith=f".{used.pk}")
    assert set(letters.values_list("address", flat=True)) == {"yanjiu@example.invalid"}
    assert letters.count() == 2


def test_the_user_is_told_when_a_request_was_refused(city, used):
    ask_code(city, used)
    decide(city.security, "_refuse")
    assert "没有生效" in Message.objects.filter(user=used).latest("pk").text


def test_the_security_administrator_is_called_by_mail_and_on_the_first_page(city, used):
    ask_password(city, used)
    assert Outbox.objects.filter(address="secadmin@example.invalid", subject__contains="等您确认").exists()
    assert "1件账户变更申请等您确认" in signed_in(city.security).get("/console/").content.decode()
    assert "等您确认" not in signed_in(city.auditor).get("/console/").content.decode()
    decide(city.security)
    assert "等您确认" not in signed_in(city.security).get("/console/").content.decode()


def test_no_page_shows_the_password_that_waits(city, used):
    ask_password(city, used)
    change = AccountChange.objects.get()
    for name in ("system", "security"):
        for page in (DECIDED, f"{DECIDED}{change.pk}/change/", f"/console/congress/user/{used.pk}/change/"):
            answer = signed_in(getattr(city, name)).get(page)
            assert answer.status_code == 200, (name, page)
            assert change.value not in answer.content.decode() and RESET not in answer.content.decode()
    decide(city.security)
    assert AccountChange.objects.get().value == ""


def test_the_address_that_was_asked_for_stays_to_be_seen_after_a_refusal(city, used):
    ask_email(city, used)
    decide(city.security, "_refuse", "本人没有要求。")
    change = AccountChange.objects.get()
    for name in ("system", "security"):
        page = signed_in(getattr(city, name)).get(f"{DECIDED}{change.pk}/change/").content.decode()
        assert "elsewhere@example.invalid" in page, name


def test_the_system_administrator_sees_how_his_request_stands(city, used):
    ask_password(city, used)
    page = f"/console/congress/user/{used.pk}/change/"
    assert "重置口令：待确认" in signed_in(city.system).get(page).content.decode()
    decide(city.security)
    assert "重置口令：已生效" in signed_in(city.system).get(page).content.decode()
