"""Two texts and many: nothing is lost, every mark has its version, and it reads as a clerk would have marked it."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congress import marking
from congress.marking import DELETED, INSERTED, SAME, Edit, Run

# Few characters, so that texts share pieces and repeat themselves; words and paragraphs among them.
texts = st.text(alphabet="的会议一二。，\n12ab\U0010ffff", max_size=60)
papers = st.lists(
    st.sampled_from(["一、会议时间。", "二、会议地点：会堂。", "请准时参加会议，不得缺席。", "", "a1"]), max_size=8
)


def without(edits: list[Edit], kind: str) -> str:
    return "".join(edit.text for edit in edits if edit.kind != kind)


@given(texts, texts)
def test_without_insertions_it_is_the_old_text_and_without_deletions_the_new_one(old, new):
    edits = marking.compare(old, new)
    assert without(edits, INSERTED) == old
    assert without(edits, DELETED) == new


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_characters_are_taken(old, new):
    edits = marking.compare(old, new)
    assert (without(edits, INSERTED), without(edits, DELETED)) == (old, new)


@given(papers, papers)
def test_whole_paragraphs_are_kept_apart(old, new):
    old, new = "\n".join(old), "\n".join(new)
    edits = marking.compare(old, new)
    assert (without(edits, INSERTED), without(edits, DELETED)) == (old, new)


@given(texts)
def test_a_text_that_did_not_change_has_no_mark(text):
    assert marking.compare(text, text) == ([Edit(SAME, text)] if text else [])


@given(st.lists(texts, min_size=1, max_size=6))
@settings(max_examples=200)
def test_every_version_can_be_read_from_the_marked_copy(versions):
    runs = marking.chained(versions)
    assert [marking.as_of(runs, number) for number in range(len(versions))] == versions
    assert all(run.text and (not run.deleted or run.inserted < run.deleted) for run in runs)


@given(st.lists(texts, min_size=1, max_size=4))
def test_paragraphs_hold_all_characters_once(versions):
    runs = marking.chained(versions)
    shown = "".join(run.text for paragraph in marking.paragraphs(runs) for run in paragraph)
    assert shown.replace(marking.RETURN, "") == "".join(run.text for run in runs).replace("\n", "")


def test_a_changed_word_is_one_change_though_it_shares_a_character():
    edits = marking.compare("请于六月三日前报送。", "请于七月五日前报送。")
    assert edits == [(SAME, "请于"), (DELETED, "六月三"), (INSERTED, "七月五"), (SAME, "日前报送。")]


def test_a_number_is_changed_as_a_whole():
    edits = marking.compare("会期2016年5月30日。", "会期2017年5月30日。")
    assert edits == [(SAME, "会期"), (DELETED, "2016"), (INSERTED, "2017"), (SAME, "年5月30日。")]


def test_an_inserted_paragraph_is_marked_from_its_beginning():
    old = "一、会议时间。\n二、会议地点。\n"
    new = "一、会议时间。\n二、会议主持。\n二、会议地点。\n"
    assert marking.compare(old, new) == [
        (SAME, "一、会议时间。\n"), (INSERTED, "二、会议主持。\n"), (SAME, "二、会议地点。\n"),
    ]  # fmt: skip
    assert marking.compare(new, old)[1] == (DELETED, "二、会议主持。\n")


def test_a_paragraph_added_at_the_end_is_marked_to_its_end():
    old = "一、会议时间：上午。\n二、会议地点。"
    new = "一、会议时间：下午。\n二、会议地点。\n三、请准时参加。"
    assert marking.compare(old, new)[-1] == (INSERTED, "\n三、请准时参加。")
    assert marking.compare(new, old)[-1] == (DELETED, "\n三、请准时参加。")


def test_paragraphs_that_were_all_changed_are_compared_each_with_its_own():
    old = "（一）各县要认真组织。\n（二）各部门要认真组织。\n"
    new = "（一）各县要精心组织。\n（二）各部门要精心组织。\n"
    kinds = [edit.kind for edit in marking.compare(old, new)]
    assert kinds == [SAME, DELETED, INSERTED, SAME, DELETED, INSERTED, SAME]


def test_what_one_inserted_and_another_deleted_has_both_marks():
    runs = marking.chained(["会议召开。", "会议隆重召开。", "会议召开。"])
    assert runs == [Run("会议"), Run("隆重", 1, 2), Run("召开。")]


def test_what_was_deleted_stays_in_its_place_before_what_came_instead():
    runs = marking.chained(["甲乙丙", "甲丙", "甲丁丙"])
    assert runs == [Run("甲"), Run("乙", 0, 1), Run("丁", 2), Run("丙")]


def test_a_deletion_in_an_insertion_leaves_the_rest_to_its_author():
    runs = marking.chained(["会议。", "会议由主任主持召开。", "会议由主任召开。"])
    assert runs == [Run("会议"), Run("由主任", 1), Run("主持", 1, 2), Run("召开", 1), Run("。")]


def test_an_end_of_paragraph_that_was_taken_away_is_seen():
    joined = marking.paragraphs(marking.chained(["会议时间。\n会议地点。", "会议时间。会议地点。"]))
    assert joined == [[Run("会议时间。"), Run("↵", 0, 1)], [Run("会议地点。")]]
    whole = marking.paragraphs(marking.chained(["会议时间。\n", "会议时间。\n会议地点。\n"]))
    assert whole == [[Run("会议时间。")], [Run("会议地点。", 1)]]


def test_nothing_is_said_of_nothing():
    assert marking.chained([]) == marking.chained([""]) == []
    assert marking.chained(["", "全文"]) == [Run("全文", 1)]
    assert marking.chained(["全文", ""]) == [Run("全文", 0, 1)]
    assert marking.paragraphs([]) == []


def changed(text: str, count: int, chance: random.Random) -> str:
    """So many changes, spread over the whole text."""
    letters = list(text)
    for _ in range(count):
        at = chance.randrange(len(letters))
        letters[at] = chance.choice(["", "进一步", letters[at] + "切实", "的"])
    return "".join(letters)


WORDS = "加强改进监督工作代表大会常务委员会议组织责任落实"
LONG = "".join(f"{n}．{''.join(random.Random(n).choices(WORDS, k=52))}。\n" for n in range(300))


@pytest.mark.parametrize(
    ("text", "sizes"),
    [(LONG, [2000]), (LONG, [200] * 10), ("的" * 17_000, [2000]), ("加强组织领导。\n" * 2100, [2000])],
    ids=["at once", "by ten", "one character", "one paragraph"],
)
def test_thirty_pages_with_two_thousand_changes_are_no_matter_of_minutes(text, sizes):
    """The target is a second (benchmarks/papers.py); what grows with the square would take minutes."""
    chance = random.Random(7)
    versions = [text]
    for size in sizes:
        versions.append(changed(versions[-1], size, chance))
    begun = time.process_time()
    runs = marking.chained(versions)
    assert time.process_time() - begun < 5
    assert [marking.as_of(runs, number) for number in range(len(versions))] == versions


def test_a_text_that_has_nothing_in_common_is_replaced():
    edits = marking.compare("甲乙丙丁" * 4000, "戊己庚辛" * 4000)
    assert [edit.kind for edit in edits] == [DELETED, INSERTED]


def test_changes_that_are_everywhere_are_found_singly():
    new = changed(LONG, 2000, random.Random(3))
    kept = sum(len(edit.text) for edit in marking.compare(LONG, new) if edit.kind == SAME)
    assert kept > 0.6 * len(LONG)
