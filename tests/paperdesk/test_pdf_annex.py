"""附件为 PDF: what is accepted, signed, printed and kept of a file that follows the text."""

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from pypdf import PdfReader

from congress import annex_files, files, issuing, marked_copies, matters, orphans, previews, printing, typesetting
from congress.forms import pdf_annexes
from congress.models import Attachment, IssuedPaper, OutgoingPaper, PaperVersion
from tests.paperdesk.test_typing import typed
from tests.papers.test_appended import BOX, foreign

pytestmark = pytest.mark.django_db

NEW = ("paper", "draft")
PHOTOS, OTHER = foreign(BOX, BOX), foreign(BOX, "0 g 50 50 20 20 re f", BOX)


def sm3(content):
    return hashlib.new("sm3", content).hexdigest()


def upload(content=PHOTOS, name="现场照片.pdf"):
    return SimpleUploadedFile(name, content)


def send(client, address, city, content=PHOTOS, name="现场照片.pdf", **fields):
    data = typed(city, openness="internal", **fields)
    return client.post(address, {**data, "pdf_file_1": upload(content, name)} if content else data)


@pytest.fixture
def with_photos(city, at_screen):
    """A notice with two pages of photographs behind it."""
    answer = send(at_screen(city.drafter), reverse("matter_begin", args=NEW), city, pdf_title_1="检查现场照片")
    assert answer.status_code == 302
    return OutgoingPaper.objects.get()


def numbered(city, paper):
    paper = matters.take(paper, "submit", city.drafter)
    paper = matters.take(paper, "check", city.office_head)
    entry = matters.Entry(data={"text_digest": paper.text_digest})
    return city.register(matters.take(paper, "sign_off", city.chair, entry=entry))


def words_of(pdf):
    return [page.extract_text().replace("\n", "") for page in PdfReader(io.BytesIO(pdf)).pages]


# In


def test_it_is_kept_beside_the_paper_and_stands_in_its_text(city, with_photos):
    [annex] = with_photos.text().annexes
    assert annex == typesetting.Annex(("检查现场照片",), "", pdf=sm3(PHOTOS), pages=2)
    row = with_photos.attachments.get()
    assert (row.name, row.digest, row.step) == ("现场照片.pdf", sm3(PHOTOS), annex_files.STEP)
    assert files.read(row.digest) == PHOTOS
    assert sm3(PHOTOS) in str(with_photos.events.order_by("sequence").last().body)


def test_without_a_title_it_has_the_name_of_its_file(city, at_screen):
    send(at_screen(city.drafter), reverse("matter_begin", args=NEW), city)
    assert OutgoingPaper.objects.get().pdf_annexes[0]["title"] == "现场照片"


def encrypted(writer):
    writer.encrypt("1234", algorithm="RC4-128")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (foreign(BOX, change=encrypted), "a.pdf", "已加密"),
        (foreign(BOX, size=(1700.0, 2400.0)), "a.pdf", "第1页是600×847毫米，比A2还大"),
        (foreign(BOX, size=(5.0, 5.0)), "a.pdf", "已损坏"),
        (foreign(*[""] * 201), "a.pdf", "超过200页"),
        (PHOTOS[:300] + b"\n%%EOF\n", "a.pdf", "已损坏"),
        (b"GIF89a" + b"0" * 200, "a.pdf", "内容与扩展名不符"),
        (PHOTOS, "a.docx", "“a.docx”不是PDF文件"),
        (PHOTOS, "（机密）名单.pdf", "密级标志“（机密）”"),
    ],
    ids=["encrypted", "A1", "no size", "too long", "broken", "no pdf", "other", "classified"],
)
def test_what_cannot_be_put_in_is_refused_at_its_place_with_the_reason(city, at_screen, content, name, said):
    answer = send(at_screen(city.drafter), reverse("matter_begin", args=NEW), city, content, name)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not OutgoingPaper.objects.exists() and not Attachment.objects.exists()


def test_one_that_is_too_large_is_refused_before_it_is_opened(city, at_screen, monkeypatch):
    monkeypatch.setattr(pdf_annexes, "SIZE_LIMIT", 100)
    monkeypatch.setattr(printing, "look_over", lambda pdf: pytest.fail("it was opened"))
    answer = send(at_screen(city.drafter), reverse("matter_begin", args=NEW), city)
    assert answer.status_code == 422 and "降低扫描分辨率" in answer.content.decode()


def test_a_title_without_a_file_is_told(city, at_screen):
    answer = send(at_screen(city.drafter), reverse("matter_begin", args=NEW), city, None, pdf_title_1="名单")
    assert answer.status_code == 422 and "还没有选择PDF文件" in answer.content.decode()


def test_the_pages_of_the_files_count_for_the_limit_of_a_paper(city, at_screen):
    long = foreign(*[""] * 199)
    answer = send(at_screen(city.drafter), reverse("matter_begin", args=NEW), city, long, body="长" * 20_000)
    assert answer.status_code == 422 and "上限" in answer.content.decode()


