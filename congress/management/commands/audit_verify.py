"""Check the whole trail, from its first row to its last."""

from django.core.management import BaseCommand, CommandError

from congress import chain, trail_digest
from congress.models import Event


class Command(BaseCommand):
    """Exits 1 at the first row that does not hold."""

    help = "核验留痕：逐条重算摘要，并与每日留存的摘要比对；发现第一条不符的记录即停止并报告。"

    def handle(self, **options):
        """Say OK with the count, or name the row."""
        for fault in (*chain.verify(), *trail_digest.contradictions()):
            raise CommandError(f"第{fault.sequence}条不符：{fault.reason}")
        self.stdout.write(f"OK：留痕共{Event.objects.count()}条，全部相符。")
