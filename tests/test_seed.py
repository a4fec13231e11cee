"""The demo city is built by taking steps: its trail is real, and every desk has something on it."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from congress import chain, clock, desk
from congress.demo import persons
from congress.messages import Directory
from congress.models import Delivery, Event, IssuedPaper, Message, Organisation, Outbox, OutgoingPaper, Tenure, User
from congress.roles import ROLES
from meetings.models import Meeting
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo, once for this module, undone at its end."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        clock.running_from(MONDAY.replace(month=11, day=23, hour=0, minute=5)),
    ):
        out = io.StringIO()
        call_command("seed", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


def test_the_trail_of_the_demo_verifies(demo):
    assert list(chain.verify()) == []


def test_nothing_in_the_demo_lies_ahead_of_the_moment_of_loading_it_however_early_that_is(demo):
    now = clock.now()
    assert now.hour == 0, "five past midnight"
    for model, field in ((Event, "at"), (Message, "sent_at"), (Delivery, "sent_at"), (Outbox, "made_at")):
        assert not model.objects.filter(**{f"{field}__gt": now}).exists(), model


def test_the_notice_of_2016_has_number_27_and_lies_as_a_pdf_where_the_command_says(demo):
    first = IssuedPaper.objects.order_by("pk").first()
    assert first.number_text == "遵人常办〔2016〕27号"
    told = Path(next(line for line in demo.splitlines() if line.startswith("第一份公文")).partition("：")[2])
    assert told.name == "遵人常办〔2016〕27号.pdf" and told.read_bytes().startswith(b"%PDF")
    assert first.matter.state == "archived"


def test_there_is_an_account_for_every_role_and_its_password_is_told(demo):
    held = {role for user in User.objects.all() for role in user.postings.values_list("role", flat=True)}
    assert set(ROLES) <= held
    assert persons.PASSWORD in demo and "xiaobai" in demo


def test_the_fourteen_counties_and_the_former_one_are_there_with_their_days(demo):
    counties = Organisation.objects.filter(kind="standing_committee", level="county")
    assert counties.count() == 15
    former = counties.get(key="zunyi-county")
    assert former.successor.key == "bozhou" and not former.holds_on(clock.today())
    names = set(
        Delivery.objects.filter(paper__number_text="遵人常办〔2016〕27号").values_list("organisation__key", flat=True)
    )
    assert "zunyi-county" in names and "bozhou" not in names


def test_something_waits_on_each_desk(demo):
    states = set(OutgoingPaper.objects.values_list("state", flat=True))
    assert {"draft", "checking", "signing", "dispatched", "archived"} <= states
    ahead = Meeting.objects.get(state="notified")
    assert ahead.invitations.filter(state="invited").count() >= 3
    assert ahead.invitations.filter(attendees__is_leave=True).exists()


def test_each_message_carries_the_time_of_its_dispatch(demo):
    told = Message.objects.filter(key__startswith="paper.").select_related("matter")
    sent = dict(Delivery.objects.values_list("paper__matter", "sent_at"))
    assert told.exists() and not Delivery.objects.filter(announced_at=None).exists()
    assert all(message.sent_at == sent[message.matter_id] for message in told)
    assert len({message.sent_at.date() for message in told}) > 5
    assert {timezone.localtime(message.sent_at).hour for message in told} <= set(range(8, 18)), "in office hours"


def test_what_is_over_is_read_and_what_is_under_way_waits_to_be(demo):
    unread = Message.objects.filter(read_at=None)
    assert not unread.filter(sent_at__lt=clock.now() - timedelta(days=7)).exists()
    assert {message.user.username for message in unread} >= {"tongzi-office", "renhuai-office"}
    assert not Outbox.objects.filter(state=Outbox.WAITING, made_at__lt=clock.now() - timedelta(days=7)).exists()


def test_somebody_is_expected_of_each_unit_that_is_asked_and_can_answer_for_it(demo):
    ahead = Meeting.objects.get(state="notified")
    directory = Directory()
    for invitation in ahead.invitations.select_related("organisation"):
        place = invitation.organisation
        assert invitation.expected, place
        assert directory.holders(place, ("unit_clerk", "unit_head")), place


def test_a_body_of_the_organ_that_gets_the_notice_is_asked_or_its_head_is_expected_under_another_post(demo):
    ahead = Meeting.objects.get(state="notified")
    expected = " ".join(invitation.expected_text for invitation in ahead.invitations.all())
    for place in ahead.notice.recipients.exclude(pk__in=ahead.invited):
        head = Tenure.objects.on(ahead.held_on).get(organisation=place, office__in=("body_director", "committee_chair"))
        assert f"{head.person.name}（" in expected and f"兼{head.title}" in expected, place


def test_the_head_of_the_office_answers_for_the_organ_and_is_not_bothered_with_its_bodies(demo):
    user = User.objects.get(username="qiwangshu")
    ahead = Meeting.objects.get(state="notified")
    answers = [line for group in desk.desk_of(user).groups for line in group.rows if line.todo.step == "answer"]
    assert [line.matter.pk for line in answers] == [ahead.invitations.get(organisation__key="zunyi").pk]


def test_nobody_of_the_input_is_in_the_demo(demo):
    assert not Tenure.objects.filter(person__name="余遵义").exists()


def test_the_demo_is_not_mixed_with_an_offices_own_data(demo):
    call_command("seed", if_empty=True)
    with pytest.raises(CommandError, match="已有机构"):
        call_command("seed")
