"""The parts of a .docx around the text: styles, page, feet of the pages, properties; and the container itself."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from congress.typesetting import PaperText
from congress.typesetting.formats import MM
from congress.word.container import MAIN
from congress.word.elements import FONTS, Paragraph, fonts, style_id, style_name, twips
from congress.word.roles import DIGEST, REF, Part

RED = "D7000F"
ROWS, CELLS = 22, 28
PITCH = 28.95  # points: 22 of them fill the 225 mm of the 版心
WIDTH = 156 * MM
CELL = WIDTH / CELLS
GRID = f'<w:docGrid w:type="linesAndChars" w:linePitch="{twips(PITCH)}" w:charSpace="{round((CELL - 16) * 4096)}"/>'
FOOT = 25.5  # mm from the edge to the foot of the page number: its dashes lie 7 mm under the 版心
STAMP = (2000, 1, 1, 0, 0, 0)  # of each part: the same paper is the same file
HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
OFFICE = "http://schemas.openxmlformats.org"
RELATIONS = f"{OFFICE}/officeDocument/2006/relationships"
SPACES = f'xmlns:w="{OFFICE}/wordprocessingml/2006/main" xmlns:r="{RELATIONS}"'
OWN = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the set of properties that users add


@dataclass
class Section:
    """Blocks on pages of one kind: upright or across; `is_even`: begins on an even page, without page number."""

    blocks: list[Any] = field(default_factory=list)
    is_wide: bool = False
    is_even: bool = False

    def xml(self) -> str:
        """The page."""
        kind = '<w:type w:val="evenPage"/>' if self.is_even else '<w:type w:val="nextPage"/>'
        foot = ("rIdNone", "rIdNone") if self.is_even else ("rIdOdd", "rIdEven")
        feet = "".join(
            f'<w:footerReference w:type="{which}" r:id="{rid}"/>'
            for which, rid in zip(("default", "even"), foot, strict=True)
        )
        width, height, orient = twips(210 * MM), twips(297 * MM), ""
        margins = {"top": 37, "right": 26, "bottom": 35, "left": 28}
        if self.is_wide:  # turned to the right: the head lies at the binding edge
            width, height, orient = height, width, ' w:orient="landscape"'
            margins = {"top": 28, "right": 37, "bottom": 26, "left": 35}
        said = "".join(f' w:{side}="{twips(length * MM)}"' for side, length in margins.items())
        return (
            f'<w:sectPr>{feet}{kind}<w:pgSz w:w="{width}" w:h="{height}"{orient}/>'
            f'<w:pgMar{said} w:header="851" w:footer="{twips((FOOT if not self.is_wide else 15) * MM)}" w:gutter="0"/>'
            f"{GRID}</w:sectPr>"
        )


def packed(sections: Sequence[Section], paper: PaperText, ref: str, digest: str) -> bytes:
    """The container."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(ROOT_PARTS),
        MAIN: f"<w:document {SPACES}><w:body>{''.join(_body(sections))}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(TEXT_PARTS),
        "word/styles.xml": f"<w:styles {SPACES}>{''.join(_styles())}</w:styles>",
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _font_table(),
        "word/footer1.xml": _footer("right"),
        "word/footer2.xml": _footer("left"),
        "word/footer3.xml": _footer(""),
        "docProps/core.xml": _core(paper),
        "docProps/custom.xml": _custom(ref, digest),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(zipfile.ZipInfo(name, STAMP), HEADER + content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _body(sections: Sequence[Section]) -> Iterator[str]:
    """The blocks; each section but the last ends in its last paragraph."""
    for at, section in enumerate(sections):
        is_last = at == len(sections) - 1
        blocks = list(section.blocks)
        if not blocks or not isinstance(blocks[-1], Paragraph):
            blocks.append(Paragraph(None, height=1.0))
        if not is_last:
            blocks[-1].said["sectPr"] = section.xml()
        yield from (block.xml() for block in blocks)
        if is_last:
            yield section.xml()


# Styles --------------------------------------------------------------------------


def _spacing(before: float = 0.0, line: float = PITCH) -> str:
    return f'<w:spacing w:before="{twips(before)}" w:after="0" w:line="{twips(line)}" w:lineRule="exact"/>'


def _face(face: str, size: float = 0.0, colour: str = "") -> str:
    drawn = f'<w:color w:val="{colour}"/>' if colour else ""
    sized = f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else ""
    return fonts(face) + drawn + sized


# The grid stands in the page setup; lines and letters keep it by their own height and space, which every program
# understands alike: LibreOffice gives two cells to a letter of 16 pt where a cell has 15.8.
LOOSE = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:adjustRightInd w:val="0"/><w:snapToGrid w:val="0"/>'
CLOSER = -6  # twentieths of a point between letters: 28 of them then fill a line, in LibreOffice too

INDENT = f'<w:ind w:firstLineChars="200" w:firstLine="{twips(2 * CELL)}"/>'
CENTRED, LEFT = '<w:jc w:val="center"/>', '<w:jc w:val="left"/>'
SMALL = f'<w:ind w:left="{twips(4 * 14)}" w:right="{twips(14)}" w:hanging="{twips(3 * 14)}"/>'
STYLES: dict[Part, tuple[str, str]] = {  # of each part: what is said of its paragraphs, and of their letters
    Part.COPY_NUMBER: (LEFT, ""),
    Part.URGENCY: (LEFT, _face("hei")),
    Part.MARK: (CENTRED, _face("title", colour=RED)),
    Part.NUMBER: (CENTRED, ""),
    Part.TITLE: (CENTRED, _face("title", 22)),
    Part.ADOPTED: (CENTRED, _face("kai")),
    Part.TO: (_spacing(PITCH), ""),
    Part.BODY: (INDENT, ""),
    Part.CELL: (CENTRED, _face("fang", 14)),
    Part.ATTENDANCE: (INDENT, ""),
    Part.ANNEX_NOTE: (LEFT, ""),
    Part.SIGNATORY: ('<w:jc w:val="right"/>', ""),
    Part.SIGNER: ('<w:jc w:val="right"/>', ""),
    Part.DATE: ('<w:jc w:val="right"/>', ""),
    Part.NOTE: (INDENT, ""),
    Part.ANNEX_LABEL: (LEFT, _face("hei")),
    Part.ANNEX_TITLE: (CENTRED, _face("title", 22)),
    Part.ANNEX_FILE: (INDENT, _face("kai")),
    Part.CC: (_spacing(line=22.5) + SMALL, _face("fang", 14)),
    Part.PRINTED: (_spacing(line=22.5) + f'<w:ind w:left="{twips(14)}"/>' + LEFT, _face("fang", 14)),
}
FOLLOWED_BY_TEXT = {Part.TITLE, Part.TO, Part.ANNEX_TITLE, Part.ANNEX_LABEL}


def _styles() -> Iterator[str]:
    language = '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    yield (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_face('fang', 16)}{language}</w:rPr></w:rPrDefault>"
        f"<w:pPrDefault><w:pPr>{_spacing()}</w:pPr></w:pPrDefault></w:docDefaults>"
    )
    yield (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f'<w:pPr><w:widowControl w:val="0"/>{LOOSE}{_spacing()}<w:jc w:val="both"/></w:pPr>'
        f'<w:rPr>{fonts("fang")}<w:snapToGrid w:val="0"/><w:spacing w:val="{CLOSER}"/><w:sz w:val="32"/>'
        '<w:szCs w:val="32"/></w:rPr></w:style>'
    )
    for part, (paragraph, letters) in STYLES.items():
        following = style_id(Part.BODY if part in FOLLOWED_BY_TEXT else part)
        yield (
            f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{style_id(part)}">'
            f'<w:name w:val="{style_name(part)}"/><w:basedOn w:val="Normal"/><w:next w:val="{following}"/>'
            f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
        )
        yield (
            f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{style_id(part, True)}">'
            f'<w:name w:val="{style_name(part, True)}"/><w:basedOn w:val="{style_id(part)}"/>'
            f'<w:next w:val="{following}"/></w:style>'
        )


