"""The way out of the house: posted at most once, and never silent about what is not known."""

import json
import smtplib
import socket
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.mail.backends.smtp import EmailBackend

from congress import carriers, clock, outbox
from congress.models import Outbox

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def letter(key="k", channel="mail", **fields):
    fields.setdefault("address", f"{key}@example.invalid")
    return Outbox.objects.create(channel=channel, subject="主题", text="内容", key=key, **fields)


def state(row):
    row.refresh_from_db()
    return row.state


def test_a_letter_is_posted_once_with_its_fixed_message_id(db):
    row = letter()
    assert outbox.deliver() == 1
    assert outbox.deliver() == 0
    sent = mail.outbox[0]
    assert sent.extra_headers["Message-ID"] == row.message_id
    assert sent.to == ["k@example.invalid"]
    assert state(row) == "sent"
    assert row.sent_at is not None


def test_a_letter_whose_time_has_not_come_waits(db):
    row = letter(next_try_at=clock.now() + timedelta(minutes=5))
    assert outbox.deliver() == 0
    assert state(row) == "waiting"


def test_a_row_in_the_hands_of_a_dead_worker_becomes_unknown_and_is_not_repeated(city):
    row = letter(next_try_at=clock.now())
    assert [one.pk for one in outbox.claim("mail")] == [row.pk]  # and here the worker dies
    assert outbox.deliver() == 0
    assert state(row) == "sending"
    clock.advance(minutes=16)
    assert outbox.deliver() == 0
    assert state(row) == "unknown"
    assert "人工核实" in row.error
    clock.advance(hours=12)
    assert outbox.deliver() == 0
    assert not mail.outbox


def test_a_worker_that_comes_back_late_does_not_overrule_what_was_decided(city):
    row = letter(next_try_at=clock.now())
    rows = outbox.claim("mail")
    clock.advance(minutes=16)
    outbox.give_up_lost()
    outbox.settle(rows, {row.pk: carriers.SENT})
    assert state(row) == "unknown"


def test_what_is_claimed_is_not_claimed_again(db):
    letter()
    assert len(outbox.claim("mail")) == 1
    assert outbox.claim("mail") == []


def test_only_the_unknown_and_the_failed_are_for_people_to_decide(db):
    for key, decide in (("a", outbox.resend), ("b", outbox.mark_as_sent)):
        row = letter(key, state=Outbox.SENDING)
        decide(row)
        assert state(row) == "sending"


def test_a_letter_that_a_person_sends_again_is_the_same_letter(db):
    row = letter(state=Outbox.UNKNOWN, attempts=12)
    outbox.resend(row)
    outbox.deliver()
    assert mail.outbox[0].extra_headers["Message-ID"] == row.message_id
    assert state(row) == "sent"


