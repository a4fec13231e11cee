"""The board of answers: who has opened, answered, is missing; seen only by who may see it."""

import io
from datetime import date, datetime

import pytest
from django.db import connection
from django.http import Http404
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from congress import clock, matters, messages
from congress.matters import Entry
from congress.models import Delivery, Message, Person, Posting, User
from congress.refusal import NotYours, Refused
from meetings import answers
from meetings.models import Invitation, Meeting
from meetings.views.board import BoardExport
from tests.cast import SHANGHAI, account, organisation, tenure
from tests.meetings.conftest import answer, dispatch, invitation_of, move, person

pytestmark = pytest.mark.django_db


def rows(meeting, user):
    """The board by unit, for a fresh request of this user."""
    user = User.objects.get(pk=user.pk)
    return {row.organisation.key: row for row in meeting.detail_context(user)["rows"]}


def test_the_board_has_a_row_for_each_unit_in_the_offices_order(city, notified):
    page = notified().detail_context(city.meeting_clerk)
    assert [row.organisation.key for row in page["rows"]] == [
        "zunyi-sc", "zunyi-office", "zunyi-research", "zunyi-justice", "north-sc", "south-sc",
    ]  # fmt: skip
    assert (page["quota"], page["going"], page["on_leave"], page["missing"]) == (8, 0, 0, 6)


def test_the_board_shows_how_far_the_notice_has_come(city, notified):
    meeting = notified()
    Delivery.objects.filter(organisation=city.south).update(opened_at=clock.now())
    matters.take(meeting.notice, "sign_for", city.north_clerk)
    labels = {key: row.delivery_label for key, row in rows(meeting, city.meeting_clerk).items()}
    assert (labels["north-sc"], labels["south-sc"]) == ("已签收", "已打开")
    assert (labels["zunyi-research"], labels["zunyi-sc"]) == ("未打开", "未列主送")


def test_after_a_change_the_board_shows_the_receipt_of_the_change(city, notified):
    from tests.meetings.conftest import dispatch

    meeting = notified()
    matters.take(meeting.notice, "sign_for", city.north_clerk)
    meeting = move(city, meeting, held_on=date(2026, 6, 8))
    dispatch(city, meeting.notice)
    assert rows(meeting, city.meeting_clerk)["north-sc"].delivery_label == "未打开"


def test_the_board_shows_who_comes_and_who_is_on_leave(city, notified):
    meeting = notified()
    answer(
        invitation_of(meeting, city.north),
        city.north_clerk,
        person("娄清", post="办公室主任", phone="13900000000"),
        person("卞西樵", is_leave=True, leave_reason="在外学习"),
    )
    row = rows(meeting, city.meeting_clerk)["north-sc"]
    assert (row.going_text, row.leave_text) == ("娄清（办公室主任，13900000000）", "卞西樵（在外学习）")
    page = meeting.detail_context(city.meeting_clerk)
    assert (page["going"], page["on_leave"], page["answered"], page["missing"]) == (1, 1, 1, 5)


def test_a_recorded_answer_says_how_it_came(city, notified):
    meeting = notified()
    answer(
        invitation_of(meeting, city.south),
        city.meeting_clerk,
        person("展鸿"),
        step="record",
        recorded_for="电话，展鸿，2026-05-18 09:00，由柏小舟代录",
    )
    assert rows(meeting, city.meeting_clerk)["south-sc"].recorded_text.startswith("电话，展鸿")


def test_a_county_sees_its_own_row_only(city, notified):
    meeting = notified()
    assert list(rows(meeting, city.north_clerk)) == ["north-sc"]
    assert Meeting.objects.visible_to(city.north_clerk).filter(pk=meeting.pk).exists()


def test_a_member_sees_the_meeting_and_nobodys_answer(city, notified):
    meeting = notified()
    member = User.objects.get(pk=city.member.pk)
    assert Meeting.objects.visible_to(member).filter(pk=meeting.pk).exists()
    assert rows(meeting, member) == {}


def test_nobody_outside_sees_a_meeting_before_it_is_notified(city, plan):
    meeting = plan()
    for user in (city.north_clerk, city.member, city.bureau_clerk):
        assert not Meeting.objects.visible_to(user).filter(pk=meeting.pk).exists()
    assert Meeting.objects.visible_to(city.office_head).filter(pk=meeting.pk).exists()


def test_an_internal_meeting_is_not_shown_to_all_members(city, notified):
    meeting = notified(title="党组会议", meeting_kind="party_group")
    member = User.objects.get(pk=city.member.pk)
    assert not Meeting.objects.visible_to(member).filter(pk=meeting.pk).exists()


def test_a_withdrawn_unit_leaves_the_board(city, notified):
    meeting = notified()
    city.south.until = date(2026, 6, 5)
    city.south.save()
    meeting = move(city, meeting, held_on=date(2026, 6, 8))
    assert "south-sc" not in rows(meeting, city.meeting_clerk)