# The other parts --------------------------------------------------------------------


def _settings() -> str:
    return (
        f'<w:settings {SPACES}><w:zoom w:percent="100"/><w:bordersDoNotSurroundHeader/>'
        "<w:bordersDoNotSurroundFooter/><w:evenAndOddHeaders/>"
        f'<w:drawingGridVerticalSpacing w:val="{twips(PITCH)}"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:spaceForUL/>'
        "<w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/><w:doNotExpandShiftReturn/>"
        '<w:adjustLineHeightInTable/><w:useFELayout/><w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _font_table() -> str:
    """Each font with its kind, so that a machine without it takes one of the same kind."""
    kinds = {"仿宋_GB2312": "modern", "楷体_GB2312": "modern", "黑体": "modern", "宋体": "auto"}
    fonts_in = "".join(
        f'<w:font w:name="{name}"><w:charset w:val="86"/><w:family w:val="{kinds.get(name, "auto")}"/></w:font>'
        for name in FONTS.values()
    )
    return f"<w:fonts {SPACES}>{fonts_in}</w:fonts>"


def _footer(side: str) -> str:
    """— 1 —, 4号宋体, one cell from its side; nothing for a page without number."""
    if not side:
        return f"<w:ftr {SPACES}><w:p/></w:ftr>"
    run = f"<w:rPr>{_face('song', 14)}</w:rPr>"
    indent = f'<w:ind w:{side}="{twips(14)}"/>'
    return (
        f'<w:ftr {SPACES}><w:p><w:pPr>{_spacing(line=14)}{indent}<w:jc w:val="{side}"/></w:pPr>'
        f'<w:r>{run}<w:t xml:space="preserve">— </w:t></w:r>'
        f'<w:r>{run}<w:fldChar w:fldCharType="begin"/></w:r><w:r>{run}<w:instrText>PAGE</w:instrText></w:r>'
        f'<w:r>{run}<w:fldChar w:fldCharType="separate"/></w:r><w:r>{run}<w:t>1</w:t></w:r>'
        f'<w:r>{run}<w:fldChar w:fldCharType="end"/></w:r>'
        f'<w:r>{run}<w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>'
    )


def _core(paper: PaperText) -> str:
    """The title; nobody's name."""
    space = f'xmlns:cp="{OFFICE}/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    title, organ = escape("".join(paper.title)), escape("、".join(paper.signatories))
    return (
        f"<cp:coreProperties {space}><dc:title>{title}</dc:title><dc:creator>{organ}</dc:creator></cp:coreProperties>"
    )


def _custom(ref: str, digest: str) -> str:
    """Of which draft the file is made, to be known again."""
    said = [(REF, ref), (DIGEST, digest)]
    rows = "".join(
        f'<property fmtid="{OWN}" pid="{pid}" name="{name}"><vt:lpwstr>{escape(text)}</vt:lpwstr></property>'
        for pid, (name, text) in enumerate(said, start=2)
        if text
    )
    space = (
        f'xmlns="{OFFICE}/officeDocument/2006/custom-properties" xmlns:vt="{OFFICE}/officeDocument/2006/docPropsVTypes"'
    )
    return f"<Properties {space}>{rows}</Properties>"


# Part → its kind of relation, and its type of content.
TEXT_PARTS = {
    "rIdStyles": ("styles.xml", "styles"),
    "rIdSettings": ("settings.xml", "settings"),
    "rIdFonts": ("fontTable.xml", "fontTable"),
    "rIdOdd": ("footer1.xml", "footer"),
    "rIdEven": ("footer2.xml", "footer"),
    "rIdNone": ("footer3.xml", "footer"),
}
CORE = f"{OFFICE}/package/2006/relationships/metadata/core-properties"
ROOT_PARTS = {
    "rId1": (MAIN, "officeDocument"),
    "rId2": ("docProps/core.xml", CORE),
    "rId3": ("docProps/custom.xml", "custom-properties"),
}


def _relations(parts: dict[str, tuple[str, str]]) -> str:
    kinds = {rid: kind if kind.startswith("http") else f"{RELATIONS}/{kind}" for rid, (_, kind) in parts.items()}
    rows = "".join(
        f'<Relationship Id="{rid}" Type="{kinds[rid]}" Target="{place}"/>' for rid, (place, _) in parts.items()
    )
    return f'<Relationships xmlns="{OFFICE}/package/2006/relationships">{rows}</Relationships>'


def _content_types() -> str:
    types = {f"/{MAIN}": f"{WORD}.document.main+xml"}
    types |= {f"/word/{place}": f"{WORD}.{kind}+xml" for place, kind in TEXT_PARTS.values()}
    types["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    types["/docProps/custom.xml"] = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    rows = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in types.items())
    return (
        f'<Types xmlns="{OFFICE}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
    )
