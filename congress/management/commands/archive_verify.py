"""Check an archive's ZIP, anywhere."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError

from congress import archive_check


class Command(BaseCommand):
    """Exits 1 if anything is not as it was packed, after naming all of it."""

    help = "核验归档包（ZIP）：逐个文件与清单的国密摘要比对；不需要数据库。加 --against-database 再与本系统的记录比对。"
    requires_system_checks = ()

    def add_arguments(self, parser):
        """Which ZIP, and whether the database is asked too."""
        parser.add_argument("zip", type=Path, help="归档包，如 归档2026年度.zip")
        parser.add_argument("--against-database", action="store_true", help="再与本系统数据库和留痕比对")

    def handle(self, *, against_database, **options):
        """Say OK with the counts, or name each problem."""
        found = archive_check.check(options["zip"])
        if against_database and found.manifest:
            try:
                found.problems += archive_check.against_database(found)
            except (DatabaseError, ValueError) as fault:
                raise CommandError(f"数据库不能查询，没有与数据库比对：{fault}") from fault
        for problem in found.problems:
            self.stderr.write(str(problem))
        if found.problems:
            raise CommandError(f"核验不通过：共{len(found.problems)}处问题，见上。")
        items = {row["code"] for row in found.rows if row["code"]}
        self.stdout.write(
            f"OK：{len(items)}件、{len(found.rows)}个文件全部相符。清单摘要 {found.manifest['sm3']}"
            + ("；与数据库和留痕相符。" if against_database else "")
        )
