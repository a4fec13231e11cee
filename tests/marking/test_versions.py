"""Every text of a paper is kept as it stood after the step that changed it, and nobody changes what was kept."""

import json

import pytest
from django.db import DatabaseError, transaction

from congress import chain, clock, marked_copies, matters
from congress.forms.paper import COLUMNS
from congress.matters import Entry
from congress.models import PaperVersion
from congress.models.versions import PARTS
from tests import cast, triggers
from tests.marking.conftest import FIRST, SECOND, THIRD

pytestmark = pytest.mark.django_db


def test_each_text_is_kept_with_its_author_and_time(city, reworked):
    first, second, third = reworked.versions.all()
    assert [version.text["body"] for version in (first, second, third)] == [FIRST, SECOND, THIRD]
    assert [version.author_name for version in (first, second, third)] == ["苏见微", "艾小禾", "柏小舟"]
    assert first.at == cast.MONDAY and (third.at - second.at).seconds == 3600
    assert second.capacity == "市人大常委会 秘书科"  # where the role is held, not the body that it reached
    assert (first.author, str(third)) == (city.drafter, "第3稿")
    assert [version.matter_version for version in (first, second, third)] == [1, 2, 3]


def test_all_parts_are_kept_as_the_reader_sees_them(reworked):
    text = reworked.versions.last().text
    assert text["title"] == "关于召开全市座谈会的通知"
    assert text["to"] == "各县、自治县、区（市）人大常委会，遵义市水务局"
    assert (text["cc"], text["paper"], text["openness"]) == ("市人民政府办公室", "通知", "不予公开（内部资料）")


def test_no_column_that_a_writer_fills_is_forgotten(reworked):
    columns = set(COLUMNS) - {"to_groups"} | {"to", "note"}
    assert columns <= set(PARTS) == set(reworked.versions.last().text)


def test_a_part_that_was_not_kept_earlier_is_no_change(reworked):
    first = reworked.versions.first()
    text = {name: value for name, value in first.text.items() if name not in ("series", "cc")}
    with triggers.lifted():
        reworked.versions.filter(pk=first.pk).update(content=chain.canonical(text))
    changed = [part.key for part in marked_copies.of_matter(reworked).parts if part.is_changed]
    assert changed == ["title", "to", "body", "cc"]  # 抄送 was empty in the second


def test_the_digest_of_each_text_stands_in_the_trail(reworked):
    told = [json.loads(event.body).get("manuscript") for event in reworked.events.order_by("sequence")]
    assert told == list(reworked.versions.values_list("digest", flat=True))
    assert all(chain.sm3(version.content) == version.digest for version in reworked.versions.all())
    assert list(chain.verify()) == []


def test_a_step_that_changes_no_text_keeps_none(city, reworked):
    again = matters.take(reworked, "edit", city.drafter, entry=Entry(data={"body": THIRD, "title": reworked.title}))
    again = matters.take(again, "submit", city.drafter)
    assert again.versions.count() == 3
    assert "manuscript" not in json.loads(again.events.order_by("-sequence").first().body)


def test_a_refused_step_keeps_nothing(city, reworked):
    with pytest.raises(RuntimeError), matters.deed():
        matters.take(reworked, "edit", city.drafter, entry=Entry(data={"body": "别的正文。"}))
        raise RuntimeError
    assert reworked.versions.count() == 3


def test_what_was_kept_cannot_be_changed_or_deleted(reworked):
    rows = PaperVersion.objects.all()
    for attempt in (lambda: rows.update(content="{}"), lambda: rows._raw_delete("default")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()
    assert rows.count() == 3


def test_a_paper_older_than_these_rows_keeps_the_text_from_before_its_next_change(city):
    paper = city.paper(body=FIRST)
    type(paper).objects.filter(pk=paper.pk).update(version=4)
    with triggers.lifted():
        PaperVersion.objects.all()._raw_delete("default")
    paper = matters.take(paper, "edit", city.secretary, entry=Entry(data={"body": SECOND}))
    first, second = paper.versions.all()
    assert (first.text["body"], first.author_name, first.at) == (FIRST, "苏见微", paper.created_at)
    assert (second.text["body"], second.author_name) == (SECOND, "艾小禾")


def test_a_paper_entered_afterwards_keeps_its_text(city):
    draft = city.paper()
    entry = Entry(data={"signed_on": clock.today(), "sequence": 1, "to_others": [city.bureau]})
    copy = type(draft)(
        title="关于补录的通知", paper="notice", series=city.series, body="正文。", signatory="遵义市人大常委会办公室"
    )
    paper = matters.begin(copy, "backfill", city.secretary, entry=entry)
    assert paper.versions.get().text["to"] == "遵义市水务局"
