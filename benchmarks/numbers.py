"""200 clerks take a number at once, one in five gives up: no double, no gap, no error.

    benchmarks/run numbers

Beside it, in the same run, what a naive `max + 1` does.
"""

from __future__ import annotations

import argparse
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.harness import create_database, heading, need_postgres, p50, p95, say, table

from benchmarks import generator  # isort: skip
from django.db import Error, connection, transaction
from django.db.models import Max

from congress import numbering
from congress.models import Counter, Number, Series

YEAR = 2026
ROLLED_BACK = 0.2


class ChangedMind(Exception):
    """The transaction is rolled back after the number was taken."""


@dataclass
class Result:
    """How it went for all issuers together; times in milliseconds."""

    times: list[float] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    rolled_back: int = 0
    seconds: float = 0.0


def main() -> None:
    """Both ways, one after the other, each in its own series."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--issuers", type=int, default=200)
    parser.add_argument("--each", type=int, default=10, help="numbers that each issuer wants")
    options = parser.parse_args()
    need_postgres()
    create_database("bench_numbers")
    generator.generate(1000)
    lines = []
    for label, way in (("锁定计数行（本系统）", numbering.take_number), ("max + 1（对照）", max_plus_one)):
        series = Series.objects.create(
            key=f"series{len(lines)}", prefix=f"测{len(lines)}", label="测量", owner_id=1, mark="测", signatory="测"
        )
        Counter.objects.create(series=series, year=YEAR)
        say(label)
        result = compete(series, way, options.issuers, options.each)
        lines.append(_line(label, series, result))
    heading(f"编号：{options.issuers} 个并发签发人，各取 {options.each} 号，20% 回滚（benchmarks/numbers.py）")
    table(["做法", "取到", "回滚", "出错", "出错率", "重号", "缺号", "秒", "每次 p50 毫秒", "p95"], lines)


def max_plus_one(series: Series, year: int) -> Number:
    """What a naive program does."""
    last = Number.objects.filter(series=series, year=year).aggregate(last=Max("sequence"))["last"] or 0
    return Number.objects.create(series=series, year=year, sequence=last + 1)


def compete(series: Series, way: Callable[[Series, int], Number], issuers: int, each: int) -> Result:
    """All at once; nobody tries a second time."""
    result, gate = Result(), threading.Barrier(issuers + 1)
    threads = [threading.Thread(target=_issuer, args=(n, series, way, each, gate, result)) for n in range(issuers)]
    for thread in threads:
        thread.start()
    gate.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    result.seconds = time.perf_counter() - begun
    return result


def _issuer(seed: int, series: Series, way: Callable, each: int, gate: threading.Barrier, result: Result) -> None:
    own = random.Random(seed)
    connection.ensure_connection()
    gate.wait()
    for _ in range(each):
        begun = time.perf_counter()
        try:
            with transaction.atomic():
                number = way(series, YEAR)
                if own.random() < ROLLED_BACK:
                    raise ChangedMind
            result.taken.append(number.sequence)
        except ChangedMind:
            result.rolled_back += 1
        except Error as fault:
            result.errors.append(type(fault).__name__)
        result.times.append((time.perf_counter() - begun) * 1000)
    connection.close()


def _line(label: str, series: Series, result: Result) -> list[object]:
    held = sorted(Number.objects.filter(series=series, year=YEAR).values_list("sequence", flat=True))
    doubles = len(result.taken) - len(set(result.taken))
    gaps = set(range(1, max(held, default=0) + 1)) - set(held)
    rate = f"{len(result.errors) / len(result.times):.0%}"
    return [
        label, len(result.taken), result.rolled_back, len(result.errors), rate, doubles, len(gaps), result.seconds,
        p50(result.times), p95(result.times),
    ]  # fmt: skip


if __name__ == "__main__":
    main()
