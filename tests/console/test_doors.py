"""Who sees which table of the console, and what nobody can do there."""

from urllib.parse import unquote

import pytest
from django.urls import reverse

from congress.console import site
from congress.models import Event, Number
from tests.signin.doors import signed_in

TABLES = {
    "system": {"user"},
    "security": {"posting", "grant", "rulesetting", "accountchange"},
    "auditor": {"event"},
    "secretary": {
        "organisation", "person", "tenure", "precedence", "term",
        "calendarday", "series", "seriesreviewer", "counter", "number", "outbox",
    },
}  # fmt: skip
READ_ONLY = {"event", "number", "outbox", "accountchange"}
OWN = [model for model in site._registry if model._meta.app_label == "congress"]
ALL = {model._meta.model_name for model in OWN}
SEEN_BY_OTHERS = {("security", "user"), ("security", "organisation"), ("system", "person"), ("system", "accountchange")}


def test_every_table_is_kept_by_somebody():
    assert set().union(*TABLES.values()) == ALL


@pytest.mark.parametrize("name", TABLES)
def test_the_first_page_shows_just_the_tables_one_keeps(city, name):
    client = signed_in(getattr(city, name))
    page = client.get("/console/")
    assert page.status_code == 200
    shown = {model["model"] for group in page.context["app_list"] for model in group["models"]}
    assert {model._meta.model_name for model in shown if model in OWN} == TABLES[name]
    assert "管理台" in page.content.decode()


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("table", sorted(ALL))
def test_a_table_opens_for_those_who_keep_it_and_nobody_else(city, name, table):
    client = signed_in(getattr(city, name))
    answer = client.get(f"/console/congress/{table}/")
    may = table in TABLES[name] or (name, table) in SEEN_BY_OTHERS
    assert answer.status_code == (200 if may else 404)
    adds = client.get(f"/console/congress/{table}/add/")
    may_add = table in TABLES[name] - READ_ONLY
    assert adds.status_code == (200 if may_add else 404)


@pytest.mark.parametrize("name", ["drafter", "chair", "north_clerk", "member"])
def test_whoever_keeps_nothing_finds_no_console(city, name):
    client = signed_in(getattr(city, name))
    for page in ("/console/", "/console/congress/user/", "/console/congress/event/"):
        assert client.get(page).status_code == 404


@pytest.mark.parametrize("page", ["/console/", "/console/congress/user/", "/console/login/"])
def test_a_stranger_is_sent_to_the_one_page_to_sign_in(client, db, page):
    answer = client.get(page, follow=True)
    last = unquote(answer.redirect_chain[-1][0])
    assert last == ("/sign-in/" if page == "/console/login/" else f"/sign-in/?next={page}")


def test_the_admins_own_doors_lead_to_ours(city):
    client = signed_in(city.secretary)
    assert client.get("/console/password_change/")["Location"] == "/account/password/"
    assert client.get("/console/congress/")["Location"] == "/console/"
    assert client.post("/console/logout/")["Location"] == "/sign-in/"


@pytest.mark.parametrize("table", sorted(ALL))
def test_nothing_can_be_deleted(city, table):
    model = next(m for m in OWN if m._meta.model_name == table)
    keeper = next(name for name, tables in TABLES.items() if table in tables)
    client = signed_in(getattr(city, keeper))
    row = model.objects.first()
    if row is None:
        pytest.skip("the city has no such row")
    page = reverse(f"console:congress_{table}_delete", args=[row.pk])
    assert client.post(page, {"post": "yes"}).status_code == 404
    changelist = reverse(f"console:congress_{table}_changelist")
    client.post(changelist, {"action": "delete_selected", "_selected_action": [row.pk]})
    assert model.objects.filter(pk=row.pk).exists()


def test_an_old_version_cannot_be_brought_back(city):
    """simple_history would save it on POST, whatever the page shows."""
    client = signed_in(city.secretary)
    city.office.save()
    version = city.office.history.get()
    page = f"/console/congress/organisation/{city.office.pk}/history/{version.pk}/"
    assert client.get(page).status_code == 404
    assert client.post(page, {"name": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("name", "table"), [("secretary", "organisation"), ("system", "user"), ("security", "posting")]
)
def test_old_values_can_be_read(city, name, table):
    model = next(m for m in OWN if m._meta.model_name == table)
    row = model.objects.first()
    row.save()
    page = signed_in(getattr(city, name)).get(f"/console/congress/{table}/{row.pk}/history/")
    assert page.status_code == 200
    assert 'style="' not in page.content.decode()


def test_numbers_and_the_trail_cannot_be_written(city):
    city.registered()
    secretary, auditor = signed_in(city.secretary), signed_in(city.auditor)
    number, event = Number.objects.get(), Event.objects.first()
    pages = [(secretary, "number", number), (auditor, "event", event)]
    for client, table, row in pages:
        page = f"/console/congress/{table}/{row.pk}/change/"
        assert client.get(page).status_code == 200
        assert client.post(page, {"sequence": 99, "label": "x"}).status_code == 404


@pytest.mark.parametrize("name", TABLES)
def test_no_page_of_the_console_needs_an_inline_script_or_style(city, name):
    """The content security policy would leave it dead."""
    city.registered()
    client = signed_in(getattr(city, name))
    for table in TABLES[name]:
        pages = [f"/console/congress/{table}/"]
        if table not in READ_ONLY:
            pages.append(f"/console/congress/{table}/add/")
        for page in pages:
            text = client.get(page).content.decode()
            assert "<style" not in text
            assert 'style="' not in text
            assert "<script>" not in text
            assert "onclick" not in text
