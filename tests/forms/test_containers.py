"""An office file is a container: one that would swell, or holds very much, is refused before anything of it is read."""

import io
import struct
import time
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from congress import uploads
from congress.models import Attachment
from tests.forms.test_uploads import container
from tests.signin.doors import signed_in


def crafted(members: int, declared: int = 10, told: int = 1, main: str = "word/document.xml") -> bytes:
    """A container of a table of contents and hardly anything else, whose end record may lie about their number."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(main, "x" * 10)
    whole = buffer.getvalue()
    start = whole.index(b"PK\x01\x02")
    entry = bytearray(whole[start : whole.index(b"PK\x05\x06")])
    struct.pack_into("<I", entry, 24, declared)
    table = bytes(entry) * members
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, told, told, len(table), start, 0)
    return whole[:start] + table + end


def swelling(times: int) -> bytes:
    """Zeros that pack a thousand to one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", "x")
        with file.open("word/media/image1.bmp", "w", force_zip64=True) as member:
            for _ in range(times):
                member.write(bytes(1024 * 1024))
    return buffer.getvalue()


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        uploads.check(SimpleUploadedFile(name, content))
    return refused.value.messages[0]


@pytest.mark.parametrize("told", [1, 300, 65_535])
def test_a_container_of_very_many_members_is_refused_whatever_it_says_of_their_number(told):
    content = crafted(300_000, told=told)
    start = time.perf_counter()
    assert "内含的部件过多" in refusal("方案.docx", content)
    assert time.perf_counter() - start < 0.5


def test_a_few_members_too_many_are_too_many():
    assert "内含的部件过多" in refusal("方案.docx", crafted(uploads.MEMBERS_AT_MOST + 1))
    uploads.check(SimpleUploadedFile("方案.docx", crafted(uploads.MEMBERS_AT_MOST)))


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "ofd"])
def test_a_container_that_declares_a_huge_size_is_refused_in_every_format(suffix):
    main = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "ofd": "OFD.xml"}[suffix]
    content = crafted(3, declared=0xF0000000, main=main)
    text = refusal(f"公文.{suffix}", content)
    assert "展开后过大" in text and "另存" in text


def test_a_file_that_swells_a_thousandfold_is_refused(settings):
    settings.UPLOAD_LIMIT = 5 * 1024 * 1024
    content = swelling(60)
    assert len(content) < 100_000
    assert "展开后过大" in refusal("方案.docx", content)


def test_a_container_within_a_container_is_kept_and_never_opened(monkeypatch):
    """A table embedded in a document is an ordinary thing; what lies in it is nobody's to unpack."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", "x")
        file.writestr("word/embeddings/table.xlsx", crafted(300_000))
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *args, **kwargs: pytest.fail("something was read"))
    assert uploads.check(SimpleUploadedFile("方案.docx", buffer.getvalue()))


@pytest.mark.parametrize("cut", [20, 200, 400])
def test_a_table_of_contents_that_is_cut_off_is_said_to_be_so(cut):
    content = container("word/document.xml", "x", "y")
    assert "内容不完整" in refusal("方案.docx", content[:-cut])


@pytest.mark.parametrize("size", [2**63, 2**64 - 1])
def test_a_table_of_contents_before_the_beginning_of_the_file_is_refused_in_words(size):
    content = container("word/document.xml")
    start = content.index(b"PK\x05\x06")
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, size, 0)
    where = struct.pack("<4sLQL", b"PK\x06\x07", 0, start, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    assert "内容不完整" in refusal("方案.docx", content[:start] + end64 + where + end)


@pytest.mark.parametrize("version", [64, 255])
def test_a_container_of_a_version_that_is_not_known_here_is_refused_in_words(version):
    content = bytearray(container("word/document.xml"))
    content[content.index(b"PK\x01\x02") + 6] = version
    assert "压缩方式不是常用办公软件的" in refusal("方案.docx", bytes(content))


def test_the_page_says_why_and_keeps_nothing(city):
    draft = city.paper()
    sent = {"version": draft.version, "attachments": SimpleUploadedFile("方案.docx", crafted(300_000))}
    answer = signed_in(city.drafter).post(f"/m/{draft.ref}/submit/", sent)
    assert answer.status_code == 422
    assert "内含的部件过多" in answer.content.decode()
    assert not Attachment.objects.exists()
