"""The preview follows what is typed, however fast, and the browser has nothing to complain of."""

from __future__ import annotations

import time

import pytest

from congress import previews
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db):
    return cast.build()


@pytest.fixture
def slow(monkeypatch):
    """A preview takes longer than the pause after which the next is asked for; gives the texts that were drawn."""
    drawn, real = [], previews.of_text

    def of_text(text, *page):
        drawn.append(text)
        time.sleep(1.2)
        return real(text, *page)

    monkeypatch.setattr(previews, "of_text", of_text)
    return drawn


def test_a_preview_that_is_overtaken_leaves_no_fault_in_the_console_and_the_last_text_is_shown(city, visit, slow):
    writer = visit(city.drafter)
    writer.go("/new/paper/draft/")
    body = writer.page.locator("[name=body]")
    for n in range(1, 6):
        body.fill(f"经研究，决定召开第{n}次座谈会。")
        writer.page.wait_for_timeout(700)
    writer.page.wait_for_load_state("networkidle")
    assert writer.complaints == []
    assert "第5次" in str(slow[-1].body)
    assert len(slow) < 7, "those in between were not drawn"
    assert writer.page.locator("#paper-preview img").count() >= 1


def test_leaving_the_page_while_its_preview_is_on_its_way_is_no_fault_either(city, visit, slow):
    writer = visit(city.drafter)
    writer.go("/new/paper/draft/")
    writer.page.locator("[name=body]").fill("经研究，决定召开座谈会。")
    writer.page.wait_for_timeout(700)
    writer.page.locator("a.brand").click()
    writer.page.wait_for_load_state("networkidle")
    assert writer.complaints == []
