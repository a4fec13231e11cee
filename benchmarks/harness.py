"""What all benchmarks share: Django set up, a database of one's own, and tables on standard output.

Imported first by every benchmark, before any model.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import django
import psycopg2

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congress.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

TEMPLATE = "postgres"  # benchmarks/run has migrated it


def need_postgres() -> None:
    """Leave with a word when there is no throw-away PostgreSQL."""
    if connection.vendor != "postgresql":
        sys.exit("这项测量需要 PostgreSQL，请用 benchmarks/run 运行。")


def use_database(name: str) -> None:
    """Let the process work on this database of the cluster from now on."""
    connection.close()
    connection.settings_dict["NAME"] = name


def create_database(name: str) -> bool:
    """An empty migrated database; False when it is there already.  The process works on it afterwards."""
    use_database(name)
    facts = connection.settings_dict
    line = psycopg2.connect(host=facts["HOST"], port=facts["PORT"], user=facts["USER"], dbname="template1")
    line.autocommit = True
    with line.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        is_new = cursor.fetchone() is None
        if is_new:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    line.close()
    return is_new


def drop_database(name: str) -> None:
    """Make room."""
    use_database(TEMPLATE)
    facts = connection.settings_dict
    line = psycopg2.connect(host=facts["HOST"], port=facts["PORT"], user=facts["USER"], dbname="template1")
    line.autocommit = True
    with line.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    line.close()


def child_environment(**more: str) -> dict[str, str]:
    """The environment of a process that works on the same database."""
    facts = connection.settings_dict
    url = f"postgres://{facts['USER']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
    return {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT), **more}


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def p50(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return percentile(values, 0.95)


def heading(text: str) -> None:
    """A heading with the conditions of this run."""
    load = "、".join(f"{value:.1f}" for value in os.getloadavg())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    print(f"\n### {text}\n")
    print(
        f"{datetime.now():%Y-%m-%d %H:%M}，{os.cpu_count()} 核（与他人共用，系统负载 {load}），"
        f"内存 {memory:.0f} GB，Python {platform.python_version()}，{engine()}\n"
    )


def engine() -> str:
    """PostgreSQL with its version."""
    if connection.vendor != "postgresql":
        return "无数据库" if not settings.ON_POSTGRES else ""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A markdown table."""
    print("| " + " | ".join(columns) + " |")
    print("|" + "---|" * len(columns))
    for row in rows:
        print("| " + " | ".join(_cell(value) for value in row) + " |")
    sys.stdout.flush()


def _cell(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def say(text: str) -> None:
    """Progress, on standard error."""
    print(f"· {time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)
