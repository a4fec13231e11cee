"""What of a matter's past and future is for whose eyes.

Who works on it in the owning body reads all of it.  Who is let in at a later
state (a member, a recipient) reads what happened from that state on: the
opinions on the draft stay in the house.  Who stands outside the owning body
is not told what other units did or still owe.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import F, Q, QuerySet

from congress import permissions
from congress.asked import once
from congress.models import User
from congress.permissions import is_inside, reach, works_on
from congress.roles import Actor


def events_for(user: User, matter: Any) -> QuerySet:
    """The events of this matter that are for this user, newest first."""
    events = matter.events.select_related("organisation").order_by("-sequence")
    if works_on(user, matter):
        return events
    if states := _states_read(user, matter):  # none: let in by a named grant
        events = events.filter(state_after__in=states)
    events = events.exclude(action__in=[f"{matter.kind}.{key}" for key in _inner(matter)])
    if is_inside(user, matter):
        return events
    return events.filter(~Q(state_before=F("state_after")) | Q(organisation__in=reach(user)))


def attachments_for(user: User, matter: Any) -> QuerySet:
    """The files beside this matter that are for this user: those of the events above, and what came with its text."""
    found = matter.attachments.all()
    states = _states_read(user, matter)
    if works_on(user, matter) or not states:
        return found
    begun = {step.target for step in matter.workflow.creation}
    text = {step.key for step in matter.workflow.steps if step.target in begun and not step.is_return}
    seen = {step.key for step in matter.workflow.steps if states.intersection(step.targets)} - text - _inner(matter)
    if is_inside(user, matter):
        return found.filter(step__in=text | seen)
    moving = {key for key in seen if not set(matter.workflow[key].targets) <= set(matter.workflow[key].sources)}
    ours = User.objects.filter(postings__organisation__in=reach(user))
    return found.filter(Q(step__in=text | moving) | Q(step__in=seen, added_by__in=ours))


def _inner(matter: Any) -> set[str]:
    """The steps whose words and files are for who works on the matter alone, whatever state they lead to."""
    return {step.key for step in matter.workflow.steps if step.inner}


def todos_for(user: User, matter: Any) -> QuerySet:
    """The open todos of this matter that are for this user, the first due first."""
    todos = matter.todos.open().select_related("organisation", "person").order_by("due_on", "pk")
    if is_inside(user, matter) or works_on(user, matter):
        return todos
    return todos.filter(Q(organisation__in=reach(user)) | Q(person__isnull=False, person=user.person_id))


def _states_read(user: User, matter: Any) -> set[str]:
    """The states that the user's roles read by the table, each where it is held."""
    return once(("states read", user.pk, matter.pk), lambda: _ask_states(user, matter))


def _ask_states(user: User, matter: Any) -> set[str]:
    """Where a table names a role for several places, it is asked at which of them the user holds it."""
    table, places = matter.workflow.readable(), permissions.covered(user)
    named = Counter(actor.role.key for actor in table if actor.role)
    found: set[str] = set()
    for actor, states in table.items():
        held = [places[p.pk] for p in user.postings_now() if actor.role and p.role == actor.role.key]
        near = frozenset[int]().union(*held)
        if held and (named[actor.role.key] == 1 or _is_near(matter, actor, near)):
            found |= states
    return found


def _is_near(matter: Any, actor: Actor, near: frozenset[int]) -> bool:
    return matter.owner_id in near if actor.is_owner_wide else bool(permissions.organisations(matter, actor, near))
