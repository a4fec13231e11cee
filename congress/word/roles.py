"""The parts of a paper as styles of a Word document: what we write, and know again when it comes back."""

from __future__ import annotations

from enum import StrEnum

AUTO = "（自动）"  # of a paragraph, or a part of one, that the layout adds and the text does not hold
REF, DIGEST = "公文事项", "公文文本摘要"  # the document's own properties: of which draft it is made, and of which text


class Part(StrEnum):
    """A part of a paper; the value is the name of its style, as the clerk sees it in Word."""

    COPY_NUMBER = "公文份号"
    URGENCY = "公文紧急程度"
    MARK = "公文发文机关标志"
    NUMBER = "公文发文字号"
    TITLE = "公文标题"
    ADOPTED = "公文题注"
    TO = "公文主送机关"
    BODY = "公文正文"
    CELL = "公文表格"
    ATTENDANCE = "公文出席情况"
    ANNEX_NOTE = "公文附件说明"
    SIGNATORY = "公文署名"
    SIGNER = "公文签发人署名"
    DATE = "公文成文日期"
    NOTE = "公文附注"
    ANNEX_LABEL = "公文附件标识"
    ANNEX_TITLE = "公文附件标题"
    ANNEX_FILE = "公文附件文件"  # stands for a PDF, which does not travel in Word
    CC = "公文抄送"
    PRINTED = "公文印发"


PARTS = {str(part): part for part in Part}
TITLES = {Part.TITLE, Part.ADOPTED, Part.ANNEX_TITLE}  # their soft line breaks are the layout's
ROWS = {Part.NUMBER, Part.SIGNATORY, Part.PRINTED}  # their tabs set side by side what is apart


def part_of(style_name: str) -> tuple[Part | None, bool]:
    """The part that a style stands for, and whether the layout added it."""
    return PARTS.get(style_name.removesuffix(AUTO)), style_name.endswith(AUTO)
