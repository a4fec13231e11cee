"""The generic pages in a real browser: usable by everybody, wide and narrow, with and without script."""

from __future__ import annotations

import pytest

from congress import matters
from congress.models import Message, OutgoingPaper
from tests import cast
from tests.cast import PASSWORD
from tests.e2e.conftest import SIZES

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db):
    """The small city on the real clock: the server's threads know no other."""
    return cast.build()


def test_every_page_is_good_for_everybody_wide_and_narrow(city, visit):
    paper, waiting = city.dispatched(), matters.take(city.paper(), "submit", city.drafter)
    Message.objects.create(user=city.secretary, text="收到来文，请签收", key="a", matter=paper)
    for user, pages in (
        (city.secretary, ("/", "/messages/", "/search/?q=座谈", "/new/paper/draft/", "/new/paper/backfill/")),
        (city.office_head, ("/", f"/m/{waiting.ref}/", f"/m/{waiting.ref}/send_back/")),
        (city.member, ("/", "/list/paper/", "/list/paper/?q=没有这样的", f"/m/{paper.ref}/")),
        (city.north_clerk, ("/", f"/m/{paper.ref}/", f"/m/{paper.ref}/sign_for/")),
        (city.bureau_clerk, ("/",)),
    ):
        visitor = visit(user)
        for page in pages:
            for width, height in SIZES.values():
                visitor.page.set_viewport_size({"width": width, "height": height})
                visitor.go(page)
                visitor.page.wait_for_load_state("networkidle")
                visitor.check(f"face-{user.username}")
                wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                assert visitor.page.evaluate(wide) <= 0, (page, width)


def test_a_paper_is_sent_on_without_script(city, browser, live_server):
    paper = city.paper()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/sign-in/")
    page.fill("[name=username]", city.drafter.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.get_by_role("link", name=paper.title).first.click()
    page.get_by_role("link", name="送审", exact=True).click()
    page.fill("[name=note]", "请审阅")
    page.get_by_role("button", name="送审", exact=True).click()
    assert "已办理：送审。" in page.inner_text("main")
    page.click(".me summary")
    page.get_by_role("button", name="退出").click()
    assert "/sign-in/" in page.url
    context.close()
    assert OutgoingPaper.objects.get().state == "checking"


def test_the_keyboard_reaches_the_content_first(city, visit):
    visitor = visit(city.drafter)
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement.textContent") == "跳到正文"
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "content"
