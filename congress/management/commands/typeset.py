"""Typeset a text file into a PDF without touching the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from congress import printing, typesetting


class Command(BaseCommand):
    """Input: number line, title lines, 主送 line ending in ：, body, 署名, date, then attachments."""

    help = "把纯文本公文排成 PDF（不读写数据库）。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        """The file, where to, and the parts that the text does not hold."""
        parser.add_argument("file", type=Path, help="纯文本文件（UTF-8）")
        parser.add_argument("--to", type=Path, required=True, help="输出的 PDF")
        parser.add_argument("--mark", default="", help="发文机关标志；缺省为署名加“文件”")
        parser.add_argument("--cc", default="", help="抄送机关")
        parser.add_argument("--printed-by", default="", help="印发机关；缺省为署名")
        parser.add_argument("--printed-on", type=date.fromisoformat, help="印发日期，如 2016-05-26；缺省为成文日期")

    def handle(self, *args, **options) -> None:
        """Read, set, print; an error names the line of the text."""
        try:
            text = options["file"].read_text(encoding="utf-8-sig")
            paper = self.completed(typesetting.parse(text), options)
            rendered = printing.render(paper)
            options["to"].write_bytes(rendered.pdf)
        except (OSError, UnicodeDecodeError) as fault:
            raise CommandError(f"不能读写文件：{fault}") from fault
        except (typesetting.TypesettingError, printing.PrintError) as fault:
            raise CommandError(str(fault)) from fault
        for warning in rendered.warnings:
            self.stderr.write(f"注意（{warning.about}）：{warning.message}")
        self.stdout.write(f"已排版{rendered.page_count}页：{options['to']}")

    @staticmethod
    def completed(paper: typesetting.PaperText, options: dict) -> typesetting.PaperText:
        """The parts from the command line, or their usual values."""
        issuer = paper.signatories[0] if paper.signatories else ""
        return replace(
            paper,
            mark=options["mark"] or paper.mark or (f"{issuer}文件" if issuer else ""),
            cc=options["cc"] or paper.cc,
            printed_by=options["printed_by"] or paper.printed_by or issuer,
            printed_on=options["printed_on"] or paper.printed_on or paper.signed_on,
        )
