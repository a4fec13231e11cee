"""Every address × everybody: who gets a page, who gets 404; an address that is not in the table fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from congress import clock, files, matters, permissions
from congress.console import site
from congress.matters import Entry
from congress.models import Attachment
from congress.roles import ROLES, AccountKind
from meetings.calling import AgendaLine
from meetings.models import Invitation, Meeting
from meetings.pages import MEETING_PAGES
from tests import cast
from tests.signin.doors import signed_in

pytestmark = pytest.mark.django_db

EVERYBODY = (
    "secretary", "seal_keeper", "meeting_clerk", "drafter", "office_head", "chair", "member", "north_clerk",
    "north_chair", "south_clerk", "bureau_clerk", "township_chair", "system", "security", "auditor",
)  # fmt: skip
BUSINESS = frozenset(EVERYBODY[:12])
# Who reads what, said by hand: the table of the test, not of the product.
DRAFTERS = {"secretary", "meeting_clerk", "drafter"}
OFFICE = DRAFTERS | {"seal_keeper", "office_head", "chair", "member"}
RECIPIENTS = {"north_clerk", "north_chair", "south_clerk"}
NORTH = {"north_clerk", "north_chair"}

# Tables that an administrator looks into to choose from, without keeping them.
LOOKED_UP_BY = {"Organisation": {"security"}, "Person": {"system"}, "User": {"security"}, "AccountChange": {"system"}}

PUBLIC, SIGNED_IN, BY_MATTER, BY_STANDING, CONSOLE = "public", "signed in", "matter", "standing", "console"
BY_KEEPING = "registers"  # tests/archive/test_lists.py, tests/paperdesk/test_registers.py
TABLE = {
    "sign_in": PUBLIC, "sign_in_code": PUBLIC, "sign_out": PUBLIC,
    "set_up_code": SIGNED_IN, "change_password": SIGNED_IN,
    "desk": SIGNED_IN, "search": SIGNED_IN, "messages": SIGNED_IN, "matter_list": SIGNED_IN,
    "matter_export": SIGNED_IN, "paper_register": SIGNED_IN,
    "matter_detail": BY_MATTER, "attachment_file": BY_MATTER, "paper_pdf": BY_MATTER, "paper_pages": BY_MATTER,
    "paper_word": BY_MATTER, "paper_calls": BY_MATTER,
    "meetings:meeting_board": BY_MATTER, "meetings:meeting_page": BY_MATTER,
    "marked_copy": BY_MATTER, "marked_copy_pdf": BY_MATTER, "issuing_form_pdf": BY_MATTER,
    "matter_step": BY_STANDING, "matter_begin": BY_STANDING, "paper_preview": BY_STANDING,
    "paper_autosave": BY_STANDING, "paper_recipients": BY_STANDING,
    "archive": BY_KEEPING, "archive_pack": BY_KEEPING, "archive_hand_over": BY_KEEPING,
    "delivery_slip": BY_KEEPING,
}  # fmt: skip


def names(resolver=None, space: str = "") -> Iterator[str]:
    """The name of every address, with its space."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names(pattern, f"{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}"


def test_every_address_stands_in_the_table():
    unlisted = {name for name in names() if not name.startswith("console:")} - set(TABLE)
    assert unlisted == set()
    assert set(TABLE) <= set(names())


@pytest.fixture
def elsewhere(city) -> dict[str, Client]:
    """Everybody who does the same work at another body: beside, below, guiding, guided, outside.  None reads ours."""
    below = cast.organisation("section", "科", "office_section", parent=city.research)
    province = cast.organisation("province", "省人大常委会", "standing_committee", level="province")
    type(province).objects.filter(pk=city.committee.pk).update(guided_by=province)
    places = {"beside": city.justice, "below": below, "guiding": province, "guided": city.north, "outside": city.bureau}
    roles = [role for role in ROLES.values() if role.kind == AccountKind.BUSINESS and not role.key.startswith("unit_")]
    found = {}
    for place, body in places.items():
        name = f"everything_{place}"  # one account with all roles there: what none of them opens, all do not
        found[name] = signed_in(cast.account(name, "外人", *((role, body) for role in roles)))
    return found


