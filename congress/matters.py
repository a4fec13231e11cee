"""The machine: `take()` moves a matter by one step of its table, and nothing else does.

Lock the rows (root first) → state → actor → gates → new state → `then` →
number the paper → todos and readers → as the last statement the outermost
take appends all events to the chain.  One transaction; printing and messages
follow after commit, from rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from congress import chain, clock, confining, future, issuing, messages, opening, permissions, search
from congress.asked import only_reading
from congress.models.matter import Matter
from congress.models.people import User
from congress.models.trail import Event
from congress.nouns import kinds
from congress.permissions import Standing
from congress.refusal import NotYours, Refused, Stale
from congress.roles import PARTS
from congress.workflow import How, Step


@dataclass
class Deed:
    """What one click does: the events of all its takes, appended together at its end.

    `taking`: the ids of the matters whose step is not yet through, the first that was clicked first.
    """

    events: list[Event] = field(default_factory=list)
    taking: list[int] = field(default_factory=list)

    @contextmanager
    def step_of(self, matter: Matter) -> Iterator[None]:
        """While one matter's step takes its course."""
        self.taking.append(matter.pk)
        try:
            yield
        finally:
            self.taking.remove(matter.pk)


_deed: ContextVar[Deed | None] = ContextVar("deed", default=None)


@contextmanager
def deed() -> Iterator[Deed]:
    """Join the transaction of the running deed, or begin one and close it with the chain."""
    running = _deed.get()
    if running is not None:
        yield running
        return
    with transaction.atomic():
        token = _deed.set(running := Deed())
        try:
            yield running
            opening.read_by_doing(running.events)
            chain.append(running.events)
        finally:
            _deed.reset(token)


@dataclass(frozen=True)
class Entry:
    """What came with a step: the form's data, the reason or opinion, for whom it was recorded (代录), and files.

    `said_by` is the one whose act a clerk records.  `attached` holds the SM3 of
    each file: so the trail tells which came with which step.
    """

    data: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    recorded_for: str = ""
    said_by: str = ""
    attached: tuple[str, ...] = ()


@dataclass(frozen=True)
class Option:
    """A button: a step that the user may take, or may not yet, and why not."""

    step: Step
    standings: tuple[Standing, ...]
    obstacle: str = ""


def lock(matter: Matter) -> Any:
    """The matter anew, as its own noun, with it and all wholes above it locked, root first, always.

    No key of the row changes: so a row that only points at the matter (a
    message, a reminder) neither waits for the click nor holds it up.
    """
    path = [matter.pk]
    while (above := Matter.objects.values_list("whole_id", flat=True).get(pk=path[-1])) is not None:
        path.append(above)
    for pk in reversed(path):
        Matter.objects.select_for_update(no_key=True).get(pk=pk)
    return kinds()[matter.kind].objects.get(pk=matter.pk)


def begin(
    matter: Matter, step_key: str, user: User, standing: Standing | None = None, entry: Entry | None = None
) -> Any:
    """Bring a new matter into being by a creation step of its table.

    The posting's organisation owns it unless the matter names its owner.
    Raises NotYours for a user without the role, Refused from what the step changes.
    """
    workflow, step = matter.workflow, matter.workflow[step_key]
    choices = permissions.creators(user, step)
    if not step.is_creation or not choices:
        raise NotYours(f"您没有“{step.label}”的权限。")
    standing = standing or choices[0]
    if standing not in choices:
        raise NotYours("所选身份不能办理此事项。")
    with deed() as running:
        matter.kind, matter.state, matter.created_by = workflow.key, step.target, user
        if matter.owner_id is None:
            matter.owner = standing.organisation
        matter.version = matter.state_version = 1
        matter.search_text = search.bigrams(matter.search_words())
        matter.save()
        confining.inherit(matter, matter.whole)
        _follow(matter, step, user, standing, entry or Entry(), before="", running=running)
    return matter


def begin_part(whole: Matter, part: Matter, step_key: str) -> Any:
    """Bring a part of a whole into being by an automatic creation step: no one pressed a button for it.

    The deed that makes the parts is one event on the whole (with their count and digest), not one each.
    """
    step = part.workflow[step_key]
    if not (step.is_creation and step.is_automatic):
        raise NotYours(f"“{step.label}”不是自动环节。")
    part.kind, part.state, part.whole_id, part.owner_id = part.workflow.key, step.target, whole.pk, whole.owner_id
    part.version = part.state_version = 1
    part.search_text = search.bigrams(part.search_words())
    part.save()
    confining.inherit(part, whole)
    future.write_readers(part)
    future.replan(part)
    return part


def take(
    matter: Matter,
    step_key: str,
    user: User | None,
    *,
    standing: Standing | None = None,
    version: int | None = None,
    entry: Entry | None = None,
) -> Any:
    """Take one step.  Gives the matter as it is afterwards.

    `version` is the one that the user saw; Stale if it has changed since.  A
    step that each party takes for itself neither asks it nor moves it: what
    one unit does is no reason to turn another away.
    Raises NotYours, or Refused with the reason of the gate.
    """
    with deed() as running:
        locked = lock(matter)
        step = locked.workflow[step_key]
        if version not in (None, locked.version) and not step.each:
            raise Stale("此事项刚刚被他人办理或修改，您填写的内容没有丢失；请核对最新情况后再提交。")
        if locked.state not in step.sources:
            raise Stale(f"“{step.label}”现在不能办理：事项已是“{locked.state_label}”状态。")
        with only_reading():
            standing = _standing(locked, step, user, standing)
            if reason := obstacles(locked, step, standing):
                raise Refused(reason)
        before = locked.state
        locked.state = step.leads_to(before)
        locked.version += not step.each
        if before != locked.state:
            locked.state_version = locked.version
        with running.step_of(locked):
            _follow(locked, step, user, standing, entry or Entry(), before=before, running=running)
        if locked.whole_id not in running.taking:
            _lift(locked)
    return locked


