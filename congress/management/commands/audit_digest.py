"""Write the trail's digest of today outside the database."""

from django.core.management import BaseCommand

from congress import trail_digest


class Command(BaseCommand):
    """The night does the same by itself."""

    help = "写出当天的留痕摘要（var/audit/），并发给安全审计员；每天一份，不覆盖。"

    def handle(self, **options):
        """Name the file."""
        path = trail_digest.write()
        self.stdout.write(str(path) if path else "还没有留痕，未生成摘要。")