@pytest.fixture
def browsers(city) -> dict[str, Client]:
    """Everybody at a browser of their own, the administrators with their second factor."""
    return {name: signed_in(getattr(city, name)) for name in EVERYBODY}


def who_gets(browsers, address: str, method: str = "get", data=None) -> set[str]:
    """Those for whom there is something at this address."""
    found = set()
    for name, browser in browsers.items():
        response = getattr(browser, method)(address, data or {})
        assert response.status_code in (200, 302, 404, 405, 409, 422), (address, name, response.status_code)
        if response.status_code != 404:
            found.add(name)
    return found


def test_a_stranger_is_sent_to_the_door_and_told_nothing(city):
    paper = city.dispatched()
    for name in (n for n, kind in TABLE.items() if kind != PUBLIC):
        address = address_of(name, paper.ref, paper.papers.get().ref)
        response = Client().get(address)
        assert response.status_code in (302, 405), name
        assert response.status_code == 405 or response["Location"].startswith("/sign-in/")


def address_of(name: str, ref: str, paper_ref: str) -> str:
    words = {
        "matter_list": {"kind": "paper"}, "matter_export": {"kind": "paper"},
        "matter_begin": {"kind": "paper", "step": "draft"}, "matter_step": {"ref": ref, "step": "archive"},
        "paper_pdf": {"ref": paper_ref}, "attachment_file": {"ref": "2222222222aa"},
        "marked_copy": {"ref": ref}, "marked_copy_pdf": {"ref": ref}, "issuing_form_pdf": {"ref": ref},
    }  # fmt: skip
    takes_ref = name in (
        "matter_detail", "delivery_slip", "paper_calls", "paper_pages", "paper_word", "meetings:meeting_board",
    )  # fmt: skip
    if name == "meetings:meeting_page":
        return reverse(name, args=[ref, next(iter(MEETING_PAGES), "agenda")])
    return reverse(name, kwargs=words.get(name, {"ref": ref} if takes_ref else {}))


def attachment_of(paper, name: str = "附件.pdf") -> str:
    """The ref of a file that lies beside the paper."""
    digest, size = files.keep([b"%PDF-1.4 canary"])
    return Attachment.objects.create(
        matter=paper, name=name, digest=digest, size=size, media_type="application/pdf"
    ).ref


@pytest.mark.parametrize(
    ("state", "readers"), [("draft", DRAFTERS), ("dispatched", OFFICE | RECIPIENTS)], ids=["draft", "dispatched"]
)
def test_a_paper_and_its_files_are_found_by_its_readers_only(city, browsers, elsewhere, state, readers):
    paper = city.paper() if state == "draft" else city.dispatched()
    browsers = browsers | elsewhere
    assert who_gets(browsers, f"/m/{paper.ref}/") == readers
    assert who_gets(browsers, f"/m/{paper.ref}/pages/") == readers
    assert who_gets(browsers, f"/m/{paper.ref}/word/") == readers - RECIPIENTS - {"member"}
    # what was put beside it in the house stays in the house
    assert who_gets(browsers, f"/file/{attachment_of(paper)}/") == readers - RECIPIENTS - {"member"}
    assert who_gets(browsers, f"/m/{paper.ref}/calls/") == (OFFICE - {"member"} if state == "dispatched" else set())
    if state == "dispatched":
        digest, _ = files.keep([b"%PDF-1.4 canary"])
        paper.papers.update(pdf_digest=digest)
        assert who_gets(browsers, f"/paper/{paper.papers.get().ref}.pdf") == readers


@pytest.mark.parametrize("address", ["marked/", "marked.pdf", "issuing-form.pdf"])
def test_how_a_text_came_about_is_found_by_who_works_on_it_only(city, browsers, elsewhere, address):
    draft, sent = city.paper(title="关于拟稿的通知"), city.dispatched()
    browsers = browsers | elsewhere
    assert who_gets(browsers, f"/m/{draft.ref}/{address}") == DRAFTERS
    assert who_gets(browsers, f"/m/{sent.ref}/{address}") == OFFICE - {"member"}


