"""Forms sent by hand: fields that no form has, capacities of others, steps that nobody may press."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from congress import matters, roles
from congress.matters import Entry
from congress.models import Attachment, Delivery, Event, Organisation, OutgoingPaper, Posting
from meetings.models import Invitation, Meeting
from tests.cast import account
from tests.signin.doors import signed_in
from tests.test_url_matrix import notified

MORE = {
    "state": "signed", "owner": 5, "owner_id": 5, "holder": 5, "number_text": "遵人常办〔2026〕99号", "kind": "meeting",
    "is_confidential": "on", "state_version": 99, "created_by": 1, "ref": "aaaaaaaaaaaa", "pk": 1, "id": 1,
    "signed_by": "我", "signed_on": "2020-01-01", "sequence": 99, "pdf_digest": "0" * 64, "recorded_for": "别人",
    "declared_paper": "x", "about": 1, "whole": 1, "quota": 99, "organisation": 5, "to_meeting": 1,
}  # fmt: skip
PAPER = {
    "paper": "notice", "title": "关于召开会议的通知", "to_groups": ["county_committees"], "body": "正文",
    "openness": "public", "version": "",
}  # fmt: skip
PERSON = {"name_0": "卞西樵", "post_0": "主任", "phone_0": "1"}


def test_a_field_that_the_form_has_not_changes_nothing(city):
    browser = signed_in(city.drafter)
    answer = browser.post("/new/paper/draft/", {**PAPER, **MORE, "series": city.series.pk})
    assert answer.status_code == 302
    paper = OutgoingPaper.objects.get()
    assert (paper.state, paper.kind, paper.owner, paper.created_by) == ("draft", "paper", city.research, city.drafter)
    assert not paper.is_confidential and paper.whole_id is None and paper.ref != "aaaaaaaaaaaa"
    before = OutgoingPaper.objects.values().get()
    assert browser.post(f"/m/{paper.ref}/submit/", {**MORE, "version": paper.version}).status_code == 302
    after = OutgoingPaper.objects.values().get()
    moved = {name for name in after if after[name] != before[name]}
    assert moved <= {"state", "version", "state_version", "holder_id", "updated_at", "search_text"}
    assert after["state"] == "checking"
    assert Event.objects.latest("sequence").recorded_for == ""


def test_a_signature_holds_for_the_text_that_was_seen(city):
    paper = matters.take(city.paper(), "submit", city.drafter)
    matters.take(paper, "check", city.office_head)
    browser = signed_in(city.chair)
    for digest in ("", "0" * 64, "x"):
        answer = browser.post(f"/m/{paper.ref}/sign_off/", {"version": "", "text_digest": digest})
        assert answer.status_code in {409, 422}
    paper.refresh_from_db()
    assert paper.state == "signing"
    assert not paper.papers.exists()


@pytest.mark.parametrize("kind", ["meeting", "invitation"])
def test_a_step_that_the_clock_or_the_parts_take_has_no_address(city, kind):
    meeting = notified(city)
    matter = meeting if kind == "meeting" else Invitation.objects.get(organisation=city.north)
    automatic = [step.key for step in matter.workflow.steps if step.is_automatic]
    assert automatic
    for user in (city.meeting_clerk, city.secretary, city.chair, city.north_clerk):
        browser = signed_in(user)
        for key in automatic:
            assert browser.get(f"/m/{matter.ref}/{key}/").status_code == 404
            assert browser.post(f"/m/{matter.ref}/{key}/", {"note": "x"}).status_code == 404
            assert browser.post(f"/new/{kind}/{key}/", {"note": "x"}).status_code == 404


def test_nobody_answers_for_another_county(city):
    notified(city)
    south = Invitation.objects.get(organisation=city.south)
    for user in (city.north_clerk, city.north_chair, city.township_chair, city.bureau_clerk, city.secretary):
        assert signed_in(user).post(f"/m/{south.ref}/answer/", PERSON).status_code == 404
    north = Invitation.objects.get(organisation=city.north)
    quota = north.quota
    own = signed_in(city.north_clerk)
    assert own.post(f"/m/{north.ref}/answer/", {**PERSON, **MORE, "organisation": city.south.pk}).status_code == 302
    south.refresh_from_db()
    north.refresh_from_db()
    assert (south.state, north.state, north.organisation, north.quota) == ("invited", "answered", city.north, quota)


def test_a_capacity_of_somebody_else_cannot_be_chosen(city):
    """Two units in one hand: each may be chosen, a third may not."""
    both = account("both", "双岗", (roles.UNIT_CLERK, city.north), (roles.UNIT_CLERK, city.south))
    east = Organisation.objects.create(
        key="east-sc", name="道真县人大常委会", short_name="道真县", kind="standing_committee", level="county",
        guided_by=city.committee, since="2000-01-01",
    )  # fmt: skip
    other = account("daozhen", "道真人", (roles.UNIT_CLERK, east))
    sent = city.dispatched()
    browser = signed_in(both)
    theirs = Posting.objects.get(user=other)
    mine = Posting.objects.get(user=both, organisation=city.north)
    for key in (f"{theirs.pk}-{east.pk}", f"{mine.pk}-{east.pk}", f"{mine.pk}-{city.south.pk}", "person", "1-1", "\0"):
        assert browser.post(f"/m/{sent.ref}/sign_for/", {"standing": key}).status_code == 422, key
    assert not Delivery.objects.exclude(signed_at=None).exists()
    assert browser.post(f"/m/{sent.ref}/sign_for/", {"standing": f"{mine.pk}-{city.north.pk}"}).status_code == 302
    assert list(Delivery.objects.exclude(signed_at=None).values_list("organisation", flat=True)) == [city.north.pk]


def test_a_receipt_is_recorded_for_a_recipient_only(city):
    sent = city.dispatched()
    typed = {"signed_by": "x", "copies": 1, "how": "电话", "told_at": "2026-05-18T08:00"}
    browser = signed_in(city.secretary)
    for body in (city.bureau, city.committee):
        assert browser.post(f"/m/{sent.ref}/record_receipt/", {**typed, "organisations": [body.pk]}).status_code == 422


def test_a_series_of_another_organ_cannot_be_taken(city):
    series = type(city.series).objects.create(
        key="north", prefix="桐人常", label="桐梓", owner=city.north, mark="x", signatory="x"
    )
    answer = signed_in(city.drafter).post("/new/paper/draft/", {**PAPER, "series": series.pk})
    assert answer.status_code == 422
    assert signed_in(city.secretary).get("/papers/register/?series=north").status_code == 404
    assert signed_in(city.north_clerk).get("/papers/register/?series=office").status_code == 404


def test_a_message_is_opened_by_its_reader_only_and_leads_nowhere_else(city):
    answer = signed_in(city.secretary).post("/messages/", {"key": "x", "next": "https://elsewhere.example"})
    assert answer.status_code == 404
    answer = signed_in(city.secretary).post("/messages/", {"next": "https://elsewhere.example"})
    assert answer["Location"] == "/messages/"


@pytest.mark.parametrize(
    "page",
    [
        "https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)",
        "http:///elsewhere.example", "\thttps://elsewhere.example", "https:elsewhere.example", "///elsewhere.example",
    ],
)  # fmt: skip
def test_signing_in_by_any_way_stays_on_the_host(city, page, client):
    for address in ("/sign-in/", f"/sign-in/?next={page}", f"/console/login/?next={page}"):
        answer = client.get(address, follow=True)
        assert "elsewhere" not in str(answer.redirect_chain)
        typed = {"username": "yanjiu", "password": "Fictional-2016", "next": page}
        answer = client.post(answer.request["PATH_INFO"], typed)
        assert answer["Location"] == "/"
        client.logout()


# What is brought in -------------------------------------------------------------


def workbook_with(name: str, content: bytes) -> bytes:
    """A container with one member."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        book.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.svg", b"<svg onload=alert(1)>"), ("x.html", b"<script>"), ("x.pdf", b"<script>alert(1)</script>"),
        ("x.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>"),
        ("x.jpg", b"GIF89a"), ("x.pdf.exe", b"MZ"),
        ("x.xml", b"<x/>"), ("x.zip", workbook_with("x", b"x")), ("x.docx", workbook_with("xl/workbook.xml", b"x")),
        ("x.xlsm", workbook_with("xl/workbook.xml", b"x")), ("x.txt", b""), ("x", b"x"), (".htaccess", b"x"),
        ("", b"x"),
        ("x.txt\0.pdf", b"x"), ("x.xhtml", b"<html/>"), ("x.mht", b"x"), ("x.js", b"x"),
    ],
)  # fmt: skip
def test_a_file_that_could_run_is_not_taken_in(city, name, content):
    draft = city.paper()
    sent = {"version": draft.version, "attachments": SimpleUploadedFile(name or " ", content)}
    answer = signed_in(city.drafter).post(f"/m/{draft.ref}/submit/", sent)
    assert answer.status_code == 422
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/passwd.txt", "passwd.txt"), ("C:\\windows\\x.txt", "x.txt"),
        ("<img src=x onerror=y>.txt", None), ("\u202etxt.exe.txt", "txt.exe.txt"),
        ("名" * 300 + ".txt", None), ("…/.txt", None),
    ],
)  # fmt: skip
def test_the_name_of_a_file_can_do_nothing(city, name, kept):
    """Neither on disk, nor in the headers of its download, nor on the page."""
    draft = city.paper()
    browser = signed_in(city.drafter)
    content = b"<html><script>alert(1)</script></html>"
    sent = {"version": draft.version, "attachments": SimpleUploadedFile(name, content)}
    assert browser.post(f"/m/{draft.ref}/submit/", sent).status_code == 302
    attachment = Attachment.objects.get()
    assert kept is None or attachment.name == kept
    assert not set('/\\"<>\r\n\0') & set(attachment.name)
    answer = browser.get(f"/file/{attachment.ref}/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"].partition(";")[0] == "text/plain"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "<img src=x" not in browser.get(f"/m/{draft.ref}/").content.decode()


