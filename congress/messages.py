"""Telling people: one `send`, in the house at once, out of the house through the outbox.

What is told is rows in the caller's transaction, each under a key that exists
once: a sweep that is repeated, or killed half-way, says nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from congress import clock, permissions, wake
from congress.directory import Directory
from congress.models import Delivery, Matter, Message, Outbox, User
from congress.procedures import ISSUING
from congress.workflow import Step

BATCH = 500
CONFIDENTIAL = "一件限定知悉范围的事项"


@dataclass(frozen=True)
class Note:
    """One thing to tell one user.

    `key` names what is told (not whom), in plain ASCII of at most 100
    characters.  `at` is when it happened, if not just now: a sweep may come
    late.  `webhook` puts it before the office's group as well, once a
    key, however many users are told.
    """

    user: User
    text: str
    key: str
    matter: Matter | None = None
    mail: bool = True
    webhook: bool = False
    at: datetime | None = None


def send(
    user: User,
    text: str,
    key: str,
    matter: Matter | None = None,
    *,
    mail: bool = True,
    webhook: bool = False,
) -> None:
    """Tell one user; the same key a second time says nothing."""
    send_all([Note(user, text, key, matter, mail, webhook)])


def send_all(notes: Iterable[Note]) -> None:
    """Tell many, in the caller's transaction if there is one; of a confined matter only who is on its list."""
    notes = list(notes)
    off = permissions.unlisted((note.matter, note.user) for note in notes if note.matter)
    notes = [note for note in notes if not note.matter or (note.matter.pk, note.user.pk) not in off]
    now = clock.now()
    inside = [
        Message(user=note.user, matter=note.matter, text=note.text[:300], key=note.key, sent_at=note.at or now)
        for note in notes
    ]
    outside = [row for note in notes for row in _outgoing(note)]
    with transaction.atomic():
        Message.objects.bulk_create(inside, batch_size=BATCH, ignore_conflicts=True)
        Outbox.objects.bulk_create(outside, batch_size=BATCH, ignore_conflicts=True)
        if outside:
            transaction.on_commit(wake.delivery)


def known(notes: Iterable[Note]) -> set[tuple[int, str]]:
    """(user, key) of those among these notes that were sent before."""
    keys = {note.key for note in notes}
    return set(Message.objects.filter(key__in=keys).values_list("user_id", "key"))


def _outgoing(note: Note) -> Iterator[Outbox]:
    now = clock.now()
    text = f"{note.text}\n{link(note.matter)}"
    if note.mail and note.user.email:
        yield Outbox(
            channel=Outbox.MAIL,
            address=note.user.email,
            subject=_one_line(note.text)[:200],
            text=text,
            matter=note.matter,
            key=f"{note.key}.{note.user.pk}",
            next_try_at=now,
            made_at=now,
        )
    is_secret = note.matter is not None and note.matter.is_confidential  # the group is on no list
    if note.webhook and settings.WEBHOOK_URL and not is_secret:
        yield Outbox(
            channel=Outbox.WEBHOOK,
            address="工作群",  # the address itself holds a key and stays in the settings
            subject=_one_line(note.text)[:200],
            text=text,
            matter=note.matter,
            key=f"{note.key}.group",
            next_try_at=now,
            made_at=now,
        )


def _one_line(text: str) -> str:
    """A subject is one line: a line break in it would be a header of the sender's choice."""
    return " ".join(text.split())


def tell_of_return(matter: Matter, step: Step, actor: User | None, reason: str) -> None:
    """Who began a matter learns that another has sent it back or ended it, and why."""
    author = matter.created_by
    if author is None or author == actor or not author.is_active:
        return
    why = "" if matter.is_confidential or not reason else f"，原因：{reason}"
    send(author, f"{named(matter)}{step.label}{why}", f"return.{matter.ref}.{matter.version}", matter)


def link(matter: Matter | None) -> str:
    """The address that stands in a mail: from the settings, never from a request."""
    return settings.SITE_URL + (matter.get_absolute_url() if matter else "/")


def named(matter: Matter, name: str = "") -> str:
    """How a matter may be called outside its own page: by its title only where that is no secret."""
    return CONFIDENTIAL if matter.is_confidential else f"《{name or matter.title}》"


def announce_deliveries() -> int:
    """Tell the recipients of dispatched papers; gives how many deliveries were announced.

    The message and the mark that it was made are one transaction: a worker
    killed between two batches has told nobody twice and forgets nobody.
    """
    if not Delivery.objects.filter(announced_at=None).exists():
        return 0
    directory, total = Directory(), 0
    while count := _announce_batch(directory):
        total += count
    return total


def _announce_batch(directory: Directory) -> int:
    roles = [actor.role.key for actor in ISSUING["sign_for"].by if actor.role]
    with transaction.atomic():
        waiting = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).filter(announced_at=None)
        waiting = waiting.select_related("paper__matter", "organisation")
        bulky = ("paper__content", "paper__matter__search_text")
        rows = list(waiting.defer(*bulky).order_by("pk")[:BATCH])
        notes = []
        for row in rows:
            paper = row.paper
            called = named(paper.matter, paper.title)
            number = "" if paper.matter.is_confidential else paper.number_text
            text, key, at = f"收到来文，请签收：{number}{called}", f"paper.{paper.pk}", row.sent_at
            if row.recalled_at:
                text, key, at = f"来文已撤销，请停止执行：{number}{called}", f"recall.{paper.pk}", row.recalled_at
            here = directory.holders(row.organisation, roles) if row.channel == Delivery.LOGIN else []
            notes += [Note(user, text, key, paper.matter, webhook=True, at=at) for user in here]
        send_all(notes)
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(announced_at=clock.now())
    return len(rows)
