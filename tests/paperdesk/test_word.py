"""A paper goes out to Word and comes back as the next version: the pages, through the browser's requests."""

import io
import re
import zipfile
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from congress import matters, word
from congress.models import Attachment, Event, OutgoingPaper
from tests.paperdesk.test_typing import typed
from tests.word.documents import docx, para, picture

pytestmark = pytest.mark.django_db

NEW = ("paper", "draft")
WHOLE = [
    "关于召开座谈会的通知", "各县、自治县、区（市）人大常委会：", "经研究，决定召开座谈会。", "一、会议时间：6月1日。",
    "遵义市人大常委会办公室", "2026年 月 日",
]  # fmt: skip


def page_of(answer):
    return answer.content.decode()


def upload(content, name="通知.docx"):
    return SimpleUploadedFile(name, content)


def imported(client, address, content, name="通知.docx", **data):
    return client.post(address, {"openness": "internal", "import_word": "1", "word": upload(content, name), **data})


def shown(form):
    """What the form would post."""
    names = set(form.fields) - {"attachments", "word", "scan"}
    return {name: form[name].value() or "" for name in names}


def download(client, paper):
    return b"".join(client.get(reverse("paper_word", args=[paper.ref])).streaming_content)


def test_a_document_fills_the_form_and_nothing_is_saved(city, at_screen):
    client, address = at_screen(city.drafter), reverse("matter_begin", args=NEW)
    body = "".join(para(text) for text in WHOLE[:3]) + para(picture()) + "".join(para(text) for text in WHOLE[3:])
    answer = imported(client, address, docx(body), **typed(city, title="", body="", to_groups=""))
    form, page = answer.context["form"], page_of(answer)
    assert answer.status_code == 200 and not form.errors
    assert form["title"].value() == WHOLE[0] and form["to_groups"].value() == ["county_committees"]
    assert form["body"].value() == "经研究，决定召开座谈会。\n一、会议时间：6月1日。"
    assert form["signatory"].value() == "遵义市人大常委会办公室"
    assert "已从“通知.docx”读入并填入各栏，还没有保存" in page and "图片1处没有读入" in page
    assert not OutgoingPaper.objects.exists() and not Event.objects.exists() and not Attachment.objects.exists()
    assert client.post(address, shown(form)).status_code == 302
    assert OutgoingPaper.objects.get().title == WHOLE[0]


def test_what_was_read_but_not_recognised_can_be_mended_in_the_box(city, at_screen):
    client, address = at_screen(city.drafter), reverse("matter_begin", args=NEW)
    answer = imported(client, address, docx("".join(para(text) for text in WHOLE[1:-1])), title="原来的标题")
    form = answer.context["form"]
    assert form["pasted"].value() == "\n".join(WHOLE[1:-1]) and form["title"].value() == "原来的标题"
    assert "没有识别成功" in form.errors["pasted"][0] and "全文已放进“粘贴全文”" in form.errors["pasted"][0]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 1000, "通知.docx", "旧版 Word"),
        (b"not a document at all", "通知.docx", "这不是 Word 文稿"),
        (b"", "通知.docx", "空文件"),
        (docx(para("x")), "通知.doc", "不是 .docx 文件"),
        (docx(para("x"))[:300], "通知.docx", "不完整"),
        (docx(para("机密★一年") + para("关于某事的通知")), "通知.docx", "涉密公文不得进入本系统"),
        (docx(""), "通知.docx", "没有文字"),
    ],
    ids=["doc renamed", "no document", "empty", "other name", "cut off", "secret", "no text"],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_and_the_form_keeps_what_stood_in_it(city, at_screen, content, name, said):
    answer = imported(at_screen(city.drafter), reverse("matter_begin", args=NEW), content, name, **typed(city))
    form = answer.context["form"]
    assert answer.status_code == 200 and said in " ".join(form.errors["word"])
    assert form["title"].value() == "关于召开座谈会的通知" and not form["pasted"].value()


def test_the_button_without_a_file_says_what_to_do_first(city, at_screen):
    answer = at_screen(city.drafter).post(reverse("matter_begin", args=NEW), {"import_word": "1"})
    assert "请先选择 Word 文稿" in page_of(answer)


def test_a_file_that_was_chosen_and_not_imported_does_not_get_lost_silently(city, at_screen):
    data = typed(city, openness="internal", version="0", word=upload(docx(para("x"))))
    answer = at_screen(city.drafter).post(reverse("matter_begin", args=NEW), data)
    assert answer.status_code == 422 and "还没有导入" in page_of(answer)


