"""Who sees what: one door, in every shape of the query."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Permission

from congress import clock, matters, opening, permissions, timeline
from congress.models import Grant, Matter, OutgoingPaper, Posting
from congress.roles import SECRETARIAT, UNIT_CLERK

pytestmark = pytest.mark.django_db


def sees(user, paper) -> bool:
    user = type(user).objects.get(pk=user.pk)  # a fresh request
    in_list = OutgoingPaper.objects.visible_to(user).filter(pk=paper.pk).exists()
    as_matter = Matter.objects.visible_to(user).filter(pk=paper.pk).exists()
    assert in_list == as_matter == permissions.may_read(user, paper)
    return in_list


def test_a_draft_is_seen_by_its_drafters_only(city):
    draft = city.paper()
    assert sees(city.drafter, draft) and sees(city.secretary, draft)
    for stranger in (city.office_head, city.chair, city.member, city.north_clerk, city.bureau_clerk):
        assert not sees(stranger, draft)


def test_reading_grows_as_the_paper_goes_on(city):
    paper = matters.take(city.paper(), "submit", city.drafter)
    assert sees(city.office_head, paper) and not sees(city.chair, paper)
    paper = matters.take(paper, "check", city.office_head)
    assert sees(city.chair, paper) and not sees(city.member, paper)


def test_a_returned_draft_is_out_of_sight_again(city):
    paper = matters.take(city.paper(), "submit", city.drafter)
    paper = matters.take(paper, "send_back", city.office_head, entry=matters.Entry(note="改"))
    assert not sees(city.office_head, paper)


def test_a_dispatched_paper_is_seen_by_its_recipients_and_the_members(city):
    paper = city.dispatched()
    for reader in (city.north_clerk, city.north_chair, city.south_clerk, city.member):
        assert sees(reader, paper)
    for stranger in (city.bureau_clerk, city.township_chair):
        assert not sees(stranger, paper)


def test_the_three_administrators_see_no_business(city):
    paper = city.dispatched()
    for administrator in (city.system, city.security, city.auditor):
        assert not sees(administrator, paper)


def test_a_posting_that_ended_gives_nothing(city):
    paper = city.dispatched()
    Posting.objects.filter(user=city.north_clerk).update(until=date(2026, 5, 17))
    assert not sees(city.north_clerk, paper)


def test_guidance_gives_no_reading(city):
    """The city guides the county; the county's own draft stays its own."""
    Posting.objects.create(user=city.south_clerk, organisation=city.south, role=SECRETARIAT.key, since=date(2000, 1, 1))
    draft = city.paper(by=type(city.south_clerk).objects.get(pk=city.south_clerk.pk))
    assert draft.owner == city.south
    assert sees(city.south_clerk, draft)
    assert not sees(city.secretary, draft) and not sees(city.north_clerk, draft)


def test_a_grant_is_a_named_exception_with_an_end(city):
    draft = city.paper()
    permission = _read_permission()
    Grant.objects.create(
        permission=permission, user=city.member, content_object_id=draft.pk, until=date(2026, 5, 20), reason="征求意见"
    )
    assert sees(city.member, draft)
    clock.advance(days=3)
    assert not sees(city.member, draft)


def test_a_confidential_matter_needs_role_and_grant(city):
    paper = city.paper(is_confidential=True)
    assert not sees(city.drafter, paper)
    for user in (city.drafter, city.member):
        Grant.objects.create(
            permission=_read_permission(),
            user=user,
            content_object_id=paper.pk,
            until=clock.today() + timedelta(days=30),
            reason="参与办理",
        )
    assert sees(city.drafter, paper)
    assert not sees(city.member, paper)


def test_the_successor_holds_what_an_ended_body_left_open(city):
    paper = city.dispatched()
    city.north.until, city.north.successor = date(2026, 5, 18), city.bureau
    city.north.save()
    Posting.objects.create(
        user=city.bureau_clerk, organisation=city.bureau, role=UNIT_CLERK.key, since=date(2000, 1, 1)
    )
    assert not sees(city.bureau_clerk, paper)
    clock.advance(days=1)
    assert sees(city.bureau_clerk, paper)
    heir = type(city.bureau_clerk).objects.get(pk=city.bureau_clerk.pk)
    assert matters.take(paper, "sign_for", heir).events.last().organisation == city.north


def test_who_reads_very_much_by_name_is_served_by_a_subquery(city, monkeypatch):
    paper = city.dispatched()
    monkeypatch.setattr(permissions, "NAMED_AT_MOST", 0)
    assert sees(city.north_clerk, paper) and not sees(city.bureau_clerk, paper)


def test_nobody_and_the_locked_see_nothing(city):
    paper = city.dispatched()
    assert not OutgoingPaper.objects.visible_to(AnonymousUser()).exists()
    city.secretary.is_active = False
    city.secretary.save()
    assert not sees(city.secretary, paper)


def _read_permission():
    return Permission.objects.get(codename="read_matter")


def test_who_stands_outside_knows_of_his_own_body_only_in_todos_and_deliveries_alike(city):
    paper = city.dispatched()
    for user, known in (
        (city.secretary, {city.north.pk, city.south.pk}),
        (city.member, {city.north.pk, city.south.pk}),
        (city.north_clerk, {city.north.pk}),
    ):
        assert set(opening.deliveries(user, paper).values_list("organisation", flat=True)) == known
        owed = timeline.todos_for(user, paper).filter(step="sign_for")
        assert set(owed.values_list("organisation", flat=True)) == known
        assert permissions.is_inside(user, paper) == (len(known) == 2)
        assert permissions.is_inside(user, paper) or set(permissions.reach(user)) & {city.south.pk} == set()
