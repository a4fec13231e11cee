"""What of a matter's past and future is for whose eyes.

Who works on it in the owning body reads all of it.  Who is let in at a later
state (a member, a recipient) reads what happened from that state on: the
opinions on the draft stay in the house.  Who stands outside the owning body
is not told what other units did or still owe.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from congress import permissions
from congress.asked import once
from congress.models import User


def events_for(user: User, matter: Any) -> QuerySet:
    """The events of this matter that are for this user, newest first."""
    events = matter.events.select_related("organisation").order_by("-sequence")
    if works_on(user, matter):
        return events
    if states := _states_read(user, matter):  # none: let in by a named grant
        events = events.filter(state_after__in=states)
    if is_inside(user, matter):
        return events
    return events.filter(~Q(state_before=F("state_after")) | Q(organisation__in=_reach(user)))


def attachments_for(user: User, matter: Any) -> QuerySet:
    """The files beside this matter that are for this user: those of the events above, and what came with its text."""
    found = matter.attachments.all()
    states = _states_read(user, matter)
    if works_on(user, matter) or not states:
        return found
    begun = {step.target for step in matter.workflow.creation}
    text = {step.key for step in matter.workflow.steps if begun.intersection(step.targets) and not step.is_return}
    seen = {step.key for step in matter.workflow.steps if states.intersection(step.targets)} - text
    if is_inside(user, matter):
        return found.filter(step__in=text | seen)
    moving = {key for key in seen if not set(matter.workflow[key].targets) <= set(matter.workflow[key].sources)}
    ours = User.objects.filter(postings__organisation__in=_reach(user))
    return found.filter(Q(step__in=text | moving) | Q(step__in=seen, added_by__in=ours))


def todos_for(user: User, matter: Any) -> QuerySet:
    """The open todos of this matter that are for this user, the first due first."""
    todos = matter.todos.open().select_related("organisation", "person").order_by("due_on", "pk")
    if is_inside(user, matter) or works_on(user, matter):
        return todos
    return todos.filter(Q(organisation__in=_reach(user)) | Q(person__isnull=False, person=user.person_id))


def _reach(user: User) -> list[int]:
    return sorted(pk for places in permissions.covered(user).values() for pk in places)


def is_inside(user: User, matter: Any) -> bool:
    """Does one of the user's postings reach the owning body?"""
    return any(matter.owner_id in places for places in permissions.covered(user).values())


def works_on(user: User, matter: Any) -> bool:
    """Does one of the user's roles at the owning body, or the user in person, act in this procedure?"""
    reach = permissions.covered(user)
    own = [step for step in matter.workflow.steps if not step.each]  # what each party takes for itself is not
    acting = {actor.role.key for step in own for actor in step.by if actor.role}
    persons = {actor.person for step in matter.workflow.steps for actor in step.by if actor.person}
    if user.person_id and any(matter.value_at(f"{name}_id") == user.person_id for name in persons):
        return True
    return any(p.role in acting and matter.owner_id in reach[p.pk] for p in user.postings_now())


def _states_read(user: User, matter: Any) -> set[str]:
    """The states that the user's roles read by the table, each where it is held."""
    return once(("states read", user.pk, matter.pk), lambda: _ask_states(user, matter))


def _ask_states(user: User, matter: Any) -> set[str]:
    reach = permissions.covered(user)
    found: set[str] = set()
    for actor, states in matter.workflow.readable().items():
        near = frozenset().union(*(reach[p.pk] for p in user.postings_now() if actor.role and p.role == actor.role.key))
        is_here = matter.owner_id in near if actor.is_owner_wide else permissions.organisations(matter, actor, near)
        if near and is_here:
            found |= states
    return found
