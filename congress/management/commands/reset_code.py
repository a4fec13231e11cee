"""The way back in for an administrator who has lost phone and recovery codes."""

from django.core.management import BaseCommand, CommandError
from django.db import transaction

from congress import matters, signing_in
from congress.models import User


class Command(BaseCommand):
    """Only at the server: from the console one administrator could become another with it."""

    help = "清除某个账户的动态口令和恢复码，由本人下次登录时重新启用。须在服务器上执行，会记入留痕。"

    def add_arguments(self, parser):
        """Whose."""
        parser.add_argument("username", help="账号")

    def handle(self, *, username, **options):
        """Forget the devices and say so in the trail."""
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"没有账号“{username}”。")
        with transaction.atomic():
            signing_in.forget_code(user)
            matters.record("command.reset_code", "在服务器上重置动态口令", None, {"username": username})
        self.stdout.write(f"{username} 的动态口令已清除，下次登录时重新启用。")