def test_without_a_mail_server_the_letters_lie_in_a_folder(db, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    outbox_row = letter()
    outbox.deliver()
    assert state(outbox_row) == "sent"
    assert any("k@example.invalid" in path.read_text() for path in tmp_path.iterdir())


# A mail server


class Sink:
    """A mail server on this machine that does what the test says at each stage."""

    def __init__(self):
        self.letters, self.sessions = [], set()
        self.on_rcpt = self.on_data = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.sessions.add(id(session))
        if self.on_rcpt and (answer := self.on_rcpt(address)):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(envelope)
        if self.on_data and (answer := self.on_data(server, envelope)):
            return answer
        return "250 OK"


@pytest.fixture
def sink(settings):
    """The server, running."""
    handler = Sink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = SMTP
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield handler
    controller.stop()


def test_many_letters_go_over_one_connection(city, sink):
    for number in range(outbox.BATCH):
        letter(f"k{number}")
    assert outbox.deliver() == outbox.BATCH
    assert len(sink.letters) == outbox.BATCH
    assert len(sink.sessions) == 1
    text = sink.letters[0].content.decode()
    assert "Message-ID: <" in text
    assert "Auto-Submitted: auto-generated" in text


def test_a_refused_address_is_final_and_the_next_letter_goes_out(city, sink):
    sink.on_rcpt = lambda address: "550 no such user" if address.startswith("bad") else None
    bad, good = letter("bad"), letter("good")
    assert outbox.deliver() == 1
    assert (state(bad), state(good)) == ("failed", "sent")
    assert "550 no such user" in bad.error


def test_a_server_that_is_busy_is_tried_again_later_and_ever_later(city, sink):
    sink.on_rcpt = lambda address: "451 try later"
    row = letter(next_try_at=clock.now())
    waits = []
    for _ in range(outbox.MOST_ATTEMPTS - 1):
        outbox.deliver()
        assert state(row) == "waiting"
        waits.append((row.next_try_at - clock.now()) // timedelta(minutes=1))
        clock.advance(to=row.next_try_at)
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]
    outbox.deliver()
    assert state(row) == "failed"
    assert not sink.letters


def test_a_text_the_server_refuses_has_failed(city, sink):
    sink.on_data = lambda server, envelope: "554 spam"
    row = letter()
    outbox.deliver()
    assert state(row) == "failed"
    assert "554 spam" in row.error


def test_a_line_that_breaks_after_the_text_leaves_the_outcome_unknown(city, sink):
    def cut(server, envelope):
        if envelope.rcpt_tos == ["lost@example.invalid"]:
            server.transport.abort()

    sink.on_data = cut
    before, lost, after = letter("before"), letter("lost"), letter("after")
    assert outbox.deliver() == 2
    assert [state(row) for row in (before, lost, after)] == ["sent", "unknown", "sent"]
    assert "不知是否送达" in lost.error
    clock.advance(days=1)
    outbox.deliver()
    assert len(sink.letters) == 3  # the lost one was not said a second time


def test_a_line_that_breaks_before_the_text_is_tried_again(city, sink, monkeypatch):
    def broken(self, *args):
        raise smtplib.SMTPServerDisconnected("gone")

    row = letter(next_try_at=clock.now())
    with monkeypatch.context() as patch:
        patch.setattr(smtplib.SMTP, "rcpt", broken)
        outbox.deliver()
    assert state(row) == "waiting"
    clock.advance(minutes=2)
    outbox.deliver()
    assert state(row) == "sent"


def test_a_text_not_asked_for_was_surely_not_sent(city, sink, monkeypatch):
    def refuse(self, text):
        raise smtplib.SMTPDataError(451, b"not now")

    row = letter(next_try_at=clock.now())
    monkeypatch.setattr(smtplib.SMTP, "data", refuse)
    outbox.deliver()
    assert state(row) == "waiting"


def test_when_nobody_answers_the_batch_waits_and_the_sweep_ends(city, settings):
    settings.EMAIL_BACKEND = SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    rows = [letter(f"k{number}", next_try_at=clock.now()) for number in range(outbox.BATCH + 1)]
    assert outbox.deliver() == 0
    states = [state(row) for row in rows]
    assert states == ["waiting"] * len(rows)
    assert rows[0].attempts == 1
    assert rows[-1].attempts == 0
    assert "连接不上" in rows[0].error


def test_a_server_that_dies_within_a_batch_leaves_the_rest_waiting(city, sink, monkeypatch):
    """The first letter broke the line, and nobody answers when it is taken up again."""
    first, second, third = (letter(key, next_try_at=clock.now()) for key in ("1", "2", "3"))
    sink.on_data = lambda server, envelope: server.transport.abort()
    real = EmailBackend.open

    def once(self):
        monkeypatch.setattr(EmailBackend, "open", gone)
        return real(self)

    def gone(self):
        if self.connection is None:
            raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(EmailBackend, "open", once)
    assert outbox.deliver() == 0
    assert [state(row) for row in (first, second, third)] == ["unknown", "waiting", "waiting"]


def test_a_server_that_slams_the_door_at_the_end_has_the_letters_all_the_same(db, sink, monkeypatch):
    def slam(self):
        raise OSError("gone")

    monkeypatch.setattr(smtplib.SMTP, "quit", slam)
    row = letter()
    assert outbox.deliver() == 1
    assert state(row) == "sent"


def test_a_full_disk_keeps_the_letter_waiting(db, settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    def full(self, messages):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", full)
    row = letter()
    outbox.deliver()
    assert state(row) == "waiting"


# A webhook


@pytest.fixture
def robot(settings):
    """A receiver of JSON that answers as it is told."""

    class Robot(BaseHTTPRequestHandler):
        answer, status, seen, delay = b'{"errcode": 0}', 200, [], 0
        location = ""

        def do_POST(self):
            length = int(self.headers["Content-Length"])
            Robot.seen.append(json.loads(self.rfile.read(length)))
            if Robot.delay:
                threading.Event().wait(Robot.delay)
            self.send_response(Robot.status)
            if Robot.location:
                self.send_header("Location", Robot.location)
            self.end_headers()
            self.wfile.write(Robot.answer)

        def log_message(self, *args):
            pass

    Robot.seen = []
    server = HTTPServer(("127.0.0.1", 0), Robot)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.WEBHOOK_URL = f"http://127.0.0.1:{server.server_port}/robot?key=secret"
    settings.WEBHOOK_FORMAT = "wecom"
    yield Robot
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("shape", "posted"),
    [
        ("wecom", {"msgtype": "text", "text": {"content": "内容"}}),
        ("dingtalk", {"msgtype": "text", "text": {"content": "内容"}}),
    ],
)
def test_a_robot_reads_its_own_format(db, settings, robot, shape, posted):
    settings.WEBHOOK_FORMAT = shape
    row = letter(channel="webhook")
    assert outbox.deliver() == 1
    assert robot.seen == [posted]
    assert state(row) == "sent"


def test_a_gateway_gets_subject_text_and_id(db, settings, robot):
    settings.WEBHOOK_FORMAT = "plain"
    row = letter(channel="webhook")
    outbox.deliver()
    assert robot.seen == [{"id": row.message_id, "subject": "主题", "text": "内容"}]


@pytest.mark.parametrize(
    ("status", "answer", "became"),
    [
        (200, b"thank you", "sent"),
        (200, b"", "sent"),
        (200, b'{"errcode": 45009}', "waiting"),
        (500, b"", "waiting"),
        (404, b"", "waiting"),
    ],
)
def test_what_a_robot_answers_decides(db, robot, status, answer, became):
    robot.status, robot.answer = status, answer
    row = letter(channel="webhook")
    outbox.deliver()
    assert state(row) == became
    assert "secret" not in row.error


def test_a_robot_cannot_send_us_elsewhere(db, robot):
    robot.status, robot.location = 302, "http://127.0.0.1:9/elsewhere"
    row = letter(channel="webhook")
    outbox.deliver()
    assert state(row) == "waiting"
    assert "302" in row.error


def test_a_robot_that_does_not_answer_leaves_the_outcome_unknown(db, robot, monkeypatch):
    monkeypatch.setattr(carriers, "PATIENCE", 0.2)
    robot.delay = 1
    row = letter(channel="webhook")
    outbox.deliver()
    assert state(row) == "unknown"


def test_a_robot_that_is_away_is_tried_again(db, settings):
    settings.WEBHOOK_URL = "http://127.0.0.1:9/robot?key=secret"
    rows = [letter(key, channel="webhook") for key in "ab"]
    assert outbox.deliver() == 0
    assert [state(row) for row in rows] == ["waiting"] * 2
    assert "secret" not in rows[0].error


def test_without_an_address_the_post_has_failed(db, settings):
    settings.WEBHOOK_URL = ""
    row = letter(channel="webhook")
    outbox.deliver()
    assert state(row) == "failed"
    assert "WEBHOOK_URL" in row.error
