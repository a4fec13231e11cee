"""How a thing is done: states, and the steps between them.

One table gives the button, the right to press it, the right to read, the
deadline with its law, the reminder, the sentence in the trail and the paper.
Everything here is data: methods of the matter are named, never called.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from congress.deadlines import Limit
from congress.papers import Paper
from congress.roles import CLOCK, PARTS, Actor, Role

STAYS = "="
NOTE_FORM = "congress.forms.NoteForm"


class How(StrEnum):
    """How many parts must have reached a state before they move the whole."""

    ANY = "任一"
    ALL = "全部"
    LEAD = "主办"


@dataclass(frozen=True)
class Lift:
    """The whole moves when its parts of this kind have reached (or passed) this state."""

    kind: str
    state: str
    how: How = How.ALL


@dataclass(frozen=True)
class Step:
    """One step (环节): who may take it, from which states to which, and what follows.

    `needs` names methods that give "" or the reason why not; `then` names the
    method that changes what else must change, in the same transaction;
    `paper` is a declared paper or the attribute that gives it; `remind` are
    days before the due day; `owed` tells whether somebody must take it;
    `owed_if` names the gate that must stand open for it to be owed, each time
    anew (what it hangs on, also a part, may come and go); `offered_if` names
    the gate without which it has no button at all, for what is rarely of use;
    `each`: every party takes it once for itself, and nothing else moves;
    `is_return`: goes back, so its form demands a reason; `hidden`: taken from
    within another step or page, so it has no button of its own; `inner`: its
    words and files are for who works on the matter alone (timeline.py).
    """

    key: str
    label: str
    sources: tuple[str, ...]
    target: str  # empty: the matter stays in the state that it is in
    by: tuple[Actor, ...]
    within: tuple[Limit, ...] = ()
    needs: tuple[str, ...] = ()
    form: str = NOTE_FORM
    then: str = ""
    paper: Paper | str | None = None
    remind: tuple[int, ...] = ()
    after: Limit | None = None
    lift: Lift | None = None
    owed: bool = True
    owed_if: str = ""
    offered_if: str = ""
    each: bool = False
    is_return: bool = False
    hidden: bool = False
    inner: bool = False

    @property
    def targets(self) -> tuple[str, ...]:
        """The states in which the matter may be afterwards."""
        return (self.target,) if self.target else self.sources

    def leads_to(self, state: str) -> str:
        """The state after this step, taken in `state`."""
        return self.target or state

    @property
    def is_creation(self) -> bool:
        """Does this step bring the matter into being?"""
        return not self.sources

    @property
    def stays_with_beginner(self) -> bool:
        """Is it for several roles of the owning body, so that whoever of them began the matter has it in hand?"""
        return len(self.by) > 1 and all(actor.is_owner_wide for actor in self.by)

    @property
    def is_automatic(self) -> bool:
        """Taken by lapse of time or by the parts of the whole, never by a button."""
        return self.by in ((CLOCK,), (PARTS,))


@dataclass(frozen=True)
class Workflow:
    """A procedure (办理流程).  The order of `states` is the order of progress.

    `readers` read without acting, from their `since` state; who may take a
    step reads from the first state in which it can be taken.
    """

    key: str
    label: str
    states: Mapping[str, str]
    steps: tuple[Step, ...]
    readers: tuple[Role | Actor, ...] = ()
    final: tuple[str, ...] = ()
    law: str = ""
    _by_key: dict[str, Step] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_key = {step.key: step for step in self.steps}
        if len(by_key) != len(self.steps):
            raise ValueError(f"{self.key}: a step is declared twice")
        unknown = {s for step in self.steps for s in (*step.sources, *step.targets)} - set(self.states)
        if unknown:
            raise ValueError(f"{self.key}: steps name undeclared states {sorted(unknown)}")
        object.__setattr__(self, "_by_key", by_key)

    def __getitem__(self, key: str) -> Step:
        return self._by_key[key]

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    @property
    def creation(self) -> tuple[Step, ...]:
        """The steps with which such a matter begins."""
        return tuple(step for step in self.steps if step.is_creation)

    def from_state(self, state: str) -> tuple[Step, ...]:
        """The steps that lead out of (or stay in) this state, in declared order."""
        return tuple(step for step in self.steps if state in step.sources)

    def counted_from(self, limit: Limit) -> tuple[Step, ...]:
        """The steps from which a limit counts; none if it counts from a date of the matter."""
        return tuple(self[name] for name in limit.anchors if name in self)

    def since(self, state: str) -> frozenset[str]:
        """This state and those listed after it: what has been reached once it is reached."""
        order = list(self.states)
        return frozenset(order[order.index(state) :])

    def readable(self) -> dict[Actor, frozenset[str]]:
        """Every actor that may read, with the states in which it may.

        The key is the actor without its `since`, so each stands here once.
        """
        order = list(self.states)
        first: dict[Actor, int] = {}
        for actor, state in self._reading_begins():
            bare = Actor(actor.role, actor.organisation, actor.person)
            position = order.index(state)
            first[bare] = min(first.get(bare, position), position)
        return {actor: frozenset(order[position:]) for actor, position in first.items()}

    def _reading_begins(self) -> list[tuple[Actor, str]]:
        start = next(iter(self.states))
        begins = [(actor, actor.since_state or start) for actor in map(_actor, self.readers)]
        for step in self.steps:
            if step.is_automatic:
                continue
            for state in step.sources or (step.target,):
                begins += [(actor, actor.since_state or state) for actor in step.by]
        return begins


def _actor(named: Role | Actor) -> Actor:
    """A bare role means that role at the owning body."""
    return Actor(role=named) if isinstance(named, Role) else named


def step(
    key: str,
    label: str,
    arrow: str,
    by: Role | Actor | tuple[Role | Actor, ...],
    *,
    within: Limit | tuple[Limit, ...] = (),
    **details: object,
) -> Step:
    """Declare a step that somebody owes.  `arrow` is "from > to", "a|b > c", "> first", or "a|b > =": it stays.

    Raises ValueError for an arrow that cannot be read.
    """
    left, mark, target = (part.strip() for part in arrow.partition(">"))
    if not mark or not target:
        raise ValueError(f"{key}: the arrow {arrow!r} is not 'from > to'")
    actors = by if isinstance(by, tuple) else (by,)
    return Step(
        key=key,
        label=label,
        sources=tuple(source.strip() for source in left.split("|") if source.strip()),
        target="" if target == STAYS else target,
        by=tuple(_actor(actor) for actor in actors),
        within=within if isinstance(within, tuple) else (within,),
        **details,  # type: ignore[arg-type]
    )


def confinement(arrow: str, by: Role | Actor | tuple[Role | Actor, ...]) -> tuple[Step, Step]:
    """限定知悉范围 and its end: the same two steps of every procedure that knows secrets."""
    apart = ("has_confined_whole",)
    return (
        may("confine", "限定知悉范围", arrow, by=by, form="congress.forms.ConfineForm", needs=apart, then="confine"),
        may(
            "open_up",
            "解除限定",
            arrow,
            by=by,
            needs=("lacks_confinement", *apart),
            offered_if="lacks_confinement",
            then="open_up",
            is_return=True,
        ),
    )


def may(key: str, label: str, arrow: str, by: Role | Actor | tuple[Role | Actor, ...], **details: object) -> Step:
    """Declare a step that may be taken but that nobody owes: it makes no todo."""
    return step(key, label, arrow, by, owed=False, **details)  # type: ignore[arg-type]
