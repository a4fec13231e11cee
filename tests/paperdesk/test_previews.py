"""A preview draws the pages that are looked at, and those exactly as they will be printed."""

import base64
from dataclasses import replace

import pytest

from congress import previews, printing

pytestmark = pytest.mark.django_db


@pytest.fixture
def long_text(city):
    return replace(city.paper().text(), body="\n".join(f"第{n}段。" + "长" * 150 for n in range(40)))


def test_the_pages_of_a_preview_are_those_of_the_whole_paper(long_text):
    whole = printing.render(long_text)
    part = printing.render(long_text, only=(4, 5))
    assert part.page_count == whole.page_count > 8
    assert printing.page_images(part.pdf, 4, 5) == printing.page_images(whole.pdf, 4, 5)


def test_a_page_beyond_the_end_is_the_last_one(long_text):
    preview = previews.of_text(long_text, 999)
    assert [page.number for page in preview.pages] == [preview.page_count]
    assert preview.after == 0 and preview.before == preview.page_count - 2
    whole = printing.render(long_text).pdf
    [drawn] = printing.page_images(whole, preview.page_count, preview.page_count, previews.DPI)
    assert preview.pages[0].image.endswith(base64.b64encode(drawn).decode())


def test_the_page_of_the_cursor_is_where_the_text_ends(long_text):
    assert previews.last_page(replace(long_text, body="短。")) == 1
    assert previews.last_page(long_text) > 8