def test_after_a_refusal_for_something_else_it_need_not_be_chosen_again(city, at_screen):
    client, address = at_screen(city.drafter), reverse("matter_begin", args=NEW)
    refused = send(client, address, city, title="")
    form = refused.context["form"]
    assert refused.status_code == 422 and "现场照片.pdf（2页）" in refused.content.decode()
    data = typed(city, openness="internal", pdf_token_1=form["pdf_token_1"].value(), pdf_title_1="照片")
    assert client.post(address, data).status_code == 302
    assert OutgoingPaper.objects.get().pdf_annexes[0]["digest"] == sm3(PHOTOS)
    assert Attachment.objects.get().digest == sm3(PHOTOS)


def test_a_file_is_not_named_by_its_digest_but_by_who_has_brought_it(city, at_screen):
    digest, size = files.keep([PHOTOS])
    row = {"title": "他人的文件", "name": "a.pdf", "digest": digest, "size": size, "pages": 2}
    forged = annex_files.AnnexFile(**row).token[:-4] + "AAAA"
    answer = send(at_screen(city.drafter), reverse("matter_begin", args=NEW), city, None, pdf_token_1=forged)
    assert answer.status_code == 422 and not OutgoingPaper.objects.exists()


def test_a_file_that_was_swept_before_it_was_sent_must_be_chosen_again(city, at_screen):
    row = {"title": "旧", "name": "a.pdf", "digest": "ab" * 32, "size": 1, "pages": 2}
    token = annex_files.AnnexFile(**row).token
    answer = send(at_screen(city.drafter), reverse("matter_begin", args=NEW), city, None, pdf_token_1=token)
    assert answer.status_code == 422 and "请重新选择文件" in answer.content.decode()


def test_what_was_saved_meanwhile_comes_back_with_its_files(city, at_screen):
    client, address = at_screen(city.drafter), reverse("matter_begin", args=NEW)
    taken = {f"pdf_file_{at}": upload(name=f"第{at}件.pdf") for at in (1, 2)}
    form = client.post(address, typed(city, take_pdf="1", **taken)).context["form"]
    third = client.post(
        address, {**typed(city, take_pdf="1", **shown(form, 2)), "pdf_file_3": upload(OTHER, "第三件.pdf")}
    ).context["form"]
    client.post("/papers/autosave/?step=draft", typed(city, **shown(third, 3)))
    back = client.post(address, typed(city, restore="1")).context["form"]
    assert [back[f"pdf_title_{at}"].value() for at in (1, 2, 3)] == ["第1件", "第2件", "第三件"]
    assert client.post(address, typed(city, openness="internal", **shown(back, 3))).status_code == 302
    assert [row["pages"] for row in OutgoingPaper.objects.get().pdf_annexes] == [2, 2, 3]


def shown(form, count):
    """What the form would post of its first places."""
    names = [f"pdf_{part}_{at}" for at in range(1, count + 1) for part in ("title", "token")]
    return {name: form[name].value() for name in names}


# Changed


def test_another_file_in_its_place_is_told_in_the_marked_copy_and_the_first_is_not_lost(city, with_photos, at_screen):
    client, edit = at_screen(city.drafter), reverse("matter_step", args=[with_photos.ref, "edit"])
    before = with_photos.text_digest
    answer = send(client, edit, city, OTHER, "新照片.pdf", version="1", pdf_title_1="检查现场照片")
    assert answer.status_code == 302
    paper = OutgoingPaper.objects.get()
    assert paper.text_digest != before and paper.pdf_annexes[0]["pages"] == 3
    assert {row.digest for row in paper.attachments.all()} == {sm3(PHOTOS), sm3(OTHER)}
    [part] = [part for part in marked_copies.of_matter(paper).parts if part.key == "pdf_annexes"]
    deleted = "".join(piece.text for row in part.paragraphs for piece in row if piece.deleted)
    assert part.is_changed and part.label == "PDF附件" and deleted


def test_the_form_keeps_what_is_there_and_takes_out_what_is_ticked(city, with_photos, at_screen):
    client, edit = at_screen(city.drafter), reverse("matter_step", args=[with_photos.ref, "edit"])
    form = client.get(edit).context["form"]
    token = form["pdf_token_1"].value()
    kept = send(client, edit, city, None, version="1", pdf_token_1=token, pdf_title_1="新名称")
    assert kept.status_code == 302
    assert OutgoingPaper.objects.get().pdf_annexes[0]["title"] == "新名称"
    gone = send(client, edit, city, None, version="2", pdf_token_1=token, pdf_title_1="新名称", pdf_drop_1="on")
    assert gone.status_code == 302
    paper = OutgoingPaper.objects.get()
    assert paper.pdf_annexes == [] and paper.attachments.get().digest == sm3(PHOTOS)
    assert [version.text["pdf_annexes"] for version in PaperVersion.objects.all()][-1] == ""


