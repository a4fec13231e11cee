"""`archive_verify` names whatever was done to a ZIP, and asks no database for it (no test here may use one)."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from congress import archive_check, archive_manifest
from tests.archive.tampering import SENT, link, made_by_hand, rewritten, said, set_row


@pytest.fixture
def packed(tmp_path) -> Path:
    """A whole ZIP."""
    return made_by_hand(tmp_path / "archive.zip")


def test_a_whole_one_is_said_to_be_whole(packed):
    count, words = said(packed)
    assert count == 0 and words.startswith("OK：2件、5个文件全部相符。清单摘要 ")


def test_it_is_checked_where_there_is_no_database(packed, tmp_path):
    run = subprocess.run(
        [sys.executable, "manage.py", "archive_verify", str(packed)],
        env={
            "PATH": "",
            "CONGRESS_VAR": str(tmp_path),
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
            "SECRET_KEY": "x" * 60,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 0 and run.stdout.startswith("OK"), run.stderr
    packed.write_bytes(packed.read_bytes()[:-100])
    args = [sys.executable, "manage.py", "archive_verify", str(packed)]
    run = subprocess.run(
        args, env={"PATH": "", "CONGRESS_VAR": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1 and "不能读取" in run.stderr


WRONG = {
    "missing": ({"drop": [SENT]}, f"{SENT}（遵人常办〔2026〕3号 正本）：缺少文件"),
    "changed": ({"change": {SENT: b"%PDF other"}}, f"{SENT}（遵人常办〔2026〕3号 正本）：文件被改动：应为"),
    "extra": ({"add": [("2026/永久/办公室/0009/x.pdf", b"x")]}, "0009/x.pdf：清单中没有这个文件"),
    "no manifest": ({"drop": ["manifest.json"]}, "manifest.json：没有清单"),
    "manifest no JSON": ({"change": {"manifest.json": b"{"}}, "清单被改动或损坏"),
    "manifest a list": ({"change": {"manifest.json": b"[]"}}, "清单格式不是"),
    "manifest deep": ({"change": {"manifest.json": b"[" * 100_000}}, "清单被改动或损坏"),
    "title altered": ({"manifest": set_row(3, title="关于别的通知")}, "各行与清单自记的摘要不符"),
    "digest altered": ({"manifest": set_row(3, sm3="0" * 64)}, "内容与清单所记摘要不符"),
    "row dropped": ({"manifest": lambda data: data["rows"].pop() and None}, "清单中没有这个文件"),
    "row doubled": ({"manifest": lambda data: data["rows"].append(data["rows"][0])}, "列了两次"),
    "row misshapen": ({"manifest": set_row(3, size="many")}, "不是应有的样子"),
    "rows lost": ({"manifest": lambda data: data.pop("rows") and None}, "缺少必要的栏目"),
    "left out altered": ({"manifest": lambda data: data.update(left_out=0)}, "首部与自记的摘要不符"),
    "chain altered": ({"manifest": lambda data: data["chain"].update(sequence=1)}, "首部与自记的摘要不符"),
    "half a letter": ({"manifest": set_row(3, title="\ud800")}, "含有不该有的内容"),
    "out of its folder": ({"add": [("../../etc/passwd", b"x")]}, "路径会写到文件夹以外"),
    "from the root": ({"add": [("/etc/passwd", b"x")]}, "路径会写到文件夹以外"),
    "of a drive": ({"add": [("C:\\x.pdf", b"x")]}, "不该有的字符"),
    "a link": ({"add": [(link(), b"/etc/passwd")]}, "不是普通文件"),
    "a control character": ({"add": [("a\x1b[2J.pdf", b"x")]}, "a\\x1b[2J.pdf：路径"),
}


@pytest.mark.parametrize("name", WRONG)
def test_whatever_was_done_to_it_is_found_with_its_place(packed, name):
    how, words = WRONG[name]
    count, text = said(rewritten(packed, **how))
    assert count >= 1 and words in text, text
    assert "核验不通过" in text


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused(packed):
    assert "同名文件有2个" in said(rewritten(packed, add=[(SENT, b"x")]))[1]


def test_a_bomb_is_refused_before_it_is_read(packed, monkeypatch):
    bomb = packed.with_name("bomb.zip")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("manifest.json", b" " * 100_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *args: pytest.fail("read"))
    assert "压缩炸弹" in said(bomb)[1]


def test_a_flipped_bit_is_found(packed):
    content = bytearray(packed.read_bytes())
    with zipfile.ZipFile(packed) as bundle:
        content[bundle.getinfo(SENT).header_offset + 200] ^= 1
    packed.write_bytes(bytes(content))
    count, text = said(packed)
    assert count == 1 and SENT in text


def test_all_problems_are_named_at_once(packed):
    count, text = said(rewritten(packed, drop=[SENT], change={"备考表.pdf": b"x"}, add=[("y.pdf", b"y")]))
    assert count == 3 and "共3处问题" in text


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 nearly", b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_zip_is_said(tmp_path, content):
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    count, text = said(path)
    assert count == 1 and ("不是 ZIP 文件" in text or "没有清单" in text)


def test_a_file_that_is_not_there_is_said(tmp_path):
    assert "没有这个文件" in said(tmp_path / "nothing.zip")[1]


def test_a_locked_zip_is_said(packed):
    content = bytearray(packed.read_bytes())
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1  # the encryption bit of the last entry
    packed.write_bytes(bytes(content))
    assert "已加密" in said(packed)[1]


def test_the_check_reads_foreign_names_and_shows_them_harmlessly():
    assert archive_check._shown("a\x1b[2J") == "a\\x1b[2J"
    for path in ("", "/a", "a/", "a//b", "./a", "../a", "a/../b", "a\\b", "c:a", "a\x00", "a /b", "a./b"):
        assert not archive_manifest.is_safe(path), path
    for path in ("2026/永久/办公室/0001/02-正本.pdf", "a b.pdf", "正本（用印扫描件）.png"):
        assert archive_manifest.is_safe(path), path
