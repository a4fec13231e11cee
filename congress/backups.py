"""One tar of the database, the files, the trail's daily digests and a manifest of SM3.

The database goes first: files are only ever added, so each file that a row of
the copy names is there when the files are read.
"""

import hashlib
import io
import json
import os
import re
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, connections

from congress import clock

MANIFEST = "manifest.json"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
STORED = re.compile(r"files/[0-9a-f]{2}/[0-9a-f]{64}")
DIGESTS = re.compile(r"audit/\d{4}-\d\d-\d\d\.json")  # the trail's daily digests
BLOCK = 1024 * 1024


class Refused(Exception):
    """Why an archive is not restored; the text is for the person at the keyboard."""


def write(target: Path) -> int:
    """Make a backup, complete or not at all; gives the number of stored files in it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(target.name + ".part")
    digests: dict[str, str] = {}
    try:
        with tempfile.TemporaryDirectory(dir=settings.VAR) as room, open(draft, "xb", opener=_private) as file:
            with tarfile.open(fileobj=file, mode="w") as archive:
                database = Path(room) / DATABASES[connection.vendor]
                _dump(database)
                _add(archive, database, database.name, digests)
                for path in _stored_files():
                    _add(archive, path, f"files/{path.parent.name}/{path.name}", digests)
                for path in _trail_digests():
                    _add(archive, path, f"audit/{path.name}", digests)
                _add_manifest(archive, digests)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return sum(1 for name in digests if STORED.fullmatch(name))


def restore(archive: Path) -> int:
    """Put everything back; the archive is checked to its last byte before anything is touched."""
    with tempfile.TemporaryDirectory(dir=settings.VAR) as room:
        digests = unpack(archive, Path(room))
        database = DATABASES[connection.vendor]
        if database not in digests:
            raise Refused("备份的数据库类型与现在的设置（DATABASE_URL）不同，不能恢复。")
        for name in digests.keys() - {database}:
            _put_back(Path(room) / name, name)
        _load(Path(room) / database)
    return sum(1 for name in digests if STORED.fullmatch(name))


def unpack(archive: Path, room: Path) -> dict[str, str]:
    """Unpack into a folder and compare with the manifest; gives name → digest."""
    found: dict[str, str] = {}
    manifest = None
    try:
        with tarfile.open(archive, "r:") as tar:
            for member in tar:
                source = tar.extractfile(member) if member.isreg() else None
                if source is None or not _is_ours(member.name):
                    raise Refused(f"备份中有不该有的内容：{member.name}")
                if member.name == MANIFEST:
                    manifest = json.load(source)
                else:
                    found[member.name] = _copy(source, room / member.name)
    except (tarfile.TarError, ValueError, EOFError) as fault:
        raise Refused(f"备份文件已损坏：{fault}") from fault
    if manifest is None:
        raise Refused("备份中没有清单，备份不完整。")
    listed = manifest["digests"]
    if wrong := sorted(name for name in listed.keys() | found.keys() if listed.get(name) != found.get(name)):
        raise Refused(f"备份与清单不符（{len(wrong)} 处），第一处：{wrong[0]}")
    return found


def key_of(archive: Path) -> str:
    """The fingerprint of the secret key with which the archive was made."""
    with tarfile.open(archive, "r:") as tar:
        return json.load(tar.extractfile(MANIFEST))["key"]


def key_fingerprint() -> str:
    """Tells two secret keys apart without telling either."""
    return hashlib.new("sm3", b"congress backup " + settings.SECRET_KEY.encode()).hexdigest()[:16]


def target_is_empty() -> bool:
    """No file and no account yet; a database that was only migrated is empty."""
    if next(_stored_files(), None):
        return False
    user = get_user_model()
    return user._meta.db_table not in connection.introspection.table_names() or not user.objects.exists()


def _stored_files() -> Iterator[Path]:
    root = Path(settings.FILES_ROOT)
    yield from (path for path in sorted(root.glob("??/*")) if STORED.fullmatch(f"files/{path.relative_to(root)}"))


def _trail_digests() -> list[Path]:
    folder = Path(settings.VAR) / "audit"
    return sorted(path for path in folder.glob("*.json") if DIGESTS.fullmatch(f"audit/{path.name}"))


def _put_back(source: Path, name: str) -> None:
    if name.startswith("audit/"):
        place = Path(settings.VAR) / name
        if place.exists():  # what was written down here bears witness, also against the archive
            return
    else:
        place = Path(settings.FILES_ROOT) / name.removeprefix("files/")
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(source, place)


def _is_ours(name: str) -> bool:
    known = name == MANIFEST or name in DATABASES.values()
    return known or bool(STORED.fullmatch(name) or DIGESTS.fullmatch(name))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _copy(source, target: Path) -> str:
    """Copy to a file; gives the SM3 digest."""
    digest = hashlib.new("sm3")
    target.parent.mkdir(parents=True, exist_ok=True)
    with open(target, "xb", opener=_private) as file:
        while block := source.read(BLOCK):
            digest.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _add(archive: tarfile.TarFile, path: Path, name: str, digests: dict[str, str]) -> None:
    with open(path, "rb") as file:
        digests[name] = hashlib.file_digest(file, lambda: hashlib.new("sm3")).hexdigest()
    archive.add(path, name, recursive=False)


def _add_manifest(archive: tarfile.TarFile, digests: dict[str, str]) -> None:
    text = {"made_at": clock.now().isoformat(), "key": key_fingerprint(), "digests": digests}
    content = json.dumps(text, indent=1, ensure_ascii=False).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def _dump(target: Path) -> None:
    """A copy of the database as of one moment, while others go on writing."""
    if connection.vendor == "postgresql":
        _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)


def _load(source: Path) -> None:
    """Replace the database by the copy, whole or not at all."""
    if connection.vendor == "postgresql":
        connections.close_all()  # our own open connection would hold the tables
        _postgres("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(source))
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(source)) as copy:
        copy.backup(connection.connection)


def _postgres(program: str, *arguments: str) -> None:
    """Run a PostgreSQL client on our database, as the tables' owner where there is one."""
    ours = connection.settings_dict
    user, password = ours["USER"], ours["PASSWORD"]
    if owner := os.environ.get("DATABASE_OWNER_URL"):
        user, password = urlsplit(owner).username, urlsplit(owner).password
    where = [f"--host={ours['HOST']}", f"--port={ours['PORT'] or 5432}", f"--username={user}"]
    where.append(f"--dbname={ours['NAME']}")
    done = subprocess.run(
        [program, "--no-password", *where, *arguments],
        env=os.environ | {"PGPASSWORD": password or ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refused(f"{program} 失败：{done.stderr.strip()[-500:]}")