def test_an_agenda_item_names_its_matter_only_to_who_may_see_it(city, plan):
    from meetings.calling import AgendaLine

    draft = city.paper()
    meeting = plan(agenda=[AgendaLine("讨论通知稿", matter=draft)])
    assert answers.agenda(meeting, city.drafter)[0]["matter"].pk == draft.pk
    assert answers.agenda(meeting, city.office_head)[0]["matter"] is None
    assert answers.agenda(meeting, city.office_head)[0]["text"] == "讨论通知稿"


def test_the_board_of_thirty_units_costs_no_more_queries_than_that_of_three(city, plan, django_assert_num_queries):
    def cost(meeting) -> int:
        user = User.objects.get(pk=city.meeting_clerk.pk)
        user.postings_now()
        with CaptureQueriesContext(connection) as queries:
            page = meeting.detail_context(user)
            shown = [(row.going_text, row.leave_text, row.delivery_label, row.state_label) for row in page["rows"]]
        assert len(shown) == len(page["rows"])
        return len(queries)

    from tests.meetings.conftest import dispatch

    small = matters.take(plan(), "draft_notice", city.meeting_clerk)
    dispatch(city, small.notice)
    for index in range(30):
        county = organisation(
            f"c{index}", f"第{index}县人大常委会", "standing_committee", level="county", guided_by=city.committee
        )
        tenure(Person.objects.create(name=f"某{index}"), county, "chairperson", "主任")
    large = matters.take(plan(title="大会", room=None, place="会展中心"), "draft_notice", city.meeting_clerk)
    dispatch(city, large.notice)
    for invitation in large.invitations.filter(organisation__key__startswith="c"):
        answer(invitation, city.meeting_clerk, person("甲"), step="record")
    assert (small.invitations.count(), large.invitations.count()) == (6, 36)
    assert cost(large) == cost(small) <= 12


def test_urging_tells_the_unit_what_and_by_when(city, notified):
    matters.take(notified(), "urge", city.meeting_clerk)
    message = Message.objects.get(user=city.north_clerk, key__startswith="urge.")
    assert message.text == "请尽快报送《全市人大常委会主任座谈会》的回执，报名截止2026年5月28日。"
    assert message.matter.kind == "invitation"


def test_the_next_day_the_missing_are_urged_again(city, notified):
    meeting = matters.take(notified(), "urge", city.meeting_clerk)
    clock.advance(days=1)
    matters.take(meeting, "urge", city.meeting_clerk)
    assert Message.objects.filter(user=city.south_clerk, key__startswith="urge.").count() == 2


def test_a_confidential_meeting_is_not_named_in_the_message(city, notified):
    meeting = notified()
    city.confined(meeting, city.north_clerk)
    answers.urge(meeting)
    assert "座谈会" not in Message.objects.filter(key__startswith="urge.").first().text


def test_urging_nobody_who_could_read_it_is_refused_with_what_to_do(city, notified):
    meeting = notified()
    Posting.objects.filter(role__in=("unit_clerk", "unit_head")).delete()
    with pytest.raises(Refused, match="没有可用的账户，请电话催报"):
        matters.take(meeting, "urge", city.meeting_clerk)


def test_when_all_have_answered_nobody_is_urged(city, notified):
    meeting = notified()
    for invitation in meeting.invitations.all():
        answer(invitation, city.meeting_clerk, person(), step="record")
    with pytest.raises(Refused, match="不需要催报"):
        matters.take(meeting, "urge", city.meeting_clerk)


def test_a_unit_does_not_urge(city, notified):
    with pytest.raises(NotYours):
        matters.take(notified(), "urge", city.north_clerk)


def test_the_answer_is_in_the_trail_by_count_and_digest_only(city, notified):
    invitation = answer(invitation_of(notified(), city.north), city.north_clerk, person("娄清"))
    body = invitation.events.last().body
    assert '"going":1' in body and '"answer_sm3":"' in body
    assert "娄清" not in body


def export(user, meeting, ref=None):
    """The workbook that this user gets, as rows of texts."""
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=user.pk)
    response = BoardExport.as_view()(request, ref=ref or meeting.ref)
    sheet = load_workbook(io.BytesIO(response.content)).active
    return list(sheet.iter_rows())


def test_the_exported_board_is_the_board_that_is_seen(city, notified):
    meeting = notified()
    answer(invitation_of(meeting, city.north), city.north_clerk, person("娄清"))
    office = export(city.meeting_clerk, meeting)
    assert [cell.value for cell in office[0]][:3] == ["单位", "状态", "通知"]
    assert len(office) == 7
    assert office[5][5].value == "娄清（主任，1）"
    assert [row[0].value for row in export(city.north_clerk, meeting)[1:]] == ["桐梓县人民代表大会常务委员会"]


