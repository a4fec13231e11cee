"""Load the demo city, or tell about it."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from congress import clock, files
from congress.demo import bodies, founding, papers, persons
from congress.demo.city import DemoCity, at
from congress.models import IssuedPaper, Organisation, Series
from congress.roles import ROLES

FOUNDED_ON = date(2016, 5, 16)
UNDER_WAY = timedelta(hours=3)  # longer than the papers of congress.demo.papers take: nothing lies ahead of now
SINCE_YESTERDAY = timedelta(hours=18)  # from half past eight to half past two of the afternoon before


class Command(BaseCommand):
    """The demo is built by taking steps on a clock that runs forward, so that its trail is real."""

    help = "载入演示数据（人物均为虚构），或列出演示账号。"

    def add_arguments(self, parser) -> None:
        """--if-empty: do nothing where there are organisations; --accounts: only list."""
        parser.add_argument("--if-empty", action="store_true", help="已有数据时什么也不做")
        parser.add_argument("--accounts", action="store_true", help="只列出演示账号和第一份公文")

    def handle(self, *args, **options) -> None:
        """Build, or list.  Raises CommandError rather than mix the demo with an office's own data."""
        if options["accounts"]:
            self.tell()
            return
        if Organisation.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("数据库中已有机构，演示数据只载入空的数据库。")
        build()
        self.tell()

    def tell(self) -> None:
        """The address, the accounts with their roles, and where the first issued notice lies."""
        self.stdout.write(f"地址：{settings.SITE_URL}/\n演示账号（口令均为 {persons.PASSWORD}）：")
        for username, name, role, key in (*persons.ACCOUNTS, *((u, n, r, "") for u, n, r, _ in persons.ADMINISTRATORS)):
            place = Organisation.objects.filter(key=key).values_list("short_name", flat=True).first() or ""
            self.stdout.write(f"  {username:<20}{name}\t{place} {ROLES[role.key].label}")
        first = IssuedPaper.objects.exclude(pdf_digest="").order_by("pk").first()
        if first:
            self.stdout.write(f"第一份公文：{laid_out(first)}")


def laid_out(paper: IssuedPaper) -> Path:
    """A copy of the frozen PDF under a name that opens with a double click; among the files it lies by its digest."""
    copy = settings.VAR / "demo" / f"{paper.number_text}.pdf"
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(files.read(paper.pdf_digest))
    return copy


def build() -> None:
    """The whole demo, floor by floor."""
    today = clock.now()
    with clock.running_from(at(FOUNDED_ON, 8)):
        committee = bodies.load()
        founding.load(committee)
        persons.load()
        city = DemoCity(committee, Series.objects.get(key="office"))
        for config in apps.get_app_configs():
            if find_spec(f"{config.name}.demo") and config.name != "congress":
                import_module(f"{config.name}.demo").load(city, today)
        morning = today.replace(hour=8, minute=30, second=0, microsecond=0)
        city.wait_until(morning if morning + UNDER_WAY <= today else morning - SINCE_YESTERDAY)
        papers.load(city)
        if clock.now() > today:
            raise CommandError("演示数据中有载入时刻以后的事，请调整 congress/demo。")
