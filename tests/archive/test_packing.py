"""One ZIP with its manifest, tied to the trail; and what only the database can tell of a forged one."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from congress import archive_manifest, archive_packing, files
from congress.archive_lists import Selection
from congress.models import ArchivePiece, ChainHead, Event
from tests.archive.tampering import SENT, rewritten, said, set_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def packed(city, archived, tmp_path) -> Path:
    """Two 件 that the secretary sees and one that she does not, packed by her."""
    archived({"category": "办公室"})
    hidden = archived({"category": "办公室"}, title="关于人事的通知")
    archived({"period": "永久", "category": "办公室"}, title="关于印发要点的通知")
    city.confined(hidden.matter, city.chair)
    return save(archive_packing.pack(city.secretary, Selection(city.committee, 2026)), tmp_path / "archive.zip")


def save(bundle, path: Path) -> Path:
    path.write_bytes(bundle.read())
    bundle.close()
    return path


def manifest_of(path: Path) -> dict:
    with zipfile.ZipFile(path) as bundle:
        return json.loads(bundle.read("manifest.json"))


def test_each_file_stands_in_the_manifest_with_its_paper(packed):
    manifest = manifest_of(packed)
    rows = manifest["rows"]
    folders = ("2026/永久/办公室/0001", "2026/30年/办公室/0001")
    names = ("01-发文稿纸.pdf", "02-正本.pdf", "03-定稿.pdf")
    pieces = [f"{folder}/{name}" for folder in folders for name in names]
    assert [row["path"] for row in rows] == ["归档文件目录.pdf", "备考表.pdf", *pieces]
    with zipfile.ZipFile(packed) as bundle:
        for row in rows:
            content = bundle.read(row["path"])
            assert (len(content), hashlib.new("sm3", content).hexdigest()) == (row["size"], row["sm3"])
    assert (rows[3]["item"], rows[3]["title"], rows[3]["number"]) == (1, "关于印发要点的通知", "遵人常办〔2026〕3号")
    assert (rows[3]["code"], rows[3]["piece"]) == ("WS·2026-Y-办公室-0001", "正本")


def test_what_is_left_out_is_a_count_and_no_name(packed):
    manifest = manifest_of(packed)
    assert manifest["left_out"] == 1
    with zipfile.ZipFile(packed) as bundle:
        everything = b"".join(bundle.read(name) for name in bundle.namelist())
    assert "人事".encode() not in everything


def test_who_is_on_the_list_has_all(city, packed, tmp_path):
    path = save(archive_packing.pack(city.chair, Selection(city.committee, 2026)), tmp_path / "all.zip")
    assert manifest_of(path)["left_out"] == 0
    assert "关于人事的通知" in {row["title"] for row in manifest_of(path)["rows"]}


def test_the_archive_is_tied_to_the_trail_on_both_sides(packed):
    manifest, event = manifest_of(packed), Event.objects.get(action="archive.pack")
    assert manifest["chain"] == {"sequence": event.sequence - 1, "hash": event.previous_hash}
    assert f'"manifest":"{manifest["sm3"]}"' in event.body
    assert ChainHead.objects.get().sequence == event.sequence


def test_it_comes_from_the_page_as_a_download(city, packed, at_screen):
    answer = at_screen(city.secretary).post("/archive/pack/", {"year": "2026", "period": "永久"})
    assert answer["Content-Type"] == "application/zip" and "attachment" in answer["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as bundle:
        assert len(bundle.namelist()) == 6  # two lists, three pieces, the manifest
    empty = at_screen(city.secretary).post("/archive/pack/", {"year": "2011"}, follow=True)
    assert "没有您可以查看的归档文件" in empty.content.decode()


def test_a_file_that_is_lost_or_changed_is_not_packed(city, packed):
    selection, piece = Selection(city.committee, 2026), ArchivePiece.objects.filter(kind="正本").first()
    path = files.path_of(piece.digest)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"!")
    with pytest.raises(archive_packing.NotPacked, match="与归档时的摘要不符"):
        archive_packing.pack(city.chair, selection)
    path.unlink()
    with pytest.raises(archive_packing.NotPacked, match=r"正本\.pdf”文件缺失"):
        archive_packing.pack(city.chair, selection)
    assert Event.objects.filter(action="archive.pack").count() == 1


def test_a_full_disk_is_said_and_leaves_nothing(city, packed, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive_packing, "_write", full)
    with pytest.raises(archive_packing.NotPacked, match="磁盘空间不足"):
        archive_packing.pack(city.secretary, Selection(city.committee, 2026))


def test_what_was_packed_is_whole(packed):
    count, words = said(packed)
    assert (count, words.startswith("OK：2件、8个文件全部相符。")) == (0, True)
    assert manifest_of(packed)["sm3"] in words
    assert said(packed, against_database=True)[1].rstrip().endswith("与数据库和留痕相符。")


# Against the database ----------------------------------------------------------------------


def resealed(change):
    """Changed, and all digests of the manifest made to fit again."""

    def alter(data):
        change(data)
        head = {key: value for key, value in data.items() if key not in ("rows", "rows_sm3", "sm3", "format")}
        return archive_manifest.seal(head, data["rows"])

    return alter


def test_a_forger_who_seals_anew_is_found_by_the_database_only(packed):
    forged = b"%PDF forged"
    digest = hashlib.new("sm3", forged).hexdigest()
    change = resealed(set_row(3, sm3=digest, size=len(forged)))
    path = rewritten(packed, change={SENT: forged}, manifest=change)
    assert said(path)[0] == 0
    count, text = said(path, against_database=True)
    assert count == 3
    assert "与数据库所记归档时的摘要不符" in text and "缺1个" in text and "或者被重新伪造" in text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data["chain"].update(hash="0" * 64), "链头与本系统的留痕不符"),
        (lambda data: data.update(chain=None), "链头与本系统的留痕不符"),
        (lambda data: data["selection"].update(organ="north-sc"), "数据库中没有档号"),
        (set_row(3, code="WS·2026-Y-办公室-0099"), "数据库中没有档号WS·2026-Y-办公室-0099"),
    ],
)
def test_what_the_database_says_otherwise_is_named(packed, change, words):
    count, text = said(rewritten(packed, manifest=resealed(change)), against_database=True)
    assert count >= 2 and words in text


def test_a_piece_that_was_left_out_and_resealed_is_missed(packed):
    path = rewritten(packed, drop=[SENT], manifest=resealed(lambda data: data["rows"].pop(3)))
    assert said(path)[0] == 0
    assert "归档时共3个文件，清单缺1个" in said(path, against_database=True)[1]
