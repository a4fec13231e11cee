"""A message outlives the role in which it came: what it names is shown only while it may be seen."""

import pytest
from django.db import connection

from congress import clock, messages
from congress.inbox import HIDDEN
from congress.models import Message, Posting
from tests.signin.doors import signed_in

TITLE = "关于召开座谈会的通知"
DOORS = ("/messages/", "/")


@pytest.fixture
def told(city):
    """Both clerks of the counties were told of a dispatched paper."""
    paper = city.dispatched()
    messages.announce_deliveries()
    return paper


def moved_on(user):
    """Another posting, elsewhere, in place of the old one."""
    Posting.objects.filter(user=user).delete()


@pytest.mark.parametrize("door", DOORS)
def test_who_has_lost_the_role_reads_no_title_any_more(city, told, door):
    assert TITLE in signed_in(city.north_clerk).get(door).content.decode()
    moved_on(city.north_clerk)
    page = signed_in(city.north_clerk).get(door).content.decode()
    assert TITLE not in page and "座谈会" not in page
    assert f"收到来文，请签收：遵人常办〔2026〕1号{HIDDEN}" in page
    assert TITLE in signed_in(city.south_clerk).get(door).content.decode()


def test_a_matter_that_was_made_confidential_is_named_no_more_to_who_is_not_on_the_list(city, told):
    type(told).objects.filter(pk=told.pk).update(is_confidential=True)
    assert TITLE not in signed_in(city.north_clerk).get("/messages/").content.decode()


def test_what_follows_the_title_is_hidden_with_it(city):
    paper = city.paper()
    messages.send(city.north_clerk, f"《{paper.title}》退回修改，原因：金丝雀", "back", paper)
    page = signed_in(city.north_clerk).get("/messages/").content.decode()
    assert "金丝雀" not in page and HIDDEN in page


def test_a_message_of_no_matter_and_one_that_names_none_stay_as_they_are(city):
    secret = city.confined(city.paper(), city.north_clerk)
    messages.send(city.north_clerk, "每日摘要《留存》", "digest")
    messages.send(city.north_clerk, f"明天到期：{messages.named(secret)}", "due", secret)
    page = signed_in(city.north_clerk).get("/messages/").content.decode()
    assert "每日摘要《留存》" in page and "一件限定知悉范围的事项" in page and HIDDEN not in page


def test_opening_such_a_message_marks_it_and_leads_nowhere(city, told):
    moved_on(city.north_clerk)
    client = signed_in(city.north_clerk)
    message = Message.objects.get(user=city.north_clerk)
    answer = client.post("/messages/", {"key": message.key}, follow=True)
    assert answer.redirect_chain == [("/messages/", 302)]
    assert told.ref not in answer.content.decode()
    assert Message.objects.get(pk=message.pk).read_at == clock.now()


def test_nothing_of_the_stored_text_is_changed(city, told):
    moved_on(city.north_clerk)
    signed_in(city.north_clerk).get("/messages/")
    assert TITLE in Message.objects.get(user=city.north_clerk).text


@pytest.mark.parametrize("door", DOORS)
def test_many_messages_need_as_many_statements_as_one(city, door):
    client = signed_in(city.drafter)

    def statements() -> int:
        client.get(door)
        seen = []
        with connection.execute_wrapper(lambda execute, *args: seen.append(args[0]) or execute(*args)):
            client.get(door)
        return len(seen)

    messages.send(city.drafter, "请送审", "ask.0", city.paper())
    few = statements()
    for number in range(1, 7):
        messages.send(city.drafter, "请送审", f"ask.{number}", city.paper(title=f"关于第{number}次座谈会的通知"))
    assert statements() == few
