"""The only file that answers “may”: may act, may read, and the shape of the query.

Two relations are kept apart.  `parent`, inside one organ: a role is held
downwards, never above or beside.  `guided_by`, city → county → township: gives
no right to act, and no reading but of what is addressed to a body by a table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from congress import clock
from congress.asked import once
from congress.models.access import Grant, Reader
from congress.models.people import Organisation, Posting, User
from congress.nouns import kinds, workflow_of
from congress.roles import ROLES, AccountKind, Actor

if TYPE_CHECKING:
    from congress.models.matter import Matter
    from congress.workflow import Step

# A user who reads at most so many matters by name is served by their ids; above it by a subquery.
NAMED_AT_MOST = 1_000


@dataclass(frozen=True)
class Standing:
    """In what capacity somebody acts: a posting for an organisation, or as the person named.

    `is_party`: for an organisation that the table names, not for the owning body.
    """

    user: User
    posting: Posting | None
    organisation: Organisation | None
    is_party: bool = field(default=False, compare=False)

    @property
    def key(self) -> str:
        """How a form names this standing."""
        return f"{self.posting.pk}-{self.organisation.pk}" if self.posting and self.organisation else "person"

    @property
    def seat(self) -> Organisation | None:
        """Where the role is held: the head of the office sits at the organ, whatever body of it he acts for."""
        return self.organisation if self.is_party or not self.posting else self.posting.organisation

    @property
    def role(self) -> str:
        """The role's key, or empty for the person named."""
        return self.posting.role if self.posting else ""

    @property
    def label(self) -> str:
        """遵义市人大常委会 秘书科（代理）."""
        if not self.posting or not self.seat:
            return "本人"
        acting = "（代理）" if self.posting.is_acting else ""
        return f"{self.seat.short_name} {ROLES.label(self.posting.role)}{acting}"


def covered(user: User) -> dict[int, frozenset[int]]:
    """Posting → ids of the organisations it reaches: its own subtree, and ended bodies whose successor lies there.

    Read once a request and user, in one statement for all postings.
    """
    cached: tuple[Any, dict[int, frozenset[int]]] | None = user.__dict__.get("_covered")
    postings = user.postings_now()
    if cached is None or cached[0] is not postings:
        user.__dict__["_covered"] = cached = (postings, _reaches(postings))
    return cached[1]


def _reaches(postings: list[Posting]) -> dict[int, frozenset[int]]:
    if not postings:
        return {}
    ended = Q(successor__isnull=False, until__lt=clock.today())
    near = ended
    for posting in postings:
        near |= Q(lineage__startswith=posting.organisation.lineage)
    rows = list(Organisation.objects.filter(near).order_by().values_list("pk", "lineage", "successor_id", "until"))
    heirs = [(pk, successor) for pk, _, successor, until in rows if successor and until and until < clock.today()]
    return {posting.pk: _reach(posting.organisation.lineage, rows, heirs) for posting in postings}


def _reach(lineage: str, rows: list[Any], heirs: list[tuple[int, int]]) -> frozenset[int]:
    found = {row[0] for row in rows if row[1].startswith(lineage)}
    fresh = found
    while fresh:  # an ended body's open matters are held by its successor
        fresh = {pk for pk, successor in heirs if successor in fresh} - found
        found |= fresh
    return frozenset(found)


def heirs() -> dict[int, tuple[int, str]]:
    """Ended organisation → (id, lineage) of its successor."""
    ended = Organisation.objects.filter(until__lt=clock.today(), successor__isnull=False)
    rows = ended.values_list("pk", "successor_id", "successor__lineage")
    return {pk: (successor, lineage) for pk, successor, lineage in rows}


