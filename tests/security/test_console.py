"""The console tried by somebody who keeps a table of it and wants more."""

import pytest
from django.contrib.contenttypes.models import ContentType

from congress import matters
from congress.console import site
from congress.matters import Entry
from congress.models import Matter, OutgoingPaper
from tests.signin.doors import signed_in

KEEPERS = ("system", "security", "auditor", "secretary")
NONSENSE = (
    "?q=%00", "?p=99999", "?p=-1", "?o=99.99.-x", "?id__exact=x", "?pk__in=%00", "?is_active__exact=%00",
    "?kind__exact=%27", "?year__exact=9999999999999999999999", "?_popup=1&_to_field=password", "?since__gte=junk",
    "?since__year=99999999999", "999999999999999999999999999/change/", "%00/change/", "x/history/", "1/password/",
    "1/history/99999999999999999999/", "%00/password/", "99999999999999999999999999/history/", "1/delete/",
)  # fmt: skip
NO_WAY = {400, 404}


@pytest.mark.parametrize("name", KEEPERS)
@pytest.mark.parametrize("model", [Matter, OutgoingPaper])
def test_a_hidden_matter_is_not_named_by_its_row_number(city, name, model):
    """Django's “view on site” leads from any row of any table to its address."""
    paper = city.paper(is_confidential=True)
    table = ContentType.objects.get_for_model(model).pk
    answer = signed_in(getattr(city, name)).get(f"/console/r/{table}/{paper.pk}/")
    assert answer.status_code == 404
    assert paper.ref not in str(answer.headers)


def test_the_trail_cannot_be_asked_for_an_opinion_letter_by_letter(city):
    paper = matters.take(city.paper(), "submit", city.drafter)
    matters.take(paper, "send_back", city.office_head, entry=Entry(note="金丝雀"))
    browser = signed_in(city.auditor)
    for question in (
        "?note__startswith=金",
        "?note__contains=金丝雀",
        "?matter__title__contains=座谈",
        "?body__contains=x",
    ):
        assert browser.get(f"/console/congress/event/{question}").status_code in NO_WAY, question


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("system", "user/?password__startswith=md5"),
        ("security", "posting/?user__password__startswith=md5"),
        ("secretary", "outbox/?text__contains=x"),
        ("secretary", "person/?identity_digest__startswith=a"),
        ("secretary", "tenure/?person__identity_digest__startswith=a"),
    ],
)
def test_a_column_that_is_not_shown_cannot_be_asked_for(city, name, question):
    assert signed_in(getattr(city, name)).get(f"/console/congress/{question}").status_code in NO_WAY


def test_the_filters_of_the_console_still_filter(city):
    browser = signed_in(city.system)
    page = browser.get("/console/congress/user/?kind__exact=security&is_active__exact=1")
    assert page.status_code == 200
    assert [user.username for user in page.context["cl"].result_list] == ["secadmin"]
    city.registered()
    number = "/console/congress/number/"
    browser = signed_in(city.secretary)
    assert browser.get(f"{number}?year=2026&series__id__exact={city.series.pk}&state__exact=issued").status_code == 200


@pytest.mark.parametrize("name", KEEPERS)
def test_nonsense_in_an_address_of_the_console_breaks_nothing(city, name):
    browser = signed_in(getattr(city, name))
    tables = [f"/console/{model._meta.app_label}/{model._meta.model_name}/" for model in site._registry]
    for table in tables:
        if browser.get(table).status_code == 200:
            for tail in NONSENSE:
                assert browser.get(table + tail).status_code in {200, 302, 400, 404}, table + tail


@pytest.mark.parametrize("name", KEEPERS)
def test_nonsense_asked_of_the_chooser_breaks_nothing(city, name):
    browser = signed_in(getattr(city, name))
    where = "/console/autocomplete/?app_label=congress&model_name="
    for question in (
        "posting&field_name=user&term=%00", "posting&field_name=user&page=x", "user&field_name=password",
        "user&field_name=person&page=-1", "grant&field_name=content_object&term=", "x&field_name=y", "",
    ):  # fmt: skip
        assert browser.get(where + question).status_code in {200, 403, 404}, question


def test_the_chooser_gives_to_nobody_what_his_tables_do_not_need(city):
    for name in ("auditor", "drafter", "north_clerk"):
        browser = signed_in(getattr(city, name))
        for question in ("posting&field_name=user", "user&field_name=person", "tenure&field_name=organisation"):
            answer = browser.get(f"/console/autocomplete/?app_label=congress&model_name={question}&term=")
            assert answer.status_code in {403, 404}, (name, question)
