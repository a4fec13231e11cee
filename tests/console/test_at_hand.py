"""What a stranger to the console stumbled over: messages out of reach, buttons that refuse, words of the framework."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from congress import accounts, clock
from congress.models import AccountChange, Grant, Matter, Message, Person, Posting, User
from congress.roles import SECURITY_ADMINISTRATOR
from tests.cast import account
from tests.signin.doors import sign_in, signed_in

REQUESTS = "/console/congress/accountchange/"
ACCOUNT = "/console/congress/user/{}/"


@pytest.fixture
def used(city):
    """The drafter's account, which has been signed in with."""
    sign_in(Client(), city.drafter)
    return User.objects.get(pk=city.drafter.pk)


@pytest.fixture
def second(city):
    """Another security administrator."""
    place = Posting.objects.get(user=city.security).organisation
    return account("anquan2", "安知夏", (SECURITY_ADMINISTRATOR, place), kind="security")


def ask(city, user, what=AccountChange.PASSWORD, value="Reset-2026-x"):
    return accounts.ask(user, what, city.system, value)


# Messages


@pytest.mark.parametrize("name", ["system", "security", "auditor"])
def test_the_console_leads_to_the_messages_and_counts_the_unread(city, name):
    user = getattr(city, name)
    Message.objects.create(user=user, text="口令在服务器上重置了。", key="x")
    client = signed_in(user)
    page = client.get("/console/").content.decode()
    assert re.search(r'href="/messages/">站内消息（1条未读）</a>', page)
    assert "全部标为已读" in client.get("/messages/").content.decode()
    client.post("/messages/")
    page = client.get("/console/").content.decode()
    assert ">站内消息</a>" in page and "全部标为已读" not in client.get("/messages/").content.decode()


def open_message(user, part):
    """Press the message that holds these words; gives the page that it leads to."""
    client = signed_in(user)
    message = Message.objects.filter(user=user, text__contains=part).latest("pk")
    assert f'value="{message.key}"' in client.get("/messages/").content.decode()
    answer = client.post("/messages/", {"key": message.key}, follow=True)
    assert answer.status_code == 200
    message.refresh_from_db()
    assert message.read_at
    return answer


def test_a_message_of_a_request_leads_to_the_request(city, used):
    change = ask(city, used)
    answer = open_message(city.security, "等您确认")
    assert answer.redirect_chain[-1][0] == f"{REQUESTS}{change.pk}/change/"


def test_a_message_about_an_administrator_leads_the_one_to_the_account_and_the_other_to_its_trail(city, second):
    sign_in(Client(), second)
    ask(city, User.objects.get(pk=second.pk))
    assert open_message(city.security, "管理员账户anquan2").redirect_chain[-1][0].startswith(ACCOUNT.format(second.pk))
    answer = open_message(city.auditor, "管理员账户anquan2")
    labels = [event.label for event in answer.context["cl"].result_list]
    assert "申请重置口令" in labels


def test_the_person_himself_gets_no_link_into_the_console(city, used):
    ask(city, used)
    assert "console" not in signed_in(used).get("/messages/").content.decode()
    message = Message.objects.filter(user=used).latest("pk")
    assert signed_in(used).post("/messages/", {"key": message.key})["Location"] == "/messages/"


# One's own request


def test_the_request_about_oneself_is_not_counted_and_its_button_is_grey_with_the_reason(city, second):
    sign_in(Client(), city.security)
    change = ask(city, User.objects.get(pk=city.security.pk))
    assert "等您确认" not in signed_in(city.security).get("/console/").content.decode()
    assert "1件账户变更申请等您确认" in signed_in(second).get("/console/").content.decode()
    page = signed_in(city.security).get(f"{REQUESTS}{change.pk}/change/").content.decode()
    assert re.search(r'name="_confirm"[^>]* disabled', page)
    assert "自己账户的变更不能自己确认" in page and 'value="不同意">' in page
    page = signed_in(second).get(f"{REQUESTS}{change.pk}/change/").content.decode()
    assert not re.search(r'name="_confirm"[^>]* disabled', page)


# Asked twice


