"""Engine-only DDL in migrations: the same migration runs on PostgreSQL and on SQLite."""

from django.db.migrations.operations import RunSQL


class _On(RunSQL):
    """SQL for one engine; nothing on the other."""

    vendor = ""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == self.vendor:
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == self.vendor:
            super().database_backwards(app_label, schema_editor, from_state, to_state)


class OnPostgres(_On):
    """SQL for PostgreSQL only."""

    vendor = "postgresql"


class OnSqlite(_On):
    """SQL for SQLite only."""

    vendor = "sqlite"


def on_postgres(sql: list[str], reverse: list[str]) -> OnPostgres:
    """A migration operation for PostgreSQL with its way back, one statement an entry (functions hold semicolons)."""
    return OnPostgres(sql, reverse)


def on_sqlite(sql: list[str], reverse: list[str]) -> OnSqlite:
    """The same for SQLite."""
    return OnSqlite(sql, reverse)
