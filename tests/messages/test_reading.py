"""A message is read when its matter is opened or its step is taken; and it carries the time of its deed."""

import pytest
from django.db import connection
from django.test import Client

from congress import clock, matters, messages, opening
from congress.models import Delivery, Message, Posting
from congress.refusal import Refused
from congress.roles import UNIT_CLERK

pytestmark = pytest.mark.django_db


@pytest.fixture
def announced(city):
    """A dispatched paper of which the units have been told."""
    paper = city.dispatched()
    messages.announce_deliveries()
    return paper


def unread(user) -> list[str]:
    return list(Message.objects.filter(user=user, read_at=None).values_list("key", flat=True))


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def statements(client, address) -> list[str]:
    """What one more look at this page asks of the database."""
    client.get(address)
    seen = []

    def write_down(execute, sql, params, many, context):
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(write_down):
        client.get(address)
    return seen


def test_whoever_opens_the_matter_has_read_what_he_was_told_of_it(city, announced):
    other = city.paper(title="关于另一次座谈会的通知")
    messages.send(city.north_clerk, "另一件", "other", other)
    client = browser(city.north_clerk)
    page = client.get(announced.get_absolute_url())
    assert unread(city.north_clerk) == ["other"]
    assert Message.objects.get(user=city.north_clerk, key=f"paper.{announced.issued.pk}").read_at == clock.now()
    assert int(page.context["unread"]) == 1


def test_what_the_colleague_has_not_seen_stays_unread(city, announced):
    browser(city.north_clerk).get(announced.get_absolute_url())
    assert unread(city.north_chair) and unread(city.south_clerk)


def test_who_may_not_see_the_matter_reads_nothing_by_trying(city):
    paper = city.paper()
    messages.send(city.north_clerk, "不该看到", "hidden", paper)
    assert browser(city.north_clerk).get(paper.get_absolute_url()).status_code == 404
    assert unread(city.north_clerk) == ["hidden"]


def test_whoever_takes_the_step_has_read_what_asked_for_it(city, announced):
    matters.take(announced, "sign_for", city.north_clerk)
    assert unread(city.north_clerk) == []
    assert unread(city.north_chair)


def test_one_deed_on_several_matters_reads_the_messages_of_each(city):
    first, second, third = (city.paper(title=f"关于第{n}次座谈会的通知") for n in (1, 2, 3))
    for paper in (first, second, third):
        messages.send(city.drafter, "请送审", f"ask.{paper.pk}", paper)
    with matters.deed():
        for paper in (first, second):
            matters.take(paper, "submit", city.drafter)
    assert unread(city.drafter) == [f"ask.{third.pk}"]


def test_a_step_that_is_refused_leaves_the_message_unread(city):
    paper = city.paper(body=" ")
    messages.send(city.drafter, "请送审", "ask", paper)
    with pytest.raises(Refused):
        matters.take(paper, "submit", city.drafter)
    assert unread(city.drafter) == ["ask"]


def test_a_page_with_nothing_new_writes_nothing(city, announced):
    messages.send(city.north_clerk, "别的消息", "other")
    for user in (city.secretary, city.north_clerk):
        seen = statements(browser(user), announced.get_absolute_url())
        assert not [sql for sql in seen if sql.startswith(("UPDATE", "INSERT", "DELETE"))]


def test_reading_twenty_messages_needs_the_same_sql_as_reading_one(city, announced):
    client = browser(city.north_clerk)

    def cost(count: int) -> int:
        client.get(announced.get_absolute_url())
        for n in range(count):
            messages.send(city.north_clerk, "催", f"more.{count}.{n}", announced)
        with connection.execute_wrapper(lambda execute, *args: told.append(args[0]) or execute(*args)):
            client.get(announced.get_absolute_url())
        return len(told)

    told: list[str] = []
    one = cost(1)
    told = []
    assert cost(20) == one
    assert unread(city.north_clerk) == []


# The first look of a unit


def test_the_unit_that_is_looking_stands_as_opened_at_its_first_look(city):
    paper = city.dispatched()
    text = browser(city.north_clerk).get(paper.get_absolute_url()).content.decode()
    assert "未打开" not in text and "已打开 <strong>1</strong>" in text
    assert Delivery.objects.get(organisation=city.south).opened_at is None


def test_the_look_of_the_office_opens_nothing(city):
    paper = city.dispatched()
    for user in (city.secretary, city.drafter, city.chair, city.member):
        browser(user).get(paper.get_absolute_url())
    assert not Delivery.objects.exclude(opened_at=None).exists()


def test_the_first_look_stays_the_first(city):
    paper = city.dispatched()
    browser(city.north_clerk).get(paper.get_absolute_url())
    first = Delivery.objects.get(organisation=city.north).opened_at
    clock.advance(minutes=5)
    browser(city.north_chair).get(paper.get_absolute_url())
    assert Delivery.objects.get(organisation=city.north).opened_at == first


def test_who_signs_for_two_units_opens_for_both(city):
    Posting.objects.create(user=city.north_clerk, organisation=city.south, role=UNIT_CLERK.key, since="2000-01-01")
    browser(city.north_clerk).get(city.dispatched().get_absolute_url())
    assert not Delivery.objects.filter(opened_at=None).exists()


# The time of the deed


def test_a_message_of_a_dispatch_carries_the_time_of_the_dispatch_however_late_the_sweep(city):
    city.dispatched()
    moment = clock.now()
    clock.advance(hours=3)
    messages.announce_deliveries()
    assert set(Message.objects.values_list("sent_at", flat=True)) == {moment}


def test_a_return_is_told_of_the_moment_at_which_it_is_said(city):
    clock.advance(hours=1)
    messages.send(city.drafter, "文稿被退回", "back", city.paper())
    assert Message.objects.get().sent_at == clock.now()


def test_on_a_board_too_long_to_be_shown_whole_the_unit_opens_its_own_row_too(city, monkeypatch):
    monkeypatch.setattr(opening, "SHOWN_AT_MOST", 1)
    Posting.objects.create(user=city.north_clerk, organisation=city.south, role=UNIT_CLERK.key, since="2000-01-01")
    text = browser(city.north_clerk).get(city.dispatched().get_absolute_url()).content.decode()
    assert not Delivery.objects.filter(opened_at=None).exists()
    assert "已打开 <strong>2</strong>" in text and "还有1个单位没有列出" in text
