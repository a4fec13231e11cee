"""The night: say what falls due, and bring days up to date that could not be told before.

`remind` is a sweep over due rows, never one delayed task a deadline: a missed
day is caught up, a double run is silent, a closed todo is not in the sweep.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from congress import clock, permissions
from congress.deadlines import chinese
from congress.messages import BATCH, Directory, Note, named, send_all
from congress.models import Grant, Reminder, Todo, User
from congress.nouns import kinds
from congress.workflow import Step

OVERDUE = -1
LIST_ENDS = (7, 1)  # days before a list of 限定知悉范围 runs out on which those on it are told


@dataclass(frozen=True)
class Saying:
    """One stage of one todo that is to be told to these users."""

    todo: Todo
    stage: int
    users: tuple[User, ...]
    text: str


def remind() -> int:
    """Tell everybody whose todos have reached a stage; gives how many reminders were made."""
    today = clock.today()
    due = Todo.objects.open().filter(due_on__lte=today + timedelta(days=_longest_notice()))
    directory: Directory | None = None
    after, count = 0, 0
    while rows := list(_page(due, after)):
        after = rows[-1].pk
        directory = directory or Directory()
        persons = _accounts(rows)
        sayings = [s for todo in rows if (s := _saying(todo, today, directory, persons))]
        count += _say(sayings)
    return count


def _page(due: QuerySet, after: int) -> QuerySet:
    rows = due.filter(pk__gt=after).select_related("matter", "organisation")
    return rows.defer("matter__search_text").order_by("pk")[:BATCH]


def _longest_notice() -> int:
    """The earliest day of any table on which something is said, in days before."""
    stages = [day for model in kinds().values() for step in model.workflow.steps for day in step.remind]
    return max(stages, default=0)


def stage_on(step: Step, due_on: date, today: date) -> int | None:
    """The latest stage that has come; None when it is too early to say anything.

    Stages that were missed are not said afterwards: who reads “还有7天” on the
    last day is misled.
    """
    left = (due_on - today).days
    if left < 0:
        return OVERDUE
    return min((stage for stage in step.remind if left <= stage), default=None)


def _saying(todo: Todo, today: date, directory: Directory, persons: dict[int, User]) -> Saying | None:
    workflow = kinds()[todo.matter.kind].workflow
    if todo.step not in workflow:  # the table has changed since; the matter's next step closes it
        return None
    step = workflow[todo.step]
    stage = stage_on(step, todo.due_on, today)
    if stage is None or (stage == OVERDUE and not step.remind):
        return None
    users = _responsible(todo, step, stage, directory, persons)
    return Saying(todo, stage, users, _text(todo, step, today)) if users else None


def _responsible(
    todo: Todo, step: Step, stage: int, directory: Directory, persons: dict[int, User]
) -> tuple[User, ...]:
    """Who owes the step: the person, or the role's holders; when it is overdue their heads too."""
    if todo.person_id:
        return (persons[todo.person_id],) if todo.person_id in persons else ()
    if todo.organisation is None:
        return ()
    others = [actor.role.key for actor in step.by if actor.role]
    found = directory.holders(todo.organisation, [todo.role])
    found = found or directory.holders(todo.organisation, others)
    if stage == OVERDUE:
        found = found + directory.heads(todo.organisation)
    return tuple({user.pk: user for user in found}.values())


def _accounts(todos: list[Todo]) -> dict[int, User]:
    ids = {todo.person_id for todo in todos if todo.person_id}
    found = User.objects.filter(person__in=ids, is_active=True) if ids else ()
    return {user.person_id: user for user in found}


def _text(todo: Todo, step: Step, today: date) -> str:
    left = (todo.due_on - today).days
    if left < 0:
        when = f"已逾期{-left}天（期限{chinese(todo.due_on)}）"
    elif left == 0:
        when = "今天到期"
    else:
        when = f"还有{left}天到期（{chinese(todo.due_on)}）"
    return f"“{step.label}”{when}：{named(todo.matter)}"


def _say(sayings: list[Saying]) -> int:
    """Write reminders and messages in one transaction.

    Two sweeps at once meet at the unique rows: the second waits for the first
    and inserts nothing, neither the reminder nor the message of the same key.
    """
    todos = [saying.todo.pk for saying in sayings]
    off = permissions.unlisted((s.todo.matter, user) for s in sayings for user in s.users)
    rows = Reminder.objects.filter(todo__in=todos)
    with transaction.atomic():
        said = set(rows.values_list("todo_id", "due_on", "stage", "user_id"))
        heard = [(s, user) for s in sayings for user in s.users if (s.todo.matter_id, user.pk) not in off]
        fresh = [(s, user) for s, user in heard if _key(s, user) not in said]
        if not fresh:
            return 0
        Reminder.objects.bulk_create(
            [Reminder(todo=s.todo, due_on=s.todo.due_on, stage=s.stage, user=user) for s, user in fresh],
            batch_size=BATCH,
            ignore_conflicts=True,
        )
        send_all(_notes(fresh))
    return len(fresh)


def _key(saying: Saying, user: User) -> tuple[int, date, int, int]:
    return (saying.todo.pk, saying.todo.due_on, saying.stage, user.pk)


def _notes(fresh: list[tuple[Saying, User]]) -> Iterator[Note]:
    for saying, user in fresh:
        stage = "overdue" if saying.stage == OVERDUE else saying.stage
        key = f"todo.{saying.todo.pk}.{saying.todo.due_on:%Y%m%d}.{stage}"
        yield Note(user, saying.text, key, saying.todo.matter)


def remind_of_lists() -> None:
    """Tell those on a list that is about to run out: after its last day nobody reads the matter any more.

    Only where the matter can still be given a longer list, and once for a whole, not for each of its parts.
    """
    today = clock.today()
    ending = Grant.objects.filter(
        origin=Grant.LIST,
        until__range=(today, today + timedelta(days=max(LIST_ENDS))),
        content_object__is_confidential=True,
        user__is_active=True,
    )
    rows = ending.select_related("content_object", "user").defer("content_object__search_text").order_by("pk")
    send_all([_of_list(grant, today) for grant in rows if grant.content_object.is_open])


def _of_list(grant: Grant, today: date) -> Note:
    matter, left = grant.content_object, (grant.until - today).days
    stage = min(day for day in LIST_ENDS if left <= day)
    ends = f"{named(matter)}的知悉名单{chinese(grant.until)}到期（含当日），此后无人能看"
    text = f"{ends}；需要延长的，请在到期前再次办理“限定知悉范围”。"
    return Note(grant.user, text, f"list.{matter.ref}.{grant.until:%Y%m%d}.{stage}", matter)
