"""Who may press what, and see what: every step × every role × where the role is held, generated from the tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from congress import future, permissions
from congress.models import Matter, Organisation, Person, Posting, User
from congress.nouns import kinds
from congress.permissions import standings
from congress.roles import ROLES, AccountKind

pytestmark = pytest.mark.django_db

STEPS = [
    (kind, step) for kind, noun in sorted(kinds().items()) for step in noun.workflow.steps if not step.is_automatic
]
# Where a role can be held, seen from the matter's owner, and whether that reaches it.
PLACES = {"own": True, "above": True, "sibling": False, "below": False, "guided": False, "guiding": False}


@pytest.fixture
def holders(city):
    """An account for every role at every place: {(role, place): user}."""
    below = Organisation.objects.create(
        key="section", name="科", short_name="科", kind="office_section", level="city", parent=city.research
    )
    guiding = Organisation.objects.create(
        key="province", name="省人大常委会", short_name="省人大常委会", kind="standing_committee", level="province"
    )
    Organisation.objects.filter(pk=city.committee.pk).update(guided_by=guiding)
    where = {
        "own": city.research, "above": city.committee, "sibling": city.justice, "below": below,
        "guided": city.north, "guiding": guiding,
    }  # fmt: skip
    users = []
    for role in ROLES.values():
        for place in where:
            person = Person(name=role.label, pinyin="x")
            users.append(User(username=f"{role.key}-{place}", person=person, kind=role.kind, password="!"))
    Person.objects.bulk_create([user.person for user in users])
    User.objects.bulk_create(users)
    made = {user.username: user for user in User.objects.filter(username__contains="-")}
    Posting.objects.bulk_create(
        Posting(user=made[f"{r}-{p}"], organisation=o, role=r, since=date(2000, 1, 1))
        for r in ROLES
        for p, o in where.items()
    )
    return {(role, place): made[f"{role}-{place}"] for role in ROLES for place in where}


# Where a role can be held, seen from a party that a table names (a recipient, a unit that is asked).
PARTY_PLACES = {
    "own": True, "above": True, "sibling": False, "below": False, "abroad": False, "owner": False, "guiding": False,
}  # fmt: skip


@pytest.fixture
def party(city, monkeypatch):
    """The office of the northern county: whatever path a table names, it leads to this body."""

    def body(key, parent):
        return Organisation.objects.create(
            key=key, name=key, short_name=key, kind="office_section", level="county", parent=parent
        )

    office = body("north-office", city.north)
    where = {
        "own": office, "above": city.north, "sibling": body("north-other", city.north),
        "below": body("north-section", office), "abroad": city.south, "owner": city.research, "guiding": city.committee,
    }  # fmt: skip
    paths = {actor.organisation for _, step in STEPS for actor in step.by if not actor.is_owner_wide}
    paths |= {a.organisation for noun in kinds().values() for a in noun.workflow.readable() if not a.is_owner_wide}
    asked = Matter.value_at
    monkeypatch.setattr(Matter, "value_at", lambda self, path: office if path in paths else asked(self, path))
    return where


@pytest.fixture
def party_holders(party):
    """An account for every role at every place around the party."""
    users = [User(username=f"{r}-{p}", kind=role.kind, password="!") for r, role in ROLES.items() for p in party]
    User.objects.bulk_create(users)
    made = {user.username: user for user in User.objects.filter(username__in=[user.username for user in users])}
    Posting.objects.bulk_create(
        Posting(user=made[f"{r}-{p}"], organisation=o, role=r, since=date(2000, 1, 1))
        for r in ROLES
        for p, o in party.items()
    )
    return {(role, place): made[f"{role}-{place}"] for role in ROLES for place in party}


def test_a_role_at_a_named_party_reaches_that_party_and_what_lies_below_it_only(city, party_holders):
    """Every step that a table gives to a recipient, an invited unit …: by every role, at every place around it."""
    asked = 0
    for kind, step in STEPS:
        named = replace(step, by=tuple(actor for actor in step.by if not actor.is_owner_wide))
        wanted = {actor.role.key for actor in named.by if actor.role}
        if not wanted:
            continue
        matter = matter_of(kind, city)
        for (role, place), user in party_holders.items():
            may = bool(standings(user, matter, named))
            assert may == (role in wanted and PARTY_PLACES[place]), (kind, step.key, role, place)
            asked += 1
    assert asked


def test_reading_by_name_follows_the_table_state_by_state(city, party_holders):
    """Every kind in every of its states: who reads it at the party, and who around it does not."""
    made = {}
    for kind, noun in kinds().items():
        for state in noun.workflow.states:
            row = Matter.objects.create(kind=kind, owner=city.research, title="试", state=state)
            future.write_readers(noun(pk=row.pk, kind=kind, owner=city.research, state=state))
            made[row.pk] = (kind, state)
    for (role, place), user in party_holders.items():
        if place in ("owner", "guiding"):
            continue  # these read the body's matters whole: see above
        seen = {made[pk] for pk in Matter.objects.visible_to(user).values_list("pk", flat=True)}
        wanted = {
            (kind, state)
            for kind, noun in kinds().items()
            for actor, states in noun.workflow.readable().items()
            for state in states
            if PARTY_PLACES[place] and not actor.is_owner_wide and actor.role and actor.role.key == role
        }
        assert seen == wanted, (role, place)


def matter_of(kind, city):
    """An unsaved matter of this kind that the research office owns: enough to ask the table."""
    return kinds()[kind](kind=kind, owner=city.research, title="试")


def test_a_role_at_the_owner_reaches_downwards_only(city, holders):
    """Every step of every table, by every role, held at every place."""
    asked = 0
    for kind, step in STEPS:
        matter = matter_of(kind, city)
        wanted = {actor.role.key for actor in step.by if actor.is_owner_wide}
        for (role, place), user in holders.items():
            may = bool(standings(user, matter, _at_owner_only(step)))
            assert may == (role in wanted and PLACES[place]), (kind, step.key, role, place)
            asked += 1
    assert asked == len(STEPS) * len(ROLES) * len(PLACES)


def _at_owner_only(step):
    """The step without its actors at named organisations, which have their own tests by noun."""
    return replace(step, by=tuple(actor for actor in step.by if actor.is_owner_wide))


def test_reading_by_the_body_follows_the_table_state_by_state(city, holders):
    paper = city.paper()
    table = paper.workflow.readable()
    for state in paper.workflow.states:
        type(paper).objects.filter(pk=paper.pk).update(state=state)
        for (role, place), user in holders.items():
            wanted = any(
                actor.is_owner_wide and actor.role.key == role and state in states for actor, states in table.items()
            )
            seen = type(paper).objects.visible_to(user).filter(pk=paper.pk).exists()
            assert seen == (wanted and PLACES[place]), (state, role, place)


def test_an_administrator_of_any_kind_presses_and_reads_nothing(city, holders):
    paper = city.dispatched()
    for (role, _), user in holders.items():
        if ROLES[role].kind != AccountKind.BUSINESS:
            assert not permissions.may_read(user, paper)
            assert not any(standings(user, paper, step) for step in paper.workflow.steps if not step.is_automatic)
