"""Every kind and format of paper, mixed papers, and a paper with a PDF as its annex: for `benchmarks/papers.py`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

from benchmarks.harness import p50, p95

from congress import printing  # isort: skip
from congress.papers import PAPERS
from congress.typesetting import FORMATS, Annex, PaperText
from tests.papers.samples import KINDS, sample

Timed = Callable[..., tuple[float, float, int]]  # (milliseconds, milliseconds of CPU, pages)


def mixed(n: int) -> PaperText:
    """The n-th of mixed papers: every kind in turn, of one to twelve sentences; a certificate has one."""
    kind = list(KINDS)[n % len(KINDS)]
    return sample(kind, 1 if kind == "certificate" else 1 + n % 12)


def lines(count: int, timed: Timed) -> list[list[object]]:
    """Every kind, `count` papers one after the other in a warm process."""
    found = []
    for kind in KINDS:
        papers = [sample(kind, 1 if kind == "certificate" else 2 + n % 2) for n in range(count + 1)]
        printing.render(papers[0])
        label = f"{PAPERS[kind].label}（{FORMATS[PAPERS[kind].format].label}）"
        found.append(_line(label, [timed(paper) for paper in papers[1:]], "CPU ≤ 60"))
    return found


def with_pdf(notice: PaperText, count: int, timed: Timed) -> list[object]:
    """A notice with another one, of ten pages and more, as a PDF behind it."""
    pdf = printing.render(replace(notice, body="\n".join([notice.body] * 20))).pdf
    pages, key = printing.look_over(pdf), hashlib.new("sm3", pdf).hexdigest()
    paper = replace(notice, annexes=(Annex(title=("材料",), body="", label="附件", pdf=key, pages=pages),))
    return _line(f"附 {pages} 页 PDF", [timed(paper, {key: pdf}) for _ in range(count)], "")


def _line(label: str, measured: list[tuple[float, float, int]], target: str) -> list[object]:
    times, cpu = [one[0] for one in measured], [one[1] for one in measured]
    return [label, len(measured), p50(times), p95(times), sum(cpu) / len(cpu), measured[0][2], target]
