"""The PDF of an issued paper comes through its matter's door, and a unit's first look is noted."""

import pytest
from django.urls import reverse

from congress import clock, files, issuing, matters
from congress.models import Delivery, Event
from congress.templatetags.papers import delivery_board
from tests.paperdesk.conftest import PDF

pytestmark = pytest.mark.django_db


def pdf_of(paper):
    return reverse("paper_pdf", args=[paper.issued.ref])


def test_a_reader_gets_the_frozen_pdf_in_the_page(printed, city, at_screen):
    answer = at_screen(city.member).get(pdf_of(printed))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("who", ["bureau_clerk", "township_chair"])
def test_who_may_not_read_the_matter_finds_no_pdf(printed, city, at_screen, who):
    assert at_screen(getattr(city, who)).get(pdf_of(printed)).status_code == 404


@pytest.mark.parametrize("who", ["system", "security", "auditor"])
def test_the_three_administrators_get_no_pdf(printed, city, at_screen, who):
    assert at_screen(getattr(city, who)).get(pdf_of(printed)).status_code in (302, 404)


def test_who_is_not_signed_in_is_sent_to_sign_in(printed, client):
    answer = client.get(pdf_of(printed))
    assert answer.status_code == 302 and answer.url.startswith("/sign-in/")


def test_the_first_look_of_a_unit_is_noted_once_and_is_no_event(printed, city, at_screen):
    events = Event.objects.count()
    at_screen(city.north_clerk).get(pdf_of(printed))
    first = Delivery.objects.get(organisation=city.north).opened_at
    assert first == clock.now()
    clock.advance(minutes=5)
    at_screen(city.north_chair).get(pdf_of(printed))
    assert Delivery.objects.get(organisation=city.north).opened_at == first
    assert Delivery.objects.get(organisation=city.south).opened_at is None
    assert Event.objects.count() == events


def test_the_look_of_the_sending_office_is_not_that_of_a_unit(printed, city, at_screen):
    at_screen(city.secretary).get(pdf_of(printed))
    assert not Delivery.objects.exclude(opened_at=None).exists()


def test_a_paper_that_is_not_printed_yet_says_so(city, at_screen):
    paper = city.registered()
    answer = at_screen(city.secretary).get(pdf_of(paper))
    assert answer.status_code == 409
    assert "正在印制" in answer.content.decode()
    paper.papers.update(print_error="版面放不下")
    assert "版面放不下" in at_screen(city.secretary).get(pdf_of(paper)).content.decode()


def test_a_file_that_was_tampered_with_is_not_served(printed, city, at_screen):
    path = files.path_of(printed.issued.pdf_digest)
    kept = path.read_bytes()
    path.write_bytes(b"%PDF-1.7 forged %%EOF")
    try:
        assert at_screen(city.secretary).get(pdf_of(printed)).status_code == 404
    finally:
        path.write_bytes(kept)


def test_the_board_tells_who_signed_and_who_is_missing(printed, city):
    entry = matters.Entry(data={"organisations": [city.south], "signed_by": "梅小满"}, recorded_for="电话，梅小满")
    paper = matters.take(printed, "record_receipt", city.secretary, entry=entry)
    board = delivery_board(paper, city.secretary)
    assert (board["count"], board["opened"], board["signed"]) == (2, 0, 1)  # by telephone: nobody opened it here
    assert [row.organisation for row in board["rows"]] == [city.north, city.south]
    assert board["rows"][1].recorded_for == "电话，梅小满"


def test_a_unit_sees_its_own_row_only(printed, city):
    assert [row.organisation for row in delivery_board(printed, city.north_clerk)["rows"]] == [city.north]


def test_looking_at_the_pages_is_opening_too(city, at_screen):
    paper = city.registered()
    issuing.print_waiting()
    paper = matters.take(city.seal(paper), "dispatch", city.secretary)
    at_screen(city.south_clerk).get(reverse("paper_pages", args=[paper.ref]))
    assert Delivery.objects.get(organisation=city.south).opened_at
    assert Delivery.objects.get(organisation=city.north).opened_at is None
