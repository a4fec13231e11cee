"""From the signature to the seal: checked again, numbered, proofread, stamped; and the ways back (条例 §25)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from congress import clock, issuing, issuing_form, matters, messages
from congress.forms import CorrectForm, RecordSignForm, RegisterForm, SealForm
from congress.matters import Entry
from congress.models import Delivery, Message, Number, SealUse
from congress.refusal import NotYours, Refused, Stale

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nstamped\n%%EOF\n"


def filled(form, paper, step, user, data=None, files=None):
    """A form as a browser sends it: what stands in it, and what is typed over it."""
    empty = form(matter=paper, step=paper.workflow[step], user=user)
    sent = {name: empty[name].value() for name in empty.fields if empty[name].value() is not None}
    return form({**sent, **(data or {})}, files or {}, matter=paper, step=paper.workflow[step], user=user)


def take(paper, step, user, form, **more):
    """Take a step by its form."""
    sent = filled(form, paper, step, user, **more)
    assert sent.is_valid(), sent.errors
    return matters.take(paper, step, user, entry=sent.entry())


def signing(city, **fields):
    paper = matters.take(city.paper(**fields), "submit", city.drafter)
    return matters.take(paper, "check", city.office_head)


def owed(paper):
    return [(todo.step, todo.role) for todo in paper.todos.open()]


def test_each_hand_is_owed_in_its_turn(city):
    paper = city.signed()
    assert owed(paper) == [("recheck", "secretariat")]
    paper = matters.take(paper, "recheck", city.secretary)
    assert owed(paper) == [("register", "secretariat")]
    paper = matters.take(paper, "register", city.secretary, entry=Entry(data={"copies": 5}))
    assert owed(paper) == [("proofread", "secretariat")]
    paper.papers.update(pdf_digest="0" * 64)
    paper = matters.take(paper, "proofread", city.secretary)
    assert owed(paper) == [("seal", "seal_keeper")]
    with pytest.raises(Refused, match="尚未用印登记"):
        matters.take(paper, "dispatch", city.secretary)
    assert owed(city.seal(city.registered())) == [("dispatch", "secretariat")]


def test_what_bears_no_seal_goes_from_the_proof_to_its_recipients(city):
    paper = city.paper(
        paper="decision", title="关于有关事项的决定", adopted="2026年5月29日市人大常委会第三十八次会议通过"
    )
    paper = matters.take(matters.take(paper, "submit", city.drafter), "check", city.office_head)
    entry = Entry(data={"text_digest": paper.text_digest})
    paper = city.seal(city.register(matters.take(paper, "sign_off", city.chair, entry=entry)))
    assert paper.state == "proofread" and owed(paper) == [("dispatch", "secretariat")]
    assert "seal" not in {option.step.key for option in matters.available(paper, city.seal_keeper)}
    with pytest.raises(Refused, match="不加盖印章"):
        matters.take(paper, "seal", city.seal_keeper)


def test_nobody_but_the_seal_keeper_enters_the_use_of_the_seal(city):
    paper = city.registered()
    paper.papers.update(pdf_digest="0" * 64)
    paper = matters.take(paper, "proofread", city.secretary)
    with pytest.raises(NotYours):
        matters.take(paper, "seal", city.secretary)


def test_the_use_of_the_seal_is_entered_with_copies_approver_and_keeper(city):
    paper = city.registered()
    paper.papers.update(pdf_digest="0" * 64)
    paper = take(matters.take(paper, "proofread", city.secretary), "seal", city.seal_keeper, SealForm)
    use = SealUse.objects.get()
    assert (use.seal, use.copies, use.approved_by, use.used_by) == (paper.signatory, 5, "章启衡", "印守正")
    assert use.used_on == clock.today() and '"copies":5' in paper.events.last().body


@pytest.mark.parametrize("days", [-1, 1])
def test_a_seal_is_used_between_the_signature_and_today(city, days):
    paper = city.registered()
    day = clock.today() + timedelta(days=days)
    form = filled(SealForm, paper, "seal", city.seal_keeper, {"used_on": f"{day:%Y-%m-%d}"})
    assert "成文日期" in form.errors["used_on"][0]


def test_the_scan_of_the_stamped_paper_is_the_version_sent(city, client):
    paper = city.registered()
    issuing.print_waiting()
    paper = matters.take(paper, "proofread", city.secretary)
    files = {"scan": [SimpleUploadedFile("正本.pdf", PDF)]}
    paper = take(paper, "seal", city.seal_keeper, SealForm, files=files)
    issued = matters.take(paper, "dispatch", city.secretary).issued
    assert issued.sent_digest == issued.stamped_digest != issued.pdf_digest
    client.force_login(city.north_clerk, backend="congress.backends.AccountBackend")
    address = reverse("paper_pdf", args=[issued.ref])
    assert b"".join(client.get(address).streaming_content) == PDF
    assert b"".join(client.get(f"{address}?print").streaming_content) != PDF


@pytest.mark.parametrize("names", [("正本.png",), ("一.pdf", "二.pdf")])
def test_what_is_sent_is_one_pdf(city, names):
    pictures = {"png": b"\x89PNG\r\n\x1a\nIEND\xaeB`\x82", "pdf": PDF}
    files = {"scan": [SimpleUploadedFile(name, pictures[name[-3:]]) for name in names]}
    form = filled(SealForm, city.registered(), "seal", city.seal_keeper, files=files)
    assert "一个 PDF" in form.errors["scan"][0]


def test_the_register_asks_for_copies_and_proposes_one_for_each_unit_and_three(city):
    paper = matters.take(city.signed(), "recheck", city.secretary)
    paper = take(paper, "register", city.secretary, RegisterForm)
    assert paper.copies == 2 + 3


def test_a_slip_that_is_mended_after_the_signature_is_told_and_a_change_of_substance_is_signed_anew(city):
    paper = city.signed()
    assert paper.changed_since_signed == ""
    paper = matters.take(paper, "correct", city.secretary, entry=Entry(data={"body": paper.body + "特此通知。"}))
    assert "花脸稿" in paper.changed_since_signed and paper.versions.count() == 2
    paper = matters.take(paper, "send_again", city.secretary, entry=Entry(note="会期改了"))
    assert (paper.state, paper.signed_on, paper.approver) == ("signing", None, "")
    assert owed(paper) == [("sign_off", "leader")]
    clock.advance(days=1)
    entry = Entry(data={"text_digest": paper.text_digest})
    paper = matters.take(paper, "sign_off", city.chair, entry=entry)
    assert paper.signed_on == clock.today() and paper.changed_since_signed == ""


def test_a_paper_that_is_taken_back_before_it_is_sent_keeps_its_number_and_is_printed_anew(city):
    paper = city.registered()
    issuing.print_waiting()
    first = paper.papers.get()
    paper = matters.take(paper, "take_back", city.secretary, entry=Entry(note="漏字"))
    assert paper.text().is_draft
    paper = matters.take(paper, "correct", city.secretary, entry=Entry(data={"body": paper.body + "特此通知。"}))
    paper = city.register(paper)
    again = paper.papers.get()
    assert again.number_text == first.number_text and Number.objects.count() == 1
    assert again.text_digest != first.text_digest and again.pdf_digest == ""
    assert issuing.print_one(first) and not paper.papers.get().pdf_digest  # a print of the old text comes too late
    issuing.print_waiting()
    assert paper.papers.get().pdf_digest not in ("", first.pdf_digest)


def test_a_leader_who_signs_on_paper_is_recorded_with_his_words_and_the_scan(city):
    paper = signing(city)
    bare = filled(RecordSignForm, paper, "record_sign_off", city.secretary, {"note": "同意。"})
    assert "扫描件" in bare.errors["attachments"][0]
    files = {"attachments": [SimpleUploadedFile("签批.pdf", PDF)]}
    paper = take(paper, "record_sign_off", city.secretary, RecordSignForm, data={"note": "同意。"}, files=files)
    event = paper.events.last()
    assert paper.approver == "章启衡" and event.note == "同意。"
    assert event.recorded_for.startswith("纸质，章启衡") and "由艾小禾代录" in event.recorded_for
    signed = issuing_form.boxes(paper)[0].opinions[0]
    assert (signed.name, signed.capacity, signed.words) == ("章启衡", "签发领导", "同意。")


def test_who_does_not_sign_is_not_recorded_as_the_signer(city):
    form = filled(RecordSignForm, signing(city), "record_sign_off", city.secretary, {"from_whom": "柏小舟"})
    assert "from_whom" in form.errors


@pytest.mark.parametrize("state", ["checking", "signing"])
def test_the_drafter_takes_a_paper_back_with_a_reason_while_it_is_not_signed(city, state):
    paper = signing(city) if state == "signing" else matters.take(city.paper(), "submit", city.drafter)
    paper = matters.take(paper, "withdraw", city.drafter, entry=Entry(note="数字有误"))
    assert paper.state == "draft" and owed(paper) == [("submit", "drafter")]
    with pytest.raises(Stale):
        matters.take(city.signed(), "withdraw", city.drafter, entry=Entry(note="数字有误"))


def test_a_paper_that_has_no_number_yet_is_void_without_one(city):
    paper = matters.take(city.signed(), "void", city.secretary, entry=Entry(note="会议取消"))
    assert paper.state == "void" and not Number.objects.exists()


def test_who_was_sent_a_paper_is_told_that_it_was_recalled_and_still_reads_why(city, client):
    paper = city.dispatched()
    messages.announce_deliveries()
    paper = matters.take(paper, "recall", city.secretary, entry=Entry(note="内容有误，另行印发"))
    messages.announce_deliveries()
    assert Number.objects.get().state == Number.VOID and Delivery.objects.filter(recalled_at=None).count() == 0
    texts = list(Message.objects.filter(user=city.north_clerk).order_by("pk").values_list("text", flat=True))
    assert len(texts) == 2 and texts[1].startswith("来文已撤销")
    client.force_login(city.north_clerk, backend="congress.backends.AccountBackend")
    page = client.get(paper.get_absolute_url()).content.decode()
    assert "已撤销" in page and "内容有误，另行印发" in page
    assert owed(paper) == []


def test_at_the_second_check_words_are_mended_and_nothing_that_was_signed_of_its_kind_and_recipients(city):
    paper = city.signed()
    typed = {"paper": "letter", "to_groups": ["townships"], "openness": "public", "body": paper.body + "特此通知。"}
    form = filled(CorrectForm, paper, "correct", city.secretary, typed)
    assert form.is_valid(), form.errors
    paper = matters.take(paper, "correct", city.secretary, entry=form.entry())
    assert paper.body.endswith("特此通知。")
    assert (paper.paper, paper.to_groups, paper.openness) == ("notice", ["county_committees"], "internal")


def test_an_announcement_to_the_public_goes_out_without_a_unit_and_is_filed(city):
    paper = city.send(city.signed(paper="announcement", title="关于补选代表的公告", to_groups=[]))
    assert paper.state == "dispatched" and not Delivery.objects.exists()
    assert paper.lacks_receipts() == ""


def test_who_gets_the_paper_by_hand_is_not_asked_to_sign_here(city):
    city.south.has_login = False
    city.south.save()
    city.dispatched()
    messages.announce_deliveries()
    assert Message.objects.filter(user=city.north_clerk).exists()
    assert not Message.objects.filter(user=city.south_clerk).exists()
