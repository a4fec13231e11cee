"""A meeting and its notice under 限定知悉范围: the list of the one does not undo that of the other."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congress import confining, matters
from congress.forms import ConfineForm
from congress.matters import Entry
from congress.models import Delivery, Grant, Matter, OutgoingPaper
from congress.refusal import Refused
from meetings.models import Invitation, Meeting
from tests.meetings.conftest import dispatch, invitation_of, move

UNTIL = date(2026, 12, 31)
WORD = "金丝雀"


def confine(matter, by, *people):
    entry = Entry(data={"people": [*people, by], "until": UNTIL}, note="人事事项")
    return matters.take(matter, "confine", by, entry=entry)


def open_up(matter, by):
    return matters.take(matter, "open_up", by, entry=Entry(note="已公布"))


def reads(user, matter):
    return Matter.objects.filter(pk=matter.pk).visible_to(user).exists()


@pytest.fixture
def noticing(city, plan):
    """A meeting whose notice is being drafted."""
    return matters.take(plan(), "draft_notice", city.meeting_clerk)


@pytest.fixture
def apart(city, noticing):
    """The same, its notice read by the secretary alone."""
    notice = noticing.notice
    OutgoingPaper.objects.filter(pk=notice.pk).update(title=f"关于{WORD}的通知")
    confine(notice, city.secretary)
    return noticing


# A part with a list of its own


def test_who_is_off_the_list_of_the_notice_is_not_let_in_by_confining_the_meeting(city, apart):
    confine(apart, city.meeting_clerk, city.chair)
    assert not reads(city.meeting_clerk, apart.notice) and reads(city.secretary, apart.notice)
    assert reads(city.meeting_clerk, apart)
    confine(apart, city.meeting_clerk)  # the list of the meeting is made anew
    assert not reads(city.meeting_clerk, apart.notice) and reads(city.secretary, apart.notice)


def test_nor_by_opening_the_meeting_up(city, apart):
    meeting = open_up(confine(apart, city.meeting_clerk, city.chair), city.meeting_clerk)
    assert reads(city.office_head, meeting)
    assert not reads(city.meeting_clerk, meeting.notice) and reads(city.secretary, meeting.notice)


def test_a_notice_that_carries_the_list_of_the_meeting_follows_it_to_the_end(city, noticing):
    meeting = confine(noticing, city.meeting_clerk)
    assert reads(city.meeting_clerk, meeting.notice) and not reads(city.secretary, meeting.notice)
    meeting = confine(meeting, city.meeting_clerk, city.secretary)
    assert reads(city.secretary, meeting.notice)
    open_up(meeting, city.meeting_clerk)
    assert not meeting.notice.is_confidential and reads(city.secretary, meeting.notice)


def test_opened_with_the_meeting_the_notice_may_have_a_list_of_its_own_and_keeps_it(city, noticing):
    meeting = open_up(confine(noticing, city.meeting_clerk, city.secretary), city.meeting_clerk)
    confine(meeting.notice, city.secretary)
    meeting = open_up(confine(meeting, city.meeting_clerk), city.meeting_clerk)
    assert not reads(city.meeting_clerk, meeting.notice) and reads(city.secretary, meeting.notice)


def test_a_list_of_its_own_that_was_ended_is_forgotten(city, apart):
    open_up(apart.notice, city.secretary)
    confine(apart, city.meeting_clerk)
    assert reads(city.meeting_clerk, apart.notice) and not reads(city.secretary, apart.notice)


# A part is not opened or widened alone


@pytest.mark.parametrize("step", ["confine", "open_up"])
def test_the_notice_of_a_confined_meeting_is_opened_or_widened_with_the_meeting_only(city, noticing, step):
    notice = confine(noticing, city.meeting_clerk, city.secretary).notice
    data = {"people": [city.secretary, city.drafter], "until": UNTIL}
    with pytest.raises(Refused, match="请在整体事项上办理"):
        matters.take(notice, step, city.meeting_clerk, entry=Entry(data=data, note="一"))
    assert {row.user for row in Grant.objects.filter(content_object=notice.pk)} == {city.meeting_clerk, city.secretary}
    told = {option.step.key: option.obstacle for option in matters.available(notice, city.meeting_clerk)}
    assert told[step] == "整体事项已限定知悉范围，请在整体事项上办理。"


def test_of_a_meeting_that_is_open_the_notice_is_confined_alone(city, noticing):
    assert confine(noticing.notice, city.meeting_clerk).is_confidential


# The steps ahead on the parts


def form(matter, user, *people):
    data = {"version": matter.version, "people": [one.pk for one in people], "until": UNTIL, "note": "人事事项"}
    return ConfineForm(data, matter=matter, step=matter.workflow["confine"], user=user)


def test_a_list_without_hands_for_the_notice_ahead_is_refused(city, plan):
    meeting = plan()
    lacking = form(meeting, city.meeting_clerk, city.office_head, city.secretary)
    assert "签发" in str(lacking.errors["people"])
    inside = (city.chair, city.secretary, city.office_head, city.seal_keeper)
    whole = form(meeting, city.meeting_clerk, *inside, city.north_clerk, city.south_clerk)
    assert whole.is_valid(), whole.errors


def test_of_a_notice_on_its_way_only_the_way_that_is_left_needs_hands(city, noticing):
    notice = matters.take(noticing.notice, "submit", city.meeting_clerk)
    matters.take(notice, "check", city.office_head)
    assert confining.lacks_hands(noticing, [city.meeting_clerk, city.chair, city.secretary, city.seal_keeper]) == ""
    assert "签发" in confining.lacks_hands(noticing, [city.meeting_clerk, city.secretary])


def test_a_notice_with_a_list_of_its_own_and_one_that_is_out_need_no_hands_of_the_meeting_s_list(city, apart, plan):
    assert confining.lacks_hands(apart, [city.meeting_clerk]) == ""


def test_a_meeting_whose_notice_is_out_needs_its_clerk_only(city, notified):
    assert confining.lacks_hands(notified(), [city.meeting_clerk]) == ""


# Titles and texts


def test_the_gates_of_a_meeting_do_not_tell_the_title_of_a_confined_notice(city, apart):
    page = {option.step.key: option.obstacle for option in matters.available(apart, city.meeting_clerk)}
    assert apart.has_live_notice().startswith("一件限定知悉范围的事项正在办理（")
    assert WORD not in "".join(page.values())
    confining.open_up(apart.notice)
    notice = matters.take(apart.notice, "submit", city.secretary)
    confine(notice, city.secretary)
    meeting = Meeting.objects.get(pk=apart.pk)
    page = {option.step.key: option.obstacle for option in matters.available(meeting, city.meeting_clerk)}
    assert "请先分发" in page["cancel"] and WORD not in "".join(page.values())


@pytest.mark.parametrize("step", ["redraw", "cancel"])
def test_a_draft_that_one_may_not_see_is_neither_rewritten_nor_dropped_from_the_meeting(city, apart, step):
    before = apart.notice.body
    with pytest.raises(Refused, match="不在名单内"):
        matters.take(apart, step, city.meeting_clerk, entry=Entry(note="一"))
    notice = OutgoingPaper.objects.get(about=apart.pk)
    assert (notice.state, notice.body) == ("draft", before)


def test_a_change_that_one_may_not_see_does_not_give_way_to_another(city, notified):
    meeting = move(city, notified(), held_on=date(2026, 6, 8))
    confine(meeting.notice, city.secretary)
    with pytest.raises(Refused, match="不在名单内"):
        move(city, meeting, held_on=date(2026, 6, 9))


def test_who_looks_at_the_meeting_has_opened_no_notice_of_it(city, notified, client):
    meeting = notified()
    for user in (city.north_clerk, city.south_clerk):
        client.force_login(user, backend="congress.backends.AccountBackend")
        assert client.get(meeting.get_absolute_url()).status_code == 200
    assert not Delivery.objects.exclude(opened_at=None).exists()


# Telling, and cost


def test_a_unit_whose_accounts_are_not_on_the_list_counts_as_not_told(city, notified):
    meeting = confine(notified(), city.meeting_clerk, city.north_clerk)
    meeting = matters.take(meeting, "urge", city.meeting_clerk)
    assert "已向1个单位催报：消息发到负责这些单位的1个账号。" in meeting.outcome
    assert f"{city.south.short_name}没有人在知悉范围名单上，没有发消息；请用“限定知悉范围”" in meeting.outcome
    assert f"{city.south.short_name}没有可用的账户" not in meeting.outcome


def test_a_new_part_takes_the_list_over_in_a_few_statements_however_long_it_is(city, notified):
    meeting = confine(notified(), city.meeting_clerk, city.chair, city.secretary, city.office_head, city.north_clerk)
    part = Invitation.objects.get(pk=invitation_of(meeting, city.north).pk)
    Grant.objects.filter(content_object=part.pk).delete()
    with CaptureQueriesContext(connection) as queries:
        confining.inherit(part, meeting)
    assert len(queries) <= 5, [query["sql"][:100] for query in queries]  # SQLite: a savepoint around the rows
    assert Grant.objects.filter(content_object=part.pk, origin=Grant.CARRIED).count() == 5


def test_what_is_granted_by_name_on_the_meeting_is_granted_on_no_part_of_it(city, plan):
    meeting = confine(plan(), city.meeting_clerk, city.chair)
    row = Grant.objects.get(user=city.chair)
    Grant.objects.create(
        permission=row.permission, user=city.secretary, content_object=row.content_object, until=UNTIL, reason="一"
    )
    meeting = matters.take(meeting, "draft_notice", city.meeting_clerk)
    assert not reads(city.secretary, meeting.notice)


def test_a_confined_meeting_goes_its_whole_way(city, plan):
    people = (city.office_head, city.chair, city.secretary, city.north_clerk, city.south_clerk)
    meeting = matters.take(confine(plan(), city.meeting_clerk, *people), "draft_notice", city.meeting_clerk)
    dispatch(city, meeting.notice)
    meeting.refresh_from_db()
    assert meeting.state == "notified" and all(one.is_confidential for one in meeting.parts.all())


def test_grants_of_before_are_told_apart_by_who_gave_them(city, plan):
    meeting = matters.take(confine(plan(), city.meeting_clerk, city.chair), "draft_notice", city.meeting_clerk)
    row = Grant.objects.get(user=city.chair, content_object=meeting.pk)
    row.pk, row.user, row.granted_by = None, city.secretary, city.security
    row.save()
    Grant.objects.update(origin=Grant.NAMED)
    import_module("congress.migrations.0008_grant_origin").tell_the_lists(apps, None)
    found = set(Grant.objects.values_list("content_object", "user__username", "origin"))
    notice = meeting.notice.pk
    assert found == {
        (meeting.pk, "xiaobai", Grant.LIST), (meeting.pk, "zhang", Grant.LIST), (meeting.pk, "xiaoai", Grant.NAMED),
        (notice, "xiaobai", Grant.CARRIED), (notice, "zhang", Grant.CARRIED),
    }  # fmt: skip
