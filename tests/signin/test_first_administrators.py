"""An empty house gets its first three administrators at the server, once, and they come in by the usual door."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from congress import chain
from congress.models import Authenticator, Event, Organisation, Person, Posting, User
from tests.signin.doors import code, sign_in, signed_in

pytestmark = pytest.mark.django_db

ANSWERS = {
    "SYSTEM_NAME": "陶甲", "SYSTEM_ACCOUNT": "taojia", "SYSTEM_PASSWORD": "First-2026-one",
    "SECURITY_NAME": "安乙", "SECURITY_ACCOUNT": "anyi", "SECURITY_PASSWORD": "First-2026-two",
    "AUDIT_NAME": "沈丙", "AUDIT_ACCOUNT": "shenbing", "AUDIT_PASSWORD": "First-2026-three",
    "ORGAN_NAME": "某某市人民代表大会常务委员会", "ORGAN_SHORT_NAME": "市人大常委会", "SECRETARY_NAME": "艾丁",
}  # fmt: skip


@pytest.fixture
def run(monkeypatch, capsys):
    """The command with these answers in the environment; gives what it printed."""

    def go(**other):
        for name, value in (ANSWERS | other).items():
            monkeypatch.setenv(f"FIRST_{name}", value)
        call_command("make_administrators")
        return capsys.readouterr().out

    return go


def test_three_persons_get_three_accounts_with_their_roles_and_it_is_in_the_trail(run):
    run()
    held = set(Posting.objects.values_list("user__username", "user__person__name", "user__kind", "role"))
    assert held == {
        ("taojia", "陶甲", "system", "system_administrator"),
        ("anyi", "安乙", "security", "security_administrator"),
        ("shenbing", "沈丙", "audit", "audit_administrator"),
    }
    assert Organisation.objects.get().short_name == "市人大常委会"
    assert Person.objects.filter(name="艾丁", user=None).exists()
    bodies = [event.body for event in Event.objects.filter(action="command.make_administrators").order_by("sequence")]
    assert [json.loads(body)["username"] for body in bodies] == ["taojia", "anyi", "shenbing"]
    assert not any("First-2026" in body for body in bodies)
    assert list(chain.verify()) == []


def test_each_sets_up_the_second_factor_and_changes_the_password_before_he_sees_the_console(run):
    run()
    client = Client()
    assert sign_in(client, User.objects.get(username="anyi"), "First-2026-two")["Location"] == "/account/code/"
    assert client.get("/console/")["Location"] == "/account/code/"
    client.get("/account/code/")
    client.post("/account/code/", {"token": code(Authenticator.objects.get())})
    assert client.get("/console/")["Location"] == "/account/password/"
    new = {"old_password": "First-2026-two", "new_password1": "Mine-2026-only", "new_password2": "Mine-2026-only"}
    client.post("/account/password/", new)
    assert client.get("/console/congress/posting/add/").status_code == 200


def test_from_the_three_the_first_clerk_of_the_secretariat_can_be_appointed(run):
    run()
    system, security = (signed_in(User.objects.get(username=name)) for name in ("taojia", "anyi"))
    User.objects.update(must_change_password=False)
    data = {"username": "xiaoai", "kind": "business", "email": "", "person": Person.objects.get(name="艾丁").pk}
    system.post("/console/congress/user/add/", data | {"password1": "Clerk-2026-x", "password2": "Clerk-2026-x"})
    clerk = User.objects.get(username="xiaoai")
    data = {"user": clerk.pk, "organisation": Organisation.objects.get().pk, "role": "secretariat", "reason": "任命"}
    security.post("/console/congress/posting/add/", data | {"since": "", "until": ""})
    User.objects.update(must_change_password=False)
    assert signed_in(clerk).get("/console/congress/person/add/").status_code == 200


def test_it_is_refused_where_there_is_one_already(run):
    run()
    with pytest.raises(CommandError, match=r"已经有管理员账户（系统管理员 taojia"):
        run()
    assert User.objects.count() == 3


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"AUDIT_NAME": "陶甲"}, "姓名有重复"),
        ({"AUDIT_ACCOUNT": "anyi"}, "账号有重复"),
        ({"AUDIT_PASSWORD": "First-2026-one"}, "不能相同"),
        ({"SYSTEM_PASSWORD": "short"}, "系统管理员的初始口令不能用"),
        ({"SECURITY_NAME": ""}, "缺少安全保密管理员的姓名.*FIRST_SECURITY_NAME"),
        ({"ORGAN_NAME": ""}, "缺少本机关全称"),
        ({"ORGAN_KEY": "not a key"}, "什么都没有开设"),
    ],
)
def test_what_does_not_do_is_refused_in_words_and_nothing_is_made(run, other, said):
    with pytest.raises(CommandError, match=said):
        run(**other)
    assert not User.objects.exists() and not Organisation.objects.exists() and not Event.objects.exists()


def test_a_password_that_nobody_chose_is_made_shown_once_and_opens(run):
    told = run(AUDIT_PASSWORD="")
    password = told.partition("账号 shenbing，初始口令 ")[2].partition("（")[0]
    assert "First-2026-one" not in told
    assert sign_in(Client(), User.objects.get(username="shenbing"), password).status_code == 302


def test_where_there_are_bodies_already_the_three_serve_one_of_them(run):
    Organisation.objects.create(
        key="zunyi", name="市人大常委会", short_name="市", kind="standing_committee", level="city"
    )
    with pytest.raises(CommandError, match="没有代码为“elsewhere”的机构"):
        run(ORGAN_KEY="elsewhere")
    run(ORGAN_KEY="zunyi")
    assert set(Posting.objects.values_list("organisation__key", flat=True)) == {"zunyi"}


def test_at_a_terminal_it_asks_and_does_not_show_the_password(monkeypatch, capsys):
    asked = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    three = [ANSWERS[f"{who}_{what}"] for who in ("SYSTEM", "SECURITY", "AUDIT") for what in ("NAME", "ACCOUNT")]
    place = [ANSWERS["ORGAN_NAME"], ANSWERS["ORGAN_SHORT_NAME"], ""]
    said = iter([*three[:2], "", *three[2:4], "", *three[4:], "", *place, "艾丁"])
    hidden = iter(["First-2026-one", "First-2026-two", ""])
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or next(said))
    monkeypatch.setattr("getpass.getpass", lambda question: asked.append(question) or next(hidden))
    call_command("make_administrators")
    assert "系统管理员的姓名：" in asked and "安全审计员的初始口令（留空则自动生成）：" in asked
    assert User.objects.count() == 3 and "First-2026-one" not in capsys.readouterr().out
