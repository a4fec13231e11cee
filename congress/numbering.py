"""Document numbers: gapless, never twice, from a locked counter in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from congress.models.papers import Counter, Number, Series


class NumberError(ValueError):
    """A number that cannot be given or entered; the message is for the clerk."""


def lacks_start(series: Series, year: int) -> str:
    """Why the series cannot count in this year yet, or empty.

    Numbers begin anew each year, so a series that has given numbers here in an
    earlier year goes on by itself; where its paper register ends must be told
    once.  What was entered afterwards (补录) gave no number here.
    """
    given = Number.objects.filter(series=series, year__lt=year).exclude(state=Number.BACKFILLED)
    if Counter.objects.filter(series=series, year=year).exists() or given.exists():
        return ""
    return (
        f"文号系列“{series.prefix}”{year}年的起点还没有录入：请秘书科先在管理台“文号起点”"
        "登记纸质登记簿用到了几号（没有用过的填0）。"
    )


def _locked(series: Series, year: int) -> Counter:
    """The counter's row, locked until the transaction ends.  Raises NumberError for a series without a start."""
    counters = Counter.objects.select_for_update().filter(series=series, year=year)
    if counter := counters.first():
        return counter
    if lack := lacks_start(series, year):
        raise NumberError(lack)
    Counter.objects.get_or_create(series=series, year=year)
    return counters.get()


def take_number(series: Series, year: int) -> Number:
    """The next number.  Must run inside a transaction: a rollback gives the number back.

    Raises NumberError when the series is closed, or nobody has told where it starts.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number is taken inside the transaction that uses it")
    if not series.is_open:
        raise NumberError(f"文号系列“{series.prefix}”已停用，请另选系列。")
    counter = _locked(series, year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return Number.objects.create(series=series, year=year, sequence=counter.last)


def backfill_number(series: Series, year: int, sequence: int) -> Number:
    """Enter (补录) a number that was issued outside the system.

    Only the next number, or one that the register misses, may be entered, so
    that entering never tears a hole.  Raises NumberError with what to do.
    """
    counter = _locked(series, year)
    text = series.text(year, sequence)
    if Number.objects.filter(series=series, year=year, sequence=sequence).exists():
        raise NumberError(f"{text}已在登记簿中，不能重复补录。")
    if sequence <= counter.opened_at:
        raise NumberError(f"{text}在本系列启用之前（{counter.opened_at}号以前在纸质登记簿中），无须补录。")
    if sequence > counter.last + 1:
        raise NumberError(
            f"{text}之前还有{counter.last + 1}号没有登记，请先补录{series.text(year, counter.last + 1)}。"
        )
    if sequence == counter.last + 1:
        counter.last = sequence
        counter.save(update_fields=["last"])
    return Number.objects.create(series=series, year=year, sequence=sequence, state=Number.BACKFILLED)


def void_number(number: Number, reason: str) -> None:
    """Mark a number as void; it stays in the register with its reason and is never given again.

    A long reason is shortened here; it stands whole in the event of the step.
    """
    if not reason.strip():
        raise NumberError("作废文号须写明原因。")
    longest = Number._meta.get_field("reason").max_length
    number.state, number.reason = Number.VOID, reason.strip()[:longest]
    number.save(update_fields=["state", "reason"])


def gaps(series: Series, year: int) -> list[int]:
    """Numbers between the start of the series and its last number that the register does not hold."""
    return [sequence for _, sequence in missing([series], year)]


def missing(choices: Iterable[Series], year: int) -> list[tuple[Series, int]]:
    """The same of several series, in two statements."""
    counters = Counter.objects.filter(series__in=choices, year=year).select_related("series").order_by("series__key")
    numbers = Number.objects.filter(series__in=choices, year=year).order_by()
    held = set(numbers.values_list("series_id", "sequence"))
    return [
        (counter.series, sequence)
        for counter in counters
        for sequence in range(counter.opened_at + 1, counter.last + 1)
        if (counter.series_id, sequence) not in held
    ]