def test_a_file_that_is_two_things_goes_out_as_what_its_name_says(city):
    """A web page before the mark of a PDF (the format allows it) is never shown in place."""
    draft = city.paper()
    browser = signed_in(city.drafter)
    both = b"<html><script>alert(1)</script>%PDF-1.4\n%%EOF"
    sent = {"version": draft.version, "attachments": SimpleUploadedFile("x.pdf", both, content_type="text/html")}
    assert browser.post(f"/m/{draft.ref}/submit/", sent).status_code == 302
    answer = browser.get(f"/file/{Attachment.objects.get().ref}/")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


# What is carried out ------------------------------------------------------------


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "＝"])
def test_no_cell_of_any_workbook_is_a_formula(city, start):
    """Names of persons, titles, units: whatever somebody typed."""
    evil = f"{start}HYPERLINK(1)"
    meeting = notified(city)
    north = Invitation.objects.get(organisation=city.north)
    people = [{"name": evil, "post": evil, "phone": evil, "is_leave": False, "leave_reason": ""}]
    matters.take(north, "answer", city.north_clerk, entry=Entry(data={"attendees": people}))
    Meeting.objects.filter(pk=meeting.pk).update(title=evil)
    OutgoingPaper.objects.update(title=evil)
    Organisation.objects.filter(pk=city.north.pk).update(name=evil)
    Invitation.objects.update(title=evil)
    clerk = signed_in(city.meeting_clerk)
    books = [f"/meetings/{meeting.ref}/board.xlsx", "/list/meeting/export/", "/list/paper/export/"]
    books += ["/list/invitation/export/", "/papers/register/?view=xlsx"]
    for address in books:
        answer = clerk.get(address)
        assert answer.status_code == 200
        book = load_workbook(io.BytesIO(b"".join(answer)))
        cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
        assert not [cell for cell in cells if cell.data_type == "f"], address


