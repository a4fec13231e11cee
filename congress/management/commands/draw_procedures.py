"""Write docs/procedures.md from the tables."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from congress.drawing import page


class Command(BaseCommand):
    """A test fails when the page in the tree is not what this writes."""

    help = "按流程表生成 docs/procedures.md。"

    def handle(self, *args, **options) -> None:
        """Write the page."""
        target = Path(settings.BASE_DIR) / "docs" / "procedures.md"
        target.write_text(page())
        self.stdout.write(f"已生成 {target.name}")
