"""An issued paper as a file, and printed again to see that it is still the one that was signed."""

import pytest
from django.core.management import CommandError, call_command

from congress import files, issuing, printing, typesetting
from congress.models import IssuedPaper

NUMBER = "遵人常办〔2026〕1号"


@pytest.fixture
def printed(city, settings, tmp_path):
    """A signed notice of some pages, printed."""
    settings.FILES_ROOT = tmp_path / "files"
    body = "\n".join(f"{number}.各县、自治县、区（市）人大常委会要认真准备。" for number in range(1, 40))
    city.registered(body=body)
    assert issuing.print_waiting() == 1
    paper = IssuedPaper.objects.get()
    assert paper.page_count >= 2
    return paper


def render(target, *options):
    call_command("render_paper", NUMBER, "--to", str(target), *options)


def test_the_frozen_pdf_is_written_out(printed, tmp_path):
    render(tmp_path / "out.pdf")
    assert (tmp_path / "out.pdf").read_bytes() == files.read(printed.pdf_digest)


def test_printed_again_it_is_the_same_page_by_page(printed, tmp_path, capsys):
    render(tmp_path / "out.pdf", "--again")
    assert "与存档逐页一致" in capsys.readouterr().out
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")


def forge(paper, old, new):
    """Put another PDF in the place of the stored one: one of a text in which something was changed."""
    text = issuing.from_json(paper.content | {"body": paper.content["body"].replace(old, new, 1)})
    digest, _ = files.keep([printing.render(text).pdf])
    IssuedPaper.objects.filter(pk=paper.pk).update(pdf_digest=digest)


@pytest.mark.parametrize(("old", "new", "page"), [("1.各", "1.名", 1), ("39.各", "39.名", 3)])
def test_a_changed_character_is_seen_and_its_page_is_named(printed, tmp_path, old, new, page):
    forge(printed, old, new)
    with pytest.raises(CommandError, match=rf"不一致：第{page}页"):
        render(tmp_path / "out.pdf", "--again")


def test_a_page_too_many_is_named(printed, tmp_path):
    forge(printed, "39.各", "新增的一行\n" * 40 + "39.各")
    with pytest.raises(CommandError, match=f"、{printed.page_count + 1}"):
        render(tmp_path / "out.pdf", "--again")


def test_a_changed_frozen_text_does_not_pass_for_the_signed_one(printed, tmp_path):
    content = printed.content | {"body": printed.content["body"].replace("1.各", "1.名", 1)}
    IssuedPaper.objects.filter(pk=printed.pk).update(content=content)
    with pytest.raises(CommandError, match="文本被改动过"):
        render(tmp_path / "out.pdf", "--again")


def test_a_damaged_file_is_not_handed_out(printed, tmp_path):
    files.path_of(printed.pdf_digest).write_bytes(b"%PDF damaged")
    with pytest.raises(CommandError, match="存档的 PDF 不能读取"):
        render(tmp_path / "out.pdf")
    assert not (tmp_path / "out.pdf").exists()


def test_a_number_that_was_never_given_says_so(db, tmp_path):
    with pytest.raises(CommandError, match="没有文号为"):
        render(tmp_path / "out.pdf")


def test_a_paper_that_is_not_printed_yet_says_so(city, tmp_path):
    city.registered()
    with pytest.raises(CommandError, match="还没有印制"):
        render(tmp_path / "out.pdf")


def test_a_text_that_cannot_be_set_again_says_so(printed, tmp_path, monkeypatch):
    def broken(text, **more):
        raise printing.PrintError("缺字")

    monkeypatch.setattr(printing, "render", broken)
    with pytest.raises(CommandError, match="不能排版：缺字"):
        render(tmp_path / "out.pdf", "--again")


def test_the_digest_of_the_frozen_text_is_that_of_the_signed_one(printed):
    assert typesetting.digest(issuing.from_json(printed.content)) == printed.text_digest
