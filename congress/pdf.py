"""HTML to PDF by WeasyPrint, as quick as it goes: what is the same for every paper is made once a process.

Only the render process (`render_worker.py`) and its tests import this: WeasyPrint takes half a second to load.
What each part saves is measured by `benchmarks/papers.py`.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from pathlib import Path

import pydyf
import weasyprint
from weasyprint.text.fonts import FontConfiguration

ASSETS = Path(__file__).with_name("typesetting") / "assets"
VARIANT = "pdf/a-2u"
DEFLATE = 6  # level 9 takes more than twice the time for half a hundredth less bytes


class Paper(weasyprint.HTML):
    """A paper has `paper.css` only: matching the RULES rules of a browser's own sheet took an eighth of the time."""

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:
        return []


class Written(pydyf.Object):
    """An object of the PDF that is bytes already."""

    def __init__(self, source: pydyf.Object) -> None:
        super().__init__()
        self.number, self.generation, self.free = source.number, source.generation, source.free
        self._is_compressible, self._data = source.compressible, source.data

    @property
    def compressible(self) -> bool:
        """May it lie in an object stream?"""
        return self._is_compressible

    @property
    def data(self) -> bytes:
        """The object between `obj` and `endobj`."""
        return self._data


def write_once(document: weasyprint.Document, pdf: pydyf.PDF) -> None:
    """Finisher: puts each object into bytes now.  pydyf would do it, and deflate it, twice: for the file and its ID."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.compress:
            # a stream is what its `data` says without deflating: dictionary, then the bytes
            item.stream = [zlib.compress(_joined(item), DEFLATE)]
            item.extra["Filter"], item.compress = "/FlateDecode", False
    pdf.objects = [item if item.free == "f" else Written(item) for item in pdf.objects]


def _joined(stream: pydyf.Stream) -> bytes:
    """The bytes of a stream as pydyf puts them together."""
    plain = pydyf.Stream(stream.stream).data
    return plain[plain.index(b"\nstream\n") + 8 : -len(b"\nendstream")]


class Drawer:
    """Draws papers, one after the other.

    It has one FontConfiguration for its life, because a new one a paper leaks, and parses each style sheet once.
    """

    def __init__(self) -> None:
        self.fonts = FontConfiguration()
        self.parsed = lru_cache(maxsize=8)(self._parsed)

    def _parsed(self, sheet: str) -> weasyprint.CSS:
        return weasyprint.CSS(string=sheet, font_config=self.fonts, url_fetcher=refuse)

    def draw(self, markup: str, sheet: str) -> tuple[bytes, int]:
        """The PDF and how many pages it has."""
        sheets = [self.parsed((ASSETS / "paper.css").read_text()), self.parsed(sheet)]
        html = Paper(string=markup, url_fetcher=refuse)
        document = html.render(stylesheets=sheets, font_config=self.fonts, pdf_variant=VARIANT, pdf_tags=True)
        pdf = document.write_pdf(finisher=write_once, pdf_variant=VARIANT, pdf_tags=True)
        return pdf, len(document.pages)


def refuse(url: str, *args: object, **kwargs: object) -> dict[str, object]:
    """The URL fetcher: a paper needs nothing from anywhere."""
    raise ValueError(f"refused: {url}")