def lineages_above(body: Organisation, successors: dict[int, tuple[int, str]]) -> Iterator[str]:
    """This body and all above it, nearest first; then those of its successors: where a posting reaches it.

    Up the tree, as `covered` goes down.
    """
    todo, seen = [(body.pk, body.lineage)], set()
    while todo:
        pk, lineage = todo.pop(0)
        if pk in seen:
            continue
        seen.add(pk)
        parts = lineage.strip("/").split("/")
        for length in range(len(parts), 0, -1):
            yield "/" + "/".join(parts[:length]) + "/"
        if pk in successors:
            todo.append(successors[pk])


def reaching(bodies: Iterable[Organisation]) -> Q:
    """Of postings: those that reach one of these bodies."""
    successors = heirs()
    above = {lineage for body in bodies for lineage in lineages_above(body, successors)}
    return Q(organisation__lineage__in=sorted(above))


def organisations(matter: Matter, actor: Actor, within: frozenset[int] | None = None) -> list[Organisation]:
    """The organisations that the actor means on this matter, those in `within` only if it is given."""
    value = matter.value_at(actor.organisation)
    if value is None:
        return []
    if isinstance(value, QuerySet):
        return list(value if within is None else value.filter(pk__in=within))
    if isinstance(value, list):
        return [one for one in value if within is None or one.pk in within]
    return [value] if within is None or value.pk in within else []


def standings(user: User, matter: Matter, step: Step, among: QuerySet | None = None) -> list[Standing]:
    """Every capacity in which this user may take this step on this matter.

    `among`: the organisations that have still to take it, where the caller asks of these only.
    """
    if not is_business(user):
        return []
    found: list[Standing] = []
    for actor in step.by:
        if actor.person:
            if user.person_id and matter.value_at(f"{actor.person}_id") == user.person_id:
                found.append(Standing(user, None, None))
            continue
        for posting in user.postings_now():
            if actor.role and posting.role == actor.role.key:
                near = covered(user)[posting.pk]
                places = organisations(matter, actor, near) if among is None else among.filter(pk__in=near)
                found += [Standing(user, posting, place, not actor.is_owner_wide) for place in places]
    return found


def creators(user: User, step: Step) -> list[Standing]:
    """Every capacity in which this user may begin a matter with this step: the posting's body will own it."""
    roles = {actor.role.key for actor in step.by if actor.role}
    if not is_business(user):
        return []
    return [Standing(user, p, p.organisation) for p in user.postings_now() if p.role in roles]


def is_business(user: User) -> bool:
    """None of the three administrators reads or moves business matters."""
    return bool(user.is_active and getattr(user, "kind", "") == AccountKind.BUSINESS)


def keeps(user: User, console: str) -> bool:
    """Does one of the user's roles keep this group of master data in the console?"""
    return user.is_active and any(
        console in ROLES[posting.role].consoles for posting in user.postings_now() if posting.role in ROLES
    )


def may_read(user: User, matter: Matter) -> bool:
    """May this user see this matter?  Asked through the same query as every list."""
    return type(matter)._default_manager.filter(pk=matter.pk).visible_to(user).exists()  # type: ignore[attr-defined]


def reach(user: User) -> list[int]:
    """The organisations that the user's postings reach.

    Outside the owning body one knows what these do, owe and were sent, and no more (`is_inside`).
    """
    return sorted({pk for places in covered(user).values() for pk in places})


def is_inside(user: User, matter: Matter) -> bool:
    """Does one of the user's postings reach the owning body?  He may know of all units that the matter concerns."""
    return any(matter.owner_id in places for places in covered(user).values())


def works_on(user: User, matter: Matter) -> bool:
    """Does one of the user's roles at the owning body, or the user in person, act in this procedure?"""
    places = covered(user)
    own = [step for step in matter.workflow.steps if not step.each]  # what each party takes for itself is not
    acting = {actor.role.key for step in own for actor in step.by if actor.role}
    persons = {actor.person for step in matter.workflow.steps for actor in step.by if actor.person}
    if user.person_id and any(matter.value_at(f"{name}_id") == user.person_id for name in persons):
        return True
    return any(p.role in acting and matter.owner_id in places[p.pk] for p in user.postings_now())


