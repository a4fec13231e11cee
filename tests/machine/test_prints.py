"""A signed paper whose print fails is not left without its PDF."""

import pytest

from congress import files, issuing, matters, printing
from congress.models import IssuedPaper
from congress.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def printer(monkeypatch):
    """The render process and the disk, each with a fault that can be set and taken away."""
    faults = {"render": None, "keep": None}

    def render(text, **more):
        if faults["render"]:
            raise faults["render"]
        return printing.Rendered(b"%PDF-", 1, [])

    def keep(chunks):
        if faults["keep"]:
            raise faults["keep"]
        return "1" * 64, 5

    monkeypatch.setattr(printing, "render", render)
    monkeypatch.setattr(files, "keep", keep)
    return faults


def sweep(times):
    for _ in range(times):
        issuing.print_waiting()


def test_a_disk_that_was_full_for_an_hour_is_tried_until_it_is_not(city, printer):
    paper = city.registered()
    printer["keep"] = OSError(28, "No space left on device")
    sweep(issuing.GIVE_UP_AFTER + 3)
    assert "磁盘空间不足" in paper.lacks_pdf()
    printer["keep"] = None
    sweep(1)
    assert paper.lacks_pdf() == ""


def test_a_paper_that_was_given_up_is_printed_again_when_the_secretary_asks(city, printer):
    paper = city.registered()
    printer["render"] = printing.PrintError("排版出错。")
    sweep(issuing.GIVE_UP_AFTER)
    printer["render"] = None
    sweep(1)
    assert "印制失败" in paper.lacks_pdf()  # given up
    paper = matters.take(paper, "reprint", city.secretary)
    assert paper.state == "registered" and "正在印制" in paper.lacks_pdf()
    sweep(1)
    assert paper.lacks_pdf() == ""


def test_what_was_printed_is_not_printed_again(city, printer):
    paper = city.registered()
    sweep(1)
    digest = IssuedPaper.objects.get().pdf_digest
    with pytest.raises(Refused, match="没有印制失败"):
        matters.take(paper, "reprint", city.secretary)
    assert IssuedPaper.objects.get().pdf_digest == digest
