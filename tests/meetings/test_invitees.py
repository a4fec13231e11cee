"""Who is invited is who holds the offices on the day of the meeting."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congress.models import Organisation, Person, Precedence, Tenure
from meetings import invitees
from meetings.kinds import MEETING_KINDS
from tests.cast import organisation, tenure
from tests.meetings.conftest import answer
from tests.meetings.conftest import person as attendee

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 1)
FORUM = MEETING_KINDS["chairs_forum"]


def units(city, day=DAY, kind=FORUM, owner=None, **details) -> dict[str, invitees.Invited]:
    return {u.organisation.key: u for u in invitees.invited(kind, owner or city.committee, day, **details)}


def names(unit) -> list[str]:
    return [person.tenure.person.name for person in unit.persons]


def test_the_units_come_in_the_offices_order(city):
    assert list(units(city)) == ["zunyi-sc", "north-sc", "south-sc", "zunyi-office", "zunyi-research", "zunyi-justice"]
    Precedence.objects.filter(organisation=city.south).update(position=1)
    assert list(units(city))[1:3] == ["south-sc", "north-sc"]


def test_the_day_of_the_meeting_decides_not_today(city):
    Tenure.objects.filter(person=city.north_chair.person).update(until=date(2026, 5, 31))
    tenure(Person.objects.create(name="龙越江"), city.north, "chairperson", "桐梓县人大常委会主任", since=DAY)
    assert names(units(city)["north-sc"]) == ["龙越江", "娄清"]
    assert names(units(city, day=date(2026, 5, 31))["north-sc"]) == ["卞西樵", "娄清"]


def test_a_vacant_post_invites_whoever_is_in_charge(city):
    Tenure.objects.filter(person=city.north_chair.person).update(until=date(2026, 5, 20))
    deputy = Person.objects.create(name="丁若水")
    tenure(deputy, city.north, "vice_chairperson", "桐梓县人大常委会副主任", manner=Tenure.IN_CHARGE)
    north = units(city)["north-sc"]
    assert [(p.tenure.person.name, p.post) for p in north.persons] == [
        ("丁若水", "桐梓县人大常委会副主任（主持工作）"),
        ("娄清", "桐梓县人大常委会办公室主任"),
    ]
    assert north.quota == 2


def test_whoever_is_in_charge_gives_way_to_the_holder(city):
    tenure(Person.objects.create(name="丁若水"), city.north, "chairperson", "代管", manner=Tenure.IN_CHARGE)
    assert names(units(city)["north-sc"]) == ["卞西樵", "娄清"]


def test_a_vacant_post_that_nobody_fills_keeps_its_place(city):
    south = units(city)["south-sc"]
    assert (names(south), south.quota) == (["展鸿"], 2)


def test_somebody_with_two_posts_is_invited_once_under_the_higher(city):
    vice = Person.objects.create(name="陆知远")
    tenure(vice, city.committee, "vice_chairperson", "市人大常委会副主任")
    tenure(vice, city.justice, "committee_chair", "市人大监察和司法委员会主任委员")
    found = units(city)
    assert names(found["zunyi-sc"]) == ["章启衡", "陆知远"]
    assert "zunyi-justice" not in found
    assert found["zunyi-sc"].persons[1].as_row()["also"] == "市人大监察和司法委员会主任委员"
    assert "also" not in found["zunyi-sc"].persons[0].as_row()


def test_the_board_tells_why_a_body_is_not_asked_by_itself(city, notified, client):
    chair = Person.objects.create(name="阮书衡")
    tenure(chair, city.justice, "committee_chair", "市人大监察和司法委员会主任委员")
    tenure(chair, city.research, "body_director", "市人大常委会研究室主任")
    meeting = notified()
    assert not meeting.invitations.filter(organisation=city.research).exists()
    text = meeting.invitations.get(organisation=city.justice).expected_text
    assert text == "阮书衡（市人大监察和司法委员会主任委员，兼市人大常委会研究室主任）"
    answer(meeting.invitations.get(organisation=city.justice), city.meeting_clerk, attendee("阮书衡"), step="record")
    client.force_login(city.meeting_clerk)
    assert "阮书衡兼市人大常委会研究室主任，不另邀" in client.get(meeting.get_absolute_url()).content.decode()


def test_the_higher_level_of_government_is_the_higher_post(city):
    """A county chair who sits on the city's committee comes to its session as its member."""
    tenure(city.north_chair.person, city.committee, "standing_member", "市人大常委会委员")
    found = units(city, kind=MEETING_KINDS["committee_session"])
    assert names(found["zunyi-sc"]) == ["章启衡", "卞西樵"]
    assert found["zunyi-sc"].persons[1].capacity == "member"
    assert "north-sc" not in found


