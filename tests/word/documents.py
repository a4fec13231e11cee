"""Word documents of others, made by hand: each helper gives a piece of WordprocessingML."""

from __future__ import annotations

import io
import zipfile
from html import escape

OFFICE = "http://schemas.openxmlformats.org"
SPACES = (
    f'xmlns:w="{OFFICE}/wordprocessingml/2006/main" xmlns:r="{OFFICE}/officeDocument/2006/relationships"'
    f' xmlns:m="{OFFICE}/officeDocument/2006/math" xmlns:mc="{OFFICE}/markup-compatibility/2006"'
    f' xmlns:a="{OFFICE}/drawingml/2006/main" xmlns:pic="{OFFICE}/drawingml/2006/picture"'
    f' xmlns:c="{OFFICE}/drawingml/2006/chart" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
TYPES = (
    f'<Types xmlns="{OFFICE}/package/2006/content-types"><Override PartName="/word/document.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def run(text: str, looks: str = "") -> str:
    """Letters."""
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def para(*pieces: str, said: str = "") -> str:
    """A paragraph; a piece that is no XML is text."""
    inside = "".join(piece if piece.startswith("<") else run(piece) for piece in pieces)
    return f"<w:p><w:pPr>{said}</w:pPr>{inside}</w:p>"


def listed(text: str, level: int = 0, number: int = 1) -> str:
    """A paragraph of one of Word's own lists."""
    return para(text, said=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def table(*rows: list[str]) -> str:
    """A table; a cell that begins with < is XML."""
    made = ("".join(cell(text) for text in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in made)}</w:tbl>"


def cell(text: str, said: str = "") -> str:
    """A cell."""
    if text.startswith("<w:tc>"):
        return text
    inside = text if text.startswith("<") else para(text)
    return f"<w:tc><w:tcPr>{said}</w:tcPr>{inside}</w:tc>"


def picture() -> str:
    """A picture in a line."""
    return "<w:r><w:drawing><a:graphic><a:graphicData><pic:pic/></a:graphicData></a:graphic></w:drawing></w:r>"


def box(text: str) -> str:
    """A text box as Word writes it, twice."""
    inside = f"<w:txbxContent>{para(text)}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{inside}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def docx(body: str, before: str = "", types: str = TYPES, **parts: str) -> bytes:
    """The container.  `parts`: styles, numbering, footnotes, comments, header … and what stands in them."""
    content = {
        "[Content_Types].xml": types,
        "word/document.xml": f"{before}<w:document {SPACES}><w:body>{body}</w:body></w:document>",
    }
    relations = ""
    for kind, inside in parts.items():
        root = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
        content[f"word/{kind}.xml"] = f"<w:{root} {SPACES}>{inside}</w:{root}>"
        relations += (
            f'<Relationship Id="{kind}" Type="{OFFICE}/officeDocument/2006/relationships/{kind}" Target="{kind}.xml"/>'
        )
    content["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="{OFFICE}/package/2006/relationships">{relations}</Relationships>'
    )
    return packed(content)


def packed(content: dict[str, str | bytes]) -> bytes:
    """A container of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
        for name, inside in content.items():
            container.writestr(name, inside)
    return buffer.getvalue()


def unpacked(content: bytes) -> dict[str, str | bytes]:
    """The parts of a container."""
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        return {name: container.read(name) for name in container.namelist()}
