"""Bad input of papers, from the machine's side: a clear message, and nothing lost."""

from dataclasses import replace

import pytest
from celery import current_app
from django.core.exceptions import RequestDataTooBig
from django.test import RequestFactory

from congress import drafts, issuing, matters, previews
from congress.matters import Entry
from congress.models import IssuedPaper, Number, OutgoingPaper
from congress.refusal import Refused, Stale
from congress.views.papers import bad_request

pytestmark = pytest.mark.django_db


def checked(city, **fields):
    return matters.take(matters.take(city.paper(**fields), "submit", city.drafter), "check", city.office_head)


def test_a_paper_that_lacks_a_part_its_kind_requires_says_which(city):
    paper = city.paper(to_groups=[], body="")
    with pytest.raises(Refused, match="缺少主送机关、正文，请补齐后再办理"):
        matters.take(paper, "submit", city.drafter)
    assert OutgoingPaper.objects.get().state == "draft"


def test_two_clerks_signing_the_same_paper_have_one_winner(city):
    paper = checked(city)
    seen = {"version": paper.version, "entry": Entry(data={"text_digest": paper.text_digest})}
    matters.take(paper, "sign_off", city.chair, **seen)
    with pytest.raises(Stale, match="没有丢失"):
        matters.take(paper, "sign_off", city.chair, **seen)
    assert paper.events.filter(action="paper.sign_off").count() == 1


def test_two_clerks_registering_the_same_paper_take_one_number(city):
    paper = matters.take(city.signed(), "recheck", city.secretary)
    seen = {"version": paper.version, "entry": Entry(data={"copies": 5})}
    matters.take(paper, "register", city.secretary, **seen)
    with pytest.raises(Stale, match="没有丢失"):
        matters.take(paper, "register", city.secretary, **seen)
    assert Number.objects.count() == IssuedPaper.objects.count() == 1


def test_the_broker_down_while_a_paper_is_signed_delays_the_print_and_loses_nothing(
    city, monkeypatch, django_capture_on_commit_callbacks
):
    def away(*args, **kwargs):
        raise ConnectionError("broker away")

    monkeypatch.setattr(current_app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        paper = city.registered()
    assert paper.number_text == "遵人常办〔2026〕1号"
    assert paper.lacks_pdf().startswith("正在印制")
    assert issuing.print_waiting() == 1
    assert paper.lacks_pdf() == ""


def test_an_unknown_glyph_is_warned_of_and_not_refused(city):
    paper = city.paper(body="经研究，请\U0003134a同志到会。")
    preview = previews.of_matter(paper)
    assert preview.error == "" and preview.page_count >= 1
    assert any("\U0003134a" in warning for warning in preview.warnings)
    assert matters.take(paper, "submit", city.drafter).state == "checking"


def test_a_body_of_500_pages_is_a_message_in_the_preview(city):
    preview = previews.of_text(replace(city.paper().text(), body="长" * 28 * 22 * 500))
    assert "超过200页" in preview.error and preview.pages == ()


def test_a_post_that_is_too_long_gets_a_page_that_offers_what_was_saved(city):
    request = RequestFactory().post("/m/x/edit/")
    request.user = city.drafter
    answer = bad_request(request, RequestDataTooBig("too big"))
    assert answer.status_code == 413 and "不能超过5MB" in answer.content.decode()
    assert "恢复未提交的内容" not in answer.content.decode()
    drafts.save(city.drafter, "paper.draft", {"body": ["一半"]})
    answer = bad_request(request, RequestDataTooBig("too big"))
    assert "05月18日 09:00" in answer.content.decode() and "恢复未提交的内容" in answer.content.decode()


def test_a_post_that_broke_off_gets_a_chinese_page(city):
    request = RequestFactory().post("/m/x/edit/")
    request.user = city.drafter
    answer = bad_request(request, ValueError())
    assert answer.status_code == 400 and "什么都没有改动" in answer.content.decode()
