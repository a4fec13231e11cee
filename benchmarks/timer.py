"""The one page timer: how long a page takes and how much SQL it asks, through the whole application."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from django.db import connection
from django.test import Client

from benchmarks.harness import p50, p95
from congress.models import User

SQL_AT_MOST = 15


@dataclass
class Timing:
    """What was measured of one page for one user at one size; times in milliseconds."""

    times: list[float] = field(default_factory=list)
    sql: set[int] = field(default_factory=set)
    sql_times: list[float] = field(default_factory=list)

    @property
    def p50(self) -> float:
        """The median."""
        return p50(self.times)

    @property
    def p95(self) -> float:
        """The 95th percentile."""
        return p95(self.times)

    @property
    def sql_text(self) -> str:
        """How many statements, and a warning where there are more than a page may have."""
        text = "–".join(str(count) for count in sorted({min(self.sql), max(self.sql)}))
        return f"{text} ⚠" if max(self.sql) > SQL_AT_MOST else text


class Sql:
    """Counts the statements of a block, and their time in milliseconds."""

    def __init__(self) -> None:
        self.count, self.time = 0, 0.0
        self.slowest: tuple[float, str] = (0.0, "")

    def __call__(self, execute, sql, params, many, context):
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took = (time.perf_counter() - begun) * 1000
            self.count, self.time = self.count + 1, self.time + took
            self.slowest = max(self.slowest, (took, sql % params if params else sql))


class Visitor:
    """A signed-in user in front of a browser without one."""

    def __init__(self, username: str) -> None:
        self.client = Client(HTTP_HOST="127.0.0.1")
        self.client.force_login(User.objects.get(username=username))

    def visit(self, address: str, into: Timing | None = None) -> Sql:
        """Open a page; with `into` note what it took.  Raises RuntimeError for anything but a page."""
        sql = Sql()
        with connection.execute_wrapper(sql):
            begun = time.perf_counter()
            answer = self.client.get(address)
            took = (time.perf_counter() - begun) * 1000
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code} {answer.headers.get('Location', '')}")
        if into is not None:
            into.times.append(took)
            into.sql.add(sql.count)
            into.sql_times.append(sql.time)
        return sql