def test_a_draft_goes_out_and_comes_back_unchanged(city, at_screen):
    paper = city.paper(
        body="第一段。\n\n一、会议时间：6月1日。\n事项\t时间\n报到\t上午", annexes="方案\n一、总则。", cc="市委办公室"
    )
    paper.to_others.set([city.bureau])
    client = at_screen(city.drafter)
    edit = reverse("matter_step", args=[paper.ref, "edit"])
    begun = shown(client.get(edit).context["form"])
    answer = imported(client, edit, download(client, paper), **begun)
    assert not answer.context["form"].remarks and answer.context["form"].compared == []
    assert "与系统里现在的文稿没有不同" in page_of(answer)


def test_it_comes_back_as_the_next_version_after_its_difference_was_seen(city, at_screen):
    paper = city.paper()
    client, edit = at_screen(city.drafter), reverse("matter_step", args=[paper.ref, "edit"])
    changed = rewritten(download(client, paper), "2026年6月1日", "2026年6月3日")
    begun = shown(client.get(edit).context["form"])
    answer = imported(client, edit, changed, **begun)
    page = page_of(answer)
    assert "<del>一、会议时间：2026年6月1日。</del>" in page and "<ins>一、会议时间：2026年6月3日。</ins>" in page
    assert OutgoingPaper.objects.get().body.endswith("6月1日。")
    assert client.post(edit, shown(answer.context["form"])).status_code == 302
    again = OutgoingPaper.objects.get()
    assert again.body.endswith("6月3日。") and again.version == paper.version + 1


def rewritten(content, old, new):
    """The document with a word changed in Word."""
    whole = zipfile.ZipFile(io.BytesIO(content))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name in whole.namelist():
            made.writestr(name, whole.read(name).replace(old.encode(), new.encode()))
    return buffer.getvalue()


def test_who_was_slower_than_a_colleague_is_told_that_the_draft_was_changed_meanwhile(city, at_screen):
    paper, client = city.paper(), at_screen(city.drafter)
    content = download(client, paper)
    matters.take(paper, "edit", city.secretary, version=1, entry=matters.Entry(data={"body": "会议改期。"}))
    answer = imported(client, reverse("matter_step", args=[paper.ref, "edit"]), content)
    page = page_of(answer)
    assert "系统里的文稿又改过" in page and "<del>会议改期。</del>" in page
    other = city.paper(title="关于另一件事的通知")
    page = page_of(imported(client, reverse("matter_step", args=[other.ref, "edit"]), content))
    assert "导自另一份公文" in page


def test_the_document_is_named_by_its_title_and_has_no_number_before_signing(city, at_screen):
    paper = city.paper(title="关于“两会”/筹备的通知")
    answer = at_screen(city.drafter).get(reverse("paper_word", args=[paper.ref]))
    assert "关于“两会”筹备的通知.docx" in unquote(answer["Content-Disposition"])
    assert answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"
    read = word.read(io.BytesIO(b"".join(answer.streaming_content)))
    assert read.paper.number == "" and read.paper.signed_on is None and "〔" not in read.text
    signed = city.registered()
    read = word.read(io.BytesIO(download(at_screen(city.secretary), signed)))
    assert re.fullmatch("遵人常办〔2026〕1号", read.paper.number)


def test_only_who_works_on_it_finds_the_link_and_the_document(city, at_screen):
    paper = city.dispatched()
    address = reverse("paper_word", args=[paper.ref])
    assert address in page_of(at_screen(city.secretary).get(paper.get_absolute_url()))
    for user in (city.north_clerk, city.member):
        client = at_screen(user)
        assert address not in page_of(client.get(paper.get_absolute_url()))
        assert client.get(address).status_code == 404
    assert at_screen(city.secretary).post(address).status_code == 405


def test_an_issued_paper_is_entered_afterwards_from_its_document(city, at_screen):
    lines = ["遵义市人大常委会办公室文件", "遵人常办〔2026〕9号", *WHOLE[:-1], "2026年3月2日"]
    client, address = at_screen(city.secretary), reverse("matter_begin", args=("paper", "backfill"))
    form = imported(client, address, docx("".join(para(line) for line in lines))).context["form"]
    assert not form.errors and (form["sequence"].value(), form["signed_on"].value()) == ("9", "2026-03-02")
