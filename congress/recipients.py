"""Who an official paper goes to: usual addresses expanded to organisations on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F, OuterRef, QuerySet, Subquery

from congress.models.people import Organisation, Precedence
from congress.papers import RECIPIENT_GROUPS, RecipientGroup


def in_order(organisations: QuerySet, day: date) -> QuerySet:
    """In the office's order (排序) of that day; those without a place come last."""
    place = Precedence.objects.on(day).filter(organisation=OuterRef("pk")).values("position")[:1]
    return organisations.annotate(place=Subquery(place)).order_by(F("place").asc(nulls_last=True), "pk")


def sorted_on(organisations: Iterable[Organisation], day: date) -> list[Organisation]:
    """These in the office's order of that day, each once; asks nothing for one alone."""
    found = list(dict.fromkeys(organisations))
    if len(found) < 2:
        return found
    rows = Precedence.objects.on(day).filter(organisation__in=found).values_list("organisation_id", "position")
    places = {body: position for body, position in sorted(rows, key=lambda row: -row[1])}
    return sorted(found, key=lambda body: (body.pk not in places, places.get(body.pk, 0), body.pk))


def organ_of(body: Organisation) -> str:
    """The path of the organ that a body belongs to: the first key of its lineage."""
    return "/" + body.lineage.split("/")[1] + "/"


def members(group: RecipientGroup, sender: Organisation, day: date) -> QuerySet:
    """The organisations that a usual address of this sender means on that day."""
    found = Organisation.objects.on(day).filter(kind__in=group.kinds)
    if group.levels:
        found = found.filter(level__in=group.levels)
    organ = organ_of(sender)
    if group.own:
        found = found.filter(lineage__startswith=organ)
    if group.guided:
        found = found.filter(guided_by__lineage__startswith=organ)
    return in_order(found, day)


def expand(keys: Iterable[str], sender: Organisation, day: date) -> list[Organisation]:
    """All organisations of these usual addresses, each once, in the order of the addresses."""
    found: dict[int, Organisation] = {}
    for key in keys:
        for organisation in members(RECIPIENT_GROUPS[key], sender, day):
            found.setdefault(organisation.pk, organisation)
    return list(found.values())


def address(keys: Iterable[str], extra: Iterable[Organisation]) -> str:
    """主送 as it is written: usual addresses, then single organisations by their full name."""
    return "，".join([RECIPIENT_GROUPS.label(key) for key in keys] + [body.name for body in extra])


def absent_on(organisations: Iterable[Organisation], day: date) -> list[Organisation]:
    """Those among them that did not exist on that day."""
    return [organisation for organisation in organisations if not organisation.holds_on(day)]
