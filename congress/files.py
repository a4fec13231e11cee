"""The file store: content under its SM3 digest, complete before any row names it.

`FILES_ROOT/ab/<SM3>`: written to a temporary name, fsynced, renamed.  A file
whose row never came is swept after a day.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings


def path_of(digest: str) -> Path:
    """Where the content with this SM3 digest lies."""
    return Path(settings.FILES_ROOT) / digest[:2] / digest


def keep(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Store content; gives its SM3 digest and its size in bytes.

    Raises OSError (disk full) with nothing left behind.
    """
    root = Path(settings.FILES_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.new("sm3"), 0
    handle, name = tempfile.mkstemp(dir=root, prefix="incoming-")
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                size += file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        target = path_of(digest.hexdigest())
        target.parent.mkdir(exist_ok=True)
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise
    return digest.hexdigest(), size


def read(digest: str) -> bytes:
    """The content; raises OSError when it is missing or is no longer what was stored."""
    content = path_of(digest).read_bytes()
    if hashlib.new("sm3", content).hexdigest() != digest:
        raise OSError(f"文件内容与登记的摘要不符：{digest[:12]}…")
    return content
