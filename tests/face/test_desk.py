"""The first screen of each role, from the same data; and the messages."""

from datetime import date

import pytest

from congress import clock, desk, matters
from congress.matters import Entry
from congress.models import Message, Posting, User
from congress.roles import DRAFTER

pytestmark = pytest.mark.django_db


def owed(user) -> dict[str, list[str]]:
    user = User.objects.get(pk=user.pk)
    return {group.key: [line.label for line in group.rows] for group in desk.desk_of(user).groups}


def awaited(user) -> list[tuple[str, str]]:
    user = User.objects.get(pk=user.pk)
    return [(line.label, line.party) for line in desk.desk_of(user).waiting]


def test_each_role_owes_its_own_step(city):
    paper = city.paper()
    assert owed(city.drafter) == {"soon": ["送审"]}
    assert owed(city.office_head) == owed(city.chair) == {}
    paper = matters.take(paper, "submit", city.drafter)
    assert owed(city.office_head) == {"soon": ["审核通过"]}
    assert owed(city.drafter) == {}


def test_a_paper_goes_from_desk_to_desk(city):
    city.registered()
    assert owed(city.secretary) == {"soon": ["校对"]}
    city.dispatched()
    assert owed(city.north_clerk) == owed(city.south_clerk) == {"soon": ["签收"]}


def test_what_is_late_stands_apart_and_what_has_no_day_comes_last(city):
    first, second, third = (city.paper(title=f"关于第{n}次座谈会的通知") for n in (1, 2, 3))
    first.todos.update(due_on=date(2026, 7, 1))
    second.todos.update(due_on=None, reason="2027年的节假日安排尚未录入")
    clock.advance(days=7)
    groups = desk.desk_of(User.objects.get(pk=city.drafter.pk)).groups
    assert [(group.key, [line.matter.pk for line in group.rows]) for group in groups] == [
        ("overdue", [third.pk]),
        ("later", [first.pk, second.pk]),
    ]


def test_the_day_is_told_with_its_reason(city, sign_in):
    city.paper()
    text = sign_in(city.drafter).get("/").content.decode()
    assert "自拟稿2026年5月18日起3个工作日，至2026年5月21日（本办公室规定）" in text
    assert "还有3天" in text


def test_who_wrote_a_paper_finds_it_on_the_desk_whatever_the_role(city):
    """The meeting clerk writes for the committee, where nobody holds the drafter's role."""
    city.paper(by=city.meeting_clerk)
    assert owed(city.meeting_clerk) == {"soon": ["送审"]}


def test_a_paper_stays_with_the_role_that_began_it_and_others_stand_in_when_nobody_holds_that_role(city):
    city.paper(by=city.meeting_clerk)
    Posting.objects.create(user=city.drafter, organisation=city.committee, role=DRAFTER.key, since=date(2000, 1, 1))
    assert owed(city.meeting_clerk) == {"soon": ["送审"]}
    assert owed(city.secretary) == owed(city.drafter) == {}
    Posting.objects.filter(user=city.meeting_clerk).update(until=date(2026, 5, 17))
    assert owed(city.secretary) == owed(city.drafter) == {"soon": ["送审"]}


def test_a_role_without_holder_is_stood_in_for_by_the_next_in_the_table(city):
    city.paper()
    assert owed(city.secretary) == {}
    Posting.objects.filter(user=city.drafter).update(until=date(2026, 5, 17))
    assert owed(city.secretary) == {"soon": ["送审"]}


def test_the_desk_names_who_has_it_in_hand_and_not_the_role_that_stands_first(city):
    for clerk, words in (
        (city.meeting_clerk, "市人大常委会 会务（柏小舟）"),
        (city.secretary, "市人大常委会 秘书科（艾小禾）"),
    ):
        paper = city.paper(by=clerk)
        [line] = [line for group in desk.desk_of(User.objects.get(pk=clerk.pk)).groups for line in group.rows]
        assert line.party == words
        matters.take(paper, "discard", clerk, entry=Entry(note="试"))