def test_a_name_never_becomes_a_formula(city, notified):
    meeting = notified()
    answer(invitation_of(meeting, city.north), city.north_clerk, person('=HYPERLINK("http://x.invalid")'))
    cell = export(city.north_clerk, meeting)[1][5]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_what_is_not_visible_or_no_meeting_is_not_exported(city, plan, notified):
    with pytest.raises(Http404):
        export(city.north_clerk, plan(title="未通知的会议", room=None, place="会展中心"))
    meeting = notified()
    with pytest.raises(Http404):
        export(city.meeting_clerk, meeting, ref=meeting.notice.ref)


def test_the_first_screen_shows_meetings_ahead_and_missing_answers(city, plan, notified):
    from django.apps import apps

    ahead, missing = apps.get_app_config("meetings").desk_panels
    meeting = notified()
    plan(title="另一次会议", room=None, place="会展中心", held_on=date(2026, 8, 3), answers_close_on=date(2026, 7, 30))
    assert [m.title for m in ahead.rows(city.meeting_clerk)] == ["全市人大常委会主任座谈会"]
    assert [m.title for m in ahead.rows(User.objects.get(pk=city.north_clerk.pk))] == ["全市人大常委会主任座谈会"]
    [row] = missing.rows(city.meeting_clerk)
    assert (row.missing, row.asked) == (6, 6)
    [row] = missing.rows(User.objects.get(pk=city.north_clerk.pk))
    assert (row.missing, row.asked) == (1, 1)
    answer(invitation_of(meeting, city.north), city.north_clerk, person())
    assert not missing.rows(User.objects.get(pk=city.north_clerk.pk))
    assert missing.rows(city.meeting_clerk)[0].missing == 5


def test_a_past_or_cancelled_meeting_leaves_the_first_screen(city, notified):
    from meetings import panels

    notified()
    clock.advance(to=datetime(2026, 6, 2, 9, 0, tzinfo=SHANGHAI))
    assert not panels.meetings_ahead(city.meeting_clerk)
    assert not panels.answers_missing(city.meeting_clerk)


def test_a_unit_whose_clerk_has_moved_on_is_answered_by_the_new_one(city, notified):
    invitation = invitation_of(notified(), city.south)
    Posting.objects.filter(user=city.south_clerk).update(until=date(2026, 5, 17))
    from congress.roles import UNIT_CLERK

    heir = account("new", "席见山", (UNIT_CLERK, city.south))
    with pytest.raises(NotYours):
        answer(invitation, User.objects.get(pk=city.south_clerk.pk), person())
    assert answer(invitation, heir, person()).state == "answered"


def test_a_unit_has_opened_the_notice_once_it_has_looked_at_the_notice_itself(city, notified, client):
    meeting = notified()
    messages.announce_deliveries()
    client.force_login(city.north_clerk)
    for page in (meeting, invitation_of(meeting, city.north)):
        assert "未打开" in client.get(page.get_absolute_url()).content.decode() or page is not meeting
    assert rows(meeting, city.meeting_clerk)["north-sc"].delivery_label == "未打开"
    assert Message.objects.get(user=city.north_clerk).read_at is None, "what tells of the notice is unread as well"
    client.get(meeting.notice.get_absolute_url())
    assert rows(meeting, city.meeting_clerk)["north-sc"].delivery_label == "已打开"
    assert rows(meeting, city.meeting_clerk)["south-sc"].delivery_label == "未打开"


def test_the_clerk_who_looks_at_the_board_opens_nothing_for_the_units(city, notified, client):
    meeting = notified()
    client.force_login(city.meeting_clerk)
    client.get(meeting.get_absolute_url())
    assert not Delivery.objects.exclude(opened_at=None).exists()


def test_what_is_begun_for_a_confined_meeting_is_confined_with_it(city, plan):
    people = [city.meeting_clerk, city.secretary, city.office_head, city.chair, city.north_clerk]
    entry = Entry(data={"people": people, "until": date(2027, 5, 18)}, note="人事事项")
    meeting = matters.take(plan(), "confine", city.meeting_clerk, entry=entry)
    meeting = matters.take(meeting, "draft_notice", city.meeting_clerk)
    assert meeting.notice.is_confidential
    Posting.objects.filter(user=city.south_clerk).update(until=date(2026, 5, 17))  # so that it goes out without them
    dispatch(city, meeting.notice)
    Posting.objects.filter(user=city.south_clerk).update(until=None)
    seen = {user: set(Invitation.objects.visible_to(user)) for user in (city.north_clerk, city.south_clerk)}
    assert seen == {city.north_clerk: {invitation_of(meeting, city.north)}, city.south_clerk: set()}
    assert not Meeting.objects.visible_to(city.south_clerk).exists()
    assert Meeting.objects.visible_to(city.north_clerk).get() == meeting
