"""Who is invited on the day of a meeting: from the offices that people hold on that day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import OuterRef, Subquery

from congress import recipients
from congress.bodies import LEVELS, OFFICES
from congress.models import Organisation, Precedence, Tenure
from congress.papers import RECIPIENT_GROUPS
from meetings.kinds import NONVOTING, MeetingKind, Seat

# Offices that several people hold side by side; every other office has one holder.
SHARED = frozenset({"vice_chairperson", "deputy_secretary_general", "standing_member", "clerk"})


@dataclass
class Expected:
    """One person who is expected for a post that he holds, or stands in for, on that day."""

    tenure: Tenure
    capacity: str
    also: list[str] = field(default_factory=list)  # his other posts, for which he is not asked again

    @property
    def post(self) -> str:
        """The post as it is written, with 主持工作 where that is why he is asked."""
        in_charge = self.tenure.manner == Tenure.IN_CHARGE and "主持" not in self.tenure.title
        return f"{self.tenure.title}（主持工作）" if in_charge else self.tenure.title

    @property
    def height(self) -> tuple[int, int]:
        """How high the post is: its level of government, then the office; smaller is higher."""
        return LEVELS[self.tenure.organisation.level].rank, OFFICES[self.tenure.office].rank

    def as_row(self) -> dict[str, str]:
        """What is kept of it in the invitation."""
        row = {"name": self.tenure.person.name, "post": self.post, "capacity": self.capacity}
        return row | ({"also": "、".join(self.also)} if self.also else {})


@dataclass
class Invited:
    """One unit with the persons expected of it, and how many it may send."""

    organisation: Organisation
    quota: int = 0
    persons: list[Expected] = field(default_factory=list)


def invited(
    kind: MeetingKind, owner: Organisation, day: date, others: Iterable[Organisation] = (), quota: int | None = None
) -> list[Invited]:
    """The units that the roster of this kind means on that day, in the office's order, each once.

    `others` are asked beside the roster; `quota` is the number of places of
    each unit for which neither roster nor posts tell one.  Somebody with two
    posts is expected once, under the higher; whoever is in charge (主持工作)
    of a vacant post stands for it.
    """
    places = [(seat, body) for seat in kind.roster for body in bodies(seat, owner, day)]
    holders = _tenures({body.pk for _, body in places}, day)
    units: dict[int, Invited] = {}
    for seat, body in places:
        unit = units.setdefault(body.pk, Invited(body))
        posts = _posts(seat, holders[body.pk])
        unit.persons += [Expected(tenure, seat.capacity) for post in posts for tenure in post]
        unit.quota += seat.quota or sum(max(1, len(post)) for post in posts)
    _once_each(units)
    for body in others:
        units.setdefault(body.pk, Invited(body, quota=quota or 1))
    return [unit for unit in units.values() if unit.quota]


def bodies(seat: Seat, owner: Organisation, day: date) -> list[Organisation]:
    """The organisations of one line of the roster."""
    if seat.group:
        return list(recipients.members(RECIPIENT_GROUPS[seat.group], owner, day))
    if seat.is_own:
        return [owner]
    return list(Organisation.objects.on(day).filter(lineage=recipients.organ_of(owner)))


def groups(kind: MeetingKind) -> list[str]:
    """The usual addresses (主送) that the roster's lines stand for, each once."""
    return list(dict.fromkeys(seat.group for seat in kind.roster if seat.group))


def lines(kind: MeetingKind, others: Iterable[Organisation] = ()) -> list[str]:
    """参会人员 as the notice writes it, line by line; 出席 and 列席 are told apart where there are both."""
    mixed = any(seat.capacity == NONVOTING.key for seat in kind.roster)
    names = {False: "出席：", True: "列席："} if mixed else {False: "", True: ""}
    found = [f"{names[seat.capacity == NONVOTING.key]}{seat.label}" for seat in kind.roster]
    if beside := "、".join(body.name for body in others):
        found.append(f"{names[mixed]}{beside}有关负责人")
    return found


def _tenures(places: set[int], day: date) -> dict[int, list[Tenure]]:
    """Everybody in office there on that day, by organisation, the higher offices first, then the office's order."""
    place = Precedence.objects.on(day).filter(person=OuterRef("person")).values("position")[:1]
    rows = Tenure.objects.on(day).filter(organisation__in=places).select_related("person", "organisation")
    found: dict[int, list[Tenure]] = defaultdict(list)
    for tenure in rows.annotate(place=Subquery(place)):
        found[tenure.organisation_id].append(tenure)
    for tenures in found.values():
        tenures.sort(key=lambda t: (OFFICES[t.office].rank, t.place is None, t.place or 0, t.pk))
    return found


def _posts(seat: Seat, tenures: list[Tenure]) -> list[list[Tenure]]:
    """The holders of each office of the seat, at a unit of a group also of the vacant ones."""
    has_head = bool(seat.group or seat.is_own)
    posts = [_in_post(tenures, office, has_head and office == seat.offices[0]) for office in seat.offices]
    return posts if seat.group else [post for post in posts if post]


def _in_post(tenures: list[Tenure], office: str, is_head: bool) -> list[Tenure]:
    """Those in office; where there is nobody: who acts, or is in charge of it, or (the head's) of the body."""
    here = [tenure for tenure in tenures if tenure.office == office]
    if office in SHARED:
        return here
    if normal := [tenure for tenure in here if tenure.manner == Tenure.NORMAL]:
        return normal
    if here or not is_head:
        return here
    return [tenure for tenure in tenures if tenure.manner == Tenure.IN_CHARGE][:1]


def _once_each(units: dict[int, Invited]) -> None:
    """Keep each person under the highest of his posts only, which names the others; the other unit has a place less."""
    best: dict[int, Expected] = {}
    for unit in units.values():
        for person in unit.persons:
            known = best.setdefault(person.tenure.person_id, person)
            if person.height < known.height:
                best[person.tenure.person_id] = person
    for person in [person for unit in units.values() for person in unit.persons]:
        kept_as = best[person.tenure.person_id]
        if kept_as is not person and person.post not in (kept_as.post, *kept_as.also):
            kept_as.also.append(person.post)
    for unit in units.values():
        kept = [person for person in unit.persons if best[person.tenure.person_id] is person]
        unit.quota = max(0, unit.quota - (len(unit.persons) - len(kept)))
        unit.persons = kept
