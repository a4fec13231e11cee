"""Is an archive's ZIP still what was packed?  Every problem is named with its place.

Works without a database: the ZIP vouches for itself by its manifest.  Whoever can forge the manifest too is found
out by `against_database`, which knows the pieces, the packing and the trail.
The ZIP is a foreign file: nothing is unpacked, and what would swell or lead out of its folder is refused first.
"""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from congress import archive_manifest

BLOCK = 1024 * 1024
SWELLS_AT_MOST = 20  # all contents together, as a multiple of the ZIP; ours is stored as it is
MEMBERS_AT_MOST = 200_000
MANIFEST_AT_MOST = 256 * 1024 * 1024  # bytes
YEARS = range(1, 10_000)  # what a column holds
# What zipfile and zlib raise for a damaged or forged ZIP; NotImplementedError: a packing that is not known here,
# RuntimeError: a member that is locked with a password (tests/archive tampers in each of these ways).
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True)
class Problem:
    """Where in the ZIP, and what is wrong there."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}：{self.what}"


@dataclass
class Checked:
    """What was found; `manifest` is empty when it could not be read."""

    problems: list[Problem] = field(default_factory=list)
    manifest: dict[str, Any] = field(default_factory=dict)

    def add(self, where: str, what: str) -> None:
        """One more problem."""
        self.problems.append(Problem(where, what))

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of the manifest."""
        return self.manifest.get("rows", [])


def check(path: Path) -> Checked:
    """Compare a ZIP with its manifest, to its last byte."""
    found = Checked()
    try:
        with zipfile.ZipFile(path) as bundle:
            if not _is_harmless(bundle, path.stat().st_size, found):
                return found
            if _read_manifest(bundle, found):
                _compare(bundle, found)
    except FileNotFoundError:
        found.add(path.name, "没有这个文件。")
    except UNREADABLE as fault:
        found.add(path.name, f"不是 ZIP 文件，或者已经损坏，不能读取（{fault}）。请重新打包或取备份。")
    return found


# What is refused before anything is read ------------------------------------


def _is_harmless(bundle: zipfile.ZipFile, size: int, found: Checked) -> bool:
    members = bundle.infolist()
    if len(members) > MEMBERS_AT_MOST:
        found.add("ZIP", f"内含文件超过{MEMBERS_AT_MOST}个，不是归档包，没有继续核验。")
    if sum(member.file_size for member in members) > SWELLS_AT_MOST * max(size, BLOCK):
        found.add("ZIP", "展开后过大，可能是压缩炸弹，没有继续核验。")
    for name, count in Counter(member.filename for member in members).items():
        if count > 1:
            found.add(_shown(name), f"同名文件有{count}个，无法判断以哪个为准，没有继续核验。")
    for member in members:
        if reason := _unfit(member):
            found.add(_shown(member.orig_filename), reason)
    return not found.problems


def _unfit(member: zipfile.ZipInfo) -> str:
    if not archive_manifest.is_safe(member.orig_filename):
        return "路径会写到文件夹以外，或者含有不该有的字符，没有继续核验。"
    if member.flag_bits & 0x1:
        return "已加密，不能核验。"
    mode = member.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "不是普通文件（如符号链接），没有继续核验。"
    return ""


def _shown(name: str) -> str:
    """A foreign name as it may be written on a terminal."""
    return name.encode("unicode_escape").decode() if not name.isprintable() else name


# The manifest ----------------------------------------------------------------


def _read_manifest(bundle: zipfile.ZipFile, found: Checked) -> bool:
    where = archive_manifest.NAME
    try:
        entry = bundle.getinfo(where)
    except KeyError:
        found.add(where, "没有清单，不是归档包，或者清单被删除。")
        return False
    if entry.file_size > MANIFEST_AT_MOST:
        found.add(where, "清单过大，没有读取。")
        return False
    try:
        manifest = json.loads(bundle.read(entry))
    except (UnicodeDecodeError, ValueError, RecursionError, *UNREADABLE) as fault:
        found.add(where, f"清单被改动或损坏，不能读取（{type(fault).__name__}）。")
        return False
    if reason := _misshapen(manifest):
        found.add(where, reason)
        return False
    found.manifest = manifest
    for reason in _forged(manifest):
        found.add(where, reason)
    return True


def _forged(manifest: dict[str, Any]) -> Iterator[str]:
    try:
        rows, whole = archive_manifest.rows_digest(manifest["rows"]), archive_manifest.digest_of(manifest)
    except (ValueError, RecursionError):  # half a character, or a nest of lists: nothing that was ever packed
        yield "清单被改动：含有不该有的内容。"
        return
    if rows != manifest["rows_sm3"]:
        yield "清单被改动：各行与清单自记的摘要不符。"
    if whole != manifest["sm3"]:
        yield "清单被改动：清单首部与自记的摘要不符。"


