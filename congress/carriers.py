"""Who carries a message out of the house: the mail server, and a webhook of 企业微信, 钉钉 or a gateway.

A carrier takes a batch and says for each row how it ended: surely posted,
surely not, or unknown.  RFC 5321 §4.5.3 is why the line between the last two
lies at the end of DATA.
"""

from __future__ import annotations

import http.client
import json
import smtplib
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from congress.models import Outbox

PATIENCE = 10  # seconds for the answer of a webhook
MOST_OF_ANSWER = 64 * 1024  # bytes of the answer that are read


@dataclass(frozen=True)
class Outcome:
    """How the posting of one row ended.

    `is_final`: another try would end the same.  `is_cut_off`: the other side
    was not reached, so it makes no sense to try the next row at once.
    """

    state: str
    error: str = ""
    is_final: bool = False
    is_cut_off: bool = False


SENT = Outcome(Outbox.SENT)
Outcomes = dict[int, Outcome]


def unreached(fault: Exception) -> Outcome:
    """Nothing was posted, because nobody answered."""
    return Outcome(Outbox.FAILED, f"连接不上：{words(fault)}", is_cut_off=True)


def words(fault: Exception) -> str:
    """A fault in few words, without an address that might hold a key."""
    reason = getattr(fault, "strerror", None) or str(fault)
    return f"{type(fault).__name__} {reason}".strip()[:200]


# Mail ----------------------------------------------------------------------


def letter(row: Outbox) -> EmailMessage:
    """The mail of a row; its Message-ID is fixed, so that a mail sent twice is the same mail."""
    headers = {"Message-ID": row.message_id, "Auto-Submitted": "auto-generated"}
    return EmailMessage(row.subject, row.text, to=[row.address], headers=headers)


def post_mails(rows: list[Outbox]) -> Outcomes:
    """Post a batch over one connection."""
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as fault:
        return dict.fromkeys((row.pk for row in rows), unreached(fault))
    outcomes: Outcomes = {}
    last = SENT
    for row in rows:
        if not last.is_cut_off:
            last = _post_mail(connection, row)
        outcomes[row.pk] = last
    _drop(connection)
    return outcomes


def _post_mail(connection: Any, row: Outbox) -> Outcome:
    mail = letter(row)
    if isinstance(connection, EmailBackend):
        return _by_smtp(connection, mail)
    try:  # letters that are laid into a folder
        connection.send_messages([mail])
    except OSError as fault:
        return Outcome(Outbox.FAILED, words(fault))
    return SENT


def _by_smtp(connection: EmailBackend, mail: EmailMessage) -> Outcome:
    """One letter in its stages: before DATA it surely was not sent, after a broken DATA nobody knows."""
    data = mail.message().as_bytes(linesep="\r\n")
    try:
        connection.open()  # nothing, unless the line broke at the letter before
    except (OSError, smtplib.SMTPException) as fault:
        return unreached(fault)
    line = connection.connection
    try:
        line.ehlo_or_helo_if_needed()
        for answer in (line.mail(settings.DEFAULT_FROM_EMAIL), line.rcpt(mail.to[0])):
            if answer[0] not in (250, 251):
                line.rset()
                return _refused(*answer)
    except (OSError, smtplib.SMTPException) as fault:
        _drop(connection)
        return Outcome(Outbox.FAILED, words(fault))
    return _hand_over(connection, data)


def _hand_over(connection: EmailBackend, data: bytes) -> Outcome:
    line = connection.connection
    try:
        answer = line.data(data)
    except smtplib.SMTPDataError as fault:  # refused before the text was handed over
        _drop(connection)
        return _refused(fault.smtp_code, fault.smtp_error)
    except (OSError, smtplib.SMTPException) as fault:
        _drop(connection)
        return Outcome(Outbox.UNKNOWN, f"交付邮件时连接中断，不知是否送达：{words(fault)}")
    return SENT if answer[0] == 250 else _refused(*answer)


def _refused(code: int, answer: bytes | str) -> Outcome:
    """The server said no; 5xx it will say again (RFC 5321 §4.2.1)."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return Outcome(Outbox.FAILED, f"邮件服务器拒收：{code} {text}", is_final=code >= 500)


def _drop(connection: Any) -> None:
    """Say goodbye if somebody still listens."""
    line = getattr(connection, "connection", None)
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        if line is not None:
            line.close()


# Webhook -------------------------------------------------------------------

# What each kind of receiver wants to read; WEBHOOK_FORMAT names one.
FORMATS = {
    "wecom": lambda row: {"msgtype": "text", "text": {"content": row.text}},
    "dingtalk": lambda row: {"msgtype": "text", "text": {"content": row.text}},
    "plain": lambda row: {"id": row.message_id, "subject": row.subject, "text": row.text},
}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The address is the one in the settings; an answer cannot name another."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def post_webhooks(rows: list[Outbox]) -> Outcomes:
    """Post each row as JSON to WEBHOOK_URL."""
    outcomes: Outcomes = {}
    last = SENT
    for row in rows:
        if not last.is_cut_off:
            last = _post_webhook(row)
        outcomes[row.pk] = last
    return outcomes


def _post_webhook(row: Outbox) -> Outcome:
    if not settings.WEBHOOK_URL:
        return Outcome(Outbox.FAILED, "没有配置消息接口（WEBHOOK_URL）。", is_final=True)
    body = json.dumps(FORMATS[settings.WEBHOOK_FORMAT](row), ensure_ascii=False).encode()
    request = urllib.request.Request(  # noqa: S310  the scheme is checked at start-up
        settings.WEBHOOK_URL, body, {"Content-Type": "application/json; charset=utf-8"}
    )
    try:
        with _opener.open(request, timeout=PATIENCE) as answer:
            return _understood(answer.read(MOST_OF_ANSWER))
    except urllib.error.HTTPError as fault:
        with fault:
            return Outcome(Outbox.FAILED, f"消息接口拒收：HTTP {fault.code}")
    except urllib.error.URLError as fault:  # while connecting or sending the request
        return unreached(fault.reason if isinstance(fault.reason, Exception) else fault)
    except (OSError, http.client.HTTPException) as fault:  # while waiting for the answer
        return Outcome(Outbox.UNKNOWN, f"消息接口没有应答，不知是否送达：{words(fault)}")


def _understood(answer: bytes) -> Outcome:
    """企业微信 and 钉钉 say no with status 200 and an errcode."""
    try:
        code = json.loads(answer or b"{}").get("errcode", 0)
    except (ValueError, AttributeError):
        return SENT
    return SENT if code == 0 else Outcome(Outbox.FAILED, f"消息接口拒收：errcode {code}")


CARRIERS = {Outbox.MAIL: post_mails, Outbox.WEBHOOK: post_webhooks}
