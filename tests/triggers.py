"""The database's own guards lifted for a moment: around a test's flush, and to play the wicked administrator."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

guards = importlib.import_module("congress.migrations.0002_guards")
versions = importlib.import_module("congress.migrations.0007_versions")
OF_THE_TRAIL = [sql for sql in guards.SQLITE if "congress_event" in sql] + versions.SQLITE


@contextmanager
def lifted() -> Iterator[None]:
    """No trigger on the trail and on the texts that were kept until the block ends."""
    on_postgres = connection.vendor == "postgresql"
    down = ["SET session_replication_role = replica"] if on_postgres else [
        "DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete", *versions.SQLITE_BACK,
    ]  # fmt: skip
    up = ["SET session_replication_role = DEFAULT"] if on_postgres else OF_THE_TRAIL
    with connection.cursor() as cursor:
        for sql in down:
            cursor.execute(sql)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for sql in up:
                cursor.execute(sql)