@pytest.mark.parametrize("confidential", [False, True])
def test_a_title_leaks_through_no_side_door(city, browsers, confidential):
    """The canary of a draft stands in no list, count, search, export, desk or message of a stranger."""
    paper = city.paper(title="关于金丝雀鸣叫的通知", is_confidential=confidential)
    doors = ("/", "/list/paper/", "/search/?q=金丝雀", "/messages/", "/list/paper/?q=金丝雀", "/papers/register/")
    strangers = set(EVERYBODY) - (set() if confidential else DRAFTERS)
    for name in sorted(strangers):
        for door in doors:
            page = browsers[name].get(door, follow=True).content.decode()
            assert "金丝雀鸣叫" not in page and paper.ref not in page, (name, door)
        export = browsers[name].get("/list/paper/export/")
        assert "金丝雀".encode() not in export.content


@pytest.mark.parametrize(
    ("step", "who"),
    [("edit", DRAFTERS), ("submit", DRAFTERS), ("check", set()), ("sign_off", set()), ("draft", set())],
)
def test_the_steps_of_a_draft_are_found_by_who_may_take_them(city, browsers, elsewhere, step, who):
    paper = city.paper()
    browsers = browsers | elsewhere
    assert who_gets(browsers, f"/m/{paper.ref}/{step}/") == who
    assert who_gets(browsers, f"/m/{paper.ref}/{step}/", "post", {"version": 0}) == who


def test_the_steps_of_a_dispatched_paper_are_found_by_who_may_take_them(city, browsers):
    paper = city.dispatched()
    assert who_gets(browsers, f"/m/{paper.ref}/sign_for/") == RECIPIENTS
    assert who_gets(browsers, f"/m/{paper.ref}/archive/") == {"secretary"}
    assert who_gets(browsers, f"/m/{paper.ref}/no_such_step/") == set()


def test_a_matter_is_begun_by_who_holds_the_role(city, browsers):
    assert who_gets(browsers, "/new/paper/draft/") == DRAFTERS
    assert who_gets(browsers, "/new/paper/backfill/") == {"secretary"}
    assert who_gets(browsers, "/new/meeting/plan/") == {"meeting_clerk"}
    for none in ("/new/invitation/invite/", "/new/paper/submit/", "/new/nothing/at_all/"):
        assert who_gets(browsers, none) == set()


def test_what_is_typed_is_kept_and_shown_for_who_may_write_it(city, browsers, elsewhere):
    paper = city.paper()
    for address in ("/preview/", "/papers/autosave/"):
        assert who_gets(browsers, f"{address}?step=draft", "post", {"body": "x"}) == DRAFTERS
        assert who_gets(browsers | elsewhere, f"{address}?step=edit&ref={paper.ref}", "post", {"body": "x"}) == DRAFTERS
        assert who_gets(browsers, f"{address}?step=backfill", "post", {"body": "x"}) == {"secretary"}
    assert who_gets(browsers, "/papers/recipients/?q=x") == DRAFTERS


def test_an_invitation_is_found_by_its_unit_and_the_office(city, browsers, elsewhere):
    meeting = notified(city)
    browsers = browsers | elsewhere
    north = Invitation.objects.get(organisation=city.north)
    office = {"secretary", "meeting_clerk", "office_head", "chair"}
    assert who_gets(browsers, f"/m/{north.ref}/") == office | NORTH
    assert who_gets(browsers, f"/m/{north.ref}/answer/") == NORTH
    assert who_gets(browsers, f"/m/{north.ref}/record/") == {"meeting_clerk"}
    assert who_gets(browsers, f"/m/{north.ref}/lapse/") == set()
    readers = who_gets(browsers, f"/meetings/{meeting.ref}/board.xlsx")
    assert readers <= who_gets(browsers, f"/m/{meeting.ref}/")
    assert not readers & {"bureau_clerk", "township_chair", "system", "security", "auditor"}


