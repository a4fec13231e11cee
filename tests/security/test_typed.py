"""What a careless hand, or a malicious one, types: refused in words, never a fault."""

import time

import pytest
from django.test import Client

from congress.models import Counter
from tests.signin.doors import signed_in
from tests.test_url_matrix import notified

FOUND = {200, 302, 404, 409, 413, 422}
DAY = {"held_on": "2026-06-10", "answers_close_on": "2026-06-05"}


def paper(city, **typed: object) -> dict[str, object]:
    """The form of a notice."""
    return {
        "paper": "notice", "series": city.series.pk, "title": "关于召开会议的通知", "to_groups": ["county_committees"],
        "body": "正文", "openness": "public", "version": "", **typed,
    }  # fmt: skip


def meeting(**typed: str) -> dict[str, str]:
    """The form of a forum."""
    return {
        "title": "座谈会", "meeting_kind": "chairs_forum", "half": "am", "starts_at": "09:00", "half_days": "1",
        "place": "会堂", "topics": "工作", "agenda": "总结", "quota_default": "1", "contact": "柏", "phone": "1",
        **DAY, **typed,
    }  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    [
        {"held_on": "0001-01-01", "answers_close_on": "0001-01-01"}, {"answers_close_on": "0001-01-01"},
        {"half_days": "0"}, {"half_days": "9" * 20}, {"quota_default": "9" * 40}, {"room": "9" * 30}, {"room": "x"},
        {"meeting_kind": "__class__"}, {"title": "a\0b"}, {"agenda": "x|y|\ufffd"}, {"agenda": "x\n" * 100},
        {"starts_at": "25:99"}, {"others": "单位\n" * 500}, {"topics": "长" * 2_000_000},
    ],
    ids=lambda typed: "-".join(f"{name}:{value[:12]!r}" for name, value in typed.items()),
)  # fmt: skip
def test_a_meeting_that_cannot_be_is_refused_in_words(city, typed):
    answer = signed_in(city.meeting_clerk).post("/new/meeting/plan/", meeting(**typed))
    assert answer.status_code in {409, 413, 422}
    assert 'lang="zh-CN"' in answer.content.decode()


@pytest.mark.parametrize(
    "typed", [{"held_on": "2076-05-18", "half_days": "40"}, {"agenda": "项\n" * 99}, {"phone": "<script>alert(1)"}],
    ids=["last day", "99 items", "script"],
)  # fmt: skip
def test_a_meeting_at_the_edge_can_be_read_by_all(city, typed):
    clerk = signed_in(city.meeting_clerk)
    address = clerk.post("/new/meeting/plan/", meeting(**typed))["Location"]
    assert clerk.post(f"{address}draft_notice/", {"version": ""}).status_code == 302
    for reader in (clerk, signed_in(city.secretary), signed_in(city.chair)):
        for page in (address, "/", "/list/meeting/", "/list/meeting/export/"):
            answer = reader.get(page)
            assert answer.status_code == 200
            assert b"<script>alert" not in answer.content


@pytest.mark.parametrize(
    "typed",
    [
        {"series": "9" * 40}, {"series": "x\0"}, {"to_groups": ["x"]}, {"paper": "x"}, {"title": "\0"},
        {"urgency": "zz"}, {"openness": ""}, {"version": "9" * 50}, {"standing": "1-1"}, {"note": "x" * 5000},
        {"title": "x" * 100_000}, {"annexes": "附件99999999999999999999\nx"}, {"restore": "1"},
        {"pasted": "x" * 100_000, "recognise": "1"}, {"body": "长" * 600_000},
    ],
    ids="-".join,
)  # fmt: skip
def test_a_paper_typed_by_nobody_sane_breaks_neither_form_nor_autosave(city, typed):
    clerk = signed_in(city.drafter)
    assert clerk.post("/new/paper/draft/", paper(city, **typed)).status_code in FOUND
    assert clerk.post("/papers/autosave/?step=draft", paper(city, **typed)).status_code in FOUND


@pytest.mark.parametrize(
    "typed",
    [{"page": "9" * 30}, {"page": "-1"}, {"cursor": "9" * 17, "cursor_field": "body"}, {"cursor": "²"}],
    ids=str,
)
def test_a_preview_asked_for_nonsense_is_a_preview(city, typed):
    answer = signed_in(city.drafter).post("/preview/?step=draft", paper(city, **typed))
    assert answer.status_code == 200


