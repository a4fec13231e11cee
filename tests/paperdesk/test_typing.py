"""While a paper is written: its page beside it, its text saved, its recipients found."""

import pytest
from django.urls import reverse

from congress import drafts, permissions
from congress.forms import BackfillForm
from congress.models import Event, OutgoingPaper
from congress.procedures import ISSUING

pytestmark = pytest.mark.django_db


def typed(city, **changes):
    return {
        "paper": "notice", "series": city.series.pk, "title": "关于召开座谈会的通知", "to_groups": "county_committees",
        "body": "经研究，决定召开座谈会。\n一、会议时间：2026年6月1日。", "signatory": "遵义市人大常委会办公室",
        **changes,
    }  # fmt: skip


def address(name, query="step=draft"):
    return f"{reverse(name)}?{query}"


def test_the_page_of_what_is_typed_is_shown_and_nothing_is_saved(city, at_screen):
    answer = at_screen(city.drafter).post(address("paper_preview"), typed(city))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count('src="data:image/png;base64,') == 2
    assert "第1页" in page and not OutgoingPaper.objects.exists() and not Event.objects.exists()


def test_an_unfinished_text_has_its_page_too(city, at_screen):
    page = at_screen(city.drafter).post(address("paper_preview"), {"title": "", "series": "x"}).content.decode()
    assert "data:image/png" in page


def test_the_pages_around_the_cursor_are_shown(city, at_screen):
    long = "\n".join(f"第{n}段。" + "长" * 200 for n in range(60))
    client = at_screen(city.drafter)
    data = typed(city, body=long, cursor_field="body", cursor=str(len(long)))
    end = client.post(address("paper_preview"), data).content.decode()
    assert "第1页的版面" not in end and "上一页" in end
    start = client.post(address("paper_preview"), {**data, "cursor": "3"}).content.decode()
    assert "第1页的版面" in start
    annexes = "附件1\n方案\n" + long
    data = typed(city, annexes=annexes, cursor_field="annexes", cursor=str(len(annexes)))
    assert "第1页的版面" not in client.post(address("paper_preview"), data).content.decode()
    turned = client.post(address("paper_preview"), {**data, "page": "2"}).content.decode()
    assert "第2页的版面" in turned


def test_what_cannot_be_typeset_is_a_message_beside_the_text(city, at_screen):
    page = at_screen(city.drafter).post(address("paper_preview"), typed(city, body="长" * 400_000)).content.decode()
    assert "还不能排版" in page and "超过200页" in page and "都还在" in page


def test_a_warning_stands_above_the_page(city, at_screen):
    page = at_screen(city.drafter).post(address("paper_preview"), typed(city, title="关于开会")).content.decode()
    assert "标题没有以文种" in page


@pytest.mark.parametrize("query", ["step=draft", "step=backfill", "step=sign_off", "step=nonsense", "step=edit", ""])
def test_who_does_not_write_gets_no_preview_and_saves_nothing(city, at_screen, query):
    client = at_screen(city.north_clerk)
    for name in ("paper_preview", "paper_autosave"):
        assert client.post(address(name, query), typed(city)).status_code == 404
    assert client.get(reverse("paper_recipients"), {"q": "水务"}).status_code == 404


def test_the_draft_of_another_office_is_not_previewed(city, at_screen):
    paper = city.paper(by=city.secretary)
    query = f"step=edit&ref={paper.ref}"
    assert at_screen(city.drafter).post(address("paper_preview", query), typed(city)).status_code == 404
    assert at_screen(city.secretary).post(address("paper_preview", query), typed(city)).status_code == 200


def test_the_pages_of_a_saved_draft_are_turned(city, at_screen):
    paper = city.paper()
    client, pages = at_screen(city.drafter), reverse("paper_pages", args=[paper.ref])
    assert "第1页的版面" in client.get(pages).content.decode()
    assert "第2页的版面" in client.get(pages, {"page": "2"}).content.decode()
    assert client.get(pages, {"page": "nonsense"}).status_code == 200
    assert at_screen(city.north_clerk).get(pages).status_code == 404


def test_the_pages_of_an_issued_paper_are_those_that_were_printed(printed, city, at_screen):
    pages = reverse("paper_pages", args=[printed.ref])
    assert "生成预览图失败" in at_screen(city.secretary).get(pages).content.decode()  # the stand-in is no real PDF
    printed.papers.update(pdf_digest="0" * 64)
    assert "文件不能读取" in at_screen(city.secretary).get(pages).content.decode()


def test_what_is_typed_is_saved_for_its_writer(city, at_screen):
    client = at_screen(city.drafter)
    answer = client.post(address("paper_autosave"), typed(city, cursor="3", csrfmiddlewaretoken="x"))
    assert "已于09:00:00自动保存" in answer.content.decode()
    saved = drafts.load(city.drafter, "paper.draft")
    assert saved.fields["to_groups"] == ["county_committees"]
    assert "cursor" not in saved.fields and "csrfmiddlewaretoken" not in saved.fields
    assert drafts.load(city.secretary, "paper.draft") is None
    paper = city.paper()
    client.post(address("paper_autosave", f"step=edit&ref={paper.ref}"), typed(city, title="改"))
    assert drafts.load(city.drafter, f"paper.edit.{paper.ref}").fields["title"] == ["改"]


def test_what_is_too_long_to_save_says_so(city, at_screen, monkeypatch):
    monkeypatch.setattr(drafts, "SIZE_LIMIT", 10)
    answer = at_screen(city.drafter).post(address("paper_autosave"), typed(city))
    assert "内容太长，没有自动保存" in answer.content.decode()


def test_recipients_are_found_by_a_part_of_their_name(city, at_screen):
    client, search = at_screen(city.drafter), reverse("paper_recipients")
    assert 'data-add-recipient="遵义市水务局"' in client.get(search, {"q": "水务"}).content.decode()
    assert "没有找到含“火星”的单位" in client.get(search, {"q": "火星"}).content.decode()
    assert client.get(search).content.decode().strip().count("<") == 0


def test_an_outside_paper_is_shown_with_its_number_as_soon_as_it_is_typed(city):
    def shown(**changes):
        step, data = ISSUING["backfill"], {**typed(city), **changes}
        standings = permissions.creators(city.secretary, step)
        return BackfillForm(
            data, matter=OutgoingPaper(), step=step, user=city.secretary, standings=standings
        ).as_typed()

    assert shown(sequence="27", signed_on="2016-05-26").number == "遵人常办〔2016〕27号"
    assert not shown(sequence="27", signed_on="2016-05-26").is_draft
    assert shown(sequence="", signed_on="2016-05-26").is_draft
    assert shown(sequence="27", signed_on="5月").is_draft
