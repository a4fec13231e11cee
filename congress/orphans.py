"""Files that no row names: an upload that broke off, a transaction that was rolled back.

They are taken away after a day, never sooner: a file is complete before the
row that names it is committed.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import Field

OLD = 24 * 3600  # seconds
DIGEST_LENGTH = 64
BATCH = 500


def sweep() -> int:
    """Delete what has lain for a day without a row; gives how many files went."""
    root = Path(settings.FILES_ROOT)
    leftovers = [*root.glob("incoming-*"), *Path(settings.UPLOADS).glob("*")]
    count = sum(_delete(path) for path in leftovers if path.is_file())
    stored = [path for path in root.glob("??/*") if len(path.name) == DIGEST_LENGTH]
    for start in range(0, len(stored), BATCH):
        group = stored[start : start + BATCH]
        named = named_in_rows({path.name for path in group})
        count += sum(_delete(path) for path in group if path.name not in named)
    return count


def named_in_rows(digests: set[str]) -> set[str]:
    """Those that some row names, in any field of any model that holds digests.

    Asking all of them needs no second list of where files may be named: a
    model of a later app is asked because it has such a field.
    """
    found: set[str] = set()
    for field in digest_fields():
        rows = field.model._base_manager.filter(**{f"{field.name}__in": digests})
        found.update(rows.values_list(field.name, flat=True))
    return found


def digest_fields() -> Iterator[Field]:
    """Every text field whose name says that it holds a digest."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if field.name == "digest" or field.name.endswith("_digest"):
                yield field


def _delete(path: Path) -> bool:
    """Take one file away, unless it is young.

    It is moved aside first: the same content may be stored anew between the
    look and the deletion, and that file is as young as can be.
    """
    aside = path.with_name(f"swept-{path.name}")
    with contextlib.suppress(FileNotFoundError):
        if not _is_old(path):
            return False
        os.rename(path, aside)
        if _is_old(aside):
            aside.unlink()
            return True
        os.rename(aside, path)
    return False


def _is_old(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > OLD
