"""A ZIP as the archive packs it, made by hand in a moment, and made anew by somebody who means no good."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import zipfile
from pathlib import Path

from django.core.management import CommandError, call_command

from congress import archive_manifest

SENT = "2026/永久/办公室/0001/02-正本.pdf"
CONTENTS = {
    "归档文件目录.pdf": b"%PDF list",
    "备考表.pdf": b"%PDF sheet",
    "2026/永久/办公室/0001/01-发文稿纸.pdf": b"%PDF form",
    SENT: b"%PDF sent" * 500,
    "2026/30年/办公室/0001/02-正本.pdf": b"%PDF another",
}


def row_of(path: str, content: bytes) -> dict:
    """As archive_packing writes it."""
    year, *place = path.split("/") if "/" in path else ("", "", "")
    return {
        "path": path,
        "size": len(content),
        "sm3": hashlib.new("sm3", content).hexdigest(),
        "code": f"WS·2026-{place[0]}-办公室-0001" if year else "",
        "item": 1 if year else 0,
        "piece": path.rsplit("-", maxsplit=1)[-1].removesuffix(".pdf"),
        "pages": 1,
        "title": "关于印发要点的通知",
        "number": "遵人常办〔2026〕3号" if year else "",
        "place": {"year": 2026, "period": place[0], "category": place[1]} if year else {},
    }


def made_by_hand(path: Path) -> Path:
    """A whole ZIP of five files."""
    head = {"left_out": 1, "chain": {"sequence": 7, "hash": "0" * 64}, "selection": {"organ": "zunyi-sc"}}
    manifest = archive_manifest.seal(head, [row_of(*one) for one in CONTENTS.items()])
    with zipfile.ZipFile(path, "w") as bundle:
        for name, content in CONTENTS.items():
            bundle.writestr(name, content)
        bundle.writestr("manifest.json", json.dumps(manifest))
    return path


def said(path: Path, **options) -> tuple[int, str]:
    """How many problems the command names, and all that it says."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("archive_verify", str(path), stdout=out, stderr=err, **options)
    except CommandError as fault:
        return len(err.getvalue().strip().splitlines()), f"{err.getvalue()}{fault}"
    return 0, out.getvalue()


def rewritten(path: Path, change=None, drop=(), add=(), manifest=None) -> Path:
    """The ZIP made anew by somebody else: members changed, dropped, added; the manifest changed."""
    with zipfile.ZipFile(path) as old:
        contents = {name: old.read(name) for name in old.namelist()}
    for name in drop:
        del contents[name]
    contents |= change or {}
    if manifest:
        data = json.loads(contents["manifest.json"])
        contents["manifest.json"] = json.dumps(manifest(data) or data).encode()
    target = path.with_name("rewritten.zip")
    with zipfile.ZipFile(target, "w") as new:
        for name, content in (*contents.items(), *add):
            new.writestr(name, content)
    return target


def link() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("2026/link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def set_row(at, **values):
    def change(data):
        data["rows"][at].update(values)

    return change
