"""Archiving in a real browser: two clicks, the list, the ZIP that holds, and who handed it over."""

import io

import pytest
from django.core.management import call_command

from congress import issuing, matters
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db):
    """The small city on the real clock: the server's threads know no other."""
    return cast.build()


def test_two_clicks_file_a_paper_and_the_zip_is_whole(city, visit, tmp_path):
    paper = city.register(city.signed())
    issuing.print_waiting()
    paper = matters.take(city.seal(paper), "dispatch", city.secretary)
    for clerk in (city.north_clerk, city.south_clerk):
        paper = matters.take(paper, "sign_for", clerk)
    visitor = visit(city.secretary)
    visitor.go(f"/m/{paper.ref}/")
    visitor.press("归档")
    visitor.check("archive-form")
    visitor.press("归档")
    assert visitor.sees("已办理：归档。档号 WS·") and visitor.sees("已归档")
    visitor.go("/archive/")
    visitor.page.locator("summary", has_text="登记移交（待移交1件）").click()
    visitor.check("archive")
    visitor.page.set_viewport_size({"width": 360, "height": 740})
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 360
    visitor.page.set_viewport_size({"width": 1366, "height": 768})
    with visitor.page.expect_download() as download:
        visitor.button("打包下载（ZIP）").click()
    download.value.save_as(tmp_path / "archive.zip")
    said = io.StringIO()
    call_command("archive_verify", str(tmp_path / "archive.zip"), against_database=True, stdout=said)
    assert said.getvalue().startswith("OK：1件、5个文件全部相符。")
    visitor.fill(handed_over_to="遵义市档案馆")
    visitor.press("登记移交")
    assert visitor.sees("已登记移交：1件，移交遵义市档案馆。") and visitor.sees("待移交0件")
    visitor.check("archive-handed-over")
