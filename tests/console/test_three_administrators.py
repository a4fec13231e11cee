"""The three administrators cannot become one another: what holds for used accounts holds for theirs from the start."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from congress import accounts, clock
from congress.models import AccountChange, Authenticator, Event, Message, Outbox, Posting, User
from congress.refusal import Refused
from congress.roles import SECURITY_ADMINISTRATOR
from tests import cast
from tests.cast import PASSWORD
from tests.console.test_two_persons import RESET, ask_email, ask_password, decide, fresh
from tests.signin.doors import authenticator, sign_in, signed_in
from tests.signin.test_second_factor import set_up

FIRST, OWN = "Initial-2026-x", "Owner-2026-y"


@pytest.fixture
def second(city):
    """Another security administrator, as established as the first."""
    return cast.account("secadmin2", "白守", (SECURITY_ADMINISTRATOR, city.office), kind="security")


def open_account(city, kind="security", username="newcomer"):
    """The system administrator opens an account, whose first password he knows."""
    data = {"username": username, "kind": kind, "email": "", "person": "", "password1": FIRST, "password2": FIRST}
    assert signed_in(city.system).post("/console/congress/user/add/", data).status_code == 302
    return User.objects.get(username=username)


def take_over(user) -> Client:
    """Sign in for the first time: the phone is set up, the first password spent."""
    browser = Client()
    sign_in(browser, user, FIRST)
    set_up(browser)
    passwords = {"old_password": FIRST, "new_password1": OWN, "new_password2": OWN}
    assert browser.post("/account/password/", passwords).status_code == 302
    return browser


def give_role(city, user, role="security_administrator", by=None, **fields):
    data = {
        "user": user.pk, "role": role, "organisation": city.office.pk,
        "since": clock.today().isoformat(), "until": "", "reason": "", **fields,
    }  # fmt: skip
    return signed_in(by or city.security).post("/console/congress/posting/add/", data, follow=True)


def heard(user) -> str:
    return "\n".join(Message.objects.filter(user=user).values_list("text", flat=True))


# An administrator's account is changed by two, used or not


@pytest.mark.parametrize("name", ["security", "auditor", "system"])
@pytest.mark.parametrize("is_used", [True, False])
def test_the_system_administrator_alone_leads_no_administrators_letters_elsewhere_and_sets_no_password(
    city, second, name, is_used
):
    target = getattr(city, name)
    if is_used:
        sign_in(Client(), target)
    assert "安全保密管理员确认后生效" in ask_email(city, target, "elsewhere@example.invalid").content.decode()
    assert "安全保密管理员确认后生效" in ask_password(city, target).content.decode()
    assert (fresh(target).email, fresh(target).check_password(PASSWORD)) == (f"{target.username}@example.invalid", True)
    for change in AccountChange.objects.all():
        decide(second, change=change)
    assert (fresh(target).email, fresh(target).check_password(RESET)) == ("elsewhere@example.invalid", True)


def test_the_person_of_an_administrator_with_a_role_is_nobody_else_any_more(city):
    page = signed_in(city.system).get(f"/console/congress/user/{city.security.pk}/change/")
    assert "person" not in page.context["adminform"].form.fields
    assert "本账户已授予管理员角色" in page.content.decode()


def test_an_administrators_account_without_a_role_is_still_set_up_by_the_one_who_opened_it(city):
    user = open_account(city)
    ask_email(city, user, "new@example.invalid")
    ask_password(city, user)
    assert fresh(user).email == "new@example.invalid" and fresh(user).check_password(RESET)


def test_nobody_confirms_a_change_of_his_own_account_but_he_may_refuse_it(city, second):
    ask_password(city, second)
    change = AccountChange.objects.get()
    assert "自己账户的变更不能自己确认" in decide(second).content.decode()
    with pytest.raises(Refused, match="自己账户"):
        accounts.confirm(change, second, "是我要的")
    assert fresh(second).check_password(PASSWORD)
    assert "没有同意" in decide(second, "_refuse", "不是我要的").content.decode()


def test_where_nobody_else_could_confirm_it_is_said_at_once_and_nothing_waits(city):
    page = ask_password(city, city.security).content.decode()
    assert "没有另一名安全保密管理员可以确认" in page and "运维手册" in page
    assert not AccountChange.objects.exists()
    assert fresh(city.security).check_password(PASSWORD)


def test_the_auditor_hears_of_each_change_of_an_administrators_account_and_of_no_other(city, second):
    ask_email(city, second)
    decide(city.security)
    text = heard(city.auditor)
    assert "管理员账户secadmin2（白守，安全保密管理员）：系统管理员陶系申请更改邮箱" in text
    assert "更改邮箱已经生效，安全确认" in text
    assert Outbox.objects.filter(address="auditor@example.invalid").count() == 2
    sign_in(Client(), city.drafter)
    ask_password(city, city.drafter)
    assert "yanjiu" not in heard(city.auditor)


def test_a_request_that_another_made_since_the_form_was_checked_is_refused_in_words(city, second, monkeypatch):
    ask_email(city, second, "first@example.invalid")
    waits, asked = accounts.waits, []
    monkeypatch.setattr(accounts, "waits", lambda *args: bool(asked.append(args) or len(asked) > 1) and waits(*args))
    answer = ask_email(city, second, "second@example.invalid")
    assert answer.status_code == 200
    assert "此前的同一申请还没有办理" in answer.content.decode() and "成功修改" not in answer.content.decode()
    assert len(asked) > 1
    assert AccountChange.objects.get().value == "first@example.invalid"
    assert fresh(second).email == "secadmin2@example.invalid"


# A new administrator


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("security", "security_administrator"),
        ("audit", "audit_administrator"),
        ("system", "system_administrator"),
    ],
)
def test_an_administrators_account_gets_no_role_before_its_owner_has_taken_it_over(city, kind, role):
    """Else whoever knows its first password could be the first to sign in, and confirm himself by it."""
    user = open_account(city, kind)
    assert "须先由本人登录、换掉初始口令、启用动态口令" in give_role(city, user, role).content.decode()
    browser = Client()
    sign_in(browser, user, FIRST)
    assert "须先由本人登录" in give_role(city, user, role).content.decode()
    set_up(browser)
    assert "须先由本人登录" in give_role(city, user, role).content.decode()
    assert not Posting.objects.filter(user=user).exists()
    browser.post("/account/password/", {"old_password": FIRST, "new_password1": OWN, "new_password2": OWN})
    assert "成功添加" in give_role(city, user, role).content.decode()
    assert Posting.objects.get(user=user).role == role


def test_who_signs_in_first_to_a_fresh_security_account_confirms_nothing_by_it(city):
    sign_in(Client(), city.drafter)
    ask_password(city, city.drafter)
    user = open_account(city)
    browser = take_over(user)
    change = AccountChange.objects.get()
    answer = browser.post(f"/console/congress/accountchange/{change.pk}/change/", {"_confirm": "1", "note": "核实"})
    assert answer.status_code == 404
    with pytest.raises(Refused):
        accounts.confirm(change, user, "核实")
    assert fresh(city.drafter).check_password(PASSWORD)


def test_an_administrator_without_a_role_yet_is_led_to_a_page_that_is_there(city):
    browser = take_over(open_account(city))
    answer = browser.get("/", follow=True)
    assert answer.status_code == 200 and "newcomer" in answer.content.decode()
    assert not answer.context["starts"] and not answer.context["groups"]
    assert sign_in(browser, city.drafter)["Location"] == "/"


def test_the_role_of_an_account_that_was_never_taken_over_can_be_ended_but_not_prolonged(city, second):
    given = Posting.objects.get(user=second)
    page, data = f"/console/congress/posting/{given.pk}/change/", {"since": "2000-01-01", "reason": ""}
    client = signed_in(city.security)
    assert "须先由本人登录" in client.post(page, {**data, "until": "2030-01-01"}).content.decode()
    assert client.post(page, {**data, "until": clock.today().isoformat()}).status_code == 302
    given.refresh_from_db()
    assert given.until == clock.today()


def test_a_business_account_needs_no_first_sign_in(city):
    assert "成功添加" in give_role(city, open_account(city, "business"), "drafter").content.decode()


# Seen by those who watch


def test_a_new_administrator_is_known_to_every_security_administrator_and_the_auditor(city, second):
    user = open_account(city)
    take_over(user)
    give_role(city, user)
    for watcher in (city.security, second, city.auditor):
        assert "管理员账户newcomer" in heard(watcher) and "安全授予“安全保密管理员”" in heard(watcher)
        assert Outbox.objects.filter(address=watcher.email, subject__contains="授予").exists()
    assert "授予" not in heard(city.drafter) + heard(city.system)


def test_a_phone_set_up_for_an_administrators_account_is_told_to_all_who_watch(city):
    browser = Client()
    sign_in(browser, city.security)
    set_up(browser)
    assert "管理员账户secadmin（安全，安全保密管理员）：启用了新的动态口令" in heard(city.auditor)
    assert "启用了新的动态口令" in heard(city.security), "the true owner too, at his own address"
    assert Outbox.objects.filter(address="auditor@example.invalid", subject__contains="动态口令").exists()


def test_a_phone_of_a_business_account_is_nobodys_news(city):
    browser = signed_in(city.drafter)
    set_up(browser)
    assert Authenticator.objects.filter(user=city.drafter, confirmed=True).exists()
    assert not Message.objects.exists()


def test_a_lost_password_that_nobody_can_confirm_is_set_at_the_server_in_the_trail_and_before_the_auditor(city, capsys):
    authenticator(city.security)
    call_command("reset_password", "secadmin")
    password = re.search("初始口令：(.+)（", capsys.readouterr().out)[1]
    user = fresh(city.security)
    assert user.check_password(password) and user.must_change_password
    event = Event.objects.get()
    assert event.action == "command.reset_password" and password not in event.body
    assert "口令在服务器上重置了" in heard(city.auditor)
    with pytest.raises(CommandError, match="没有账号"):
        call_command("reset_password", "nobody")
