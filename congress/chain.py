"""The trail's chain: hash = SM3(previous ‖ body), gapless, verified from the first row to the last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from congress.models.trail import GENESIS, ChainHead, Event


@dataclass(frozen=True)
class Fault:
    """The first row at which the chain does not hold."""

    sequence: int
    reason: str


def canonical(data: Mapping[str, object]) -> str:
    """One spelling of a JSON object: sorted keys, no spaces, characters as they are."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def sm3(text: str) -> str:
    """SM3 (GB/T 32905-2016) of a text's UTF-8 bytes, in hex."""
    return hashlib.new("sm3", text.encode()).hexdigest()


def link(previous: str, body: str) -> str:
    """The hash of the next row."""
    return sm3(previous + body)


def append(events: Iterable[Event]) -> None:
    """Chain these events at the end, in order, in the caller's transaction.

    Takes the one lock of the chain; call it last, so that it is held shortest.
    Each event's `body` holds its facts already; the sequence is put into it.
    """
    events = list(events)
    if not events:
        return
    head = ChainHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        ChainHead.objects.bulk_create([ChainHead(pk=1)], ignore_conflicts=True)
        head = ChainHead.objects.select_for_update().get(pk=1)
    for event in events:
        head.sequence += 1
        event.sequence = head.sequence
        event.body = canonical({**json.loads(event.body), "sequence": event.sequence})
        event.previous_hash, event.hash = head.hash, link(head.hash, event.body)
        head.hash = event.hash
    Event.objects.bulk_create(events)
    head.save(update_fields=["sequence", "hash"])


def verify(rows: Iterable[Event] | None = None) -> Iterator[Fault]:
    """The first fault of the chain, if there is one: a gap, a changed body, note or field, a lost end."""
    previous, expected = GENESIS, 0
    for event in _all() if rows is None else rows:
        expected += 1
        if reason := _fault(event, previous, expected):
            yield Fault(expected, reason)
            return
        previous = event.hash
    head = ChainHead.objects.filter(pk=1).first()
    if head and (head.sequence, head.hash) != (expected, previous):
        yield Fault(expected + 1, f"链头记载到第{head.sequence}条，实际只有{expected}条。")


def _all() -> Iterator[Event]:
    """Every row, with what of other tables its body names."""
    bulky = ("matter__search_text", "matter__title")
    return Event.objects.select_related("organisation", "matter").defer(*bulky).order_by("sequence").iterator(2000)


def _fault(event: Event, previous: str, expected: int) -> str:
    if event.sequence != expected:
        return f"应为第{expected}条，实际是第{event.sequence}条：缺少记录。"
    if event.previous_hash != previous or event.hash != link(previous, event.body):
        return "摘要不符：记录被改动，或其前一条被改动。"
    facts = {"label": event.label, **json.loads(event.body)}  # what was chained before labels were hashed has none
    columns = {
        "sequence": event.sequence,
        "action": event.action,
        "label": event.label,
        "actor": event.actor_name,
        "note": sm3(event.note),
        "before": event.state_before,
        "after": event.state_after,
        "at": event.at.astimezone(datetime.fromisoformat(facts["at"]).tzinfo).isoformat(),
        "role": event.role,
        "organisation": event.organisation.key if event.organisation else "",
        "matter": event.matter.ref if event.matter else "",
        "recorded_for": sm3(event.recorded_for),
    }
    changed = [name for name, value in columns.items() if facts.get(name) != value]
    return f"字段与存证原文不符：{'、'.join(changed)}。" if changed else ""
