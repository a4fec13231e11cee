"""Telling people: in the house, and what goes into the outbox."""

import pytest

from congress import clock, matters, messages
from congress.models import Delivery, Message, Organisation, Outbox, Posting, User


def test_one_message_in_the_house_and_one_letter_outside(city):
    paper = city.paper()
    messages.send(city.drafter, "文稿被退回", "returned.1", paper)
    message = Message.objects.get()
    assert (message.user, message.matter_id, message.text) == (city.drafter, paper.pk, "文稿被退回")
    letter = Outbox.objects.get()
    assert (letter.channel, letter.address) == ("mail", city.drafter.email)
    assert f"http://127.0.0.1:8000{paper.get_absolute_url()}" in letter.text


def test_the_same_key_a_second_time_says_nothing(city):
    for _ in range(2):
        messages.send(city.drafter, "一次", "once")
    messages.send(city.chair, "一次", "once")
    assert Message.objects.count() == Outbox.objects.count() == 2


def test_whoever_has_no_address_gets_no_letter(city):
    city.drafter.email = ""
    city.drafter.save()
    messages.send(city.drafter, "站内", "inside")
    messages.send(city.chair, "站内", "inside", mail=False)
    assert Message.objects.count() == 2
    assert not Outbox.objects.exists()


def test_the_group_hears_it_once_however_many_are_told(city, settings):
    settings.WEBHOOK_URL = "http://127.0.0.1:9/robot?key=secret"
    for user in (city.drafter, city.chair):
        messages.send(user, "公文已分发", "paper.1", webhook=True)
    posts = Outbox.objects.filter(channel="webhook")
    assert posts.count() == 1
    assert "secret" not in str(posts.values()[0])


def test_a_subject_is_one_line(city):
    messages.send(city.drafter, "第一行\r\nBcc: all@example.invalid", "lines")
    assert Outbox.objects.get().subject == "第一行 Bcc: all@example.invalid"


def test_a_transaction_that_fails_tells_nobody(city):
    with pytest.raises(ZeroDivisionError), matters.deed():
        messages.send(city.drafter, "不该有", "never")
        raise ZeroDivisionError
    assert not Message.objects.exists()
    assert not Outbox.objects.exists()


# The recipients of a paper


def test_those_who_sign_for_a_unit_are_told_of_a_dispatched_paper(city):
    city.dispatched()
    assert messages.announce_deliveries() == 2
    told = set(Message.objects.values_list("user__username", flat=True))
    assert told == {"tongzi", "bian", "meitan"}
    assert "收到来文，请签收：遵人常办〔2026〕1号《关于召开座谈会的通知》" in Message.objects.first().text
    assert not Delivery.objects.filter(announced_at=None).exists()


def test_a_second_sweep_is_silent(city):
    city.dispatched()
    messages.announce_deliveries()
    assert messages.announce_deliveries() == 0
    assert Message.objects.count() == 3


def test_a_sweep_that_was_repeated_after_a_kill_tells_nobody_twice(city):
    """The mark lost, the message kept: what a broken restore might leave."""
    city.dispatched()
    messages.announce_deliveries()
    Delivery.objects.update(announced_at=None)
    messages.announce_deliveries()
    assert Message.objects.count() == Outbox.objects.count() == 3


def test_a_batch_that_breaks_leaves_neither_message_nor_mark(city, monkeypatch):
    city.dispatched()
    monkeypatch.setattr(messages.Delivery.objects, "filter", messages.Delivery.objects.filter)
    real = messages.send_all

    def broken(notes):
        real(notes)
        raise OSError("killed")

    monkeypatch.setattr(messages, "send_all", broken)
    with pytest.raises(OSError, match="killed"):
        messages.announce_deliveries()
    assert not Message.objects.exists()
    assert Delivery.objects.filter(announced_at=None).count() == 2


def test_batches_follow_each_other_to_the_end(city, monkeypatch):
    monkeypatch.setattr(messages, "BATCH", 1)
    city.dispatched()
    assert messages.announce_deliveries() == 2


def test_a_confidential_paper_is_announced_without_title_and_number(city):
    city.confined(city.dispatched(title="关于金丝雀的通知"), city.north_clerk)
    messages.announce_deliveries()
    letter = Outbox.objects.first()
    for text in (letter.subject, letter.text, Message.objects.first().text):
        assert "金丝雀" not in text
        assert "〔2026〕" not in text
        assert "一件限定知悉范围的事项" in text


def test_an_ended_posting_and_a_closed_account_are_not_told(city):
    posting = city.north_clerk.postings.get()
    posting.until = clock.today().replace(day=1)
    posting.save()
    city.south_clerk.is_active = False
    city.south_clerk.save()
    city.dispatched()
    messages.announce_deliveries()
    assert set(Message.objects.values_list("user__username", flat=True)) == {"bian"}


# Who is where


@pytest.fixture
def section(city):
    """A section of the north county's committee."""
    return Organisation.objects.create(
        key="north-section", name="科", short_name="科", kind="office_section",
        level="county", parent=city.north,
    )  # fmt: skip


def names(users):
    return {user.username for user in users}


def test_a_role_reaches_what_lies_below_and_not_beside(city, section):
    directory = messages.Directory()
    assert names(directory.holders(section, ["unit_clerk"])) == {"tongzi"}
    assert names(directory.holders(city.south, ["unit_clerk"])) == {"meitan"}
    assert names(directory.holders(city.office, ["unit_clerk"])) == set()


def test_a_role_held_below_does_not_reach_above(city, section):
    user = User.objects.create_user("below", kind="business")
    Posting.objects.create(user=user, organisation=section, role="unit_clerk")
    directory = messages.Directory()
    assert names(directory.holders(city.north, ["unit_clerk"])) == {"tongzi"}


def test_an_ended_body_is_in_its_successors_hands(city):
    for ended, successor in ((city.bureau, city.township), (city.township, city.south)):
        ended.until, ended.successor = clock.today().replace(day=1), successor
        ended.save()
    directory = messages.Directory()
    assert names(directory.holders(city.bureau, ["unit_clerk"])) == {"meitan"}


def test_two_bodies_that_name_each_other_end_no_sweep(city):
    for ended, successor in ((city.bureau, city.township), (city.township, city.bureau)):
        ended.until, ended.successor = clock.today().replace(day=1), successor
        ended.save()
    assert messages.Directory().holders(city.bureau, ["unit_clerk"]) == []


def test_the_nearest_heads_are_those_of_the_body_or_of_the_next_above(city, section):
    directory = messages.Directory()
    assert names(directory.heads(section)) == {"bian"}
    assert names(directory.heads(city.research)) == {"qi", "zhang"}
    assert directory.heads(city.bureau) == []
