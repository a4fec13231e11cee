"""From the signature to the archive: what is shown is what is signed, and what is the house's stays in the house."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from congress import archive_check, archive_manifest, clock, issuing, matters, previews, printing, render_worker, roles
from congress.forms import RecordReviewForm, RecordSignForm
from congress.matters import Entry
from congress.models import OutgoingPaper
from tests import cast
from tests.archive.tampering import made_by_hand, rewritten, said
from tests.cast import account
from tests.machine.test_after_signing import PDF, filled, signing
from tests.papers.samples import sample
from tests.papers.test_appended import BOX, annex, foreign
from tests.signin.doors import signed_in

pytestmark = pytest.mark.django_db
MENDED = "签发后秘书科作过文字修改"


def correct(city, paper, **changes):
    return matters.take(paper, "correct", city.secretary, entry=Entry(data=changes))


# What is shown is what is signed -----------------------------------------------------


def test_who_signs_a_paper_anew_sees_the_text_and_not_the_print_of_an_earlier_one(city):
    paper = city.registered()
    issuing.print_waiting()
    first = paper.papers.get()
    browser = signed_in(city.chair)
    assert previews.of_matter(paper) == previews.of_matter(OutgoingPaper.objects.get())
    paper = matters.take(paper, "take_back", city.secretary, entry=Entry(note="会期改了"))
    paper = correct(city, paper, body="会议推迟。\n" * 60)
    paper = matters.take(paper, "send_again", city.secretary, entry=Entry(note="会期改了"))
    seen = previews.of_matter(OutgoingPaper.objects.get())
    assert seen.page_count == previews.of_text(paper.text()).page_count != first.page_count
    page = browser.get(f"/m/{paper.ref}/sign_off/").content.decode()
    assert reverse("paper_pdf", args=[first.ref]) not in page


@pytest.mark.parametrize("change", [{"openness": "public"}, {"to_groups": ["working_bodies"]}])
def test_whom_a_paper_reaches_is_signed_with_it(city, change):
    """分发范围 of minutes stands in no line of the print, 公开方式 in none of any paper."""
    fields = {"paper": "minutes", "title": "第一次办公会议纪要", "attendance": "出席：章启衡"}
    paper = correct(city, city.signed(**fields), **change)
    assert MENDED in paper.changed_since_signed


def test_what_was_mended_after_the_signature_is_told_in_the_house_only(city):
    paper = city.signed()
    paper = city.send(correct(city, paper, body=paper.body + "特此通知。"))
    for user in (city.secretary, city.chair, city.office_head):
        assert MENDED in signed_in(user).get(paper.get_absolute_url()).content.decode()
    for user in (city.north_clerk, city.member):
        assert MENDED not in signed_in(user).get(paper.get_absolute_url()).content.decode()


# What is the house's stays in the house ---------------------------------------------


def upload(name):
    return SimpleUploadedFile(name, PDF)


def test_a_recipient_sees_neither_the_signed_form_nor_what_was_filed_with_the_paper(city):
    paper = signing(city)
    files = {"attachments": [upload("签批件.pdf")]}
    form = filled(RecordSignForm, paper, "record_sign_off", city.secretary, {"note": "同意。"}, files)
    assert form.is_valid(), form.errors
    paper = matters.take(paper, "record_sign_off", city.secretary, entry=form.entry())
    form.save_attachments(paper, city.secretary)
    paper = city.register(paper)
    issuing.print_waiting()
    paper = matters.take(city.seal(paper), "dispatch", city.secretary)
    for clerk in (city.north_clerk, city.south_clerk):
        matters.take(paper, "sign_for", clerk)
    desk = signed_in(city.secretary)
    empty = desk.get(f"/m/{paper.ref}/archive/").context["form"]
    sent = {name: empty[name].value() for name in empty.fields if empty[name].value() is not None}
    answer = desk.post(f"/m/{paper.ref}/archive/", {**sent, "note": "内部备注", "attachments": [upload("原件.pdf")]})
    assert answer.status_code == 302
    refs = {row.name: row.ref for row in paper.attachments.all()}
    for user, code in ((city.secretary, 200), (city.north_clerk, 404), (city.member, 404)):
        browser = signed_in(user)
        assert {browser.get(f"/file/{ref}/").status_code for ref in refs.values()} == {code}, user
    outside = signed_in(city.north_clerk).get(paper.get_absolute_url())
    assert outside.status_code == 200 and "内部备注" not in outside.content.decode()
    assert set(refs) == {"签批件.pdf", "原件.pdf"}


def test_nothing_of_a_paper_is_seen_by_a_recipient_before_it_is_sent_nor_by_whom_it_was_never_sent(city):
    other = account("daozhen", "道真人", (roles.UNIT_CLERK, city.bureau))
    paper = city.registered()
    issuing.print_waiting()
    paper = city.seal(paper)
    address = reverse("paper_pdf", args=[paper.issued.ref])
    pages = (address, f"{address}?print", f"/m/{paper.ref}/pages/", f"/m/{paper.ref}/slip/", paper.get_absolute_url())
    for user in (city.north_clerk, city.member, other):
        assert {signed_in(user).get(page).status_code for page in pages} == {404}
    paper = matters.take(paper, "dispatch", city.secretary)
    paper = matters.take(paper, "recall", city.secretary, entry=Entry(note="有误"))
    assert {signed_in(other).get(page).status_code for page in pages} == {404}
    assert signed_in(city.north_clerk).get(pages[3]).status_code == 404


# What is recorded for somebody else -------------------------------------------------


def test_nobody_is_recorded_to_have_signed_a_text_that_was_written_after_he_signed(city):
    paper = signing(city)
    before = clock.now()
    clock.advance(minutes=30)
    paper = matters.take(paper, "revise", city.chair, entry=Entry(data={"body": paper.body + "特此通知。"}))
    clock.advance(minutes=30)
    files = {"attachments": [upload("签批件.pdf")]}
    told = {"note": "同意。", "told_at": f"{timezone.localtime(before):%Y-%m-%dT%H:%M}"}
    form = filled(RecordSignForm, paper, "record_sign_off", city.secretary, told, files)
    assert not form.is_valid()
    assert list(form.errors) == ["told_at"]


def test_the_signature_of_an_organ_that_issues_with_us_is_recorded_of_its_head_alone_and_with_the_scan(city):
    """代录会签: the name is printed as that organ's 签发人."""
    paper = matters.take(city.paper(second_issuer=city.north), "submit", city.drafter)
    by_us = filled(RecordReviewForm, paper, "record_pass", city.secretary, {"from_whom": "祁望舒"})
    assert by_us.is_valid(), by_us.errors
    paper = matters.take(paper, "pass_on", city.office_head)
    scan = {"attachments": [upload("会签件.pdf")]}
    forged = filled(RecordReviewForm, paper, "record_check", city.secretary, {"from_whom": "无名氏"}, scan)
    assert not forged.is_valid() and list(forged.errors) == ["from_whom"]
    bare = filled(RecordReviewForm, paper, "record_check", city.secretary, {"from_whom": "卞西樵"})
    assert list(bare.errors) == ["attachments"]
    whole = filled(RecordReviewForm, paper, "record_check", city.secretary, {"from_whom": "卞西樵"}, scan)
    assert whole.is_valid(), whole.errors
    clock.advance(minutes=5)
    paper = matters.take(paper, "amend", city.north_chair, entry=Entry(data={"body": paper.body + "特此通知。"}))
    told = {"from_whom": "卞西樵", "told_at": f"{timezone.localtime(cast.MONDAY):%Y-%m-%dT%H:%M}"}
    early = filled(
        RecordReviewForm, paper, "record_check", city.secretary, told, {"attachments": [upload("会签件.pdf")]}
    )
    assert list(early.errors) == ["told_at"]


