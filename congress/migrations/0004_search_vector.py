"""The search vector is stored: PostgreSQL splits a text once, when it is written, not for each row that it tries."""

from django.db import migrations

from congress.ddl import on_postgres

VECTOR = "to_tsvector('simple'::regconfig, COALESCE(search_text, ''))"
FORWARD = [
    "DROP INDEX matter_search",
    f"ALTER TABLE congress_matter ADD COLUMN search_vector tsvector GENERATED ALWAYS AS ({VECTOR}) STORED",
    "CREATE INDEX matter_search ON congress_matter USING gin (search_vector)",
]
BACK = [
    "DROP INDEX matter_search",
    "ALTER TABLE congress_matter DROP COLUMN search_vector",
    f"CREATE INDEX matter_search ON congress_matter USING gin ({VECTOR})",
]


class Migration(migrations.Migration):
    """A column that only PostgreSQL has and only congress.search names."""

    dependencies = [("congress", "0003_labels")]

    operations = [on_postgres(FORWARD, BACK)]
