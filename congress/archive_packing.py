"""A selection of the archive as one ZIP: every piece of every 件, the lists, and a manifest of digests.

The ZIP is written into a temporary file, piece by piece: a thousand 件 need no more memory than one block.
Each piece is compared with its digest on the way; a ZIP that would hold another content is not made at all.
"""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from django.conf import settings

from congress import archive_lists, archive_manifest, archive_papers, clock, files, matters
from congress.archive_lists import Row, Selection
from congress.models import ChainHead, User
from congress.models.archive import ArchiveItem, ArchivePiece
from congress.printing import PrintError
from congress.uploads import clean_name

BLOCK = 1024 * 1024
AT_ONCE = 200  # items whose pieces are asked for together
ACTION = "archive.pack"


class NotPacked(Exception):
    """Why no ZIP was made; the message says which piece and what to do."""


def pack(user: User, selection: Selection) -> IO[bytes]:
    """The ZIP, at its beginning; the packing is chained with the manifest's digest.  Raises NotPacked."""
    rows = archive_lists.rows(user, selection)
    shown = [row for row in rows if row.item]
    if not shown:
        raise NotPacked("所选范围内没有您可以查看的归档文件，请另选年度、保管期限或类别。")
    target = tempfile.TemporaryFile(dir=settings.UPLOADS, prefix="archive-")  # noqa: SIM115  the answer closes it
    try:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as bundle:
            listed = [_text(bundle, *one, selection) for one in _lists(selection, rows)]
            listed += [_piece(bundle, row, piece) for row, piece in _pieces(shown)]
            manifest = archive_manifest.seal(_head(user, selection, len(rows) - len(shown)), listed)
            bundle.writestr(archive_manifest.NAME, json.dumps(manifest, ensure_ascii=False, indent=1))
    except BaseException as fault:
        target.close()
        if isinstance(fault, OSError):
            raise NotPacked("没有打包：磁盘空间不足或文件不能读写，请联系系统管理员。") from fault
        raise
    facts = {**selection.facts, "items": len(shown), "left_out": len(rows) - len(shown), "manifest": manifest["sm3"]}
    matters.record(ACTION, "归档打包", user, facts)
    target.seek(0)
    return target


def _head(user: User, selection: Selection, left_out: int) -> dict[str, Any]:
    """Whose, which part, by whom and when, tied to the trail by the last link of its chain."""
    link = ChainHead.objects.filter(pk=1).first() or ChainHead()
    return {
        "organ_name": selection.organ.name,
        "selection": selection.facts,
        "left_out": left_out,
        "made_at": clock.now().isoformat(),
        "made_by": str(user),
        "chain": {"sequence": link.sequence, "hash": link.hash},
    }


def _lists(selection: Selection, rows: list[Row]) -> Iterator[tuple[str, bytes, int]]:
    """归档文件目录 and 备考表 lie beside the 件, for who opens the ZIP without this system."""
    for kind in ("catalogue", "check_sheet"):
        try:
            printed = archive_papers.pdf(kind, selection, rows)
        except PrintError as fault:
            raise NotPacked(
                f"没有打包：{archive_papers.KINDS[kind].label}没有印成：{fault}{archive_papers.NARROWER}"
            ) from fault
        yield archive_papers.KINDS[kind].label, printed.pdf, printed.page_count


def _text(bundle: zipfile.ZipFile, label: str, content: bytes, pages: int, selection: Selection) -> dict[str, Any]:
    path = f"{label}.pdf"
    digest, size = _write(bundle, path, io.BytesIO(content))
    return {
        "path": path, "size": size, "sm3": digest, "code": "", "item": 0, "piece": label, "pages": pages,
        "title": f"{label} {selection.words}", "number": "", "place": {},
    }  # fmt: skip


def _pieces(rows: list[Row]) -> Iterator[tuple[Row, ArchivePiece]]:
    """Each piece with its line, in order; some hundred items at a time."""
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        found: dict[int, list[ArchivePiece]] = {}
        for piece in ArchivePiece.objects.filter(item__in=[row.item.pk for row in some]).order_by("position"):
            found.setdefault(piece.item_id, []).append(piece)
        yield from ((row, piece) for row in some for piece in found.get(row.item.pk, ()))


def _piece(bundle: zipfile.ZipFile, row: Row, piece: ArchivePiece) -> dict[str, Any]:
    path = path_of(row.item, piece)
    where = f"没有打包：{row.code}的“{piece.name}”"
    try:
        with open(files.path_of(piece.digest), "rb") as source:
            digest, size = _write(bundle, path, source)
    except FileNotFoundError as fault:
        raise NotPacked(f"{where}文件缺失；请联系系统管理员从备份恢复。") from fault
    if digest != piece.digest:
        raise NotPacked(f"{where}与归档时的摘要不符，文件被改动过；请联系系统管理员从备份恢复。")
    return {
        "path": path, "size": size, "sm3": digest, "code": row.code, "item": row.sequence, "piece": piece.kind,
        "pages": piece.pages, "title": row.title, "number": row.number,
        "place": {"year": row.item.year, "period": row.period, "category": row.category},
    }  # fmt: skip


def path_of(item: ArchiveItem, piece: ArchivePiece) -> str:
    """2026/永久/研究室/0007/02-正本.pdf: short enough for every system; the titles stand in the lists."""
    name = clean_name(piece.name).strip() or "未命名"
    return f"{item.year}/{item.period}/{item.category}/{item.sequence:04d}/{piece.position:02d}-{name}"


def _write(bundle: zipfile.ZipFile, path: str, source: IO[bytes]) -> tuple[str, int]:
    """Copy block by block; the digest and the size (bytes) of what was written."""
    digest, size = hashlib.new("sm3"), 0
    entry = zipfile.ZipInfo(path, clock.now().timetuple()[:6])
    with bundle.open(entry, "w", force_zip64=True) as target:
        for block in iter(lambda: source.read(BLOCK), b""):
            digest.update(block)
            target.write(block)
            size += len(block)
    return digest.hexdigest(), size


def hand_over(user: User, selection: Selection, day: Any, receiver: str) -> int:
    """Note to whom those of a selection went that the user may see and that are still here; gives how many."""
    with matters.deed():
        mine = archive_lists.chosen(archive_lists.kept(user, selection.organ), selection)
        found = archive_lists.visible(user, mine).order_by().values("pk")
        here = ArchiveItem.objects.filter(pk__in=found, handed_over_on=None)  # asked of the row: two may press at once
        count: int = here.update(handed_over_on=day, handed_over_to=receiver)
        if count:
            facts = {**selection.facts, "items": count, "on": day.isoformat(), "to": receiver}
            matters.record("archive.hand_over", "归档移交", user, facts)
    return count