def test_a_file_that_was_replaced_stays_in_the_house(city, with_photos, at_screen):
    paper = city.send(city_signed(city, with_photos))
    page = at_screen(city.north_clerk).get(paper.get_absolute_url())
    assert page.status_code == 200 and list(page.context["attachments"]) == []
    assert [one.name for one in at_screen(city.drafter).get(paper.get_absolute_url()).context["attachments"]]


def city_signed(city, paper):
    paper = matters.take(paper, "submit", city.drafter)
    paper = matters.take(paper, "check", city.office_head)
    return matters.take(paper, "sign_off", city.chair, entry=matters.Entry(data={"text_digest": paper.text_digest}))


def test_the_sweeper_leaves_a_file_that_a_paper_has_or_had(city, with_photos, monkeypatch):
    monkeypatch.setattr(orphans, "OLD", -1)
    orphans.sweep()
    assert files.read(sm3(PHOTOS)) == PHOTOS


# Seen and printed


def test_its_pages_are_seen_at_the_desk_before_anything_is_sent(city, at_screen):
    client = at_screen(city.drafter)
    data = typed(city, openness="internal", take_pdf="1")
    answer = client.post(reverse("matter_begin", args=NEW), {**data, "pdf_file_1": upload()})
    form = answer.context["form"]
    assert answer.status_code == 200 and "已放入右边的版面" in answer.content.decode()
    token, title = form["pdf_token_1"].value(), form["pdf_title_1"].value()
    shown = client.post("/preview/?step=draft", typed(city, pdf_token_1=token, pdf_title_1=title, page="2"))
    assert "共4页" in shown.content.decode()
    assert not OutgoingPaper.objects.exists() and not Attachment.objects.exists()


def test_a_preview_reads_only_the_files_of_the_pages_that_it_shows(city, with_photos, monkeypatch):
    read = []
    keep = files.read
    monkeypatch.setattr(files, "read", lambda digest: read.append(digest) or keep(digest))
    assert previews.of_matter(with_photos, 4).page_count == 4 and read == []
    assert len(previews.of_matter(with_photos, 2).pages) == 2 and read == [sm3(PHOTOS)]


def test_the_preview_shows_the_pages_as_they_are_printed(city, with_photos):
    text = with_photos.text()
    whole = printing.render(text, appended={sm3(PHOTOS): PHOTOS}).pdf
    part = printing.render(text, only=(2, 3), appended={sm3(PHOTOS): PHOTOS}).pdf
    one = printing.render(text, only=(3, 4), appended={sm3(PHOTOS): PHOTOS}).pdf
    assert printing.page_images(part, 2, 3) == printing.page_images(whole, 2, 3)
    assert printing.page_images(one, 3, 3) == printing.page_images(whole, 3, 3)


def test_it_is_printed_from_the_frozen_row_with_note_and_numbers(city, with_photos, tmp_path):
    paper = numbered(city, with_photos)
    OutgoingPaper.objects.filter(pk=paper.pk).update(pdf_annexes=[])  # the row alone must do
    assert issuing.print_waiting() == 1
    issued = IssuedPaper.objects.get()
    pages = words_of(files.read(issued.pdf_digest))
    assert issued.page_count == len(pages) == 4
    assert "检查现场照片" in pages[0] and "附件" in pages[0]
    assert ["2" in pages[1], "3" in pages[2], "印发" in pages[3]] == [True] * 3
    target = tmp_path / "again.pdf"
    call_command("render_paper", issued.number_text, "--again", to=target, verbosity=0)
    assert len(words_of(target.read_bytes())) == 4


def test_a_file_that_is_missing_when_it_is_printed_is_named(city, with_photos):
    numbered(city, with_photos)
    files.path_of(sm3(PHOTOS)).unlink()
    assert issuing.print_waiting() == 0
    assert "附件“检查现场照片”的PDF文件找不到" in IssuedPaper.objects.get().print_error


@pytest.mark.parametrize("how", [{"pdf_drop_1": "on"}, {"pdf_title_1": "别的"}, {"content": PHOTOS + b"\n%%EOF\n"}])
def test_after_the_signature_no_file_is_exchanged_renamed_or_dropped(city, at_screen, with_photos, how):
    before = with_photos.pdf_annexes
    paper = matters.take(matters.take(with_photos, "submit", city.drafter), "check", city.office_head)
    entry = matters.Entry(data={"text_digest": paper.text_digest})
    paper = matters.take(paper, "sign_off", city.chair, entry=entry)
    token = annex_files.listed(paper.pdf_annexes)[0].token
    fields = {
        "content": None,
        "version": str(paper.version),
        "pdf_token_1": token,
        "pdf_title_1": "检查现场照片",
        **how,
    }
    answer = send(at_screen(city.secretary), reverse("matter_step", args=[paper.ref, "correct"]), city, **fields)
    assert answer.status_code == 302
    assert OutgoingPaper.objects.get().pdf_annexes == before