@pytest.mark.parametrize("address", ["/preview/", "/papers/autosave/"])
def test_no_form_is_open_that_the_table_does_not_give(city, address):
    draft = city.paper()
    clerk, chair = signed_in(city.drafter), signed_in(city.chair)
    for asked in (
        "",
        "?step=%00",
        "?step=draft&ref=%00",
        "?step=sign_off",
        "?step=edit",
        f"?step=draft&ref={draft.ref}",
    ):
        assert clerk.post(address + asked, paper(city)).status_code == 404, asked
    assert clerk.post(f"{address}?step=backfill", paper(city)).status_code == 404  # the secretariat's
    assert chair.post(f"{address}?step=edit&ref={draft.ref}", paper(city)).status_code == 404


@pytest.mark.parametrize(
    ("sequence", "signed_on", "status"),
    [
        ("1000000000000", "2016-05-26", 422), ("0", "2016-05-26", 422), ("-1", "2016-05-26", 422),
        ("1", "0001-01-01", 422), ("1", "0016-05-26", 422), ("1", "9999-12-31", 422), ("1", "x", 422),
        ("27", "2016-05-26", 409), ("1", "2016-05-26", 302),
    ],
)  # fmt: skip
def test_a_number_or_day_that_cannot_be_is_not_entered(city, sequence, signed_on, status):
    Counter.objects.create(series=city.series, year=2016)
    answer = signed_in(city.secretary).post("/new/paper/backfill/", paper(city, sequence=sequence, signed_on=signed_on))
    assert answer.status_code == status


@pytest.mark.parametrize("told_at", ["0001-01-01T00:00", "0026-05-18T08:00", "9999-12-31T23:59", "x"])
def test_what_was_told_at_no_real_time_is_not_recorded(city, told_at):
    sent = city.dispatched()
    typed = {"organisations": [city.north.pk], "copies": 1, "signed_by": "x", "how": "电话", "told_at": told_at}
    answer = signed_in(city.secretary).post(f"/m/{sent.ref}/record_receipt/", typed)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("typed", "status"),
    [({"version": "9" * 50}, 409), ({"version": "-1"}, 409), ({"version": "x"}, 422), ({"note": "\0"}, 422)],
)
def test_a_version_that_nobody_saw_is_refused(city, typed, status):
    draft = city.paper()
    assert signed_in(city.drafter).post(f"/m/{draft.ref}/submit/", typed).status_code == status
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.parametrize(
    "typed",
    [
        {"username": "\0", "password": "x"}, {"username": "x" * 100, "password": "y"},
        {"username": "zhang", "password": "x" * 100_000}, {"username": "zhang", "password": "a\0b"}, {},
    ],
    ids=["zero byte", "long name", "long password", "zero byte in password", "nothing"],
)  # fmt: skip
def test_nonsense_at_the_door_stays_outside(city, typed):
    answer = Client().post("/sign-in/", typed)
    assert answer.status_code == 200
    assert "session" not in answer.cookies


def test_an_answer_with_a_thousand_rows_too_many_is_a_page(city):
    notified(city)
    invitation = city.north_clerk
    browser = signed_in(invitation)
    ref = browser.get("/list/invitation/").context["page"].rows[0].ref
    rows = {f"name_{number}": "x" for number in range(2_500)}
    assert browser.post(f"/m/{ref}/answer/", rows).status_code == 400
    assert browser.post(f"/m/{ref}/answer/", dict(list(rows.items())[:500])).status_code == 422


@pytest.mark.parametrize(
    "typed", [{"title": "长" * 100_000}, {"cc": "（" * 300_000}, {"signatory": "x" * 100_000}], ids="-".join
)
def test_a_field_far_too_long_does_not_hold_up_the_preview(city, typed):
    """It is broken into lines in the process that serves everybody's pages."""
    began = time.process_time()
    assert signed_in(city.drafter).post("/preview/?step=draft", paper(city, **typed)).status_code == 200
    assert time.process_time() - began < 5


@pytest.mark.parametrize("page", ["/list/paper/", "/list/meeting/", "/list/paper/export/", "/search/"])
def test_a_question_of_a_thousand_words_is_answered(city, page):
    words = "".join(chr(0x4E00 + number) for number in range(1_200))
    assert signed_in(city.secretary).get(page, {"q": words}).status_code == 200
