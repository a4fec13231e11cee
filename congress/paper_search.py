"""Finding outgoing papers by number and by recipient, each driven by an index, among those that the caller may see.

A number as it is remembered: 遵人常办〔2026〕12号, 遵人常办[2026]12, 2026 12, 12号, 遵人常办.
A recipient: a unit by its name, or a usual address (各县……人大常委会); by what was sent, and by what stands
in the 主送 where nothing was sent (drafts, papers entered afterwards).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from congress import permissions
from congress.models import Counter, Delivery, IssuedPaper, Number, Organisation, OutgoingPaper, Series, User
from congress.papers import RECIPIENT_GROUPS

DIGITS_AT_MOST = 9  # of a sequence: what a column holds
UNITS_AT_MOST = 200  # whose names hold the words; more are no question
WORDS_AT_MOST = 60
KEYS_AT_MOST = 500  # papers that are named one by one; beyond these the list is walked
_YEAR = re.compile(r"(?:19|20)\d\d")
_SIGNS = re.compile(r"[\s〔〕\[\](){}【】<>《》第字]+")


@dataclass(frozen=True)
class Asked:
    """What of a number somebody typed; None or empty where nothing was said."""

    prefix: str = ""
    year: int | None = None
    sequence: int | None = None


def parse(typed: str) -> Asked | None:
    """The parts of a number; None if it is none."""
    text = unicodedata.normalize("NFKC", typed[:WORDS_AT_MOST]).strip()
    head, digits = _SIGNS.sub("", re.split(r"\d", text, maxsplit=1)[0]), re.findall(r"\d+", text)
    if not text or len(digits) > 2 or any(len(each) > DIGITS_AT_MOST or not each.isascii() for each in digits):
        return None
    if len(digits) == 2:
        year, sequence = digits
        return Asked(head, int(year), int(sequence)) if _YEAR.fullmatch(year) else None
    if not digits:
        return Asked(head) if head else None
    [only] = digits
    is_year = _YEAR.fullmatch(only) and not text.endswith("号")
    return Asked(head, int(only), None) if is_year else Asked(head, None, int(only))


def numbered(papers: QuerySet, typed: str) -> QuerySet:
    """Those among them that bear such a number; an empty question finds all, one that is no number none."""
    if not typed.strip():
        return papers
    asked = parse(typed)
    if asked is None:
        return papers.none()
    # Series and years are few: named in full they let the index of numbers be used for a sequence alone.
    years = [asked.year] if asked.year else list(Counter.objects.order_by().values_list("year", flat=True).distinct())
    numbers = Number.objects.filter(series__in=_series(asked.prefix), year__in=years).order_by()
    if asked.sequence is not None:
        numbers = numbers.filter(sequence=asked.sequence)
    bearing = IssuedPaper.objects.filter(number__in=numbers.values("pk")).order_by()
    return papers.filter(pk__in=_few(bearing.values_list("matter_id", flat=True)))


def _few(keys: QuerySet) -> QuerySet | list[int]:
    """A few keys as they are, so that the list is driven by them and not walked; many as a subquery."""
    first = list(keys[: KEYS_AT_MOST + 1])
    return keys if len(first) > KEYS_AT_MOST else first


def _series(prefix: str) -> list[int]:
    """The series of this prefix; those whose prefix holds it where none bears it exactly (遵人常 is one of its own)."""
    every = list(Series.objects.order_by().values_list("pk", "prefix"))
    exact = [pk for pk, each in every if each == prefix]
    return exact or [pk for pk, each in every if prefix in each]


def sent_to(papers: QuerySet, typed: str, user: User) -> QuerySet:
    """Those among them that went to units so named, or are addressed to them.

    Who stands outside the owning body asks for his own unit alone: who else got a paper is not his to find out.
    """
    words = typed.replace("\0", "").strip()[:WORDS_AT_MOST]
    if not words:
        return papers
    named = Organisation.objects.filter(Q(name__icontains=words) | Q(short_name__icontains=words)).order_by()
    bodies, places = list(named[:UNITS_AT_MOST]), set(permissions.reach(user))
    own = [body for body in bodies if body.pk in places]
    found = Q(pk__in=_few(_named(bodies, own, places)))
    if keys := [group.key for group in RECIPIENT_GROUPS.values() if words in group.label]:
        found |= _addressed(keys)
    for members, whose in ((own, Q()), (bodies, Q(owner__in=places))):
        if keys := _groups_of(members):  # what was sent is known by its deliveries
            sent = Delivery.objects.filter(paper__matter=OuterRef("pk"))
            found |= Q(_addressed(keys), whose, ~Exists(sent))
    return papers.alias(groups_text=Cast("to_groups", TextField())).filter(found)


def _named(bodies: list[Organisation], own: list[Organisation], places: Iterable[int]) -> QuerySet:
    """The keys of papers that were sent to these units or name them in the 主送: two indexes, one list."""
    sent = Delivery.objects.filter(
        Q(organisation__in=own) | Q(paper__matter__owner__in=places), organisation__in=bodies
    ).order_by()
    rows = OutgoingPaper.to_others.through.objects.filter(
        Q(organisation__in=own) | Q(outgoingpaper__owner__in=places), organisation__in=bodies
    ).order_by()
    found = sent.values_list("paper__matter_id", flat=True)
    return found.union(rows.values_list("outgoingpaper_id", flat=True))


def _groups_of(bodies: Iterable[Organisation]) -> list[str]:
    """The usual addresses that mean one of these units."""
    bodies = list(bodies)
    return [
        group.key
        for group in RECIPIENT_GROUPS.values()
        if any(body.kind in group.kinds and (not group.levels or body.level in group.levels) for body in bodies)
    ]


def _addressed(keys: Iterable[str]) -> Q:
    """Papers with one of these usual addresses: asked of the rows of the list one by one, most of which have some."""
    if connection.vendor == "postgresql":
        return Q(to_groups__has_any_keys=list(keys))
    found = Q()
    for key in keys:
        found |= Q(groups_text__contains=f'"{key}"')
    return found
