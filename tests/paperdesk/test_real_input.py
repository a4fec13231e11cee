"""The notice of 2016 goes through the browser's form as a 补录 of 27号, and prints."""

import os
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from pypdf import PdfReader

from congress import files, issuing
from congress.models import Counter, Number, OutgoingPaper
from tests.cast import organisation

INPUTS = Path(os.environ.get("CONGRESS_INPUTS") or settings.BASE_DIR.parent / "shared" / "inputs")
NOTICE = INPUTS / "zunyi-2016-27.txt"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not NOTICE.exists(), reason=f"the real input is not there: {NOTICE.name} (CONGRESS_INPUTS)"),
]


def test_the_notice_of_2016_is_entered_through_the_form_and_printed(city, at_screen):
    Counter.objects.create(series=city.series, year=2016, opened_at=26, last=26)
    organisation("area", "新蒲新区人大工委", "area_work_committee", parent=city.committee)
    client, address = at_screen(city.secretary), reverse("matter_begin", args=("paper", "backfill"))
    begun = {"paper": "notice", "openness": "internal", "version": "0"}  # what the empty form sends beside the text
    filled = client.post(address, begun | {"pasted": NOTICE.read_text(encoding="utf-8"), "recognise": "1"})
    form = filled.context["form"]
    assert form.notices == ["已识别并填入各栏，请核对后提交。"]
    data = {name: form[name].value() or "" for name in form.fields if name not in ("scan", "attachments")}
    assert data["to_groups"] == ["county_committees", "working_bodies", "special_committees"]
    assert (data["sequence"], data["signed_on"], data["to_others"]) == ("27", "2016-05-26", "")
    answer = client.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors
    paper = OutgoingPaper.objects.get()
    assert (paper.number_text, paper.signed_on) == ("遵人常办〔2016〕27号", date(2016, 5, 26))
    assert Number.objects.get().state == Number.BACKFILLED
    assert issuing.print_waiting() == 1
    issued = paper.issued
    pdf = PdfReader(files.path_of(issued.pdf_digest))
    assert len(pdf.pages) == issued.page_count >= 16
    assert "遵人常办〔2016〕27号" in pdf.pages[0].extract_text().replace(" ", "")
    shown = client.get(reverse("paper_pdf", args=[issued.ref]))
    assert shown["Content-Type"] == "application/pdf"
    pages = client.get(reverse("paper_pages", args=[paper.ref])).content.decode()
    assert "第1页的版面" in pages and f"共{issued.page_count}页" in pages
