"""Put a backup back."""

import fcntl
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command, get_commands

from congress import backups, clock
from congress.management.commands.serve import upgrade_database


class Command(BaseCommand):
    help = "从备份恢复数据库和文件：先核对清单，目标不为空时拒绝（除非 --force）。"

    def add_arguments(self, parser):
        parser.add_argument("archive", type=Path, help="manage.py backup 生成的 tar 包")
        parser.add_argument("--force", action="store_true", help="覆盖现有数据；覆盖之前自动再备份一次")

    def handle(self, *, archive, force, **options):
        with open(settings.VAR / "serve.lock", "w") as lock:
            self.refuse_while_running(lock)
            try:
                self.keep_what_is_there(force)
                files = backups.restore(archive)
            except (OSError, backups.Refused) as fault:
                raise CommandError(str(fault)) from fault
            upgrade_database()  # an archive of last year fits this year's program
        self.stdout.write(f"已恢复数据库和 {files} 个文件。")
        if backups.key_of(archive) != backups.key_fingerprint():
            self.stdout.write(
                "注意：现在的密钥与备份时不同，请换回原来的 SECRET_KEY（或 var/secret_key），否则身份证摘要等无法核对。"
            )
        if "audit_verify" in get_commands():
            call_command("audit_verify", stdout=self.stdout)

    def refuse_while_running(self, lock):
        """A running system would go on writing into what is being replaced."""
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CommandError("系统正在运行，请先停止再恢复。") from None

    def keep_what_is_there(self, force):
        """Refuse to overwrite; told to, keep a copy of what goes."""
        if backups.target_is_empty():
            return
        if not force:
            raise CommandError("这里已有数据，没有恢复。确实要覆盖请加 --force（会先自动备份现有数据）。")
        copy = settings.VAR / "backups" / f"before-restore-{clock.now():%Y%m%d-%H%M%S-%f}.tar"
        backups.write(copy)
        self.stdout.write(f"现有数据已备份到 {copy}")
