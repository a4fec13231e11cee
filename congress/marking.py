"""The marked copy (花脸稿) as arithmetic: what was inserted and deleted from one text to the next, and by which.

Pure.  Two texts are compared by paragraphs first, then inside those that
changed by characters; a number or a Latin word is one character.  The nth
piece of its kind is taken for the nth of the other side where that keeps most
of them in order (patience sorting), long pieces before short ones: so the work
grows with the length and not with its square, even where everything changed.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

SAME, INSERTED, DELETED = "same", "inserted", "deleted"
WORD = re.compile(r"[A-Za-z]{2,}|\d{2,}")
WIDTHS = (8, 4, 2, 1)  # characters of the pieces that are looked for on both sides
SURE = 8  # a paragraph so long that is found as often on both sides has not changed
TOO_SHORT = 3  # so few characters between two changes that are no shorter are no common ground
ALIKE = 0.4  # share of the smaller set of pairs of characters that two versions of one paragraph have in common
RETURN = "↵"


class Edit(NamedTuple):
    """A stretch of the old text, the new one or both."""

    kind: str
    text: str


class Run(NamedTuple):
    """A stretch of text and the versions that inserted and deleted it (from 1; 0: none of them)."""

    text: str
    inserted: int = 0
    deleted: int = 0


# Many versions ----------------------------------------------------------------


def chained(texts: Sequence[str]) -> list[Run]:
    """All that ever stood in the text, in its order, from the first version to the last.

    Version n is `texts[n]`; what stood in `texts[0]` was inserted by none.
    """
    runs = [Run(texts[0])] if texts and texts[0] else []
    for number, (old, new) in enumerate(pairwise(texts), start=1):
        if old != new:
            runs = _applied(runs, compare(old, new), number)
    return runs


def as_of(runs: Iterable[Run], version: int) -> str:
    """The text of one version."""
    return "".join(run.text for run in runs if run.inserted <= version and not 0 < run.deleted <= version)


def _applied(runs: list[Run], edits: list[Edit], number: int) -> list[Run]:
    """The runs with the edits of one more version; what was deleted earlier keeps its place."""
    made: list[Run] = []
    at = used = 0
    for kind, text in edits:
        if kind == INSERTED:
            while used == 0 and at < len(runs) and runs[at].deleted:
                made.append(runs[at])
                at += 1
            made.append(Run(text, number))
            continue
        left, deleted = len(text), number if kind == DELETED else 0
        while left:
            run = runs[at]
            size = len(run.text)
            if run.deleted or (used == 0 and size <= left and not deleted):  # as it is
                made.append(run)
                at, left = at + 1, left - (0 if run.deleted else size)
                continue
            taken = min(left, size - used)
            made.append(Run(run.text[used : used + taken], run.inserted, deleted))
            left, used = left - taken, (used + taken) % size
            at += used == 0
    return _joined([*made, *runs[at:]])


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Neighbours with the same marks are one."""
    made: list[Run] = []
    for run in runs:
        if made and made[-1][1:] == run[1:]:
            made[-1] = Run(made[-1].text + run.text, *run[1:])
        else:
            made.append(run)
    return made


def paragraphs(runs: Iterable[Run]) -> list[list[Run]]:
    """The runs by paragraphs, for the reader; an end of paragraph that alone was changed is shown as ↵."""
    made: list[list[Run]] = [[]]
    for run in runs:
        *ended, rest = run.text.split("\n")
        for text in ended:
            is_alone = bool(run.inserted or run.deleted) and any(other[1:] != run[1:] for other in made[-1])
            made[-1] += [Run(shown, *run[1:]) for shown in [text + RETURN * is_alone] if shown]
            made.append([])
        made[-1] += [Run(rest, *run[1:])] if rest else []
    return made if made[-1] else made[:-1]


# Two versions -----------------------------------------------------------------


