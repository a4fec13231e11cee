"""An issued paper as a file: the frozen PDF, or printed again and compared with it."""

from io import BytesIO
from pathlib import Path

from django.core.management import BaseCommand, CommandError
from pypdf import PdfReader

from congress import annex_files, files, issuing, printing, typesetting
from congress.models import IssuedPaper

DPI = 110  # a changed character is some hundred points of the page at this size
PAGES_AT_ONCE = 20


class Command(BaseCommand):
    """Exits 1 when the paper printed again is not the paper that was issued."""

    help = "导出已发公文的 PDF；加 --again 则按存档文本重新排版，并逐页与存档 PDF 比对。"

    def add_arguments(self, parser):
        """Which paper, where to, and whether to print it anew."""
        parser.add_argument("number", help="文号，如 遵人常办〔2016〕27号")
        parser.add_argument("--to", required=True, type=Path, help="输出文件")
        parser.add_argument("--again", action="store_true", help="重新排版并与存档逐页比对")

    def handle(self, *, number, to, again, **options):
        """Write the file; compare if asked to."""
        paper = IssuedPaper.objects.filter(number_text=number.strip()).first()
        if paper is None:
            raise CommandError(f"没有文号为“{number}”的已发公文，请核对括号（〔〕）和年份。")
        if not paper.pdf_digest:
            raise CommandError(f"{paper.number_text}还没有印制：{paper.print_error or '请稍候'}")
        try:
            stored = files.read(paper.pdf_digest)
        except OSError as fault:
            raise CommandError(f"存档的 PDF 不能读取：{fault}") from fault
        pdf = self.print_again(paper) if again else stored
        to.write_bytes(pdf)
        if again and (pages := changed_pages(stored, pdf)):
            raise CommandError(f"重新排版与存档不一致：第{'、'.join(map(str, pages))}页。新文件：{to}")
        self.stdout.write(f"{paper.number_text} → {to}" + ("（与存档逐页一致）" if again else ""))

    def print_again(self, paper):
        """The PDF from the frozen text, which must be the text that was signed."""
        text = issuing.from_json(paper.content)
        if typesetting.digest(text) != paper.text_digest:
            raise CommandError("存档文本与签发时的摘要不符：文本被改动过。")
        try:
            return printing.render(text, appended=annex_files.contents(text)).pdf
        except printing.PrintError as fault:
            raise CommandError(f"不能排版：{fault}") from fault


def changed_pages(stored, fresh):
    """Numbers of the pages that do not look the same, also those that only one has."""
    counts = [len(PdfReader(BytesIO(pdf)).pages) for pdf in (stored, fresh)]
    both, longest = min(counts), max(counts)
    changed = []
    for first in range(1, both + 1, PAGES_AT_ONCE):
        last = min(first + PAGES_AT_ONCE - 1, both)
        before, after = (printing.page_images(pdf, first, last, DPI) for pdf in (stored, fresh))
        pairs = enumerate(zip(before, after, strict=True), start=first)
        changed += [page for page, (one, other) in pairs if one != other]
    return changed + list(range(both + 1, longest + 1))
