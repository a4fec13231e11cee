"""What lies in an archived paper (件): 发文稿纸, 正本, 定稿, 附件, each a stored file with its pages and SM3.

The pieces are drawn and stored before the step's transaction (as uploads are), because drawing takes a second;
their digests stand in the event of the step, so that the chain vouches for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from congress import annex_files, chain, files, issuing, issuing_form, marked_copies, printing
from congress.models.archive import ArchiveItem, ArchivePiece

FORM, SENT, FINAL, MARKED, ANNEX = "发文稿纸", "正本", "定稿", "花脸稿", "附件"
ONE_PAGE = ("image/",)  # a picture is a page
PDF = "application/pdf"


class Piece(NamedTuple):
    """A file of a 件; `pages` is 0 for what cannot be counted."""

    kind: str
    name: str
    digest: str
    size: int
    pages: int


class CannotFile(Exception):
    """A piece that cannot be drawn or read; the message says which and what to do."""


def pieces(paper: Any, added: Iterable[Any] = ()) -> tuple[Piece, ...]:
    """All that lies in this paper's 件, stored, in its order.  Raises CannotFile.

    `added`: files that come with the step itself and are no rows yet (uploads.Kept).
    """
    return (
        _drawn(FORM, lambda: issuing_form.pdf(paper)),
        *_sent(paper.issued),
        _drawn(FINAL, lambda: _final(paper)),
        *_marked(paper),
        *(_annex(row) for row in (*_beside(paper), *added)),
    )


def _drawn(kind: str, draw: Any) -> Piece:
    try:
        printed = draw()
        digest, size = files.keep([printed.pdf])
    except printing.PrintError as fault:
        raise CannotFile(f"{kind}没有印成：{fault}") from fault
    except OSError as fault:
        raise CannotFile(f"{kind}没有存上：磁盘空间不足或文件不能读写，请联系系统管理员。") from fault
    return Piece(kind, f"{kind}.pdf", digest, size, printed.page_count)


def _sent(issued: Any) -> Iterator[Piece]:
    """The scan of the stamped paper that was sent, where there is one, and the print."""
    if issued.sent_digest != issued.pdf_digest:
        content = _read(SENT, issued.sent_digest)
        media_type, suffix = _kind_of(content)
        yield Piece(SENT, f"正本（用印扫描件）{suffix}", issued.sent_digest, len(content), _count(content, media_type))
    yield Piece(SENT, "正本.pdf", issued.pdf_digest, len(_read(SENT, issued.pdf_digest)), issued.page_count)


def _kind_of(content: bytes) -> tuple[str, str]:
    """Media type and extension of a scan, by its first bytes."""
    if content.startswith(b"\x89PNG"):
        return "image/png", ".png"
    return ("image/jpeg", ".jpg") if content.startswith(b"\xff\xd8") else (PDF, ".pdf")


def _final(paper: Any) -> printing.Rendered:
    """定稿: the text that was signed, before it had its number."""
    text = issuing.from_json(paper.issued.content)
    return printing.render(replace(text, number="", copy_number=""), appended=annex_files.contents(text))


def _marked(paper: Any) -> Iterator[Piece]:
    copy = marked_copies.of_matter(paper)
    if copy and copy.is_changed:
        yield _drawn(MARKED, lambda: marked_copies.pdf(copy))


def _beside(paper: Any) -> QuerySet:
    """The files kept with the paper, but for the scan that lies there as 正本 and PDFs that gave way to others."""
    printed = [file.digest for file in annex_files.listed(paper.pdf_annexes)]
    gave_way = Q(step=annex_files.STEP) & ~Q(digest__in=printed)
    rows: QuerySet = paper.attachments.exclude(gave_way)
    return rows.exclude(digest=paper.issued.stamped_digest) if paper.issued.stamped_digest else rows


def _annex(row: Any) -> Piece:
    content = _read(f"附件“{row.name}”", row.digest)
    return Piece(ANNEX, row.name, row.digest, row.size, _count(content, row.media_type))


def _count(content: bytes, media_type: str) -> int:
    """Pages of a PDF or a picture; 0 for another file, and for a PDF that does not tell (encrypted, broken)."""
    if media_type.startswith(ONE_PAGE):
        return 1
    if media_type != PDF:
        return 0
    try:
        return printing.look_over(content)
    except printing.PrintError:
        return 0


def _read(name: str, digest: str) -> bytes:
    try:
        return files.read(digest)
    except OSError as fault:
        raise CannotFile(f"{name}的文件缺失，或者与登记的摘要不符，不能归档；请联系系统管理员从备份恢复。") from fault


def lay_in(item: ArchiveItem, found: Iterable[Piece]) -> None:
    """Rows for the pieces of a new 件, in the caller's transaction."""
    rows = [ArchivePiece(item=item, position=at, **piece._asdict()) for at, piece in enumerate(found, start=1)]
    ArchivePiece.objects.bulk_create(rows)


def facts(item: ArchiveItem, found: Iterable[Piece]) -> dict[str, object]:
    """What the event of the step says of the 件: where it lies, and the digest of all that lies in it."""
    found = tuple(found)
    digests = "\n".join(piece.digest for piece in found)
    return {"archived_as": item.code, "pieces": len(found), "pieces_sm3": chain.sm3(digests)}
