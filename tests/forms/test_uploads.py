"""A file is what its name says, whole, and not too large; nothing that a browser would run."""

import io
import struct
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from congress import files, uploads

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n" + b"x" * 2000 + b"\nstartxref\n9\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100 + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\x01" * 300 + b"\xff\xd9"


def container(*members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for member in members:
            file.writestr(member, "x" * 500)
    return buffer.getvalue()


def ole(sectors=8):
    """The header of a Word 97 file whose directory and table lie in its last sectors."""
    header = bytearray(512)
    header[:8] = uploads.OLE_MARK
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<II", header, 44, 1, sectors - 1)
    struct.pack_into("<109I", header, 76, sectors - 2, *[0xFFFFFFFF] * 108)
    return bytes(header) + b"\x00" * 512 * sectors


WHOLE = {
    "通知.pdf": PDF,
    "照片.png": PNG,
    "照片.JPG": JPEG,
    "方案.docx": container("[Content_Types].xml", "word/document.xml"),
    "名单.xlsx": container("[Content_Types].xml", "xl/workbook.xml"),
    "公文.ofd": container("OFD.xml", "Doc_0/Document.xml"),
    "方案.doc": ole(),
    "方案.wps": ole(),
    "表.et": ole(),
    "说明.txt": "说明".encode("gb18030"),
}


@pytest.mark.parametrize(("name", "content"), WHOLE.items())
def test_a_file_that_is_what_its_name_says_is_accepted(name, content):
    kept = uploads.keep(SimpleUploadedFile(name, content))
    assert kept.name.lower() == name.lower()
    assert files.read(kept.digest) == content


@pytest.mark.parametrize("name", [name for name in WHOLE if not name.endswith(".txt")])
def test_a_file_that_is_not_what_its_name_says_is_refused(name):
    with pytest.raises(ValidationError, match="内容与扩展名不符"):
        uploads.keep(SimpleUploadedFile(name, b"MZ\x90\x00" + b"\x00" * 900))


@pytest.mark.parametrize("name", [name for name in WHOLE if not name.endswith(".txt")])
def test_a_file_that_was_cut_off_half_way_is_refused(name):
    content = WHOLE[name]
    with pytest.raises(ValidationError, match="没有传完"):
        uploads.keep(SimpleUploadedFile(name, content[: len(content) * 6 // 10]))


def test_a_program_that_calls_itself_text_is_refused():
    with pytest.raises(ValidationError, match="内容与扩展名不符"):
        uploads.keep(SimpleUploadedFile("说明.txt", b"MZ\x00\x01"))


def test_a_workbook_that_calls_itself_a_document_is_refused():
    with pytest.raises(ValidationError, match="内容与扩展名不符"):
        uploads.keep(SimpleUploadedFile("方案.docx", WHOLE["名单.xlsx"]))


@pytest.mark.parametrize("name", ["图.svg", "页.html", "程序.exe", "宏.docm", "压缩.zip", "无扩展名"])
def test_what_is_not_on_the_list_is_refused_with_the_list(name):
    with pytest.raises(ValidationError, match="只接受 pdf、doc、docx"):
        uploads.keep(SimpleUploadedFile(name, b"<svg/>"))


def test_an_empty_file_is_refused():
    with pytest.raises(ValidationError, match="是空文件"):
        uploads.keep(SimpleUploadedFile("通知.pdf", b""))


def test_a_file_of_100_megabytes_is_refused_with_its_size_and_the_limit():
    upload = SimpleUploadedFile("录像.pdf", PDF)
    upload.size = 100 * uploads.MEGABYTE
    with pytest.raises(ValidationError, match=r"“录像\.pdf”有100MB，超过每个文件50MB的上限"):
        uploads.check(upload)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/通知.PDF", "通知.pdf"),
        ("C:\\文件\\通知.pdf", "通知.pdf"),
        ("通知\u202efdp.txt", "通知fdp.txt"),
        ("通 知\r\n\x00 .pdf", "通 知.pdf"),
        (".pdf", "未命名.pdf"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_a_file_name_is_cleaned(given, kept):
    assert uploads.clean_name(given) == kept