def readable(matters: QuerySet, user: User) -> QuerySet:
    """The matters among these that the user may see; the shape of the query is chosen here and only here."""
    if not user.is_authenticated or not is_business(user):
        return matters.none()
    by_table = _of_the_body(user, matters.model) | _by_name(user)
    current = Grant.objects.current(user).values_list("content_object_id", flat=True)
    granted = once(("granted", user.pk), lambda: list(current))
    if not granted:
        return matters.filter(by_table, is_confidential=False)
    on_list = Q(pk__in=granted)
    return matters.filter((by_table & (Q(is_confidential=False) | on_list)) | (Q(is_confidential=False) & on_list))


def unlisted(pairs: Iterable[tuple[Matter, User]]) -> set[tuple[int, int]]:
    """Of these (matter, user) the ids of those that must not hear of each other: confined, and no grant today."""
    asked = {(matter.pk, user.pk) for matter, user in pairs if matter.is_confidential}
    if not asked:
        return set()
    matters, users = ({pair[n] for pair in asked} for n in (0, 1))
    rows = Grant.objects.filter(content_object__in=matters, user__in=users, until__gte=clock.today())
    return asked - set(rows.values_list("content_object_id", "user_id"))


NOTHING = Q(pk__in=())
PERSON = ""  # among the named roles: somebody who reads as the person named


def _of_the_body(user: User, model: type[Any]) -> Q:
    """What the user's roles read whole: owner and kind are indexed columns of the matter.

    Only of the kinds that the query can give: a condition that is always true
    makes PostgreSQL expect too few rows and choose a plan that reads all.
    """
    own = {kind for kind, noun in kinds().items() if issubclass(noun, model)}
    states: dict[tuple[frozenset[int], str], set[str]] = defaultdict(set)
    reach = covered(user)
    for posting in user.postings_now():
        for kind, seen in _read_whole(posting.role).items():
            if kind in own:
                states[reach[posting.pk], kind] |= seen
    whole: dict[frozenset[int], set[str]] = defaultdict(set)
    condition = NOTHING
    for (place, kind), seen in states.items():
        if seen == set(workflow_of(kind).states):
            whole[place].add(kind)
        else:
            condition |= Q(owner_id__in=sorted(place), kind=kind, state__in=sorted(seen))
    for place, readable_kinds in whole.items():
        condition |= Q(owner_id__in=sorted(place), kind__in=sorted(readable_kinds))
    return condition


def _by_name(user: User) -> Q:
    """What the user reads by Reader rows: as a party's role, or as a person."""
    parties = Q(person_id=user.person_id) if user.person_id and PERSON in _named_roles() else NOTHING
    reach = covered(user)
    for posting in user.postings_now():
        if posting.role in _named_roles():
            parties |= Q(role=posting.role, organisation_id__in=sorted(reach[posting.pk]))
    if parties is NOTHING:
        return NOTHING
    rows = Reader.objects.filter(parties).values_list("matter_id", flat=True)
    ids = once(("named", user.pk), lambda: list(rows.order_by("-matter_id")[: NAMED_AT_MOST + 1]))
    return Q(pk__in=ids) if len(ids) <= NAMED_AT_MOST else Q(pk__in=rows)


@cache
def _read_whole(role: str) -> dict[str, frozenset[str]]:
    """Kind → states in which this role reads the matters of its body."""
    found: dict[str, frozenset[str]] = {}
    for kind, model in kinds().items():
        for actor, states in model.workflow.readable().items():
            if actor.is_owner_wide and actor.role and actor.role.key == role:
                found[kind] = states
    return found


@cache
def _named_roles() -> frozenset[str]:
    """Roles that some table reaches by a named organisation, not by the owner; PERSON if one names a person.

    Who is not asked for in vain leaves one index to look in.
    """
    return frozenset(
        actor.role.key if actor.role else PERSON
        for model in kinds().values()
        for actor in model.workflow.readable()
        if not actor.is_owner_wide
    )
