"""The form of a step: version, capacity, opinion, attachments, and what is recorded for somebody else."""

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.module_loading import import_string

from congress import files, matters, permissions, roles
from congress.forms import NoteForm, RecordedStepForm, RecordReceiptForm, SignForForm, SignForm
from congress.models import Attachment, Posting
from congress.nouns import kinds
from tests.cast import SHANGHAI

pytestmark = pytest.mark.django_db


def form_for(form, matter, step, user, data=None, files=None):
    declared = matter.workflow[step]
    standings = permissions.standings(user, matter, declared) if matter.pk else permissions.creators(user, declared)
    return form(data, files, matter=matter, step=declared, user=user, standings=standings)


def test_every_form_that_a_table_names_exists():
    for model in kinds().values():
        for step in model.workflow.steps:
            if step.form.startswith("congress."):
                assert import_string(step.form)


def test_a_form_carries_the_version_that_was_seen(city):
    form = form_for(NoteForm, city.paper(), "submit", city.drafter)
    assert form["version"].value() == 1
    assert "standing" not in form.fields


def test_the_capacity_is_asked_only_of_who_has_several(city):
    Posting.objects.create(user=city.drafter, organisation=city.justice, role=roles.DRAFTER.key)
    Posting.objects.create(user=city.drafter, organisation=city.research, role=roles.SECRETARIAT.key)
    paper = city.paper(by=city.drafter)
    form = form_for(NoteForm, paper, "submit", city.drafter, {})
    assert [label for _, label in form.fields["standing"].choices] == [
        "遵义市人大常委会研究室 拟稿人", "遵义市人大常委会研究室 秘书科",
    ]  # fmt: skip
    assert not form.is_valid()
    second = form.fields["standing"].choices[1][0]
    form = form_for(NoteForm, paper, "submit", city.drafter, {"standing": second})
    assert form.is_valid()
    assert form.standing().role == "secretariat"


def test_the_only_capacity_is_taken_unasked(city):
    form = form_for(NoteForm, city.paper(), "submit", city.drafter, {})
    assert form.is_valid()
    assert form.standing().organisation == city.research


def test_a_capacity_of_somebody_else_is_not_accepted(city):
    Posting.objects.create(user=city.drafter, organisation=city.research, role=roles.SECRETARIAT.key)
    form = form_for(NoteForm, city.paper(), "submit", city.drafter, {"standing": "1-1"})
    assert form.errors["standing"] == ["请从列表中选择办理身份。"]


def test_a_return_must_say_why(city):
    paper = matters.take(city.paper(), "submit", city.drafter)
    form = form_for(NoteForm, paper, "send_back", city.office_head, {"note": " "})
    assert form.errors["note"] == ["“退回修改”须写明原因，有关的人才知道为什么。"]
    form = form_for(NoteForm, paper, "send_back", city.office_head, {"note": "请补充联系人"})
    assert form.is_valid()
    assert form.entry().note == "请补充联系人"


def test_files_come_with_the_step_and_stand_beside_the_matter(city):
    paper = city.paper()
    upload = SimpleUploadedFile("会议方案.txt", "方案".encode())
    form = form_for(NoteForm, paper, "submit", city.drafter, {}, {"attachments": [upload]})
    assert form.is_valid()
    with matters.deed():
        matters.take(paper, "submit", city.drafter, entry=form.entry())
        form.save_attachments(paper, city.drafter)
    [row] = Attachment.objects.all()
    assert (row.name, row.step, row.added_by, row.media_type) == ("会议方案.txt", "submit", city.drafter, "text/plain")
    assert files.read(row.digest).decode() == "方案"
    assert form.entry().data == {}
    assert f'"attached":["{row.digest}"]' in paper.events.get(action="paper.submit").body


def test_too_many_files_at_once_are_refused(city):
    many = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(21)]
    form = form_for(NoteForm, city.paper(), "submit", city.drafter, {}, {"attachments": many})
    assert form.errors["attachments"] == ["一次最多上传20个文件，请分几次上传。"]


def test_a_full_disk_is_said_and_nothing_is_lost(city, monkeypatch):
    def full(chunks):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "keep", full)
    upload = SimpleUploadedFile("方案.txt", b"x")
    form = form_for(NoteForm, city.paper(), "submit", city.drafter, {"note": "请审"}, {"attachments": [upload]})
    assert not form.is_valid()
    assert "磁盘空间不足" in form.errors["attachments"][0]
    assert form["note"].value() == "请审"


def test_the_signer_signs_the_text_that_was_shown(city):
    paper = matters.take(matters.take(city.paper(), "submit", city.drafter), "check", city.office_head)
    shown = form_for(SignForm, paper, "sign_off", city.chair)
    assert shown["text_digest"].value() == paper.text_digest
    assert paper.text_digest[:8] in shown.fields["note"].help_text
    posted = form_for(SignForm, paper, "sign_off", city.chair, {"text_digest": paper.text_digest, "note": "同意"})
    assert posted.is_valid()
    assert matters.take(paper, "sign_off", city.chair, entry=posted.entry()).signed_digest == paper.text_digest


def test_a_signature_without_the_digest_is_not_taken(city):
    paper = matters.take(matters.take(city.paper(), "submit", city.drafter), "check", city.office_head)
    form = form_for(SignForm, paper, "sign_off", city.chair, {})
    assert "刷新页面重新审阅" in form.errors["text_digest"][0]


def test_a_unit_signs_for_a_paper(city):
    paper = city.dispatched()
    form = form_for(SignForForm, paper, "sign_for", city.north_clerk, {"note": "缺第2页"})
    assert form.is_valid()
    assert form.standing().organisation == city.north


def test_the_clerk_records_who_signed_and_how_it_came(city):
    paper = city.dispatched()
    data = {
        "organisations": [city.south.pk],
        "copies": 1,
        "signed_by": "梅小满",
        "how": "微信",
        "told_at": "2026-05-18T08:30",
    }
    form = form_for(RecordReceiptForm, paper, "record_receipt", city.secretary, data)
    assert form.is_valid(), form.errors
    entry = form.entry()
    assert list(entry.data["organisations"]) == [city.south] and entry.data["signed_by"] == "梅小满"
    assert entry.recorded_for == "微信，梅小满，2026-05-18 08:30，由艾小禾代录"
    paper = matters.take(paper, "record_receipt", city.secretary, entry=entry)
    again = form_for(RecordReceiptForm, paper, "record_receipt", city.secretary, data)
    assert again.errors["organisations"] == ["有单位已经签收，或不是本文的收文单位，请重新选择。"]


def test_what_was_told_was_told_already(city):
    paper = city.dispatched()
    data = {
        "organisations": [city.south.pk],
        "copies": 1,
        "signed_by": "梅小满",
        "how": "电话",
        "told_at": "2026-05-18 10:00",
    }
    form = form_for(RecordReceiptForm, paper, "record_receipt", city.secretary, data)
    assert form.errors["told_at"] == ["告知时间晚于现在，请核对。"]


def test_a_recorded_step_names_its_source(city):
    form = form_for(
        RecordedStepForm, city.paper(), "submit", city.drafter,
        {"how": "电话", "from_whom": "卞西樵", "told_at": "2026-05-18 08:05"},
    )  # fmt: skip
    assert form.is_valid()
    assert form.entry().recorded_for == "电话，卞西樵，2026-05-18 08:05，由苏见微代录"
    assert form.entry().data == {}
    assert form.cleaned_data["told_at"] == datetime(2026, 5, 18, 8, 5, tzinfo=SHANGHAI)
