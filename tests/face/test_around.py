"""What stands around every page: menu, banner, error pages."""

import pytest
from django.test import Client, override_settings

pytestmark = pytest.mark.django_db


def menu(client):
    return [key for key, _ in client.get("/search/").context["menu"]]


def test_the_menu_holds_what_the_role_may_read(city, sign_in):
    assert "paper" in menu(sign_in(city.secretary))
    assert "paper" in menu(sign_in(city.north_clerk))
    assert menu(sign_in(city.bureau_clerk)) == []


def test_the_demo_says_that_its_people_are_invented(city, sign_in):
    assert "演示数据" not in sign_in(city.drafter).get("/").content.decode()
    with override_settings(DEMO=True):
        assert "演示数据，人物均为虚构" in sign_in(city.drafter).get("/").content.decode()


def test_signing_out_is_a_post(city, sign_in):
    client = sign_in(city.drafter)
    assert '<form method="post" action="/sign-out/">' in client.get("/").content.decode()
    assert client.get("/sign-out/").status_code == 405


def test_a_page_that_is_not_there_says_what_to_do(city, sign_in):
    response = sign_in(city.drafter).get("/no/such/page/")
    assert response.status_code == 404
    assert "没有丢失" in response.content.decode() and 'href="/"' in response.content.decode()


def test_a_form_without_its_token_is_refused_in_words(city):
    client = Client(enforce_csrf_checks=True)
    client.force_login(city.drafter)
    response = client.post("/messages/")
    assert response.status_code == 403
    assert "没有改动" in response.content.decode() or "没有丢失" in response.content.decode()


def test_a_fault_of_ours_shows_a_page_that_needs_nothing(city, sign_in, monkeypatch):
    client = sign_in(city.drafter)
    client.raise_request_exception = False
    monkeypatch.setattr("congress.desk.panels", lambda user: 1 / 0)
    response = client.get("/")
    assert response.status_code == 500
    text = response.content.decode()
    assert "/static/congress/error.css" in text and "Traceback" not in text


def test_no_page_carries_script_or_style_of_its_own(city, sign_in):
    paper = city.dispatched()
    client = sign_in(city.secretary)
    for address in (
        "/",
        "/list/paper/",
        "/search/?q=座谈",
        "/messages/",
        paper.get_absolute_url(),
        "/new/paper/draft/",
    ):
        text = client.get(address).content.decode()
        assert "<style" not in text and " style=" not in text and "<script>" not in text and " onclick=" not in text
