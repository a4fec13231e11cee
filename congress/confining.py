"""限定知悉范围: a matter that only those on a list may read, whatever their roles would give them.

The list is *and*, not *or*: it narrows what the tables give and lets nobody
in besides.  It is kept as named grants on the matter and on those of its
parts that have no list of their own; what the security administrator has
granted by name is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from congress import clock, permissions, recipients, wake
from congress.models.access import Grant
from congress.models.people import Posting, User, todays_postings
from congress.nouns import workflow_of
from congress.roles import AccountKind
from congress.workflow import Step

BODIES_AT_MOST = 100  # a paper to more than these is no secret
BATCH = 500


def candidates(matter: Any) -> QuerySet:
    """The accounts among which the list is chosen: of the owning organ, and whose postings reach who is concerned."""
    concerned = list(matter.concerned()[: BODIES_AT_MOST + 1])
    bodies = [matter.owner, *(concerned if len(concerned) <= BODIES_AT_MOST else ())]
    near = Q(organisation__lineage__startswith=recipients.organ_of(matter.owner)) | permissions.reaching(bodies)
    held = Posting.objects.on(clock.today()).filter(near)
    business = User.objects.filter(is_active=True, kind=AccountKind.BUSINESS, pk__in=held.values("user"))
    found = business.select_related("person").prefetch_related(todays_postings())
    return found.order_by("person__pinyin", "username")


def listed(matter: Any) -> QuerySet:
    """The accounts that are on the list today."""
    return User.objects.filter(pk__in=_current([matter.pk]).values("user"))


def lacks_hands(matter: Any, people: Iterable[User]) -> str:
    """The first step ahead that nobody among these could take, told; or empty."""
    people = list(people)
    for step in _ahead(matter):
        roles = [actor.role.label for actor in step.by if actor.is_owner_wide and actor.role]
        if step.owed and roles and not any(permissions.standings(one, matter, step) for one in people):
            return f"名单里没有能办理“{step.label}”的人（{'、'.join(roles)}），事项将无法办下去。"
    return ""


def _ahead(matter: Any) -> Iterator[Step]:
    """The steps still to come: of the matter, and of the parts by which it moves (they have the same owner)."""
    ahead = matter.workflow.since(matter.state)
    for step in matter.workflow.steps:
        if ahead & set(step.sources):
            yield step
            if step.lift:
                yield from _ahead_of_parts(matter, step.lift.kind)


def _ahead_of_parts(matter: Any, kind: str) -> Iterator[Step]:
    """From where the parts of this kind are now, or all of their way where none is begun yet."""
    workflow = workflow_of(kind)
    parts = matter.parts.filter(kind=kind).exclude(state__in=workflow.final)
    ahead = frozenset(workflow.states)
    if parts.exists():  # one with a list of its own is in the hands of that list
        ahead = frozenset().union(*map(workflow.since, parts.filter(_carries()).values_list("state", flat=True)))
    yield from (step for step in workflow.steps if ahead & set(step.sources))


def confine(matter: Any, people: Iterable[User], until: date, reason: str, by: User | None) -> None:
    """From now on these read the matter and its parts, and nobody else, each until the end of that day."""
    people, parts = list(people), _parts(matter)
    details = {"until": until, "reason": reason[:200], "granted_by": by}
    _write([matter.pk], people, {"origin": Grant.LIST, **details})
    _write(parts, people, {"origin": Grant.CARRIED, **details})
    matter.parts.model.objects.filter(pk__in=[matter.pk, *parts]).update(is_confidential=True)
    matter.is_confidential = True


def open_up(matter: Any) -> None:
    """The matter and its parts are read by their tables again, but for a part that has a list of its own."""
    opened = [matter.pk, *_parts(matter)]
    _current(opened).update(until=_yesterday())
    matter.parts.model.objects.filter(pk__in=opened).update(is_confidential=False)
    matter.is_confidential = False
    _tell_whom_the_list_kept_out(opened)


def _tell_whom_the_list_kept_out(opened: list[int]) -> None:
    """What was dispatched meanwhile is announced anew: who was told already has that message, and gets no second."""
    unsigned = apps.get_model("congress", "Delivery").objects.filter(paper__matter__in=opened, signed_at=None)
    if unsigned.exclude(announced_at=None).update(announced_at=None):
        transaction.on_commit(wake.delivery)


def inherit(part: Any, whole: Any) -> None:
    """What is begun as a part of a confined matter is read by the same list."""
    if whole is None or not whole.is_confidential:
        return
    Grant.objects.bulk_create(
        [
            Grant(
                content_object_id=part.pk,
                user_id=grant.user_id,
                permission_id=grant.permission_id,
                origin=Grant.CARRIED,
                until=grant.until,
                reason=grant.reason,
                granted_by_id=grant.granted_by_id,
            )
            for grant in _current([whole.pk])
        ],
        batch_size=BATCH,
    )
    part.parts.model.objects.filter(pk=part.pk).update(is_confidential=True)
    part.is_confidential = True


def _current(matters: list[int]) -> QuerySet:
    return Grant.objects.of_lists().filter(content_object__in=matters, until__gte=clock.today())


def _write(matters: list[int], people: list[User], details: dict[str, Any]) -> None:
    """One row a matter and person: one that ended before begins anew, and all of a matter are of one origin."""
    rows = Grant.objects.of_lists().filter(content_object__in=matters)
    rows.update(origin=details["origin"])
    _current(matters).exclude(user__in=people).update(until=_yesterday())
    again = rows.filter(user__in=people)
    again.update(**details)
    there = set(again.values_list("content_object_id", "user_id"))
    kind = ContentType.objects.get_by_natural_key("congress", "matter")
    to_read = Permission.objects.get(content_type=kind, codename="read_matter")
    fresh = [
        Grant(content_object_id=pk, user=user, permission=to_read, **details)
        for pk in matters
        for user in people
        if (pk, user.pk) not in there
    ]
    Grant.objects.bulk_create(fresh, batch_size=BATCH)


def _carries() -> Q:
    """Of parts: those that have no list of their own, so that they are read by that of their whole."""
    carried = Grant.objects.filter(content_object=OuterRef("pk"), origin=Grant.CARRIED)
    return Q(is_confidential=False) | Q(Exists(carried))


def _parts(matter: Any) -> list[int]:
    """The ids of the parts that carry the list of this matter, and of theirs."""
    found: list[int] = []
    fresh = [matter.pk]
    while fresh:
        below = matter.parts.model.objects.filter(_carries(), whole__in=fresh)
        fresh = list(below.values_list("pk", flat=True))
        found += fresh
    return found


def _yesterday() -> date:
    return clock.today() - timedelta(days=1)
