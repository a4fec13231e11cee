"""附件为 PDF: files that are printed with the paper, as rows of its text.

A row names its file by SM3, so that the digest of the text holds the file.
The content lies in the file store under that digest; an `Attachment` of the
paper keeps it there for ever, also when a later text names another file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.core import signing

from congress import files, typesetting

STEP = "pdf_annex"  # of the Attachment: no step of a table, so that a file that was replaced is shown in the house only
SALT = "congress.annex_files"


@dataclass(frozen=True)
class AnnexFile:
    """One PDF that is an annex: its title in the paper; the file's name, SM3, size in bytes and pages."""

    title: str
    name: str
    digest: str
    size: int
    pages: int

    @property
    def row(self) -> dict[str, Any]:
        """As the paper keeps it (JSON)."""
        return asdict(self)

    @property
    def token(self) -> str:
        """As a form carries it: signed, so that nobody names a file that he has not brought or seen."""
        return signing.dumps(self.row, salt=SALT, compress=True)

    @property
    def words(self) -> str:
        """名单（名单.pdf，3页，摘要0123456789ab）: as the marked copy shows it; another file has other words."""
        return f"{self.title}（{self.name}，{self.pages}页，摘要{self.digest[:12]}）"

    @property
    def is_there(self) -> bool:
        """Does the store still have it?  A file that no row names is swept after a day."""
        return files.path_of(self.digest).exists()


def from_token(token: str) -> AnnexFile | None:
    """What a form carried; None when it is not ours."""
    try:
        return AnnexFile(**signing.loads(token, salt=SALT))
    except (signing.BadSignature, TypeError):
        return None


def listed(rows: Iterable[Mapping[str, Any]]) -> list[AnnexFile]:
    """The files of a paper's rows."""
    return [AnnexFile(**row) for row in rows]


def parts(rows: Iterable[Mapping[str, Any]]) -> tuple[typesetting.Annex, ...]:
    """The annexes as they are typeset: behind those that are text."""
    found = listed(rows)
    return tuple(typesetting.Annex((one.title,), "", pdf=one.digest, pages=one.pages) for one in found)


def words(rows: Iterable[Mapping[str, Any]]) -> str:
    """One line a file, for the versions."""
    return "\n".join(one.words for one in listed(rows))


def contents(text: typesetting.PaperText, wanted: Collection[str] | None = None) -> dict[str, bytes]:
    """The files of a text by their SM3, those that can be read; `wanted`: only these."""
    found: dict[str, bytes] = {}
    for annex in text.annexes:
        if annex.pdf and (wanted is None or annex.pdf in wanted):
            try:
                found[annex.pdf] = files.read(annex.pdf)
            except OSError:  # who prints says which annex it is
                continue
    return found