def test_the_page_too_until_that_person_no_longer_holds_the_role(city, sign_in):
    paper = city.paper(by=city.meeting_clerk)
    page = sign_in(city.secretary).get(paper.get_absolute_url())
    assert [row["names"] for row in page.context["todos"]] == [["市人大常委会 会务（柏小舟）"]]
    Posting.objects.filter(user=city.meeting_clerk).update(until=date(2026, 5, 17))
    page = sign_in(city.secretary).get(paper.get_absolute_url())
    assert [row["names"] for row in page.context["todos"]] == [["市人大常委会 会务"]]


def test_who_checks_is_the_head_whoever_began_the_paper(city):
    matters.take(city.paper(by=city.meeting_clerk), "submit", city.meeting_clerk)
    assert awaited(city.meeting_clerk) == [("审核通过", "市人大常委会 办公室负责人")]


def test_the_head_of_a_unit_acts_when_it_has_no_clerk(city):
    city.dispatched()
    assert owed(city.north_chair) == {}
    assert awaited(city.north_chair) == [("签收", "桐梓县人大常委会 单位联络员")]
    Posting.objects.filter(user=city.north_clerk).update(until=date(2026, 5, 17))
    assert owed(city.north_chair) == {"soon": ["签收"]}


def test_who_is_clerk_of_one_body_stands_in_as_head_of_another_that_has_none(city):
    """A role that is held elsewhere is no reason not to see what nobody has in hand here."""
    Posting.objects.filter(user=city.north_clerk).update(until=date(2026, 5, 17))
    Posting.objects.create(user=city.north_chair, organisation=city.research, role="unit_clerk", since=date(2000, 1, 1))
    city.dispatched()
    assert owed(city.north_chair) == {"soon": ["签收"]}


def test_a_dispatch_to_many_units_is_one_line_that_is_waited_for(city):
    city.dispatched()
    assert awaited(city.drafter) == [("签收", "桐梓县人大常委会 单位联络员等2个单位")]


def test_nobody_waits_for_what_is_out_of_sight(city):
    paper = city.paper(by=city.secretary, owner=city.justice)
    matters.take(paper, "submit", city.secretary)
    assert awaited(city.drafter) == []
    assert awaited(city.secretary) == [("审核通过", "市人大常委会 办公室负责人")]


def test_the_buttons_of_the_desk_are_those_that_the_role_may_press(city, sign_in):
    starts = {step.key for _, step in sign_in(city.secretary).get("/").context["starts"]}
    assert starts >= {"draft", "backfill"}
    assert sign_in(city.north_clerk).get("/").context["starts"] == []


def test_an_administrators_first_screen_is_the_console(city, sign_in, settings):
    response = sign_in(city.auditor).get("/")
    assert response.status_code == 302 and response["Location"] != "/"


def test_an_empty_desk_says_so(city, sign_in):
    assert "现在没有需要您办理的事项" in sign_in(city.bureau_clerk).get("/").content.decode()


def test_the_desk_needs_the_same_sql_for_3_rows_and_for_30(city, sign_in, count_sql, papers):
    users = (city.drafter, city.secretary, city.office_head, city.chair, city.north_clerk, city.north_chair)
    clients = [sign_in(user) for user in users]
    papers(3)
    few = [count_sql(lambda c=c: c.get("/")) for c in clients]
    papers(27)
    many = [count_sql(lambda c=c: c.get("/")) for c in clients]
    assert many == few
    assert max(many) <= 15


def tell(user, text, key, matter=None):
    return Message.objects.create(user=user, text=text, key=key, matter=matter)


def test_a_message_is_read_when_it_is_opened_and_leads_to_its_matter(city, sign_in):
    paper = city.paper()
    tell(city.drafter, "请送审", "a", paper)
    tell(city.drafter, "另一件", "b")
    client = sign_in(city.drafter)
    assert client.get("/messages/").context["unread"] == 2
    response = client.post("/messages/", {"key": "a"})
    assert response["Location"] == paper.get_absolute_url()
    assert client.get("/messages/").context["unread"] == 1
    client.post("/messages/")
    assert client.get("/").context["unread"] == 0


def test_nobody_opens_anothers_message(city, sign_in):
    message = tell(city.drafter, "请送审", "a")
    assert sign_in(city.secretary).post("/messages/", {"key": "a"}).status_code == 404
    message.refresh_from_db()
    assert message.read_at is None
