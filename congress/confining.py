"""限定知悉范围: a matter that only those on a list may read, whatever their roles would give them.

The list is *and*, not *or*: it narrows what the tables give and lets nobody
in besides.  It is kept as named grants on the matter and on all its parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from congress import clock, recipients
from congress.models.access import Grant
from congress.models.people import Posting, User
from congress.roles import AccountKind

BODIES_AT_MOST = 100  # a paper to more than these is no secret


def candidates(matter: Any) -> QuerySet:
    """The accounts among which the list is chosen: those of the owning organ, and of the bodies that it concerns."""
    concerned = list(matter.concerned()[: BODIES_AT_MOST + 1])
    near = Q(organisation__lineage__startswith=recipients.organ_of(matter.owner))
    if len(concerned) <= BODIES_AT_MOST:
        near |= Q(organisation__in=[body.pk for body in concerned])
    held = Posting.objects.on(clock.today()).filter(near)
    business = User.objects.filter(is_active=True, kind=AccountKind.BUSINESS)
    return business.filter(pk__in=held.values("user")).select_related("person").order_by("person__pinyin", "username")


def listed(matter: Any) -> QuerySet:
    """The accounts that are on the list today."""
    return User.objects.filter(pk__in=_current([matter.pk]).values("user"))


def lacks_hands(matter: Any, people: Iterable[User]) -> str:
    """The first step ahead that nobody among these could take, told; or empty."""
    held = (
        Posting.objects.on(clock.today()).filter(user__in=[user.pk for user in people]).select_related("organisation")
    )
    roles = {posting.role for posting in held if matter.owner.lineage.startswith(posting.organisation.lineage)}
    ahead = matter.workflow.since(matter.state)
    for step in matter.workflow.steps:
        own = [actor.role for actor in step.by if actor.is_owner_wide and actor.role]
        if step.owed and own and ahead & set(step.sources) and not roles & {role.key for role in own}:
            return f"名单里没有能办理“{step.label}”的人（{'、'.join(role.label for role in own)}），事项将无法办下去。"
    return ""


def confine(matter: Any, people: Iterable[User], until: date, reason: str, by: User | None) -> None:
    """From now on these read the matter and its parts, and nobody else, each until the end of that day."""
    people, whole = list(people), _with_parts(matter)
    _current(whole).exclude(user__in=people).update(until=_yesterday())
    _write(whole, people, {"until": until, "reason": reason[:200], "granted_by": by})
    matter.parts.model.objects.filter(pk__in=whole).update(is_confidential=True)
    matter.is_confidential = True


def open_up(matter: Any) -> None:
    """The matter and its parts are read by their tables again; the grants of the list end."""
    whole = _with_parts(matter)
    _current(whole).update(until=_yesterday())
    matter.parts.model.objects.filter(pk__in=whole).update(is_confidential=False)
    matter.is_confidential = False


def inherit(part: Any, whole: Any) -> None:
    """What is begun as a part of a confined matter is read by the same list."""
    if whole is None or not whole.is_confidential:
        return
    for grant in _current([whole.pk]).select_related("user", "granted_by"):
        details = {"until": grant.until, "reason": grant.reason, "granted_by": grant.granted_by}
        _write([part.pk], [grant.user], details)
    part.parts.model.objects.filter(pk=part.pk).update(is_confidential=True)
    part.is_confidential = True


def _current(matters: list[int]) -> QuerySet:
    return Grant.objects.filter(content_object__in=matters, until__gte=clock.today())


def _write(matters: list[int], people: list[User], details: dict[str, Any]) -> None:
    """One grant a matter and person: the row that ended before begins anew."""
    rows = Grant.objects.filter(content_object__in=matters, user__in=people)
    rows.update(**details)
    there = set(rows.values_list("content_object_id", "user_id"))
    kind = ContentType.objects.get_by_natural_key("congress", "matter")
    to_read = Permission.objects.get(content_type=kind, codename="read_matter")
    Grant.objects.bulk_create(
        Grant(content_object_id=pk, user=user, permission=to_read, **details)
        for pk in matters
        for user in people
        if (pk, user.pk) not in there
    )


def _with_parts(matter: Any) -> list[int]:
    """The ids of a matter, its parts, and theirs."""
    found = fresh = [matter.pk]
    while fresh:
        fresh = list(matter.parts.model.objects.filter(whole__in=fresh).values_list("pk", flat=True))
        found = found + fresh
    return found


def _yesterday() -> date:
    return clock.today() - timedelta(days=1)