def test_a_second_request_is_refused_before_a_password_is_typed_and_names_the_real_buttons(city, used):
    ask(city, used)
    answer = signed_in(city.system).get(f"/console/congress/user/{used.pk}/password/", follow=True)
    assert answer.redirect_chain and 'name="password1"' not in answer.content.decode()
    assert "先按“确认，立即生效”或“不同意”" in answer.content.decode()
    button = re.compile(r'type="submit"[^>]*value="(?:确认，立即生效|不同意)"')
    page = signed_in(city.security).get(f"{REQUESTS}{AccountChange.objects.get().pk}/change/").content.decode()
    assert len(button.findall(page)) == 2


# Who has an account already


def test_a_person_with_an_account_is_named_with_it(city):
    data = {
        "username": "again", "kind": "business", "email": "", "person": city.drafter.person_id,
        "password1": "Initial-2026", "password2": "Initial-2026",
    }  # fmt: skip
    client = signed_in(city.system)
    page = client.post("/console/congress/user/add/", data).content.decode()
    assert "这个人已经有账户了（账号yanjiu）" in page and "已存在" not in page
    stranger = Person.objects.create(name="新来者")
    page = client.post("/console/congress/user/add/", data | {"username": "yanjiu", "person": stranger.pk})
    assert "这个账号已经有人用了，请换一个。" in page.content.decode()
    assert User.objects.filter(username="again").count() == 0


def test_an_account_that_keeps_its_person_is_saved_as_before(city):
    data = {"person": city.drafter.person_id, "email": "new@example.invalid", "is_active": "on"}
    assert signed_in(city.system).post(f"{ACCOUNT.format(city.drafter.pk)}change/", data).status_code == 302


# A process that is not shown


def test_who_is_let_in_by_a_grant_reads_that_the_process_is_not_shown_and_not_that_there_is_none(city):
    paper = city.paper()
    reads = Permission.objects.get(content_type__model="matter", codename="read_matter")
    Grant.objects.create(
        user=city.member, content_object=Matter.objects.get(pk=paper.pk), permission=reads, reason="协助",
        until=clock.today() + timedelta(days=1), granted_by=city.security,
    )  # fmt: skip
    page = signed_in(city.member).get(paper.get_absolute_url()).content.decode()
    assert "还没有办理记录" not in page
    assert "办理过程不对您显示" in page


# Words


def test_a_list_and_the_earlier_values_are_called_as_the_links_that_lead_to_them(city, used):
    ask(city, used)
    client = signed_in(city.security)
    assert client.get(REQUESTS).context["title"] == "账户变更申请"
    assert signed_in(city.auditor).get("/console/congress/event/").context["title"] == "留痕"
    page = signed_in(city.system).get(f"{ACCOUNT.format(used.pk)}history/").content.decode()
    assert "<h1>历次修改：苏见微</h1>" in page and "查看历史记录" not in page


def test_what_the_console_says_ends_with_a_chinese_full_stop(city):
    data = {"username": "newcomer", "kind": "business", "email": "", "person": "", "_continue": "1"}
    data |= {"password1": "Initial-2026", "password2": "Initial-2026"}
    answer = signed_in(city.system).post("/console/congress/user/add/", data, follow=True)
    told = [str(message) for message in answer.context["messages"]]
    assert told and all(text.endswith("。") for text in told)
    assert "newcomer</a>" in answer.content.decode()  # its link is still one


def test_an_account_is_called_in_a_message_as_it_is_written(city, used):
    change = ask(city, used)
    answer = signed_in(city.security).post(
        f"{REQUESTS}{change.pk}/change/", {"_confirm": "1", "note": "已当面核实。"}, follow=True
    )
    assert "yanjiu 重置口令：已生效" in answer.content.decode()


def test_a_day_is_written_alike(city, used):
    ask(city, used)
    page = signed_in(city.system).get(f"{ACCOUNT.format(used.pk)}change/").content.decode()
    today = f"{clock.today().year}年{clock.today().month}月{clock.today().day}日"
    assert re.search(rf"重置口令：待确认（{today} \d\d:\d\d申请）", page)
    assert f">{today} " in signed_in(used).get("/messages/").content.decode()