def compare(old: str, new: str) -> list[Edit]:
    """What is the same, deleted and inserted, in order; deletions before what stands for them."""
    olds, news = old.splitlines(keepends=True), new.splitlines(keepends=True)
    edits: list[Edit] = []
    i = j = 0
    for block in [*_blocks(*_paragraph_codes(olds, news), (1,)), Block(len(olds), len(news), 0)]:
        edits += _changed(olds[i : block.i], news[j : block.j])
        i, j = block.i + block.length, block.j + block.length
        edits.append(Edit(SAME, "".join(olds[block.i : i])))
    return _readable(edits)


def _paragraph_codes(olds: Sequence[str], news: Sequence[str]) -> tuple[str, str]:
    """One character for each paragraph: the same one on both sides only if it is no chance that it is there too."""
    here, there, codes = Counter(olds), Counter(news), dict[object, int]()
    sure = {text for text, count in here.items() if len(text) >= SURE and there[text] == count}
    sides = []
    for side in (olds, news):
        keys = (text if text in sure else (id(side), at) for at, text in enumerate(side))
        sides.append("".join(chr(codes.setdefault(key, len(codes))) for key in keys))
    return sides[0], sides[1]


def _changed(olds: Sequence[str], news: Sequence[str]) -> Iterator[Edit]:
    """What became of paragraphs that are not all the same."""
    if _are_versions(olds, news):
        for one, other in zip(olds, news, strict=True):
            yield from _inside(one, other)
    else:
        yield from _inside("".join(olds), "".join(news))


def _are_versions(olds: Sequence[str], news: Sequence[str]) -> bool:
    """Are these the same paragraphs, each with changes?"""
    return len(olds) == len(news) > 1 and all(map(_alike, olds, news))


def _alike(one: str, other: str) -> bool:
    first, second = ({text[at : at + 2] for at in range(len(text) - 1)} for text in (one, other))
    return len(first & second) >= ALIKE * min(len(first), len(second))


def _inside(old: str, new: str) -> Iterator[Edit]:
    a, b, words = _words_coded(old, new)
    i = j = 0
    for block in [*_blocks(a, b, WIDTHS), Block(len(a), len(b), 0)]:
        after = block.i + block.length
        for kind, part in ((DELETED, a[i : block.i]), (INSERTED, b[j : block.j]), (SAME, a[block.i : after])):
            if part:
                yield Edit(kind, part.translate(words))
        i, j = after, block.j + block.length


def _words_coded(old: str, new: str) -> tuple[str, str, dict[int, str]]:
    """Both texts with one character, found in neither, for each word, and what these characters stand for."""
    taken, codes = {*old, *new}, dict[str, str]()
    free = (char for char in map(chr, range(sys.maxunicode, 0, -1)) if char not in taken)

    def code(word: re.Match[str]) -> str:
        if word[0] not in codes:
            codes[word[0]] = next(free)
        return codes[word[0]]

    a, b = WORD.sub(code, old), WORD.sub(code, new)
    return a, b, {ord(char): word for word, char in codes.items()}


@dataclass(frozen=True, slots=True)
class Block:
    """So many tokens from `i` of the old side are those from `j` of the new one."""

    i: int
    j: int
    length: int


def _blocks(a: str, b: str, widths: tuple[int, ...], i: int = 0, j: int = 0) -> Iterator[Block]:
    """What is the same, in order, as blocks from (i, j) on."""
    most = min(len(a), len(b))
    head = next((at for at in range(most) if a[at] != b[at]), most)
    tail = next((at for at in range(most - head) if a[-1 - at] != b[-1 - at]), most - head)
    if head:
        yield Block(i, j, head)
    a_end, b_end = len(a) - tail, len(b) - tail
    if widths and head < a_end and head < b_end:
        yield from _between(a[head:a_end], b[head:b_end], widths, i + head, j + head)
    if tail:
        yield Block(i + a_end, j + b_end, tail)


def _between(a: str, b: str, widths: tuple[int, ...], i: int, j: int) -> Iterator[Block]:
    """The anchors of the first width, and what lies between them by the next ones."""
    a_at = b_at = 0
    for block in [*_anchors(a, b, widths[0]), Block(len(a), len(b), 0)]:
        yield from _blocks(a[a_at : block.i], b[b_at : block.j], widths[1:], i + a_at, j + b_at)
        if block.length:
            yield Block(i + block.i, j + block.j, block.length)
        a_at, b_at = block.i + block.length, block.j + block.length


