"""One more of a kind is one entry: an app of the tests adds five, and they work with no edit and no migration."""

from datetime import date

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from congress import checks, compliance, matters, nouns, permissions
from congress.models import Posting, User
from congress.papers import PAPERS
from congress.roles import ROLES
from congress.rules import RULES
from meetings.kinds import MEETING_KINDS
from tests import cast

pytestmark = pytest.mark.django_db


def forget():
    """What the machine has read from the tables and keeps."""
    for remembered in (nouns.kinds, permissions._read_whole, permissions._named_roles):
        remembered.cache_clear()


@pytest.fixture(scope="module")
def odd_app():
    """The tables with the five entries; afterwards without them."""
    tables = (ROLES, PAPERS, RULES, MEETING_KINDS)
    before = [dict(table._entries) for table in tables]
    with override_settings(INSTALLED_APPS=[*settings.INSTALLED_APPS, "tests.odd_app.apps.OddConfig"]):
        forget()
        yield apps.get_model("odd", "Errand")
    for table, entries in zip(tables, before, strict=True):
        table._entries.clear()
        table._entries.update(entries)
    apps.all_models.pop("odd", None)
    apps.clear_cache()
    forget()


@pytest.fixture
def gardener(odd_app, city):
    user = cast.account("yuanyi", "花小圃")
    Posting.objects.create(user=user, organisation=city.committee, role="gardener", since=date(2000, 1, 1))
    return User.objects.get(pk=user.pk)


def test_the_new_tables_are_whole(odd_app):
    assert list(checks.noun_faults(odd_app)) == []
    assert list(checks.rule_faults()) + list(checks.group_faults()) == []


def test_no_migration_is_needed(odd_app):
    call_command("makemigrations", check=True, dry_run=True, verbosity=3)


def test_a_new_noun_is_walked_in_the_browser(city, gardener, client):
    client.force_login(city.secretary)
    page = client.get("/new/errand/ask/")
    assert "交办院务" in page.content.decode()
    page = client.post("/new/errand/ask/", {"title": "修剪桂花树"}, follow=True)
    assert "待办" in page.content.decode()
    ref = page.context["matter"].ref
    client.force_login(gardener)
    assert "修剪桂花树" in client.get("/").content.decode()
    page = client.get(f"/m/{ref}/")
    assert "自交办2026年5月18日起3日" in page.content.decode()
    client.post(f"/m/{ref}/start/", {"version": 1})
    page = client.get(f"/m/{ref}/")
    assert "下雨，改日再办。" in page.content.decode()
    client.post(f"/m/{ref}/give_back/", {"version": 2, "note": "等晴天"})
    client.post(f"/m/{ref}/start/", {"version": 3})
    page = client.post(f"/m/{ref}/finish/", {"version": 4}, follow=True)
    assert "已办结" in page.content.decode()
    assert "修剪桂花树" in client.get("/list/errand/").content.decode()


def test_a_stranger_finds_none_of_it(city, gardener, client):
    errand = matters.begin(apps.get_model("odd", "Errand")(title="修剪桂花树"), "ask", city.secretary)
    client.force_login(city.north_clerk)
    assert client.get(f"/m/{errand.ref}/").status_code == 404
    assert client.get("/new/errand/ask/").status_code == 404
    assert "修剪桂花树" not in client.get("/search/?q=修剪桂花树").content.decode().replace('value="修剪桂花树"', "")


def test_a_new_role_paper_and_kind_can_be_chosen(odd_app, city, client):
    assert "gardener" in dict(Posting._meta.get_field("role").flatchoices)
    client.force_login(city.meeting_clerk)
    assert "园艺工作会议" in client.get("/new/meeting/plan/").content.decode()
    client.force_login(city.secretary)
    assert "gardening_letter" in client.get("/new/paper/draft/").content.decode()


def test_a_new_rule_is_judged(odd_app, city, gardener):
    rule = RULES["TIDY_YEARLY"]
    verdict = compliance.judge(rule, city.committee, date(2026, 5, 18))
    assert (verdict.light, len(verdict.evidence)) == (compliance.Light.OPEN, 0)
    assert verdict.reason == "2026-01-01至2026-12-31应至少1次，已有0次（院务规定第一条）"
