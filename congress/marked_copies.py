"""The marked copy (花脸稿) of a matter: every change with its author and time, on the screen and on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.template.loader import render_to_string
from django.utils import timezone

from congress import clock, marking, printing
from congress.models.matter import Matter
from congress.models.versions import PARTS, PaperVersion
from congress.typesetting import fonts

COLOURS = 6  # by author, in the order in which they first appear; the style sheets know so many


@dataclass(frozen=True)
class Hand:
    """One version: whose hand it shows, when, and how many characters it brought and took."""

    number: int
    name: str
    capacity: str
    recorded_for: str
    at: Any
    colour: int
    inserted: int = 0
    deleted: int = 0

    @property
    def words(self) -> str:
        """第2稿 祁望舒 2026-05-18 10:20."""
        return f"第{self.number}稿 {self.name} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class Piece:
    """A stretch of text with who inserted and who deleted it; `mark` is the version's number where its change ends."""

    text: str
    inserted: Hand | None = None
    deleted: Hand | None = None
    mark: int = 0


@dataclass(frozen=True)
class MarkedPart:
    """One part of the paper: its name and its paragraphs."""

    key: str
    label: str
    paragraphs: list[list[Piece]]
    is_changed: bool


@dataclass(frozen=True)
class MarkedCopy:
    """What changed from one version to another; `versions` are all there are, `hands` those between the two."""

    matter: Matter
    versions: list[PaperVersion]
    first: int
    last: int
    hands: list[Hand]
    parts: list[MarkedPart]

    @property
    def is_changed(self) -> bool:
        """Is there anything to mark?"""
        return any(part.is_changed for part in self.parts)


def of_matter(matter: Matter, first: int = 0, last: int = 0) -> MarkedCopy | None:
    """From version `first` to version `last`, from the oldest to the newest unless told; None if nothing was kept."""
    versions = list(PaperVersion.objects.filter(matter=matter.pk).defer("content"))
    if not versions:
        return None
    numbers = [version.number for version in versions]
    first, last = first if first in numbers else numbers[0], last if last in numbers else numbers[-1]
    first, last = sorted((first, last))
    shown = list(PaperVersion.objects.filter(matter=matter.pk, number__range=(first, last)))
    texts = [version.text for version in shown]
    runs = {key: marking.chained(_told([text.get(key) for text in texts])) for key in PARTS}
    hands = _hands(shown, versions, runs.values())
    parts = [_part(key, runs[key], hands) for key in PARTS if runs[key]]
    return MarkedCopy(matter, versions, first, last, hands[1:], parts)


def _told(values: Sequence[str | None]) -> list[str]:
    """A part that was not kept yet in an earlier version is taken for what it was in the next one."""
    told: list[str] = []
    for value in reversed(values):
        told.append(value if value is not None else told[-1] if told else "")
    return told[::-1]


def _hands(
    shown: Sequence[PaperVersion], versions: Iterable[PaperVersion], texts: Iterable[list[marking.Run]]
) -> list[Hand]:
    """Whose hand each of the versions shows; an author has one colour through all of them."""
    colours: dict[str, int] = {}
    for version in versions:
        colours.setdefault(version.author_name, len(colours) % COLOURS + 1)
    inserted, deleted = Counter[int](), Counter[int]()
    for run in (run for runs in texts for run in runs):
        inserted[run.inserted] += len(run.text)
        deleted[run.deleted] += len(run.text)
    return [
        Hand(
            version.number,
            version.author_name,
            version.capacity,
            version.recorded_for,
            version.at,
            colours[version.author_name],
            inserted[at],
            deleted[at],
        )
        for at, version in enumerate(shown)
    ]


def _part(key: str, runs: list[marking.Run], hands: Sequence[Hand]) -> MarkedPart:
    paragraphs = [list(_pieces(paragraph, hands)) for paragraph in marking.paragraphs(runs)]
    return MarkedPart(key, PARTS[key], paragraphs, any(run.inserted or run.deleted for run in runs))


def _pieces(paragraph: list[marking.Run], hands: Sequence[Hand]) -> Iterable[Piece]:
    """The runs with their authors; the number of a version stands once, behind the last of its neighbours."""
    latest = [run.deleted or run.inserted for run in paragraph]
    for run, now, following in zip(paragraph, latest, [*latest[1:], 0], strict=True):
        mark = hands[now].number if now and now != following else 0
        yield Piece(run.text, _hand(hands, run.inserted), _hand(hands, run.deleted), mark)


def _hand(hands: Sequence[Hand], at: int) -> Hand | None:
    return hands[at] if at else None


def count(matter: Matter) -> int:
    """How many versions were kept."""
    return PaperVersion.objects.filter(matter=matter.pk).aggregate(count=Count("pk"))["count"]


# On paper -----------------------------------------------------------------------


def pdf(copy: MarkedCopy) -> printing.Rendered:
    """The marked copy on paper: insertions underlined, deletions struck, the authors listed at the end.

    Raises PrintError.
    """
    return on_paper("papers/marked_copy.html", {"copy": copy, "matter": copy.matter})


def on_paper(template: str, context: dict[str, Any]) -> printing.Rendered:
    """A page of the house, in the faces of the official papers.  Raises PrintError."""
    html = render_to_string(template, {**context, "printed_at": clock.now()})
    faces = {f"{face.key}_families": ", ".join(f'"{name}"' for name in face.families) for face in fonts.FACES.values()}
    return printing.render_html(html, render_to_string("papers/office.css", faces))
