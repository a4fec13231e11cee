"""The pages on which a paper is written and seen, through the browser's requests."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from congress import drafts, matters
from congress.matters import Entry
from congress.models import Attachment, OutgoingPaper
from tests.paperdesk.test_typing import typed

pytestmark = pytest.mark.django_db

NEW = ("paper", "draft")


def text_of(answer):
    return answer.content.decode()


def test_a_clerk_writes_a_paper_beside_its_page(city, at_screen):
    client = at_screen(city.drafter)
    page = text_of(client.get(reverse("matter_begin", args=NEW)))
    assert 'hx-post="/preview/?step=draft"' in page
    assert "各县、自治县、区（市）人大常委会（2个单位）" in page and "桐梓县人大常委会、湄潭县人大常委会" in page
    answer = client.post(reverse("matter_begin", args=NEW), {**typed(city), "openness": "internal", "version": "0"})
    paper = OutgoingPaper.objects.get()
    assert answer.status_code == 302 and answer.url == paper.get_absolute_url()
    page = text_of(client.get(answer.url))
    assert "关于召开座谈会的通知" in page and f'hx-get="/m/{paper.ref}/pages/"' in page


def test_every_field_of_the_form_is_on_the_page(city, at_screen):
    for step, user in (("draft", city.drafter), ("backfill", city.secretary)):
        answer = at_screen(user).get(reverse("matter_begin", args=("paper", step)))
        page = text_of(answer)
        for name in answer.context["form"].fields:
            assert f'name="{name}"' in page, name


def test_what_was_typed_stays_when_it_is_refused(city, at_screen):
    data = typed(city, to_others="火星人大常委会", cc="市委办公室", openness="internal")
    answer = at_screen(city.drafter).post(reverse("matter_begin", args=NEW), data)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "没有找到“火星人大常委会”" in page and "一、会议时间：2026年6月1日。" in page and "市委办公室" in page


def test_the_second_of_two_editors_gets_the_difference_and_may_then_decide(city, at_screen):
    paper = city.paper()
    edit = reverse("matter_step", args=[paper.ref, "edit"])
    mine = {**typed(city, body="会议改在6月3日。", openness="internal"), "version": "1"}
    matters.take(paper, "edit", city.secretary, version=1, entry=Entry(data={"body": "会议改在6月2日。"}))
    client = at_screen(city.drafter)
    answer = client.post(edit, mine)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "<del>会议改在6月2日。</del>" in page and "<ins>会议改在6月3日。</ins>" in page
    assert 'name="version" value="2"' in page
    assert client.post(edit, {**mine, "version": "2"}).status_code == 302
    assert OutgoingPaper.objects.get().body == "会议改在6月3日。"


def test_the_second_of_two_signers_is_told_that_it_is_signed(city, at_screen):
    paper = matters.take(matters.take(city.paper(), "submit", city.drafter), "check", city.office_head)
    client, address = at_screen(city.chair), reverse("matter_step", args=[paper.ref, "sign_off"])
    page = text_of(client.get(address))
    assert paper.text_digest in page
    data = {"version": str(paper.version), "text_digest": paper.text_digest, "note": "同意"}
    assert client.post(address, data).status_code == 302
    second = client.post(address, data)
    assert second.status_code in (404, 409)
    assert OutgoingPaper.objects.get().state == "signed"
    assert OutgoingPaper.objects.get().events.filter(action="paper.sign_off").count() == 1


def test_an_upload_that_is_not_what_its_name_says_stops_the_step_and_keeps_the_words(city, at_screen):
    paper = city.paper()
    submit = reverse("matter_step", args=[paper.ref, "submit"])
    fake = SimpleUploadedFile("会议方案.pdf", b"MZ\x90\x00 not a pdf")
    answer = at_screen(city.drafter).post(submit, {"version": "1", "note": "请审", "attachments": fake})
    page = text_of(answer)
    assert answer.status_code == 422 and "内容与扩展名不符" in page and "请审" in page
    assert OutgoingPaper.objects.get().state == "draft" and not Attachment.objects.exists()
    whole = SimpleUploadedFile("会议方案.txt", "方案".encode())
    answer = at_screen(city.drafter).post(submit, {"version": "1", "note": "请审", "attachments": whole})
    assert answer.status_code == 302 and Attachment.objects.get().name == "会议方案.txt"


def test_an_upload_over_the_limit_is_refused_with_its_size(city, at_screen, settings):
    settings.UPLOAD_LIMIT = 1024 * 1024
    paper = city.paper()
    large = SimpleUploadedFile("录像.pdf", b"%PDF-1.7" + b"x" * 3 * 1024 * 1024 + b"%%EOF")
    answer = at_screen(city.drafter).post(
        reverse("matter_step", args=[paper.ref, "submit"]), {"version": "1", "attachments": large}
    )
    assert "“录像.pdf”有3MB，超过每个文件1MB的上限" in text_of(answer)


def test_a_file_that_was_cut_off_half_way_changes_nothing(city, at_screen):
    paper = city.paper()
    half = SimpleUploadedFile("会议方案.pdf", b"%PDF-1.7 half of it")
    answer = at_screen(city.drafter).post(
        reverse("matter_step", args=[paper.ref, "submit"]), {"version": "1", "note": "请审", "attachments": half}
    )
    assert answer.status_code == 422 and "没有传完" in text_of(answer) and "请审" in text_of(answer)
    assert OutgoingPaper.objects.get().state == "draft" and not Attachment.objects.exists()


def test_a_text_that_is_too_long_for_a_post_gets_the_page_with_what_was_saved(city, at_screen, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2000
    drafts.save(city.drafter, "paper.draft", {"title": ["关于未完成的通知"], "body": ["一半"]})
    client = at_screen(city.drafter)
    answer = client.post(reverse("matter_begin", args=NEW), typed(city, body="长" * 5000))
    assert answer.status_code == 413 and "恢复未提交的内容" in text_of(answer)
    page = text_of(client.get(reverse("matter_begin", args=NEW)))
    assert "05月18日 09:00自动保存过没有提交的内容" in page
    restored = client.post(reverse("matter_begin", args=NEW), {"restore": "1"})
    assert "关于未完成的通知" in text_of(restored)
    assert not OutgoingPaper.objects.exists()


def test_the_page_of_a_dispatched_paper_shows_its_board_to_the_office_and_one_row_to_a_unit(printed, city, at_screen):
    office = text_of(at_screen(city.secretary).get(printed.get_absolute_url()))
    assert "应签收" in office and office.count(">未签收<") == 2
    unit = text_of(at_screen(city.north_clerk).get(printed.get_absolute_url()))
    assert "桐梓县人大常委会" in unit and unit.count(">未签收<") == 1


def test_a_print_that_failed_says_why_on_the_page(city, at_screen):
    paper = city.registered()
    paper.papers.update(print_error="版面放不下。")
    assert "印制失败：</strong>版面放不下。" in text_of(at_screen(city.secretary).get(paper.get_absolute_url()))


def test_who_signs_sees_the_text_that_is_signed(city, at_screen):
    paper = matters.take(matters.take(city.paper(), "submit", city.drafter), "check", city.office_head)
    page = text_of(at_screen(city.chair).get(reverse("matter_step", args=[paper.ref, "sign_off"])))
    assert f'hx-get="/m/{paper.ref}/pages/"' in page and "一、会议时间：2026年6月1日。" in page


def test_the_register_stands_in_the_menu_of_those_who_keep_it(city, at_screen):
    assert "登记簿</a>" in text_of(at_screen(city.secretary).get("/"))
    assert "登记簿</a>" not in text_of(at_screen(city.north_clerk).get("/"))
