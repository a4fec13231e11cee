"""A backup comes back whole, or not at all."""

import hashlib
import io
import tarfile

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from congress import trail_digest
from congress.models import Event, IssuedPaper

CONTENT = "遵人常办〔2016〕27号".encode()
DIGEST = hashlib.new("sm3", CONTENT).hexdigest()

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(settings, tmp_path):
    """A data folder of our own, with one stored file and one account."""
    settings.VAR = tmp_path / "var"
    settings.FILES_ROOT = settings.VAR / "files"
    stored = settings.FILES_ROOT / DIGEST[:2] / DIGEST
    stored.parent.mkdir(parents=True)
    stored.write_bytes(CONTENT)
    (settings.FILES_ROOT / "incoming-half").write_bytes(b"cut off")
    get_user_model().objects.create_user("kept", password="not for use")
    return stored


def test_the_restore_drill_ends_with_a_clean_trail(city, place, tmp_path):
    """What an office practises each quarter: everything gone, restored, and the trail proves itself."""
    number = city.registered().papers.get().number_text
    digest = trail_digest.write()
    events, archive = Event.objects.count(), tmp_path / "drill.tar"
    call_command("backup", to=archive)
    place.unlink()
    digest.unlink()
    city.registered()
    said = io.StringIO()
    call_command("restore", archive, force=True, stdout=said)
    assert f"OK：留痕共{events}条，全部相符" in said.getvalue()
    assert IssuedPaper.objects.get().number_text == number
    assert place.read_bytes() == CONTENT
    assert digest.exists()


def test_an_archive_older_than_a_digest_on_file_is_told(city, place, tmp_path):
    """Somebody who restores yesterday to hide today is contradicted by what was written down today."""
    archive = tmp_path / "old.tar"
    call_command("backup", to=archive)
    city.registered()
    trail_digest.write()
    with pytest.raises(CommandError, match="不符"):
        call_command("restore", archive, force=True)


@pytest.fixture
def archive(place, tmp_path):
    target = tmp_path / "backup.tar"
    call_command("backup", to=target, verbosity=0)
    return target


def names():
    return set(get_user_model().objects.values_list("username", flat=True))


def test_what_was_saved_comes_back_and_what_came_later_is_kept_aside(place, archive, settings):
    get_user_model().objects.create_user("later")
    place.unlink()
    call_command("restore", archive, force=True)
    assert names() == {"kept"}
    assert place.read_bytes() == CONTENT
    assert len(list((settings.VAR / "backups").glob("before-restore-*.tar"))) == 1


def test_an_empty_place_needs_no_force(place, archive):
    place.unlink()
    get_user_model().objects.all().delete()
    call_command("restore", archive)
    assert names() == {"kept"}
    assert place.read_bytes() == CONTENT


def test_existing_data_is_not_overwritten_by_mistake(archive):
    get_user_model().objects.create_user("later")
    with pytest.raises(CommandError, match="已有数据"):
        call_command("restore", archive)
    assert names() == {"kept", "later"}


def test_one_changed_byte_is_found_before_anything_is_touched(archive):
    get_user_model().objects.create_user("later")
    content = bytearray(archive.read_bytes())
    content[content.index(CONTENT)] ^= 1
    archive.write_bytes(content)
    with pytest.raises(CommandError, match="与清单不符"):
        call_command("restore", archive, force=True)
    assert names() == {"kept", "later"}


def test_a_cut_off_archive_is_refused(archive):
    archive.write_bytes(archive.read_bytes()[:-20_000])
    with pytest.raises(CommandError, match=r"损坏|没有清单|不符"):
        call_command("restore", archive, force=True)
    assert names() == {"kept"}


def test_a_name_that_leads_elsewhere_is_refused(archive, tmp_path):
    with tarfile.open(archive, "a") as tar:
        tar.add(__file__, "../outside")
    with pytest.raises(CommandError, match="不该有的内容"):
        call_command("restore", archive, force=True)
    assert not (tmp_path / "outside").exists()


def test_a_half_written_upload_is_left_out(archive):
    with tarfile.open(archive) as tar:
        assert f"files/{DIGEST[:2]}/{DIGEST}" in tar.getnames()
        assert not [name for name in tar.getnames() if "incoming" in name]


def test_a_backup_does_not_overwrite_another(archive):
    with pytest.raises(CommandError, match="已存在"):
        call_command("backup", to=archive)