# Sessions -----------------------------------------------------------------------


def test_a_session_chosen_by_somebody_else_is_not_taken(city, client):
    client.cookies["session"] = "a" * 32
    client.post("/sign-in/", {"username": "yanjiu", "password": "Fictional-2016"})
    assert client.cookies["session"].value != "a" * 32


def test_a_posting_taken_away_ends_the_session_before_the_next_deed(city):
    draft = city.paper()
    browser = signed_in(city.drafter)
    assert browser.get("/").status_code == 200
    Posting.objects.filter(user=city.drafter).update(until="2026-05-17")
    answer = browser.post(f"/m/{draft.ref}/submit/", {"version": draft.version})
    assert answer["Location"] == "/sign-in/"
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.parametrize("name", ["system", "security", "auditor"])
def test_a_password_alone_moves_nothing_for_an_administrator(city, client, name):
    """Every address, reading and writing, leads to the second factor."""
    client.post("/sign-in/", {"username": getattr(city, name).username, "password": "Fictional-2016"})
    for address in ("/", "/console/", "/console/congress/user/", "/search/", "/list/paper/", "/account/password/"):
        for method in (client.get, client.post, client.head):
            answer = method(address)
            assert answer.status_code == 302, address
            assert answer["Location"] == "/account/code/", address
