"""Fast loading: rows of a model go into PostgreSQL by COPY, with triggers and secondary indexes out of the way."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

FLUSH_AT = 20_000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def as_text(value: Any) -> str:
    """One value in COPY's text format."""
    if value is None:
        return "\\N"
    if value is True:
        return "t"
    if value is False:
        return "f"
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, datetime | date):
        return value.isoformat()
    elif isinstance(value, int):
        return str(value)
    return str(value).translate(_ESCAPES)


class Rows:
    """The rows of one table: some columns vary, every other one is the same in all rows.

    What is neither named nor given as a constant is the field's default.
    """

    def __init__(self, model: type[models.Model], varying: Sequence[str], **constants: Any) -> None:
        self.model, self.count = model, 0
        fields = {field.attname: field for field in model._meta.local_concrete_fields}
        fixed = {name: constants.get(name, _default(field)) for name, field in fields.items() if name not in varying}
        if unknown := (set(varying) | set(constants)) - set(fields):
            raise ValueError(f"{model.__name__} has no {sorted(unknown)}")
        if varying[0] != model._meta.pk.attname:
            fixed.pop(model._meta.pk.attname, None)
        columns = [fields[name].column for name in (*varying, *fixed)]
        quoted = ", ".join(f'"{column}"' for column in columns)
        self._copy = f'COPY "{model._meta.db_table}" ({quoted}) FROM STDIN'
        self._tail = "".join("\t" + as_text(value) for value in fixed.values()) + "\n"
        self._lines: list[str] = []

    def add(self, *values: Any) -> None:
        """One row: the varying columns in their order."""
        self._lines.append("\t".join(map(as_text, values)) + self._tail)
        self.count += 1
        if len(self._lines) >= FLUSH_AT:
            self.flush()

    def flush(self) -> None:
        """Send what waits."""
        if self._lines:
            with connection.cursor() as cursor:
                cursor.cursor.copy_expert(self._copy, io.StringIO("".join(self._lines)))
            self._lines.clear()


def _default(field: models.Field) -> Any:
    if field.has_default():
        return field.get_default()
    return None if field.null else field.get_default()


@contextmanager
def fast(tables: Sequence[type[models.Model]]) -> Iterator[None]:
    """Without foreign-key triggers and secondary indexes; both are whole again afterwards."""
    names = [model._meta.db_table for model in tables]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET maintenance_work_mem = '1GB'")
        cursor.execute(
            "SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " JOIN pg_class t ON t.oid = i.indrelid WHERE t.relname = ANY(%s) AND NOT i.indisunique",
            [names],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        for _, definition in indexes:
            cursor.execute(definition)
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")
