"""Make a backup while the system runs."""

from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from congress import backups, clock


class Command(BaseCommand):
    help = "备份数据库和文件，生成一个带国密摘要清单的 tar 包；不必停止系统。"

    def add_arguments(self, parser):
        parser.add_argument("--to", type=Path, help="备份文件，默认 var/backups/congress-日期-时间.tar")

    def handle(self, *, to, **options):
        to = to or settings.VAR / "backups" / f"congress-{clock.now():%Y%m%d-%H%M%S}.tar"
        if to.exists():
            raise CommandError(f"{to} 已存在，没有覆盖。")
        try:
            files = backups.write(to)
        except (OSError, backups.Refused) as fault:
            raise CommandError(f"备份失败，没有留下不完整的备份：{fault}") from fault
        size = to.stat().st_size / 1024 / 1024
        self.stdout.write(f"已备份数据库和 {files} 个文件：{to}（{size:.1f} MB）")
        self.stdout.write(
            "备份中有全部业务内容，请加密存放；密钥（SECRET_KEY 或 var/secret_key）不在其中，请另行保管。"
        )
