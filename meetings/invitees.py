"""Who is invited on the day of a meeting: from the offices that people hold on that day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from congress import recipients
from congress.bodies import OFFICES
from congress.models import Organisation, Tenure
from congress.papers import RECIPIENT_GROUPS
from meetings.kinds import MeetingKind, Seat


@dataclass
class Invited:
    """One unit with the persons expected of it; its quota is the number of posts, filled or vacant."""

    organisation: Organisation
    quota: int = 0
    persons: list[Tenure] = field(default_factory=list)


def invited(kind: MeetingKind, owner: Organisation, day: date) -> list[Invited]:
    """The units that the roster of this kind means on that day, in the office's order, each once.

    Somebody with two posts is expected once, under the higher; whoever is in
    charge (主持工作) of a vacant post stands for it.
    """
    units: dict[int, Invited] = {}
    for seat in kind.roster:
        for organisation in bodies(seat, owner, day):
            unit = units.setdefault(organisation.pk, Invited(organisation))
            holders = [_in_post(tenures) for tenures in _by_post(seat, organisation, day)]
            unit.persons += [tenure for found in holders for tenure in found]
            unit.quota += sum(max(1, len(found)) for found in holders)
    _once_each(units)
    return [unit for unit in units.values() if unit.quota]


def bodies(seat: Seat, owner: Organisation, day: date) -> list[Organisation]:
    """The organisations of one line of the roster."""
    if seat.group:
        return list(recipients.members(RECIPIENT_GROUPS[seat.group], owner, day))
    return [organ for organ in Organisation.objects.on(day).filter(lineage=recipients.organ_of(owner))]


def groups(kind: MeetingKind) -> list[str]:
    """The usual addresses (主送) that the roster's lines stand for, each once."""
    return list(dict.fromkeys(seat.group for seat in kind.roster if seat.group))


def _by_post(seat: Seat, organisation: Organisation, day: date) -> list[list[Tenure]]:
    """The holders of each office of the seat; at the organ itself only offices that somebody holds."""
    held = Tenure.objects.on(day).filter(organisation=organisation, office__in=seat.offices)
    rows = list(held.select_related("person").order_by("pk"))
    posts = [[row for row in rows if row.office == office] for office in seat.offices]
    return posts if seat.group else [post for post in posts if post]


def _in_post(tenures: list[Tenure]) -> list[Tenure]:
    """Those in office; nobody in office: whoever is in charge of it or acts."""
    return [t for t in tenures if t.manner == Tenure.NORMAL] or tenures


def _once_each(units: dict[int, Invited]) -> None:
    """Keep each person under the highest of his offices only."""
    best: dict[int, Tenure] = {}
    for unit in units.values():
        for tenure in unit.persons:
            known = best.get(tenure.person_id)
            if known is None or OFFICES[tenure.office].rank < OFFICES[known.office].rank:
                best[tenure.person_id] = tenure
    for unit in units.values():
        kept = [tenure for tenure in unit.persons if best[tenure.person_id] is tenure]
        unit.quota -= len(unit.persons) - len(kept)
        unit.persons = kept
