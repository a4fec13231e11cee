"""What the database itself refuses, on both engines, and the search index of PostgreSQL.

Tables concerned: the trail is append-only; an account's kind is fixed; a role
of one kind of account is never posted to another (三员分立).
"""

from django.db import migrations

from congress.ddl import on_postgres, on_sqlite
from congress.roles import ROLES, AccountKind

APPEND_ONLY = "the trail is append-only"
KIND_FIXED = "the kind of an account is fixed"
WRONG_KIND = "this role is for another kind of account"


def kinds_of_roles() -> str:
    """SQL: the roles of the three administrators with their kinds; every other role is for business accounts."""
    special = [role for role in ROLES.values() if role.kind != AccountKind.BUSINESS]
    cases = " ".join(f"WHEN '{role.key}' THEN '{role.kind.value}'" for role in special)
    return f"(CASE NEW.role {cases} ELSE 'business' END)"  # in brackets: plpgsql's IF ends at the first THEN


def function(name: str, body: str) -> str:
    """A trigger function of PostgreSQL."""
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def trigger(name: str, moment: str, table: str, called: str, each: str = "ROW") -> str:
    """A trigger of PostgreSQL that calls a function before something happens to a table."""
    return f"CREATE TRIGGER {name} BEFORE {moment} ON {table} FOR EACH {each} EXECUTE FUNCTION {called}()"


OTHER_KIND = f"(SELECT kind FROM congress_user WHERE id = NEW.user_id) <> {kinds_of_roles()}"
POSTGRES = [
    function("congress_event_append_only", f"RAISE EXCEPTION '{APPEND_ONLY}';"),
    trigger("event_append_only", "UPDATE OR DELETE", "congress_event", "congress_event_append_only"),
    trigger("event_no_truncate", "TRUNCATE", "congress_event", "congress_event_append_only", "STATEMENT"),
    function(
        "congress_user_kind_fixed",
        f"IF NEW.kind <> OLD.kind THEN RAISE EXCEPTION '{KIND_FIXED}'; END IF; RETURN NEW;",
    ),
    trigger("user_kind_fixed", "UPDATE", "congress_user", "congress_user_kind_fixed"),
    function("congress_posting_kind", f"IF {OTHER_KIND} THEN RAISE EXCEPTION '{WRONG_KIND}'; END IF; RETURN NEW;"),
    trigger("posting_kind", "INSERT OR UPDATE", "congress_posting", "congress_posting_kind"),
    "CREATE INDEX matter_search ON congress_matter"
    " USING gin (to_tsvector('simple'::regconfig, COALESCE(search_text, '')))",
]
POSTGRES_BACK = [
    "DROP INDEX matter_search",
    "DROP TRIGGER posting_kind ON congress_posting",
    "DROP FUNCTION congress_posting_kind()",
    "DROP TRIGGER user_kind_fixed ON congress_user",
    "DROP FUNCTION congress_user_kind_fixed()",
    "DROP TRIGGER event_no_truncate ON congress_event",
    "DROP TRIGGER event_append_only ON congress_event",
    "DROP FUNCTION congress_event_append_only()",
]


def sqlite_trigger(name: str, moment: str, table: str, when: str, message: str) -> str:
    """A trigger that refuses with this message."""
    condition = f"WHEN {when} " if when else ""
    return f"CREATE TRIGGER {name} BEFORE {moment} ON {table} {condition}BEGIN SELECT RAISE(ABORT, '{message}'); END"


SQLITE = [
    sqlite_trigger("event_no_update", "UPDATE", "congress_event", "", APPEND_ONLY),
    sqlite_trigger("event_no_delete", "DELETE", "congress_event", "", APPEND_ONLY),
    sqlite_trigger("user_kind_fixed", "UPDATE", "congress_user", "NEW.kind <> OLD.kind", KIND_FIXED),
    sqlite_trigger("posting_kind_insert", "INSERT", "congress_posting", OTHER_KIND, WRONG_KIND),
    sqlite_trigger("posting_kind_update", "UPDATE", "congress_posting", OTHER_KIND, WRONG_KIND),
]
SQLITE_BACK = [
    f"DROP TRIGGER {name}"
    for name in (
        "event_no_update", "event_no_delete", "user_kind_fixed", "posting_kind_insert", "posting_kind_update",
    )
]  # fmt: skip


class Migration(migrations.Migration):
    """Triggers and the search index."""

    dependencies = [("congress", "0001_initial")]

    operations = [on_postgres(POSTGRES, POSTGRES_BACK), on_sqlite(SQLITE, SQLITE_BACK)]
