"""What was on the screen of a shared computer is gone with its user: nothing is kept by browser or proxy."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from congress import files
from tests.signin.doors import sign_in, signed_in
from tests.test_url_matrix import TABLE, address_of, attachment_of


@pytest.mark.parametrize("name", ["secretary", "office_head", "system"])
def test_no_page_behind_the_door_is_kept_anywhere(city, name):
    paper = city.dispatched()
    digest, _ = files.keep([b"%PDF-1.4 x"])
    paper.papers.update(pdf_digest=digest)
    browser = signed_in(getattr(city, name))
    addresses = [address_of(page, paper.ref, paper.papers.get().ref) for page in TABLE]
    addresses += [f"/file/{attachment_of(paper)}/", "/console/", "/console/jsi18n/", "/nowhere", "/m/aaaaaaaaaaaa/"]
    for address in addresses:
        answer = browser.get(address)
        assert answer.headers["Cache-Control"] == "private, no-store", address


def test_a_part_of_a_page_and_a_posted_answer_are_kept_as_little(city):
    browser = signed_in(city.secretary)
    assert "no-store" in browser.get("/list/paper/", headers={"HX-Request": "true"}).headers["Cache-Control"]
    assert "no-store" in browser.post("/messages/").headers["Cache-Control"]


def test_a_refusal_and_a_fault_are_kept_as_little(city, monkeypatch):
    browser = signed_in(city.secretary)
    browser.raise_request_exception = False
    monkeypatch.setattr("congress.desk.desk_of", lambda user: 1 / 0)
    assert "no-store" in browser.get("/").headers["Cache-Control"]
    browser.handler.enforce_csrf_checks = True
    assert "no-store" in browser.post("/messages/").headers["Cache-Control"]


def test_the_pages_at_the_door_are_kept_as_little(city, client):
    assert "no-store" in client.get("/sign-in/").headers["Cache-Control"]
    sign_in(client, city.system)
    assert "no-store" in client.get("/account/code/").headers["Cache-Control"]
    sign_in(other := Client(), city.drafter)
    assert "no-store" in other.get("/account/password/").headers["Cache-Control"]


def test_one_place_says_what_is_kept():
    """A view that says it too would be believed to matter."""
    sources = [*Path(settings.BASE_DIR, "congress").rglob("*.py"), *Path(settings.BASE_DIR, "meetings").rglob("*.py")]
    said = [path.name for path in sources if re.search("never_cache|Cache-Control", path.read_text())]
    assert said == ["middleware.py"]


def test_signing_out_empties_the_browser_s_cache(city):
    answer = signed_in(city.drafter).post(reverse("sign_out"))
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert signed_in(city.system).post("/console/logout/").headers["Clear-Site-Data"] == '"cache"'


def test_what_is_the_same_for_everybody_is_kept(db):
    """Styles and scripts are no secret, and a page of ten of them would be slow."""
    answer = Client().get("/static/congress/congress.css")
    assert answer.status_code == 200
    assert "no-store" not in answer.headers.get("Cache-Control", "")
