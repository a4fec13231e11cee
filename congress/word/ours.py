"""A document that we wrote comes back: its parts are known by their styles, whatever was changed in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from congress.typesetting import Annex, PaperText, TextError, parse_annexes
from congress.typesetting.parsing import DATE, PRINTED, Numbered, read_date
from congress.word.roles import Part

if TYPE_CHECKING:
    from congress.word.reading import Line
    from congress.word.remarks import Remarks

CLOSES_TEXT = {Part.SIGNATORY, Part.DATE, Part.NOTE}
NUMBER_OF_NAME = re.compile(r"^\d+[.．、]")
APPROVERS = re.compile(r"签发人[：:]")
BETWEEN_APPROVERS = "\u3000\u3000"


def assemble(lines: Sequence[Line], remarks: Remarks) -> PaperText | None:
    """The paper; None for a document that does not bear our styles, or has lost its title or its body."""
    found = _Parts(lines)
    if not found.of(Part.TITLE) or not found.body:
        return None
    for title in found.files():
        remarks.add("annex file", title)
    number, approvers = found.number()
    printed_by, printed_on = found.printed()
    return PaperText(
        mark=found.mark(),
        number=number,
        title=tuple(found.of(Part.TITLE)),
        to=found.joined(Part.TO).removesuffix("：").removesuffix(":"),
        body="\n".join(found.body),
        signatories=tuple(name for row in found.of(Part.SIGNATORY) for name in row.split("\t") if name),
        signed_on=_day(found.joined(Part.DATE)),
        annexes=tuple(found.annexes()),
        annex_note=found.annex_note(),
        note=found.bracketed(Part.NOTE),
        cc=found.cc(),
        printed_by=printed_by,
        printed_on=printed_on,
        urgency=found.joined(Part.URGENCY),
        adopted=found.joined(Part.ADOPTED),
        approvers=approvers,
        attendance=tuple(found.of(Part.ATTENDANCE)),
        copy_number=found.joined(Part.COPY_NUMBER),
    )


class _Parts:
    """The lines by their part; a line that has lost its style belongs where it stands."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self.body: list[str] = []
        self._annexed: list[list[Line]] = []
        is_closed = False
        for line in lines:
            is_closed = is_closed or (line.part in CLOSES_TEXT and bool(self.body))  # minutes begin with them
            if line.part is Part.ANNEX_LABEL:
                self._annexed.append([line])
            elif line.part in (Part.ANNEX_TITLE, Part.ANNEX_FILE, Part.BODY, Part.CELL, None):
                if self._annexed or is_closed:
                    if not self._annexed:
                        self._annexed.append([])
                    self._annexed[-1].append(line)
                else:
                    self.body.append(line.text)

    def of(self, part: Part) -> list[str]:
        """The texts of the lines of a part."""
        return [line.text for line in self._lines if line.part is part]

    def joined(self, part: Part) -> str:
        """A part that is one text."""
        return "".join(self.of(part))

    def mark(self) -> str:
        """The organs, one a line; 文件 stands beside the first or the only one."""
        rows = [row.split("\t") for row in self.of(Part.MARK)]
        if not any(len(row) > 1 for row in rows):
            return "\n".join(row[0] for row in rows)
        word = "".join(cell for row in rows for cell in row[1:])
        return "\n".join(row[0] for row in rows) + word

    def number(self) -> tuple[str, tuple[str, ...]]:
        """发文字号, and the 签发人 beside it."""
        pieces = [piece for row in self.of(Part.NUMBER) for piece in row.split("\t") if piece]
        signers = [APPROVERS.sub("", piece) for piece in pieces if APPROVERS.match(piece)]
        numbers = [piece for piece in pieces if not APPROVERS.match(piece)]
        names = tuple(name for one in signers for name in one.split(BETWEEN_APPROVERS) if name)
        return (numbers[0] if numbers else ""), names

    def annex_note(self) -> tuple[str, ...]:
        """The names that the text gives; not those that the layout took from the annexes."""
        lines = [line for line in self._lines if line.part is Part.ANNEX_NOTE]
        names = [re.sub("^附件[：:]", "", line.text) for line in lines]
        if len(names) > 1:
            names = [NUMBER_OF_NAME.sub("", name) for name in names]
        titles = [title for lines in self._annexed for title in self._titles(lines)]
        is_added = all(line.is_auto for line in lines) and names == [title.rstrip("。；") for title in titles]
        return () if is_added else tuple(name for name in names if name)

    @staticmethod
    def _titles(lines: Sequence[Line]) -> list[str]:
        """What the layout would name of these lines: a title each, of a PDF too."""
        if lines[0].part is not Part.ANNEX_LABEL:
            parts = parse_annexes("\n".join(line.text for line in lines))
            return [title for annex in parts if (title := "".join(annex.title))]
        title = "".join(line.text for line in lines if line.part is Part.ANNEX_TITLE)
        return [title] if title else []

    def files(self) -> list[str]:
        """The titles of annexes that are PDFs: these stay in the system."""
        return [title for lines in self._annexed if _is_file(lines) for title in self._titles(lines)]

    def bracketed(self, part: Part) -> str:
        """A text to which the layout may have given its brackets."""
        text, is_auto = self.joined(part), any(line.is_auto for line in self._lines if line.part is part)
        found = re.fullmatch("（(.*)）", text) if is_auto else None
        return found[1] if found else text

    def cc(self) -> str:
        """抄送 without its label, and without the full stop that the layout added."""
        text = re.sub("^抄送[：:]", "", self.joined(Part.CC))
        is_auto = any(line.is_auto for line in self._lines if line.part is Part.CC)
        return text.removesuffix("。") if is_auto else text

    def printed(self) -> tuple[str, date | None]:
        """印发机关, 印发日期."""
        pieces = [piece for row in self.of(Part.PRINTED) for piece in row.split("\t") if piece]
        if not pieces:
            return "", None
        if found := PRINTED.fullmatch("\t".join(pieces)):
            return found[1], _day(found[2])
        return pieces[0], None

    def annexes(self) -> list[Annex]:
        """Each from its label to the next; what follows the date without a label is read as pasted text is."""
        found: list[Annex] = []
        for lines in self._annexed:
            if _is_file(lines):
                continue
            if lines[0].part is not Part.ANNEX_LABEL:
                found += parse_annexes("\n".join(line.text for line in lines))
                continue
            label = "" if lines[0].is_auto and re.fullmatch(r"附件\d*", lines[0].text) else lines[0].text
            title = tuple(line.text for line in lines[1:] if line.part is Part.ANNEX_TITLE)
            body = "\n".join(line.text for line in lines[1:] if line.part is not Part.ANNEX_TITLE)
            found.append(Annex(title, body, label))
        return found


def _is_file(lines: Sequence[Line]) -> bool:
    """Do these lines stand for a PDF?"""
    return any(line.part is Part.ANNEX_FILE for line in lines)


def _day(text: str) -> date | None:
    """The day that a text says; None for an open one."""
    if not DATE.fullmatch(text):
        return None
    try:
        return read_date(Numbered(1, text))
    except TextError:
        return None