# Forms that are sent again ----------------------------------------------------------


def test_a_paper_with_places_for_pdfs_is_sent_again_like_any_other(city):
    """Their tokens are no secrets: each names a file that its own user has brought."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(city.drafter)
    empty = browser.get(reverse("matter_begin", args=["paper", "draft"])).content.decode()
    names = set(re.findall(r'name="(\w+)"', empty))
    assert "pdf_token_1" in names
    typed = {name: "" for name in names} | {"title": "关于会议的通知"}
    back = browser.post(
        reverse("matter_begin", args=["paper", "draft"]), typed, headers={"origin": "http://testserver"}
    )
    assert back.status_code == 403 and 'value="关于会议的通知"' in back.content.decode()


# The archive's ZIP ------------------------------------------------------------------


def sealed_again(change):
    """Somebody changes the manifest and seals it as we do."""

    def forge(manifest):
        change(manifest)
        rows = manifest.pop("rows")
        head = {key: value for key, value in manifest.items() if key not in ("rows_sm3", "sm3", "format")}
        return archive_manifest.seal(head, rows)

    return forge


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest["rows"][2]["place"].update(year=10**30),
        lambda manifest: manifest["chain"].update(sequence=10**30),
        lambda manifest: manifest["chain"].update(sequence=-(10**30)),
        lambda manifest: manifest["selection"].update(organ="\0"),
        lambda manifest: manifest["rows"][2].update(code="\x1b[2J"),
        lambda manifest: manifest["chain"].update(hash="\0"),
    ],
)  # fmt: skip
def test_no_forged_manifest_stops_the_check_against_the_database(db, tmp_path, change):
    path = rewritten(made_by_hand(tmp_path / "archive.zip"), manifest=sealed_again(change))
    count, text = said(path, against_database=True)
    assert count >= 1 and "核验不通过" in text and "\x1b" not in text
    assert archive_check.check(path).manifest
    json.dumps(archive_check.check(path).manifest)


# Foreign PDFs -----------------------------------------------------------------------


def printed(pdf, **details):
    """A notice with this file as its annex."""
    part = annex(pdf, 1)
    return printing.render(sample("notice", 1, annexes=(part,)), appended={part.pdf: pdf}, **details)


def test_a_foreign_pdf_that_takes_too_long_leaves_nothing_running_and_no_copy_behind(tmp_path, monkeypatch):
    """The timer ends the render process; whatever that has started ends with it."""
    left = tmp_path / "left"
    left.mkdir()
    stuck = tmp_path / "pdftoppm"
    stuck.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 100\n")
    stuck.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("TMPDIR", str(left))
    monkeypatch.setattr(printing, "_pool", printing.Pool())
    with pytest.raises(printing.PrintError, match="没有完成"):
        printed(foreign(BOX), timeout=8)
    started = int((tmp_path / "pid").read_text())
    time.sleep(0.5)
    state = Path(f"/proc/{started}/stat")
    is_running = state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"
    if is_running:
        os.kill(started, signal.SIGKILL)
    assert not is_running
    assert list(left.iterdir()) == []


def test_a_picture_of_a_foreign_page_takes_no_more_memory_than_a_paper(tmp_path, monkeypatch):
    drawn = tmp_path / "pdftoppm"
    drawn.write_text(f"#!/bin/sh\nsleep 0.5\nulimit -v > {tmp_path}/limit\n")
    drawn.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    printing.page_images(foreign(BOX), 1, 1)
    assert (tmp_path / "limit").read_text().strip() == str(render_worker.MEMORY >> 10)


def test_what_would_run_in_a_foreign_pdf_does_not_come_along():
    """Scripts and files hang on the document and on its pages; only the drawing of a page is taken."""

    def evil(writer):
        script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("evil()")}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
        writer.add_attachment("evil.exe", b"MZ evil")
        action = DictionaryObject({NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject("x")})
        writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})

    made = printed(foreign(BOX, change=evil))
    whole = PdfWriter(clone_from=PdfReader(io.BytesIO(made.pdf)))
    found = " ".join(str(one) for one in whole._objects)
    assert "/Annex" in found
    assert not {
        word for word in ("/JavaScript", "/EmbeddedFile", "/Launch", "/AA", "/OpenAction", "evil") if word in found
    }
