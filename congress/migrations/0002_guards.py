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
    return f"CASE NEW.role {cases} ELSE 'business' END"


POSTGRES = f"""
CREATE FUNCTION congress_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{APPEND_ONLY}'; END $$;
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON congress_event
    FOR EACH ROW EXECUTE FUNCTION congress_event_append_only();
CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON congress_event
    FOR EACH STATEMENT EXECUTE FUNCTION congress_event_append_only();

CREATE FUNCTION congress_user_kind_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind <> OLD.kind THEN RAISE EXCEPTION '{KIND_FIXED}'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER user_kind_fixed BEFORE UPDATE ON congress_user
    FOR EACH ROW EXECUTE FUNCTION congress_user_kind_fixed();

CREATE FUNCTION congress_posting_kind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT kind FROM congress_user WHERE id = NEW.user_id) <> {kinds_of_roles()}
    THEN RAISE EXCEPTION '{WRONG_KIND}'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER posting_kind BEFORE INSERT OR UPDATE ON congress_posting
    FOR EACH ROW EXECUTE FUNCTION congress_posting_kind();

CREATE INDEX matter_search ON congress_matter USING gin (to_tsvector('simple'::regconfig, COALESCE(search_text, '')));
"""
POSTGRES_BACK = """
DROP INDEX matter_search;
DROP TRIGGER posting_kind ON congress_posting;
DROP FUNCTION congress_posting_kind();
DROP TRIGGER user_kind_fixed ON congress_user;
DROP FUNCTION congress_user_kind_fixed();
DROP TRIGGER event_no_truncate ON congress_event;
DROP TRIGGER event_append_only ON congress_event;
DROP FUNCTION congress_event_append_only();
"""


def sqlite_trigger(name: str, moment: str, table: str, when: str, message: str) -> str:
    """A trigger that refuses with this message."""
    condition = f"WHEN {when} " if when else ""
    return f"CREATE TRIGGER {name} BEFORE {moment} ON {table} {condition}BEGIN SELECT RAISE(ABORT, '{message}'); END"


WRONG_POSTING = f"(SELECT kind FROM congress_user WHERE id = NEW.user_id) <> {kinds_of_roles()}"
SQLITE = [
    sqlite_trigger("event_no_update", "UPDATE", "congress_event", "", APPEND_ONLY),
    sqlite_trigger("event_no_delete", "DELETE", "congress_event", "", APPEND_ONLY),
    sqlite_trigger("user_kind_fixed", "UPDATE", "congress_user", "NEW.kind <> OLD.kind", KIND_FIXED),
    sqlite_trigger("posting_kind_insert", "INSERT", "congress_posting", WRONG_POSTING, WRONG_KIND),
    sqlite_trigger("posting_kind_update", "UPDATE", "congress_posting", WRONG_POSTING, WRONG_KIND),
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
