"""Every text of a paper is kept (congress.models.versions), and the database itself refuses to change one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import congress.clock
from congress.ddl import on_postgres, on_sqlite

TABLE = "congress_paperversion"
APPEND_ONLY = "congress_event_append_only"  # the function of the trail (0002)
POSTGRES = [
    f"CREATE TRIGGER version_append_only BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {APPEND_ONLY}()",
    f"CREATE TRIGGER version_no_truncate BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION {APPEND_ONLY}()",
]
POSTGRES_BACK = [f"DROP TRIGGER {name} ON {TABLE}" for name in ("version_no_truncate", "version_append_only")]
SQLITE = [
    f"CREATE TRIGGER version_no_{moment.lower()} BEFORE {moment} ON {TABLE}"
    " BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"
    for moment in ("UPDATE", "DELETE")
]
SQLITE_BACK = ["DROP TRIGGER version_no_update", "DROP TRIGGER version_no_delete"]


class Migration(migrations.Migration):
    """The table and its triggers."""

    dependencies = [("congress", "0006_sealed_secrets")]

    operations = [
        migrations.CreateModel(
            name="PaperVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="稿次")),
                ("matter_version", models.PositiveIntegerField(verbose_name="事项版本")),
                ("content", models.TextField(verbose_name="文稿")),
                ("digest", models.CharField(max_length=64, verbose_name="摘要（SM3）")),
                ("author_name", models.CharField(max_length=60, verbose_name="修改人姓名")),
                ("capacity", models.CharField(blank=True, max_length=120, verbose_name="身份")),
                ("recorded_for", models.CharField(blank=True, max_length=200, verbose_name="代录说明")),
                ("at", models.DateTimeField(default=congress.clock.now, verbose_name="时间")),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="修改人",
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="congress.matter"
                    ),
                ),
            ],
            options={
                "verbose_name": "历次文稿",
                "verbose_name_plural": "历次文稿",
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("matter", "number"), name="version_once")],
            },
        ),
        on_postgres(POSTGRES, POSTGRES_BACK),
        on_sqlite(SQLITE, SQLITE_BACK),
    ]