def _misshapen(manifest: Any) -> str:
    if not isinstance(manifest, dict) or manifest.get("format") != archive_manifest.FORMAT:
        return f"清单格式不是{archive_manifest.FORMAT}，不能核验。"
    rows = manifest.get("rows")
    texts = all(isinstance(manifest.get(key), str) for key in ("sm3", "rows_sm3"))
    if not texts or not isinstance(rows, list) or not all(_is_row(row) for row in rows):
        return "清单被改动：缺少必要的栏目，或者栏目不是应有的样子。"
    doubled = [path for path, count in Counter(row["path"] for row in rows).items() if count > 1]
    return f"清单被改动：“{_shown(doubled[0])}”列了两次。" if doubled else ""


def _is_row(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and row.keys() == archive_manifest.ROW_KEYS
        and all(isinstance(row[key], str) for key in ("path", "sm3", "code", "piece", "title", "number"))
        and isinstance(row["size"], int)
        and isinstance(row["place"], dict)
        and all(isinstance(value, (str, int)) for value in row["place"].values())
    )


# The files -------------------------------------------------------------------


def _compare(bundle: zipfile.ZipFile, found: Checked) -> None:
    there = {member.filename: member for member in bundle.infolist() if member.filename != archive_manifest.NAME}
    for row in found.rows:
        member = there.pop(row["path"], None)
        if reason := "缺少文件。" if member is None else _changed(bundle, member, row):
            found.add(label(row), reason)
    for name in there:
        found.add(_shown(name), "清单中没有这个文件，是后来加进去的。")


def _changed(bundle: zipfile.ZipFile, member: zipfile.ZipInfo, row: dict[str, Any]) -> str:
    digest, size = hashlib.new("sm3"), 0
    try:
        with bundle.open(member) as source:
            while block := source.read(BLOCK):
                digest.update(block)
                size += len(block)
    except UNREADABLE as fault:
        return f"文件已损坏，不能读取（{fault}）。"
    if size != row["size"]:
        return f"文件被改动：应为{row['size']}字节，实际{size}字节。"
    return "" if digest.hexdigest() == row["sm3"] else "文件被改动：内容与清单所记摘要不符。"


def label(row: dict[str, Any]) -> str:
    """2026/永久/研究室/0007/02-正本.pdf（遵人常办〔2026〕27号 正本）."""
    about = f"{row['number']} {row['piece']}".strip()
    return _shown(f"{row['path']}（{about}）")


# Against the database --------------------------------------------------------


def against_database(found: Checked) -> Iterator[Problem]:
    """What the database says otherwise: pieces, the packing itself, and the link of the trail."""
    from congress.models import Event  # noqa: PLC0415  (the check itself needs no database)

    manifest = found.manifest
    link = manifest.get("chain") if isinstance(manifest.get("chain"), dict) else {}
    sequence, named = link.get("sequence"), link.get("hash")
    is_known = (
        isinstance(sequence, int)
        and Event.objects.filter(sequence=sequence, hash=str(named).replace("\0", "")).exists()
    )
    if not is_known and sequence != 0:
        yield Problem(archive_manifest.NAME, "清单所记的留痕链头与本系统的留痕不符。")
    packings = Event.objects.filter(action="archive.pack", body__contains=f'"manifest":"{manifest["sm3"]}"')
    if not packings.exists():
        yield Problem(archive_manifest.NAME, "本系统的留痕中没有打过这个包：清单不是本系统的，或者被重新伪造。")
    yield from _other_pieces(found)


def _other_pieces(found: Checked) -> Iterator[Problem]:
    from congress.models.archive import ArchivePiece  # noqa: PLC0415

    selection = found.manifest.get("selection")
    organ = selection.get("organ") if isinstance(selection, dict) else ""
    years = {row["place"].get("year") for row in found.rows if row["place"]}
    pieces = ArchivePiece.objects.filter(
        item__organ__key=str(organ).replace("\0", ""), item__year__in=[year for year in years if year in YEARS]
    ).select_related("item")
    known: dict[str, dict[int, str]] = {}
    for piece in pieces.iterator(2000):
        known.setdefault(piece.item.code, {})[piece.position] = piece.digest
    given: dict[str, list[str]] = {}
    for row in (row for row in found.rows if row["code"]):
        given.setdefault(row["code"], []).append(row["sm3"])
        if row["code"] not in known:
            yield Problem(label(row), f"数据库中没有档号{_shown(row['code'])}。")
        elif row["sm3"] not in known[row["code"]].values():
            yield Problem(label(row), "与数据库所记归档时的摘要不符。")
    for code, digests in given.items():
        lost = Counter(known.get(code, {}).values()) - Counter(digests)
        if lost:
            yield Problem(code, f"归档时共{len(known[code])}个文件，清单缺{lost.total()}个。")
