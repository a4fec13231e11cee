"""审核会签: an ordered list of reviewers, usual for a series, changeable for a paper.

A paper lies with one of them at a time: it passes on, or goes back (practice.md, “Papers going out”).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from congress import clock, confining, recipients
from congress.asked import once
from congress.models.people import Organisation, Posting
from congress.refusal import Refused
from congress.roles import OFFICE_HEAD, REVIEWERS, ROLES

if TYPE_CHECKING:
    from congress.models import OutgoingPaper, User
    from congress.models.reviewing import Reviewer


class Place(NamedTuple):
    """One place in the list: this role at this organisation."""

    role: str
    organisation: Organisation

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.role}@{self.organisation.key}"

    @property
    def label(self) -> str:
        """市人大常委会研究室 委室负责人."""
        return f"{self.organisation.short_name} {ROLES.label(self.role)}"


def usual(paper: OutgoingPaper) -> list[Place]:
    """The list of its series on this day; without one, the head of the office."""
    rows = paper.series.usual_reviewers.on(clock.today()).select_related("organisation")
    places = [Place(row.role, row.organisation or paper.owner) for row in rows]
    at_hand = [seat(place) for place in places if holders(place)]  # a body without a head of its own is passed over
    own = at_hand or [seat(Place(OFFICE_HEAD.key, paper.owner))]
    # organs that issue with us sign last: what they sign is then what the house has finished
    return [*own, *(place for place in paper.heads_of_co_issuers if place not in own)]


def seat(place: Place) -> Place:
    """Where the role that reaches this place is held: the head of the office sits at the organ, not at each body."""
    held = (
        Posting.objects.on(clock.today()).filter(role=place.role, user__is_active=True).select_related("organisation")
    )
    above = [row.organisation for row in held if place.organisation.lineage.startswith(row.organisation.lineage)]
    nearest = max(above, key=lambda body: len(body.lineage), default=place.organisation)
    return Place(place.role, nearest)


def first_held(roles: Sequence[str], organisation: Organisation) -> Place | None:
    """The place of the first of these roles that somebody holds today at this organisation or above it."""
    rows = Posting.objects.on(clock.today()).filter(role__in=roles, user__is_active=True).select_related("organisation")
    near = [row for row in rows if organisation.lineage.startswith(row.organisation.lineage)]
    best = min(near, key=lambda row: (roles.index(row.role), -len(row.organisation.lineage)), default=None)
    return Place(best.role, best.organisation) if best else None


def choices(paper: OutgoingPaper) -> list[tuple[Place, list[str]]]:
    """Every place that may be chosen, with who holds it today: in the organ, and heads of other organs."""
    keys = [role.key for role in REVIEWERS]
    held = Posting.objects.on(clock.today()).filter(role__in=keys, user__is_active=True)
    found: dict[tuple[str, int], tuple[Place, list[str]]] = {}
    for row in held.select_related("organisation", "user__person").order_by("organisation__lineage", "pk"):
        place = Place(row.role, row.organisation)
        found.setdefault((row.role, row.organisation_id), (place, []))[1].append(str(row.user))
    for place in usual(paper):  # held from above: the head of the office checks for all its bodies
        found.setdefault((place.role, place.organisation.pk), (place, [str(user) for user in holders(place)]))
    organ = recipients.organ_of(paper.owner)
    return sorted(found.values(), key=lambda one: not one[0].organisation.lineage.startswith(organ))


def holders(place: Place) -> list[User]:
    """Who could check there today: the role reaches downwards."""
    rows = Posting.objects.on(clock.today()).filter(role=place.role, user__is_active=True)
    near = rows.select_related("organisation", "user__person").order_by("pk")
    return [row.user for row in near if place.organisation.lineage.startswith(row.organisation.lineage)]


def line_up(paper: OutgoingPaper, places: Sequence[Place]) -> None:
    """Put the list down anew; nobody has passed it yet.

    Refused for a place that nobody holds, or whose holders may not know of the paper, and without the heads of
    the organs that issue with us.
    """
    if lacking := paper.lacks_heads(places):
        raise Refused(lacking)
    knowing = set(confining.listed(paper)) if paper.is_confidential else set()
    for place in places:
        at_hand = holders(place)
        if not at_hand:
            raise Refused(f"“{place.label}”今天没有人在岗，请另选审核人，或请安全保密管理员先授权。")
        if knowing and not knowing.intersection(at_hand):
            raise Refused(f"“{place.label}”不在知悉范围内，请先办理“限定知悉范围”把审核人列入，再送审。")
    paper.reviewers.all().delete()
    rows = enumerate(places, start=1)
    paper.reviewers.bulk_create(
        paper.reviewers.model(paper=paper, position=position, role=place.role, organisation=place.organisation)
        for position, place in rows
    )


def listed(paper: OutgoingPaper) -> list[Reviewer]:
    """The list in its order."""
    return once(("reviewers", paper.pk), lambda: list(paper.reviewers.select_related("organisation")))


def current(paper: OutgoingPaper) -> Reviewer | None:
    """Where the paper lies now."""
    return next((one for one in listed(paper) if one.passed_at is None), None)


def waiting(paper: OutgoingPaper) -> list[Reviewer]:
    """Those who come after."""
    return [one for one in listed(paper) if one.passed_at is None][1:]


def passed(paper: OutgoingPaper) -> list[Reviewer]:
    """Those who have passed it, in order."""
    return [one for one in listed(paper) if one.passed_at is not None]


def reached(paper: OutgoingPaper, role: str) -> list[Organisation]:
    """The organisations at which a holder of this role has had the paper, or has it now."""
    here = current(paper)
    return [one.organisation for one in listed(paper) if one.role == role and (one.passed_at or one == here)]


def note_passed(paper: OutgoingPaper, name: str, recorded_for: str) -> None:
    """The one who has it, by this name, lets it pass, or a clerk records that he did."""
    here = current(paper)
    if here is None:
        raise Refused("审核人已全部通过。")
    paper.reviewers.filter(pk=here.pk).update(
        passed_at=clock.now(), passed_by=name[:60], recorded_for=recorded_for[:200], text_digest=paper.text_digest
    )


def go_back_to(paper: OutgoingPaper, position: int) -> None:
    """From this place on everybody checks again."""
    paper.reviewers.filter(position__gte=position).update(passed_at=None, passed_by="", recorded_for="", text_digest="")