def notified(city) -> Meeting:
    """A forum of the county chairs whose notice was dispatched."""
    day = clock.today() + timedelta(days=20)
    meeting = Meeting(
        title="座谈会", meeting_kind="chairs_forum", held_on=day, half="am", starts_at=time(9, 0), place="会堂",
        topics="工作", contact="柏小舟", phone="1", answers_close_on=day - timedelta(days=3),
    )  # fmt: skip
    entry = Entry(data={"agenda": [AgendaLine("讨论", "")]})
    meeting = matters.begin(meeting, "plan", city.meeting_clerk, entry=entry)
    meeting = matters.take(type(meeting).objects.get(pk=meeting.pk), "draft_notice", city.meeting_clerk)
    paper = matters.take(meeting.notice, "submit", city.meeting_clerk)
    paper = matters.take(paper, "check", city.office_head)
    paper = matters.take(paper, "sign_off", city.chair, entry=Entry(data={"text_digest": paper.text_digest}))
    city.send(paper)
    return Meeting.objects.get(pk=meeting.pk)


def test_each_table_of_the_console_is_found_by_its_keepers_only(city, browsers):
    for model, table in site._registry.items():
        keepers = {name for name in EVERYBODY if permissions.keeps(getattr(city, name), table.group)}
        assert keepers and keepers != set(EVERYBODY)
        address = f"/console/{model._meta.app_label}/{model._meta.model_name}/"
        found = {name for name, browser in browsers.items() if browser.get(address).status_code == 200}
        assert found == keepers | LOOKED_UP_BY.get(model._meta.object_name, set()), address


# What the console has beside its tables; its ways in and out lead to the system's own pages.
CONSOLE_DOORS = {"login/", "logout/", "password_change/", "password_change/done/"}
CONSOLE_PAGES = {"", "autocomplete/", "jsi18n/", "congress/calendarday/year/", "congress/event/verify/"}
OF_A_TABLE = re.compile(
    r"\w+/\w+/(\^\(\[\^/\]\+\)/history/\(\[\^/\]\+\)/\$|<path:object_id>/((history|delete|change)/)?|add/|<id>/password/)?"
)
CAUGHT = ("^(?P<app_label>", "(?P<url>.*)$")  # the list of an app, and whatever else there is


def routes(resolver, before: str = "") -> Iterator[str]:
    """Every address as it is declared."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        yield from routes(pattern, route) if hasattr(pattern, "url_patterns") else [route]


def test_every_address_of_the_console_is_shut_to_who_keeps_nothing(city, browsers):
    found = [r.removeprefix("console/") for r in routes(get_resolver()) if r.startswith("console/")]
    unlisted = {r for r in found if r not in CONSOLE_PAGES | CONSOLE_DOORS and not OF_A_TABLE.fullmatch(r)}
    assert {r for r in unlisted if not r.startswith(CAUGHT)} == set()
    assert len(found) > 100
    for route in set(found) - unlisted - CONSOLE_DOORS:
        address = "/console/" + re.sub(r"<[^>]+>|\(\[\^/\]\+\)", "1", route).strip("^$").replace("/^", "/")
        assert Client().get(address)["Location"].startswith(("/sign-in/", "/console/login/")), address
        for name in ("drafter", "chair", "north_clerk"):
            assert browsers[name].get(address).status_code == 404, (name, address)
            assert browsers[name].post(address).status_code == 404, (name, address)


def test_an_address_with_nonsense_in_it_is_a_page_or_404_and_no_fault(city, browsers):
    browser = browsers["secretary"]
    for address in (
        "/list/paper/?after=zzz&before=%00&sort=__class__&state=nowhere&since=0001-01-01&until=9999-99-99",
        "/search/?q=%00%ED%A0%80&kind=%27&after=x", "/list/paper/?q=" + "长" * 3000, "/m/%00/", "/m/aaaaaaaaaaaa/",
        "/papers/register/?year=99999999&series=%27", "/papers/register/?year=-1", "/messages/?page=-4", "/file/x/",
        "/papers/recipients/?q=%25_", "/list/nothing/", "/console/congress/person/999999/change/",
    ):  # fmt: skip
        assert browser.get(address).status_code in (200, 302, 404, 400), address


def test_the_cast_is_whole():
    assert set(EVERYBODY) == {name for name in cast.City.__annotations__ if cast.City.__annotations__[name] == "User"}
