"""A form whose token is no longer good is not lost."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from congress.models import OutgoingPaper

pytestmark = pytest.mark.django_db
OURS = {"origin": "http://testserver"}


@pytest.fixture
def browser(city):
    client = Client(enforce_csrf_checks=True)
    client.force_login(city.drafter)
    return client


def stale(browser, city, headers=OURS, **more):
    """The form of a new paper, opened before its owner signed in anew in another window."""
    typed = {
        "paper": "notice", "series": city.series.pk, "title": "关于<会议>的通知", "to_groups": ["county_committees"],
        "body": "第一行\n第二行", "signatory": "遵义市人大常委会办公室", "openness": "internal",
        "csrfmiddlewaretoken": "x" * 64,
    }  # fmt: skip
    return browser.post(reverse("matter_begin", args=["paper", "draft"]), typed | more, headers=headers)


def test_what_was_typed_stands_in_the_page_and_is_sent_again_with_one_button(city, browser):
    back = stale(browser, city)
    text = back.content.decode()
    assert back.status_code == 403 and "您填写的内容都在本页" in text and "重新提交" in text
    assert 'name="title" value="关于&lt;会议&gt;的通知"' in text and "x" * 64 not in text
    assert not OutgoingPaper.objects.exists()
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', text.replace("&lt;", "<").replace("&gt;", ">")))
    again = browser.post(re.search(r'<form method="post" action="([^"]+)"', text)[1], fields, headers=OURS)
    assert again.status_code == 302, again.content.decode()
    paper = OutgoingPaper.objects.get()
    assert (paper.title, paper.body) == ("关于<会议>的通知", "第一行\n第二行")


@pytest.mark.parametrize("origin", [{"origin": "https://elsewhere.example"}, {"origin": "null"}, {}])
def test_what_another_site_has_sent_is_never_offered_for_sending(city, browser, origin):
    text = stale(browser, city, headers=origin).content.decode()
    assert "页面已过期" in text and "重新提交" not in text and "会议" not in text
    assert "请重新打开要办的页面" in text


def test_a_form_that_holds_a_secret_is_not_shown_again(city, browser):
    text = stale(browser, city, new_password1="Geheim-2026").content.decode()
    assert "Geheim" not in text and "重新提交" not in text


def test_who_is_signed_out_is_told_to_sign_in_first(city):
    text = stale(Client(enforce_csrf_checks=True), city).content.decode()
    assert "请先在新的标签页登录" in text and "重新提交" in text
