"""What is not a Word document, or a hostile one, is refused in words and in no time."""

import io
import time
import zipfile

import pytest

from congress import word
from congress.word import container
from congress.word.xml import DEEPEST
from tests.word.documents import TYPES, docx, packed, para, unpacked


def refusal(content):
    with pytest.raises(word.WordError) as refused:
        word.read(io.BytesIO(content))
    return str(refused.value)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTITIES = '<!DOCTYPE w:document [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE w:document [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "这不是 Word 文稿"),
        (b"{\\rtf1 x}", "这不是 Word 文稿"),
        (b"<html><body>x</body></html>", "这不是 Word 文稿"),
        (OLE + b"\x00" * 600, "旧版 Word"),
        (OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (packed({"xl/workbook.xml": "<x/>"}), "这不是 Word 文稿"),
        (packed({"word/document.xml": "<x/>"}), "这不是 Word 文稿"),
        (packed({"[Content_Types].xml": TYPES, "word/document.xml": "<x/>"}), "这不是 Word 文稿"),
        (packed({"[Content_Types].xml": TYPES, "word/document.xml": "no xml"}), "格式不正常"),
        (docx(para("x"))[:-40], "不完整"),
        (docx(para("x"), types=TYPES.replace("document.main", "macroEnabled.main")), "宏"),
        (packed(unpacked(docx(para("x"))) | {"word/vbaProject.bin": b"x"}), "宏"),
        (docx(para("&a;").replace("&amp;a;", "&b;"), before=ENTITIES), "格式不正常"),
        (docx(para("&a;").replace("&amp;", "&"), before=OUTSIDE), "格式不正常"),
        (docx("<w:ins>" * (DEEPEST + 1) + "</w:ins>" * (DEEPEST + 1)), "格式不正常"),
        (docx(para("  ")), "没有文字"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_what_to_do(content, said):
    assert said in refusal(content)


def test_a_part_that_swells_is_refused_whatever_it_declares(monkeypatch):
    monkeypatch.setattr(container, "PART_AT_MOST", 1_000_000)
    start = time.perf_counter()
    assert "文字部分过大" in refusal(docx("<w:p/>" + " " * 60_000_000))
    assert time.perf_counter() - start < 5


def test_more_text_than_a_paper_has_is_refused(monkeypatch):
    monkeypatch.setattr(word.reading, "LETTERS_AT_MOST", 1000)
    assert "文字部分过大" in refusal(docx(para("长" * 1001)))


def test_more_elements_than_a_paper_has_are_refused(monkeypatch):
    monkeypatch.setattr(word.xml, "MOST_ELEMENTS", 100)
    assert "格式不正常" in refusal(docx(para("x") * 100))


def test_a_damaged_or_locked_part_is_refused():
    content = bytearray(docx(para("一段文字" * 50)))
    at = content.index(b"word/document.xml") + 60
    content[at : at + 20] = b"\xff" * 20
    assert "不完整" in refusal(bytes(content))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, part in unpacked(docx(para("x"))).items():
            made.writestr(name, part)
    locked = (
        buffer.getvalue()
        .replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01")
        .replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
    )
    assert "不完整" in refusal(locked)


def test_what_lies_beside_the_text_and_is_missing_does_no_harm():
    parts = unpacked(docx(para("关于某事的通知"), numbering="", styles=""))
    for name in ("word/numbering.xml", "word/styles.xml"):
        parts.pop(name)
    assert word.read(io.BytesIO(packed(parts))).text == "关于某事的通知"
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
        b'Target="', b'Target="../../../etc/'
    )
    assert word.read(io.BytesIO(packed(parts))).text == "关于某事的通知"
