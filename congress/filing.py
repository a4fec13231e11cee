"""Where an archived paper (件) is put: what is suggested and why, and the next 件号 of that place."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import transaction

from congress import clock
from congress.models.archive import ArchiveCounter, ArchiveItem
from congress.models.people import Organisation
from congress.papers import Retention
from congress.recipients import organ_of

MOST_CATEGORIES = 50  # earlier ones that are offered


class Place(NamedTuple):
    """Year, period and category: where a paper lies in its organ's archive."""

    year: int
    period: str
    category: str


class Suggestion(NamedTuple):
    """A value and why it is suggested, for the clerk."""

    value: Any
    why: str


def organ(body: Organisation) -> Organisation:
    """The organ that keeps the archive (立档单位) of this body's papers."""
    key = organ_of(body).strip("/")
    return body if body.key == key else Organisation.objects.get(key=key)


def suggest(paper: Any) -> dict[str, Suggestion]:
    """Year, period and category for this paper, each with the reason."""
    return {"year": _year(paper), "period": _period(paper), "category": _category(paper)}


def _year(paper: Any) -> Suggestion:
    day = paper.signed_on or clock.today()
    why = f"归档文件按形成年度整理，以成文日期（{day:%Y-%m-%d}）为准。"
    return Suggestion(day.year, why)


def _period(paper: Any) -> Suggestion:
    kind = paper.declared_paper
    if kind.kept is Retention.PERMANENT:
        return Suggestion(kind.kept.value, f"“{kind.label}”一般永久保管。")
    return Suggestion(kind.kept.value, f"“{kind.label}”一般保管{kind.kept.value}；内容重要的请改为永久。")


def _category(paper: Any) -> Suggestion:
    """As the last paper of the same body was filed, of the same kind if there is one; else the body itself."""
    body = paper.owner
    earlier = ArchiveItem.objects.filter(matter__owner=body).order_by("-pk")
    same_kind = earlier.filter(matter__papers__paper=paper.paper)
    if (category := same_kind.values_list("category", flat=True).first()) is not None:
        return Suggestion(category, f"{body.short_name}上一份“{paper.declared_paper.label}”归入这一类。")
    if (category := earlier.values_list("category", flat=True).first()) is not None:
        return Suggestion(category, f"{body.short_name}上一份公文归入这一类。")
    return Suggestion(clean_category(body.short_name), "按拟稿单位分类；也可以改按问题分类，以后的公文会照此建议。")


def categories(body: Organisation) -> list[str]:
    """The categories that the body's organ has used, newest first."""
    used = ArchiveCounter.objects.filter(organ=organ(body)).order_by("-year", "category")
    return list(dict.fromkeys(used.values_list("category", flat=True)))[:MOST_CATEGORIES]


def clean_category(text: str) -> str:
    """One spelling of a category: without spaces, and without signs that part a 档号 or a folder."""
    return "".join(one for one in text if one.isalnum() or one in "（）、·")[:40]


def take_number(body: Organisation, place: Place) -> tuple[Organisation, int]:
    """The organ and its next 件号 at this place.  Must run inside a transaction: a rollback gives it back."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number is taken inside the transaction that uses it")
    keeper = organ(body)
    rows = ArchiveCounter.objects.filter(organ=keeper, **place._asdict())
    counter = rows.select_for_update().first()
    if counter is None:
        ArchiveCounter.objects.get_or_create(organ=keeper, **place._asdict())
        counter = rows.select_for_update().get()
    counter.last += 1
    counter.save(update_fields=["last"])
    return keeper, counter.last
