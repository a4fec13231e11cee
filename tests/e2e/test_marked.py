"""The marked copy in a real browser: everybody can read it, and it needs no script."""

import pytest

from congress import matters
from congress.matters import Entry
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db):
    """The small city on the real clock: the server's threads know no other."""
    return cast.build()


def test_a_drafter_reads_what_the_others_made_of_the_draft(city, visit):
    paper = city.paper(body="经研究，决定召开座谈会。\n一、会议时间：2026年6月1日。")
    for user, body in (
        (city.secretary, "经研究，决定召开全市座谈会。\n一、会议时间：2026年6月1日。\n二、会议地点：会堂。"),
        (city.meeting_clerk, "经研究，决定召开座谈会。\n一、会议时间：2026年6月12日。\n二、会议地点：会堂。"),
    ):
        paper = matters.take(paper, "edit", user, entry=Entry(data={"body": body}))
    visitor = visit(city.drafter)
    visitor.go(f"/m/{paper.ref}/")
    visitor.check("paper-with-marked-copy")
    visitor.press("花脸稿（共3稿）")
    assert visitor.sees("全市") and visitor.sees("艾小禾") and visitor.sees("柏小舟")
    struck = visitor.page.locator("ins del").first
    assert struck.inner_text() == "全市"
    assert "line-through" in struck.evaluate("e => getComputedStyle(e).textDecorationLine")
    assert "underline" in visitor.page.locator(".marked ins").first.evaluate(
        "e => getComputedStyle(e).textDecorationLine"
    )
    visitor.check("marked-copy")
    visitor.page.set_viewport_size({"width": 360, "height": 740})
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 360
    visitor.page.set_viewport_size({"width": 1366, "height": 768})
    visitor.fill(**{"from": "2"})
    visitor.press("查看")
    assert visitor.page.locator(".marked ins").count() >= 1
    assert visitor.page.locator("[title^='第2稿']").count() == 0
