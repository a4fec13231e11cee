"""The XML inside a .docx: short names of elements, and a reader that a hostile file cannot lead astray."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from xml.etree import ElementTree  # only its classes: what is read goes through defusedxml

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

DEEPEST = 120  # elements within each other
MOST_ELEMENTS = 1_500_000
OFFICE = "http://schemas.openxmlformats.org/"
STRICT = "http://purl.oclc.org/ooxml/"
PREFIXES = {
    f"{OFFICE}wordprocessingml/2006/main": "w",
    f"{STRICT}wordprocessingml/main": "w",
    f"{OFFICE}officeDocument/2006/relationships": "r",
    f"{STRICT}officeDocument/relationships": "r",
    f"{OFFICE}officeDocument/2006/math": "m",
    f"{STRICT}officeDocument/math": "m",
    f"{OFFICE}markup-compatibility/2006": "mc",
    f"{OFFICE}drawingml/2006/main": "a",
    f"{STRICT}drawingml/main": "a",
    f"{OFFICE}drawingml/2006/chart": "c",
    f"{STRICT}drawingml/chart": "c",
    f"{OFFICE}drawingml/2006/diagram": "dgm",
    f"{STRICT}drawingml/diagram": "dgm",
    f"{OFFICE}drawingml/2006/picture": "pic",
    f"{STRICT}drawingml/picture": "pic",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
}

Element = ElementTree.Element


class BadXml(ValueError):
    """Not XML, or XML that no Word writes: entities, elements in a hundred others, millions of them."""


@lru_cache(maxsize=2_000)
def short(name: str) -> str:
    """{…wordprocessingml…}p → w:p; the name alone in a namespace that is not ours."""
    space, _, local = name.rpartition("}")
    prefix = PREFIXES.get(space[1:], "")
    return f"{prefix}:{local}" if prefix else local


class _Builder(ElementTree.TreeBuilder):
    """Builds the tree with short names and counts what it builds."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.count = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        """An element begins."""
        self.depth += 1
        self.count += 1
        if self.depth > DEEPEST or self.count > MOST_ELEMENTS:
            raise BadXml
        return super().start(short(tag), {short(name): value for name, value in attrs.items()})

    def end(self, tag: str) -> Element:
        """An element ends."""
        self.depth -= 1
        return super().end(short(tag))


def parse(content: bytes) -> Element:
    """The tree of a part.  Raises BadXml."""
    parser = DefusedXMLParser(target=_Builder(), forbid_dtd=True)
    try:
        parser.feed(content)
        root = parser.close()
    except (ElementTree.ParseError, DefusedXmlException, LookupError, ValueError) as fault:
        raise BadXml from fault
    if root is None:
        raise BadXml
    return root


def value(element: Element | None, name: str = "w:val", default: str = "") -> str:
    """An attribute of an element that may not be there."""
    return default if element is None else element.get(name, default)


def number(element: Element | None, name: str = "w:val", default: int = 0) -> int:
    """A whole number of an element that may not be there; what is none counts as the default."""
    text = value(element, name)
    return int(text) if text.lstrip("-").isascii() and text.lstrip("-").isdecimal() and len(text) < 10 else default


def is_on(parent: Element | None, name: str) -> bool:
    """A switch such as <w:vanish/>: on unless it says that it is off."""
    switch = None if parent is None else find(parent, name)
    return switch is not None and value(switch, default="1") not in ("0", "false", "off")


def texts(element: Element, name: str = "w:t") -> Iterator[str]:
    """All letters in an element."""
    return (part.text or "" for part in element.iter(name))


def find(element: Element | None, path: str) -> Element | None:
    """The first element at this path of short names (w:pPr/w:pStyle)."""
    for name in path.split("/"):
        if element is None:
            return None
        element = next((child for child in element if child.tag == name), None)
    return element
