"""The words of the console: Chinese, and the same as in the rest of the house."""

import html
import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from congress import accounts, clock
from congress.console import site
from congress.models import AccountChange, Grant, Matter, RuleSetting, SeriesReviewer, Term, User
from congress.rules import RULES
from meetings.models import Room
from tests.console.test_doors import TABLES
from tests.signin.doors import sign_in, signed_in

NOT_WORDS = re.compile(r"PDF|Excel|SM3|Message-ID|True|False")  # no Chinese name; the icons of Django's columns
LABELS = re.compile(
    r'(?s)<(th|label|h1|h2|h3|option|summary|legend|caption|button|li|strong)\b(?![^>]*type="hidden")[^>]*>(.*?)</\1>'
    r'|()<(?:div|p|span) class="(?:help|description|paginator|small quiet|breadcrumbs)[^>]*>(.*?)</(?:div|p|span)>'
    r'|()<input type="submit"[^>]*?value="([^"]*)"'
    r'|()\b(?:title|aria-label|alt|placeholder)="([^"]*)"'
)


def labels(page: bytes) -> str:
    """What the page itself says, not what stands in its rows."""
    body = re.sub(r"(?s)<script\b.*?</script>|<th class=\"field-.*?</th>", " ", page.decode())
    found = LABELS.findall(body[body.index("<body") :])
    return html.unescape(re.sub(r"<[^>]*>", " ", " ".join(part for match in found for part in match[1:])))


def pages(client, model, row):
    base = f"/console/{model._meta.app_label}/{model._meta.model_name}/"
    for page in (
        base,
        f"{base}add/",
        f"{base}{row.pk}/change/",
        f"{base}{row.pk}/history/",
        f"{base}{row.pk}/password/",
    ):
        answer = client.get(page)
        if answer.status_code == 200:
            yield page, answer.content


@pytest.fixture
def filled(city):
    """A row in every table."""
    city.registered()
    body, today = city.committee, clock.today()
    Term.objects.create(body=body, ordinal=6, since=today)
    RuleSetting.objects.create(rule=next(iter(RULES)), at_least=2, source="办公室规定", since=today)
    Room.objects.create(name="会议室")
    SeriesReviewer.objects.create(series=city.series, position=1, role="office_head")
    reads = Permission.objects.get(content_type__model="matter", codename="read_matter")
    Grant.objects.create(
        user=city.member, content_object=Matter.objects.first(), permission=reads, until=today, reason="协助",
        granted_by=city.security,
    )  # fmt: skip
    sign_in(Client(), city.drafter)
    accounts.ask(User.objects.get(pk=city.drafter.pk), AccountChange.CODE, city.system)
    return city


@pytest.mark.parametrize("name", TABLES)
def test_every_page_of_the_console_speaks_the_office_s_chinese(filled, name):
    client = signed_in(getattr(filled, name))
    names = re.compile(
        "|".join([*User.objects.values_list("username", flat=True), *Matter.objects.values_list("ref", flat=True)])
    )
    for model in site._registry:
        row = model.objects.first()
        assert row is not None, model
        for page, content in pages(client, model, row):
            text = labels(content)
            crumbs = re.search(r'(?s)<div class="breadcrumbs">.*?</div>', content.decode())
            assert "基础" not in crumbs[0], page
            assert "密码" not in text, page
            assert re.findall(r"[A-Za-z]{3,}", names.sub(" ", NOT_WORDS.sub(" ", text))) == [], page


def test_a_deed_in_the_trail_reads_as_a_sentence(filled):
    """Not “重置动态口令账户”: the name of the table is no tail of every deed."""
    signed_in(filled.system).post(
        "/console/congress/user/", {"action": "reset_second_factor", "_selected_action": [filled.bureau_clerk.pk]}
    )
    page = signed_in(filled.auditor).get("/console/congress/event/").content.decode()
    assert "重置账户的动态口令" in page
    assert "重置动态口令账户" not in page


def test_the_menu_of_the_user_tells_the_body_from_the_role(city):
    assert "市人大常委会 会务" in signed_in(city.meeting_clerk).get("/").content.decode()