def test_members_attend_and_the_others_sit_in(city):
    found = units(city, kind=MEETING_KINDS["committee_session"])
    assert found["zunyi-sc"].persons[0].capacity == "member"
    assert found["south-sc"].persons[0].capacity == "nonvoting"
    lines = invitees.lines(MEETING_KINDS["committee_session"])
    assert lines[:2] == ["出席：市人大常委会组成人员", "列席：各县（市、区）人大常委会主任"]


def test_leaders_come_in_the_order_of_the_day(city):
    first, second = Person.objects.create(name="温若岚"), Person.objects.create(name="陆知远")
    for person, position in ((first, 3), (second, 2)):
        tenure(person, city.committee, "vice_chairperson", "市人大常委会副主任")
        Precedence.objects.create(person=person, position=position, since=date(2022, 1, 1))
    assert names(units(city)["zunyi-sc"]) == ["章启衡", "陆知远", "温若岚"]


def test_a_unit_that_did_not_exist_on_the_day_is_not_invited(city):
    city.south.until = date(2026, 5, 31)
    city.south.save()
    assert "south-sc" not in units(city)


def test_others_are_asked_beside_the_roster_with_their_quota(city):
    found = units(city, others=[city.bureau, city.north], quota=3)
    assert (found["bureau"].quota, found["bureau"].persons) == (3, [])
    assert found["north-sc"].quota == 2
    assert invitees.lines(FORUM, [city.bureau])[-1] == "遵义市水务局有关负责人"


def test_a_special_committee_calls_its_own_members(city):
    tenure(Person.objects.create(name="戚怀瑾"), city.justice, "committee_chair", "主任委员")
    tenure(Person.objects.create(name="宁采薇"), city.justice, "standing_member", "委员")
    found = units(city, kind=MEETING_KINDS["special_committee"], owner=city.justice)
    assert {key: names(unit) for key, unit in found.items()} == {"zunyi-justice": ["戚怀瑾", "宁采薇"]}


def test_thirty_counties_cost_no_more_queries_than_two(city):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            units(city)
        return len(queries)

    before = cost()
    for index in range(28):
        county = organisation(
            f"c{index}", f"第{index}县人大常委会", "standing_committee", level="county", guided_by=city.committee
        )
        tenure(Person.objects.create(name=f"某{index}"), county, "chairperson", "主任")
    assert cost() == before
    assert Organisation.objects.filter(level="county").count() == 30


@pytest.mark.parametrize("kind", MEETING_KINDS.values(), ids=lambda kind: kind.key)
def test_every_kind_invites_somebody_and_names_its_lines(city, kind):
    tenure(Person.objects.create(name="岑以宁"), city.committee, "secretary_general", "秘书长")
    tenure(Person.objects.create(name="戚怀瑾"), city.justice, "committee_chair", "主任委员")
    owner = city.justice if kind.key == "special_committee" else city.committee
    assert units(city, kind=kind, owner=owner)
    assert all(invitees.lines(kind))


@pytest.mark.parametrize(
    ("key", "day", "words"),
    [
        ("committee_session", date(2026, 6, 1), "常委会全体组成人员过半数出席（地方组织法§51）"),
        ("committee_session", date(2016, 6, 1), ""),
        ("congress_session", date(2026, 1, 20), "代表三分之二以上出席（地方组织法§14）"),
    ],
)
def test_a_quorum_is_shown_only_where_an_article_sets_one_on_that_day(key, day, words):
    assert MEETING_KINDS[key].quorum.on(day) == words


@pytest.mark.parametrize("key", ["chairs_forum", "work_meeting", "council", "party_group", "presidium"])
def test_where_no_article_sets_a_quorum_none_is_shown(key):
    assert MEETING_KINDS[key].quorum is None
