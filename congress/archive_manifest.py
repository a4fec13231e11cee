"""The manifest of an archive's ZIP: what it says, how it is sealed, and what its paths look like.

Nothing here needs a database: the ZIP can be checked wherever it is carried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from congress.chain import canonical, sm3

NAME = "manifest.json"
FORMAT = "congress-archive/1"
ROW_KEYS = {"path", "size", "sm3", "code", "item", "piece", "pages", "title", "number", "place"}


def rows_digest(rows: Sequence[Mapping[str, object]]) -> str:
    """The digest of all rows, in their order."""
    return sm3("\n".join(canonical(row) for row in rows))


def seal(head: Mapping[str, object], rows: Sequence[Mapping[str, object]]) -> dict[str, Any]:
    """The whole manifest: its head, its rows with their digest, and the digest of everything."""
    whole = {**head, "format": FORMAT, "rows": list(rows), "rows_sm3": rows_digest(rows)}
    return {**whole, "sm3": digest_of(whole)}


def digest_of(manifest: Mapping[str, object]) -> str:
    """The digest of everything in the manifest but itself; the rows count by theirs."""
    return sm3(canonical({key: value for key, value in manifest.items() if key not in ("sm3", "rows")}))


def is_safe(path: str) -> bool:
    """A path that unpacks below the folder it is unpacked in, on every system."""
    parts = path.split("/")
    clean = all(part not in ("", ".", "..") and part == part.strip(" .") for part in parts)
    return clean and not any(one in '\\:*?"<>|\x7f' or one < " " for one in path)
