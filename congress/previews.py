"""The real pages of a paper as pictures: what is written, and what was issued."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from typing import Any

from congress import advice, annex_files, files, printing, typesetting

DPI = 84  # a page is then 694 pixels wide: readable beside the text
AROUND = 2  # pages shown at once
UNREADABLE = "文件不能读取，请联系系统管理员。"


@dataclass(frozen=True)
class Page:
    """One page: its number from 1, and its picture as a data: address."""

    number: int
    image: str


@dataclass(frozen=True)
class Preview:
    """Some pages of a paper with what is to be looked at, or the reason why there are none."""

    pages: tuple[Page, ...] = ()
    page_count: int = 0
    warnings: tuple[str, ...] = ()
    error: str = ""

    @property
    def before(self) -> int:
        """The page from which to show what stands before, 0 when there is nothing."""
        return max(1, self.pages[0].number - AROUND) if self.pages and self.pages[0].number > 1 else 0

    @property
    def after(self) -> int:
        """The page from which to show what follows, 0 when there is nothing."""
        return self.pages[-1].number + 1 if self.pages and self.pages[-1].number < self.page_count else 0


def of_text(text: typesetting.PaperText, first: int = 1) -> Preview:
    """The pages from `first` on of a text that nobody has issued, and all that is to be looked at."""
    first = max(first, 1)
    last = first + AROUND - 1
    try:
        rendered = printing.render(text, only=(first, last), appended=_appended(text, first, last))
        warnings = (f"{warning.about}：{warning.message}" for warning in rendered.warnings)
        return _pages(rendered.pdf, rendered.page_count, first, (*warnings, *advice.of_text(text)))
    except (typesetting.TypesettingError, printing.PrintError) as fault:
        return Preview(error=str(fault))


def _appended(text: typesetting.PaperText, first: int, last: int) -> dict[str, bytes]:
    """The files of the annexes that these pages show; the others are not read."""
    if not any(annex.pdf for annex in text.annexes):
        return {}
    places = printing.pdf_places(typesetting.compose(text))
    shown = {annex.pdf for annex, pages in places if any(first <= at + 1 <= last for at in pages)}
    return annex_files.contents(text, shown)


def of_matter(paper: Any, first: int = 1) -> Preview:
    """The pages of a paper on its way: as printed once it is issued and printed, else as they would be."""
    first = max(first, 1)
    issued = print_of(paper)
    if issued is None:
        try:
            return of_text(paper.text(), first)
        except typesetting.TypesettingError as fault:
            return Preview(error=str(fault))
    try:
        return _pages(files.read(issued.pdf_digest), issued.page_count, first, ())
    except (printing.PrintError, OSError) as fault:
        return Preview(error=str(fault) if isinstance(fault, printing.PrintError) else UNREADABLE)


def print_of(paper: Any) -> Any:
    """The issued paper, if its print is there and is of the text as it stands: one taken back is mended first."""
    issued = paper.issued
    return issued if issued and issued.pdf_digest and paper.state in paper.workflow.since("registered") else None


def last_page(text: typesetting.PaperText) -> int:
    """The page on which the text of a paper ends, its closing 版记 left out.  Raises TypesettingError."""
    text = replace(text, cc="", printed_by="", printed_on=None)
    if not text.annexes:  # the signature follows what is written here
        text = replace(text, signatories=(), note="")
    return len(typesetting.compose(text).pages)


def _pages(pdf: bytes, count: int, first: int, warnings: tuple[str, ...]) -> Preview:
    first = min(first, count)
    last = min(first + AROUND - 1, count)
    pictures = printing.page_images(pdf, first, last, DPI)
    pages = tuple(
        Page(number, f"data:image/png;base64,{base64.b64encode(picture).decode()}")
        for number, picture in enumerate(pictures, first)
    )
    return Preview(pages, count, warnings)