def _anchors(a: str, b: str, width: int) -> list[Block]:
    """The longest rising row of pieces that are found on both sides, the nth of its kind there as here."""
    here, there = _places(a, width), _places(b, width)
    found: list[Block] = []
    for i, j in _rising([(i, there[key]) for key, i in here.items() if key in there]):
        last = found[-1] if found else Block(0, 0, 0)
        if found and i - last.i == j - last.j and i <= last.i + last.length:
            found[-1] = Block(last.i, last.j, i - last.i + width)
        elif i >= last.i + last.length and j >= last.j + last.length:
            found.append(Block(i, j, width))
    return found


def _places(text: str, width: int) -> dict[tuple[str, int], int]:
    """Each piece of this width, with which one of its kind it is → where it stands, from the first on."""
    counts: dict[str, int] = {}
    places: dict[tuple[str, int], int] = {}
    for at in range(len(text) - width + 1):
        piece = text[at : at + width]
        counts[piece] = nth = counts.get(piece, 0) + 1
        places[piece, nth] = at
    return places


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs in which the second numbers rise as the first do (patience sorting)."""
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for at, (_, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        before.append(last[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(j)
            last.append(at)
        else:
            tops[pile], last[pile] = j, at
    found, at = [], last[-1] if last else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


# For the reader -----------------------------------------------------------------


@dataclass(slots=True)
class Change:
    """What stands the same in front, then what was deleted and what stands for it."""

    same: str = ""
    deleted: str = ""
    inserted: str = ""

    def swallows(self, later: Change) -> bool:
        """Is what lies between the two so little that both read better as one?"""
        between = len(later.same)
        return (
            between <= TOO_SHORT
            and "\n" not in later.same
            and between <= max(len(self.deleted), len(self.inserted))
            and between <= max(len(later.deleted), len(later.inserted))
        )


def _readable(edits: Iterable[Edit]) -> list[Edit]:
    """A word that was replaced is one change, though it shares a character with its successor."""
    changes: list[Change] = []
    for change in _changes(edits):
        later = change
        while changes and (later.deleted or later.inserted) and changes[-1].swallows(later):
            earlier = changes.pop()
            later = Change(
                earlier.same,
                earlier.deleted + later.same + later.deleted,
                earlier.inserted + later.same + later.inserted,
            )
        changes.append(later)
    for change, later in pairwise(changes):
        _begin_with_paragraph(change, later)
    parts = ((SAME, "same"), (DELETED, "deleted"), (INSERTED, "inserted"))
    return [Edit(kind, text) for change in changes for kind, name in parts if (text := getattr(change, name))]


def _begin_with_paragraph(change: Change, later: Change) -> None:
    """A whole paragraph is marked from its own first character, or from the end of the one before to its own end."""
    text, before, after = change.deleted or change.inserted, change.same, later.same
    if "\n" not in text or (change.deleted and change.inserted):
        return
    on = text.index("\n")
    back = _back_to_paragraph(before, text)
    if after.startswith(text[:on]) and after[on : on + 1] in ("", "\n"):
        change.same, text, later.same = before + text[:on], text[on:] + text[:on], after[on:]
    elif back:
        change.same, text, later.same = before[:-back], text[-back:] + text[:-back], text[-back:] + after
    change.deleted, change.inserted = (text, "") if change.deleted else ("", text)


def _back_to_paragraph(before: str, text: str) -> int:
    """So many characters earlier the same change begins with a paragraph; 0 if nowhere."""
    for back in range(1, min(len(text), len(before)) + 1):
        if before[-back] != text[-back]:
            return 0
        if back == len(before) or before[-back - 1] == "\n":
            return back
    return 0


def _changes(edits: Iterable[Edit]) -> Iterator[Change]:
    running = Change()
    for kind, text in edits:
        if kind == SAME:
            if running.deleted or running.inserted:
                yield running
                running = Change()
            running.same += text
        elif kind == DELETED:
            running.deleted += text
        else:
            running.inserted += text
    yield running
