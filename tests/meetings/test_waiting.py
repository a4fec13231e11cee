"""A meeting that waits for its notice says what it waits for and who has that in hand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congress import awaited, matters
from congress.matters import Entry
from congress.models import OutgoingPaper, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def noticing(city, plan):
    return matters.take(plan(), "draft_notice", city.meeting_clerk)


def page(client, user, meeting) -> str:
    client.force_login(user)
    return client.get(meeting.get_absolute_url()).content.decode()


def test_the_page_names_the_notice_its_state_and_who_has_it(city, client, noticing):
    text = page(client, city.meeting_clerk, noticing)
    assert "没有必须办理的环节" not in text
    assert "通知发出，邀请参会" in text
    assert f'等待<a href="{noticing.notice.get_absolute_url()}">{noticing.notice.title}</a>（拟稿）' in text
    assert "送审：市人大常委会 会务（柏小舟），2026年5月21日前" in text


def test_what_is_owed_only_at_need_is_no_primary_button_until_then(city, client, noticing):
    client.force_login(city.meeting_clerk)
    address = noticing.get_absolute_url()
    assert client.get(address).context["primary"] is None
    matters.take(noticing.notice, "discard", city.meeting_clerk, entry=Entry(note="另拟"))
    assert client.get(address).context["primary"].step.key == "redraft"


def test_it_follows_the_notice_from_hand_to_hand(city, client, noticing):
    matters.take(noticing.notice, "submit", city.meeting_clerk)
    text = page(client, city.meeting_clerk, noticing)
    assert "（待审核）" in text and "审核通过：市人大常委会 办公室负责人" in text


def test_who_may_not_see_the_draft_is_told_of_its_kind_only(city, client, noticing):
    text = page(client, city.chair, noticing)
    assert "等待发文（拟稿）" in text
    assert noticing.notice.title not in text and noticing.notice.ref not in text


def test_a_dropped_notice_is_not_waited_for(city, client, noticing):
    matters.take(noticing.notice, "discard", city.meeting_clerk, entry=Entry(note="另拟"))
    text = page(client, city.meeting_clerk, noticing)
    assert "通知发出，邀请参会" not in text and "重新拟写通知" in text


def test_once_it_is_dispatched_nothing_is_waited_for(city, notified):
    meeting = notified()
    assert awaited.by(meeting, User.objects.get(pk=city.meeting_clerk.pk)) == []


def test_what_waits_for_no_part_asks_nothing(city):
    paper = city.paper()
    with CaptureQueriesContext(connection) as queries:
        assert awaited.by(paper, city.drafter) == []
    assert len(queries) == 0


def test_twenty_parts_cost_one_count_more_than_one_and_only_the_first_are_read_and_named(city, noticing):
    def cost() -> int:
        user = User.objects.get(pk=city.meeting_clerk.pk)
        user.postings_now()
        with CaptureQueriesContext(connection) as queries:
            awaited.by(noticing, user)
        assert f"LIMIT {awaited.SHOWN + 1}" in "".join(query["sql"] for query in queries)
        return len(queries)

    one = cost()
    more = [city.paper(title=f"关于第{n}件的通知", by=city.meeting_clerk) for n in range(20)]
    OutgoingPaper.objects.filter(pk__in=[paper.pk for paper in more]).update(whole=noticing.pk)
    assert cost() == one + 1
    found = awaited.by(noticing, User.objects.get(pk=city.meeting_clerk.pk))
    assert (len(found), found[-1].others) == (awaited.SHOWN, 21 - awaited.SHOWN)
