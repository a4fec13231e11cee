"""The letters of one paragraph of a Word document, and what stands among them that is no text."""

from __future__ import annotations

from functools import cached_property

from congress.word.container import Container
from congress.word.remarks import Remarks, quoted
from congress.word.xml import Element, find, is_on, texts, value

INTO = {
    "w:ins", "w:moveTo", "w:smartTag", "w:customXml", "w:dir", "w:bdo", "w:sdt", "w:sdtContent", "w:hyperlink",
    "w:fldSimple", "mc:Choice",
}  # fmt: skip
REVISED = {"w:ins", "w:del", "w:moveTo"}  # what was moved is counted once
LEFT_OUT = {"w:del": "revision", "w:moveFrom": ""}
LETTERS = {"w:tab": "\t", "w:ptab": "\t", "w:cr": "\n", "w:noBreakHyphen": "-"}
NOTED = {"w:footnoteReference": "footnote", "w:endnoteReference": "footnote", "w:commentReference": "comment"}
NOTES = {"w:footnoteReference": "footnotes", "w:endnoteReference": "endnotes", "w:commentReference": "comments"}
OBJECTS = {"w:drawing", "w:pict", "w:object", "mc:AlternateContent"}
FORMULAS = {"m:oMath", "m:oMathPara"}
QUIET_FIELDS = {"PAGE", "NUMPAGES", "SECTIONPAGES", "HYPERLINK", "SEQ", "EQ"}
SYMBOLS = {  # of the fonts that Word inserts symbols from
    0xF0A8: "□", 0xF06F: "□", 0xF0A3: "□", 0xF0FE: "☑", 0xF052: "☑", 0xF0FC: "√", 0xF050: "√", 0xF0FB: "×",
    0xF0B7: "·", 0xF06C: "●", 0xF0D8: "→", 0xF0E0: "→",
}  # fmt: skip


class Inline:
    """Reads paragraphs one after the other; fields may reach over several."""

    def __init__(self, container: Container, remarks: Remarks) -> None:
        self._container = container
        self._remarks = remarks
        self.aside: list[str] = []
        self._now: list[str] = []

    def text(self, paragraph: Element) -> str:
        """The letters, with \\n for a soft line break and \\t for a tab."""
        outer, self._now = self._now, []
        self._walk(paragraph)
        text, self._now = "".join(self._now), outer
        return text

    def _add(self, kind: str, quote: str = "") -> None:
        """A remark, with the words before it unless it has words of its own."""
        self._remarks.add(kind, quote or quoted("".join(self._now)[-14:]))

    def _walk(self, parent: Element) -> None:
        for child in parent:
            tag = child.tag
            if tag == "w:r":
                self._run(child)
            elif tag in LEFT_OUT:
                if LEFT_OUT[tag]:
                    self._add(LEFT_OUT[tag], "".join(texts(child, "w:delText")))
            elif tag in INTO:
                self._into(child)
            elif tag in FORMULAS:
                self._formula(child)
            elif tag in OBJECTS:
                self._object(child)
            elif tag in ("w:subDoc", "w:contentPart"):
                self._add("outside")

    def _into(self, element: Element) -> None:
        if element.tag in REVISED:
            self._add("revision", "".join(texts(element)))
        elif element.tag == "w:fldSimple":
            self._field(value(element, "w:instr"))
        elif element.tag == "w:hyperlink" and value(element, "r:id"):
            self._add("link", "".join(texts(element)))
        self._walk(element)

    def _run(self, run: Element) -> None:
        properties = find(run, "w:rPr")
        if is_on(properties, "w:vanish"):
            self._add("hidden", "".join(texts(run)))
            return
        if properties is not None:
            self._looks(properties, "".join(texts(run)))
        for child in run:
            self._piece(child)

    def _looks(self, properties: Element, text: str) -> None:
        """What the look of the letters says and plain text does not."""
        if not text.strip():
            return
        if is_on(properties, "w:strike") or is_on(properties, "w:dstrike"):
            self._add("strike", text)
        if value(find(properties, "w:highlight"), default="none") != "none":
            self._add("highlight", text)
        if value(find(properties, "w:vertAlign"), default="baseline") != "baseline":
            self._add("superscript", text)

    def _piece(self, piece: Element) -> None:
        tag = piece.tag
        if tag == "w:t":
            self._now.append((piece.text or "").replace("\n", " ").replace("\t", " "))
        elif tag == "w:br":
            self._now.append("" if value(piece, "w:type") in ("page", "column") else "\n")
        elif tag in LETTERS:
            self._now.append(LETTERS[tag])
        elif tag == "w:sym":
            self._symbol(value(piece, "w:char"))
        elif tag == "w:instrText":
            self._field(piece.text or "")
        elif tag in NOTED:
            self._note(piece)
        elif tag in OBJECTS:
            self._object(piece)
        elif tag == "w:ruby":
            self._add("ruby")
            for base in piece.iter("w:rubyBase"):
                self._walk(base)

    def _symbol(self, code: str) -> None:
        try:
            at = int(code, 16)
        except ValueError:
            at = 0
        if at in SYMBOLS or 0x20 < at < 0xD800:
            self._now.append(SYMBOLS.get(at) or chr(at))
        else:
            self._add("symbol")
            self._now.append("□")

    def _field(self, instruction: str) -> None:
        name = next(iter(instruction.split()), "").upper()
        if name.isalpha() and name not in QUIET_FIELDS:
            self._add("field")

    def _formula(self, formula: Element) -> None:
        text = "".join(texts(formula, "m:t"))
        self._add("formula", text)
        self._now.append(text)

    def _note(self, reference: Element) -> None:
        said = self._notes.get((NOTES[reference.tag], value(reference, "w:id")), "")
        self._add(NOTED[reference.tag], said)
        self.aside.append(said)

    @cached_property
    def _notes(self) -> dict[tuple[str, str], str]:
        """What the notes and comments say, by their kind and number."""
        return {
            (kind, value(one, "w:id")): "".join(texts(one)).strip()
            for kind in NOTES.values()
            for part in self._container.related(kind)
            for one in part
        }

    def _object(self, element: Element) -> None:
        """A picture, a box, a chart …; a mere line or frame is no loss."""
        if element.tag == "mc:AlternateContent":
            chosen = find(element, "mc:Choice")
            element = element if chosen is None else chosen
        if boxes := [box for box in element.iter("w:txbxContent") if sum(1 for _ in box.iter("w:txbxContent")) == 1]:
            said = "".join("".join(texts(box)) for box in boxes).strip()
            if said:
                self.aside.append(said)
                self._add("text box", said)
        kinds = {
            "picture": ("pic:pic", "v:imagedata"),
            "chart": ("c:chart", "dgm:relIds"),
            "embedded": ("o:OLEObject",),
        }
        inside = {one.tag for one in element.iter()}
        for kind in ("embedded", "chart", "picture"):
            if inside.intersection(kinds[kind]):
                self._add(kind)
                return
        if element.tag == "mc:Choice" and not inside & {"w:drawing", "w:pict", "w:object"}:
            self._walk(element)
