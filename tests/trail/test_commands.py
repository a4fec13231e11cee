"""The trail checked from the command line, and its digests outside the database."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from congress import clock, matters, trail_digest
from congress.models import Event, Message
from tests.triggers import lifted


@pytest.fixture
def trail(city):
    """Some events."""
    for _ in range(3):
        matters.take(city.paper(), "submit", city.drafter)
    return Event.objects


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    """Digests of this test only."""
    settings.VAR = tmp_path


def tamper(sql):
    with lifted(), connection.cursor() as cursor:
        cursor.execute(sql)


def verify(capsys):
    call_command("audit_verify")
    return capsys.readouterr().out


def test_a_whole_trail_is_ok_with_its_count(trail, capsys):
    assert verify(capsys) == "OK：留痕共6条，全部相符。\n"


def test_an_empty_trail_is_ok(db, capsys):
    assert "共0条" in verify(capsys)


@pytest.mark.parametrize(
    ("sql", "row"),
    [
        ("UPDATE congress_event SET note = 'x' WHERE sequence = 4", 4),
        ("UPDATE congress_event SET body = '{}' WHERE sequence = 2", 2),
        ("UPDATE congress_event SET actor_name = '别人' WHERE sequence = 3", 3),
        ("DELETE FROM congress_event WHERE sequence = 5", 5),
        ("DELETE FROM congress_event WHERE sequence = 6", 7 - 1),
    ],
)
def test_the_first_bad_row_is_named(trail, sql, row):
    tamper(sql)
    with pytest.raises(CommandError, match=f"第{row}条不符"):
        call_command("audit_verify")


def test_the_digest_of_the_day_is_written_once_and_mailed(city, trail, capsys):
    call_command("audit_digest")
    path = Path(capsys.readouterr().out.strip())
    last = trail.order_by("-sequence").first()
    written = json.loads(path.read_text())
    assert written == {"day": "2026-05-18", "sequence": 6, "hash": last.hash}
    message = Message.objects.get()
    assert message.user == city.auditor
    assert last.hash in message.text
    city.paper()
    call_command("audit_digest")
    assert json.loads(path.read_text()) == written
    assert Message.objects.count() == 1
    clock.advance(days=1)
    assert trail_digest.write().name == "2026-05-19.json"


def test_without_events_there_is_no_digest(db, capsys):
    call_command("audit_digest")
    assert "还没有留痕" in capsys.readouterr().out


def test_a_trail_rewritten_as_a_whole_contradicts_its_digest(city, trail, capsys):
    """A chain alone would be content with this."""
    from congress import chain
    from congress.models import ChainHead

    trail_digest.write()
    assert "OK" in verify(capsys)
    rows = list(Event.objects.order_by("sequence"))
    rows[1].body = chain.canonical({**json.loads(rows[1].body), "account": "别人"})
    previous = rows[0].hash
    with lifted():
        for row in rows[1:]:
            row.previous_hash, row.hash = previous, chain.link(previous, row.body)
            previous = row.hash
        Event.objects.bulk_update(rows, ["body", "previous_hash", "hash"])
    ChainHead.objects.update(hash=previous)
    assert not list(chain.verify())
    with pytest.raises(CommandError, match="第6条不符：与2026-05-18留存的摘要不符"):
        call_command("audit_verify")
