"""The way back in for an administrator whose password is lost while nobody is there who could confirm a new one."""

import secrets

from django.core.management import BaseCommand, CommandError
from django.db import transaction

from congress import matters, watchers
from congress.models import User

LENGTH = 12  # bytes of chance


class Command(BaseCommand):
    """Only at the server, like reset_code; it is in the trail, and who watches the administrators is told."""

    help = "给某个账户换一个随机的初始口令，本人登录后须立即更换。须在服务器上执行，会记入留痕。"

    def add_arguments(self, parser):
        """Whose."""
        parser.add_argument("username", help="账号")

    def handle(self, *, username, **options):
        """Set it, say so, and show it once."""
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"没有账号“{username}”。")
        password = secrets.token_urlsafe(LENGTH)
        with transaction.atomic():
            user.set_password(password)
            user.must_change_password = True
            user.save()
            matters.record("command.reset_password", "在服务器上重置口令", None, {"username": username})
            watchers.tell(user, "口令在服务器上重置了。", f"password.{secrets.token_hex(8)}")
        self.stdout.write(f"{username} 的初始口令：{password}（只显示这一次，登录后须更换）")
