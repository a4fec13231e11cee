"""The entrance: who may be asked, by what address, and what is written down about it."""

import json
import logging
import sys

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.core.checks import run_checks

from congress import site_checks, wsgi
from congress.logs import JsonLine


def ids():
    return {message.id for message in run_checks(tags=["security"]) if message.id.startswith("site.")}


def test_plain_http_is_for_this_machine_only(settings):
    assert site_checks.only_loopback_speaks_plain_http(None) == []
    settings.SITE_URL, settings.SITE_IS_LOCAL = "http://oa.example.invalid", False
    assert "site.E001" in ids()
    settings.SITE_URL, settings.SITE_IS_SECURE = "https://oa.example.invalid", True
    assert "site.E001" not in ids()


def test_a_demo_on_the_net_is_warned_of(settings):
    settings.DEMO, settings.SITE_IS_LOCAL, settings.SITE_IS_SECURE = True, False, True
    assert "site.W001" in ids()


def test_a_proxy_that_is_not_named_is_warned_of(settings):
    """Everybody would come from its address, and one stranger's guesses shut the whole office out."""
    settings.SITE_URL, settings.SITE_IS_SECURE, settings.TRUSTED_PROXIES = "https://oa.example.invalid", True, []
    assert "site.W002" in ids()
    settings.TRUSTED_PROXIES = ["10.0.0.9"]
    assert "site.W002" not in ids()
    settings.SITE_IS_SECURE, settings.TRUSTED_PROXIES = False, []
    assert "site.W002" not in ids(), "on this machine there is no proxy"


@pytest.mark.parametrize(
    ("trusted", "forwarded", "seen"),
    [
        (["10.0.0.9"], "203.0.113.7", "203.0.113.7"),
        (["10.0.0.9"], "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # the first was sent by the reader himself
        (["10.0.0.9"], "", "10.0.0.9"),
        ([], "203.0.113.7", "10.0.0.9"),
    ],
)
def test_only_our_own_proxy_is_believed(settings, monkeypatch, trusted, forwarded, seen):
    settings.TRUSTED_PROXIES = trusted
    monkeypatch.setattr(wsgi, "django_application", lambda environ, start: environ["REMOTE_ADDR"])
    assert wsgi.application({"REMOTE_ADDR": "10.0.0.9", "HTTP_X_FORWARDED_FOR": forwarded}, None) == seen


def test_a_log_line_is_one_line_of_json_with_nothing_that_was_not_meant(caplog):
    try:
        raise ValueError("两行\n说明")
    except ValueError:
        record = logging.LogRecord("congress", logging.ERROR, __file__, 1, "出错 %s", ("一",), sys.exc_info())
    record.ref, record.password = "abc", "secret"
    text = JsonLine().format(record)
    line = json.loads(text)
    assert "\n" not in text
    assert (line["message"], line["ref"], line["level"]) == ("出错 一", "abc", "ERROR")
    assert "secret" not in text


def test_a_password_is_kept_by_argon2id_of_the_agreed_size(settings):
    settings.PASSWORD_HASHERS = ["congress.hashers.OfficeArgon2"]
    kept = make_password("Demo-2026-renda")
    assert kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password("Demo-2026-renda", kept)
