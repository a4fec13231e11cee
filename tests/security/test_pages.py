"""What every answer carries, and what no answer tells."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from congress import clock, files, matters, reminders
from congress.logs import JsonLine
from congress.matters import Entry
from congress.models import Outbox
from tests.cast import PASSWORD
from tests.signin.doors import authenticator, code, sign_in, signed_in
from tests.test_url_matrix import attachment_of, notified

POSTS = (
    "/sign-in/", "/sign-in/code/", "/sign-out/", "/account/code/", "/account/password/", "/messages/",
    "/new/paper/draft/", "/new/meeting/plan/", "/preview/?step=draft", "/papers/autosave/?step=draft",
    "/console/congress/organisation/add/", "/console/congress/user/add/", "/console/congress/event/verify/",
    "/console/logout/", "/console/login/",
)  # fmt: skip


@pytest.mark.parametrize("name", ["secretary", "system", "auditor", None])
@pytest.mark.parametrize("address", POSTS)
def test_nothing_is_posted_without_the_token_of_the_form(city, address, name):
    browser = signed_in(getattr(city, name)) if name else Client()
    browser.handler.enforce_csrf_checks = True
    answer = browser.post(address, {"note": "x"}, headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


def test_no_step_is_taken_without_the_token_of_the_form(city):
    draft = city.paper()
    browser = signed_in(city.drafter)
    browser.handler.enforce_csrf_checks = True
    assert browser.post(f"/m/{draft.ref}/submit/", {"version": draft.version}).status_code == 403
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_the_content_policy_stands_on_every_answer_also_on_refusals_and_files(city, monkeypatch):
    paper = city.dispatched()
    digest, _ = files.keep([b"%PDF-1.4 x"])
    paper.papers.update(pdf_digest=digest)
    browser = signed_in(city.secretary)
    browser.raise_request_exception = False
    answers = [
        browser.get(address)
        for address in (
            "/", f"/m/{paper.ref}/", f"/paper/{paper.papers.get().ref}.pdf", f"/file/{attachment_of(paper)}/",
            "/list/paper/export/", "/m/aaaaaaaaaaaa/", "/nowhere", "/console/", "/console/nowhere/", "/sign-out/",
            "/console/congress/person/?phone__contains=1",
        )
    ]  # fmt: skip
    answers += [Client().get("/sign-in/"), Client().get("/")]
    refused = browser.get("/", headers={"host": "elsewhere.example"})
    assert "frame-ancestors 'none'" in refused.headers["Content-Security-Policy"]
    monkeypatch.setattr("congress.desk.desk_of", lambda user: 1 / 0)
    answers.append(browser.get("/"))
    assert answers[-1].status_code == 500
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy, answer.request["PATH_INFO"]
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"


def test_a_fault_shows_neither_its_reason_nor_the_address_of_a_file(city, monkeypatch):
    browser = signed_in(city.secretary)
    browser.raise_request_exception = False
    monkeypatch.setattr("congress.desk.desk_of", lambda user: Path("/etc/secret-of-mine").read_text())
    text = browser.get("/").content.decode()
    assert "secret-of-mine" not in text
    assert "Traceback" not in text
    assert city.secretary.username not in text


@pytest.mark.parametrize("host", ["elsewhere.example", "127.0.0.1.elsewhere.example", "x@127.0.0.1", "127.0.0.1/x"])
def test_a_foreign_host_is_turned_away_and_named_nowhere(city, host):
    for browser in (Client(), signed_in(city.drafter)):
        for address in ("/", "/sign-in/", "/m/aaaaaaaaaaaa/"):
            answer = browser.get(address, headers={"host": host})
            assert answer.status_code == 400
            assert "elsewhere" not in answer.content.decode()


def test_a_mail_leads_to_our_own_address_whatever_the_request_says(city, settings):
    settings.ALLOWED_HOSTS = ["elsewhere.example"]
    paper = city.paper()
    browser = signed_in(city.drafter)
    where = {"host": "elsewhere.example", "x-forwarded-host": "elsewhere.example"}
    answer = browser.post(f"/m/{paper.ref}/submit/", {"version": paper.version}, headers=where)
    assert answer.status_code == 302
    clock.advance(days=9)
    reminders.remind()
    letters = Outbox.objects.all()
    assert letters
    for letter in letters:
        assert "elsewhere" not in letter.text + letter.subject
        assert settings.SITE_URL in letter.text


def test_cookies_are_bound_to_the_host_and_secure_where_the_site_is():
    """Settings are read once, so another process reads them for an https address."""
    names = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_HTTPONLY"
    names += (
        " CSRF_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE CSRF_COOKIE_SAMESITE ALLOWED_HOSTS SECURE_HSTS_SECONDS DEBUG"
    )
    told = (
        f"import json; from congress import settings as s; print(json.dumps([getattr(s, n) for n in {names.split()}]))"
    )
    environment = {"SITE_URL": "https://office.example", "CONGRESS_VAR": str(settings.VAR), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", told]
    told = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, check=True)
    found = json.loads(told.stdout)
    assert found[:2] == ["__Host-session", "__Host-csrf"]
    assert found[2:6] == [True] * 4
    assert found[6:8] == ["Lax", "Lax"]
    assert found[8] == ["office.example"]
    assert found[9] >= 31_536_000
    assert found[10] is False


def test_a_cookie_is_out_of_reach_of_scripts(city):
    browser = Client()
    sign_in(browser, city.drafter)
    for cookie in browser.cookies.values():
        assert cookie["httponly"] and cookie["samesite"] == "Lax" and not cookie["domain"], cookie.key


def test_the_log_of_a_whole_day_names_neither_password_nor_person_nor_text(city, caplog):
    """Sign-ins right and wrong, a paper and a meeting from end to end, a fault, a refusal, a wrong address."""
    caplog.set_level(logging.INFO)
    caplog.handler.setFormatter(JsonLine())
    browser = Client()
    sign_in(browser, city.drafter, "Wrong-Password-1")
    sign_in(browser, city.drafter)
    phone = authenticator(city.auditor)
    watch = Client()
    sign_in(watch, city.auditor)
    token = code(phone)
    watch.post("/sign-in/code/", {"token": token})
    paper = city.dispatched(title="关于金丝雀的通知", body="正文里的金丝雀")
    unit = signed_in(city.north_clerk)
    unit.post(f"/m/{paper.ref}/sign_for/", {"note": "备注里的金丝雀"})
    notified(city)
    browser.get("/search/?q=金丝雀")
    browser.get("/list/paper/?q=金丝雀")
    browser.get("/m/aaaaaaaaaaaa/?q=金丝雀")
    browser.get("/", headers={"host": "elsewhere.example"})
    browser.raise_request_exception = False
    browser.post("/papers/autosave/?step=draft", {"body": "金丝雀"})
    strict = Client(enforce_csrf_checks=True)
    strict.post("/sign-in/", {"username": "章启衡", "password": PASSWORD})
    log = caplog.text
    assert log
    session = browser.cookies["session"].value
    for secret in (
        "金丝雀",
        PASSWORD,
        "Wrong-Password-1",
        token,
        "田青",
        "example.invalid",
        "苏见微",
        "章启衡",
        session,
    ):
        assert secret not in log, secret


def test_a_page_carries_no_row_number_of_a_matter(city):
    """Addresses carry the random ref: whoever counts up finds nothing."""
    paper = city.dispatched()
    for name in ("secretary", "north_clerk"):
        text = signed_in(getattr(city, name)).get(f"/m/{paper.ref}/").content.decode()
        assert f"/m/{paper.pk}/" not in text
    for number in (paper.pk, paper.papers.get().pk):
        browser = signed_in(city.secretary)
        for address in (f"/m/{number}/", f"/file/{number}/", f"/paper/{number}.pdf", f"/m/{number}/pages/"):
            assert browser.get(address).status_code == 404


def test_an_opinion_with_markup_is_text_on_every_page(city):
    """Title, text, opinion, addressees and the name of a file: all are shown as they were typed."""
    evil = "<script>x</script><img src=x onerror=x>"
    paper = city.paper(title=f"关于{evil}的通知", body=f"{evil}\n{evil}", cc=evil, signatory=evil[:40])
    attachment_of(paper, f"{evil}.pdf")
    matters.take(paper, "submit", city.drafter, entry=Entry(note=evil))
    matters.take(paper, "send_back", city.office_head, entry=Entry(note=evil))
    for browser in (signed_in(city.drafter), signed_in(city.secretary)):
        for page in (
            f"/m/{paper.ref}/", "/", "/list/paper/", f"/search/?q={evil}", "/messages/", "/papers/register/",
            f"/m/{paper.ref}/edit/", f"/m/{paper.ref}/submit/", f"/papers/recipients/?q={evil}",
            f"/list/paper/?q={evil}",
        ):  # fmt: skip
            text = browser.get(page).content.decode()
            assert "<script>x" not in text and "<img src=x" not in text, page
