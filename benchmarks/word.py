"""Word documents out and in: the real notice with its annex, or as long a text of our own."""

from __future__ import annotations

import io
import time

from congress import word
from congress.typesetting import PaperText

from benchmarks.harness import p50, p95  # isort: skip


def lines(paper: PaperText, pages: int, count: int = 10) -> list[list[object]]:
    """A line of the table for each way."""
    made = word.write(paper)
    return [
        _line("Word 导出（同一长文）", count, pages, lambda: word.write(paper)),
        _line("Word 导入（同一长文）", count, pages, lambda: word.read(io.BytesIO(made))),
    ]


def _line(label: str, count: int, pages: int, work: object) -> list[object]:
    times, cpu = [], []
    for _ in range(count):
        begun, used = time.perf_counter(), time.process_time()
        work()  # type: ignore[operator]
        times.append((time.perf_counter() - begun) * 1000)
        cpu.append((time.process_time() - used) * 1000)
    return [label, count, p50(times), p95(times), sum(cpu) / count, pages, "≤ 500"]