def _standing(matter: Matter, step: Step, user: User | None, chosen: Standing | None) -> Standing | None:
    """The capacity in which the step is taken; automatic steps have none."""
    if step.is_automatic:
        if user is not None:
            raise NotYours(f"“{step.label}”由系统自动办理。")
        return None
    found = permissions.standings(user, matter, step) if user else []
    if not found or (chosen is not None and chosen not in found):
        raise NotYours(f"您没有“{step.label}”的权限。")
    still_owing = [one for one in found if step.each and future.owes(matter, step, one)]
    return chosen or (still_owing or found)[0]


def _follow(
    matter: Any, step: Step, user: User | None, standing: Standing | None, entry: Entry, before: str, running: Deed
) -> None:
    """Everything that one step entails, between the check and the chain."""
    event = _event(matter, step, user, standing, entry, before)
    running.events.append(event)
    if step.then:
        getattr(matter, step.then)(user, standing, entry)
    if step.paper is not None:
        issuing.issue(matter, step, user)
    matter.search_text = search.bigrams(matter.search_words())
    matter.save()
    if step.each:
        future.close_for_party(matter, step, standing)
    else:
        future.write_readers(matter)
        future.replan(matter, taken=step)
    if step.is_return:
        messages.tell_of_return(matter, step, user, entry.note)
    event.body = _body(event, matter, entry.attached)


def _event(
    matter: Matter, step: Step, user: User | None, standing: Standing | None, entry: Entry, before: str
) -> Event:
    return Event(
        at=clock.now(),
        matter=matter,
        action=f"{matter.kind}.{step.key}",
        label=step.label,
        actor=user,
        actor_name=str(user) if user else "系统",
        role=standing.role if standing else "",
        organisation=standing.seat if standing else None,
        state_before=before,
        state_after=matter.state,
        note=entry.note,
        recorded_for=entry.recorded_for,
    )


def _body(event: Event, matter: Any, attached: tuple[str, ...] = ()) -> str:
    """The facts that are hashed: no content, only digests of it."""
    return chain.canonical(
        {
            "at": event.at.isoformat(),
            "action": event.action,
            "label": event.label,
            "actor": event.actor_name,
            "account": event.actor.username if event.actor else "",
            "role": event.role,
            "organisation": event.organisation.key if event.organisation else "",
            "before": event.state_before,
            "after": event.state_after,
            "matter": matter.ref if matter else "",
            "version": matter.version if matter else 0,
            "note": chain.sm3(event.note),
            "recorded_for": chain.sm3(event.recorded_for),
            **({"attached": sorted(attached)} if attached else {}),
            **({**matter.trail_data(), **matter.deed_facts} if matter else {}),
        }
    )


def record(action: str, label: str, user: User | None, facts: Mapping[str, object], note: str = "") -> None:
    """Chain an act that moves no matter: sign-in settings, the console, an import.

    Raises ValueError for a fact that would take the place of when, what or by whom.
    """
    event = Event(
        at=clock.now(), action=action, label=label, actor=user, actor_name=str(user) if user else "系统", note=note
    )
    body = json.loads(_body(event, None))
    if taken := sorted(body.keys() & facts.keys()):
        raise ValueError(f"{action}: facts may not be named {taken}")
    event.body = chain.canonical({**body, **facts})
    with deed() as running:
        running.events.append(event)


def obstacles(matter: Any, step: Step, standing: Standing | None = None) -> str:
    """Why the step cannot be taken now, or empty.  The same words grey the button."""
    if step.each and standing and not future.owes(matter, step, standing):
        return "本单位已经办理，或不在范围内。"
    for gate in step.needs:
        if reason := getattr(matter, gate)():
            return str(reason)
    return ""


def available(matter: Any, user: User) -> list[Option]:
    """The buttons of this user on this matter, in the table's order, the blocked ones with their reason."""
    options = []
    for step in matter.workflow.from_state(matter.state):
        if step.is_automatic:
            continue
        found = permissions.standings(user, matter, step, future.owing(matter, step) if step.each else None)
        if found and not (step.offered_if and getattr(matter, step.offered_if)()):
            options.append(Option(step, tuple(found), obstacles(matter, step)))
    return options


def _lift(part: Matter) -> None:
    """Move the whole, if its table says that its parts have now come far enough; else see what is owed of it now.

    Not asked while the whole's own step takes the part: the row in the database
    is then the whole as it was, and what is owed of it is seen at the end of that step.
    """
    if part.whole_id is None:
        return
    whole = kinds()[part.whole.kind].objects.get(pk=part.whole_id)
    for step in whole.workflow.from_state(whole.state):
        if step.by == (PARTS,) and step.lift and step.lift.kind == part.kind and _reached(whole, step, part):
            take(whole, step.key, None)
            return
    if any(step.owed_if for step in whole.workflow.from_state(whole.state)):
        future.replan(whole)  # what is owed of it may hang on its parts


def _reached(whole: Any, step: Step, part: Matter) -> bool:
    lift = step.lift
    if lift is None:
        return False
    reached = part.cast().workflow.since(lift.state)
    parts = whole.parts.filter(kind=part.kind)
    if lift.how is How.ALL:
        return not parts.exclude(state__in=reached).exists()
    if lift.how is How.LEAD:
        return bool(part.cast().is_lead) and part.state in reached
    return part.state in reached
