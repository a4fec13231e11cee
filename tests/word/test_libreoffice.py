"""What we write, opened by another program: A4, margins, 22 lines of 28 characters, as many pages as our own."""

import os
import re
import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pytest

from congress import typesetting, word
from congress.typesetting import Annex
from tests.word.documents import unpacked
from tests.word.test_round_trip import NOTICE, OFFICE, PAPER, PAPERS, text_of

SOFFICE = shutil.which("soffice")
MM = 72 / 25.4
pytestmark = pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed")
SENTENCE = "进一步提高认识加强组织领导落实工作责任确保各项任务按期完成"
LONG = replace(PAPER, body="\n".join(f"{n}．{SENTENCE * 4}。" for n in range(1, 60)))


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Converts a document, with a profile of its own."""
    folder = tmp_path_factory.mktemp("office")

    def convert(content, kind):
        (folder / "in.docx").write_bytes(content)
        (folder / "out").mkdir(exist_ok=True)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [SOFFICE, profile, "--headless", "--convert-to", kind, "--outdir", folder / "out", folder / "in.docx"]
        home = {**os.environ, "HOME": str(folder)}
        subprocess.run(command, check=True, capture_output=True, timeout=180, env=home)
        return folder / "out" / f"in.{kind}"

    return convert


def real():
    return replace(typesetting.parse(NOTICE.read_text(encoding="utf-8-sig")), mark=f"{OFFICE}文件", printed_by=OFFICE)


@pytest.mark.parametrize("name", ["real", "long"])
def test_it_has_the_pages_and_the_grid_of_our_own(office, name):
    if name == "real" and not NOTICE.exists():
        pytest.skip(f"the real input is not there: {NOTICE.name} (CONGRESS_INPUTS)")
    paper = real() if name == "real" else LONG
    with pdfplumber.open(office(word.write(paper), "pdf")) as pdf:
        assert abs(len(pdf.pages) - typesetting.compose(paper).page_count) <= 1
        assert all((round(page.width), round(page.height)) == (595, 842) for page in pdf.pages)
        full = max(pdf.pages, key=lambda page: len(page.chars))
        letters = [c for c in full.chars if c["text"].strip() and c["top"] < 262 * MM]
        tops = sorted({round(c["bottom"]) for c in letters})
        rows = [top for at, top in enumerate(tops) if not at or top - tops[at - 1] > 6]
        steps = [b - a for a, b in pairwise(rows)]
        assert len(rows) == 22 and all(28 <= step <= 30 for step in steps), rows
        assert min(c["top"] for c in letters) > 36 * MM and max(c["bottom"] for c in letters) < 263 * MM
        assert abs(min(c["x0"] for c in letters) - 28 * MM) < 3
        lines = {}
        for c in letters:
            lines.setdefault(round(c["bottom"] / 29), []).append(c["text"])
        chinese = [len(line) for line in lines.values() if not re.search(r"[0-9A-Za-z]", "".join(line))]
        assert max(chinese) in (28, 29)  # a mark may hang over the edge
        folios = ["".join(c["text"] for c in page.chars if c["top"] > 263 * MM).replace(" ", "") for page in pdf.pages]
        assert folios[:3] == ["—1—", "—2—", "—3—"]
        odd, even = (min(c["x0"] for c in pdf.pages[at].chars if c["top"] > 263 * MM) for at in (0, 1))
        assert odd > 150 * MM and even < 40 * MM


def test_a_wide_table_lies_on_a_page_of_its_own_turned_to_the_right(office):
    with pdfplumber.open(office(word.write(PAPERS["a wide annex between others"]), "pdf")) as pdf:
        across = [page.width > page.height for page in pdf.pages]
    assert across.count(True) == 1 and not across[0] and not across[-1]


@pytest.mark.parametrize(
    "name",
    ["notice", "draft", "annexes that the text names", "a table whose rows are of unequal length", "upward", "joint"],
)
def test_what_another_program_has_saved_comes_back_the_same(office, name):
    """As it is with a clerk: out, opened, saved, in."""
    saved = office(word.write(PAPERS[name]), "docx")
    with Path(saved).open("rb") as file:
        found = word.read(file)
    assert text_of(found.paper) == text_of(PAPERS[name])


def test_the_names_of_the_fonts_are_those_that_offices_have():
    content = word.write(replace(PAPER, annexes=(Annex(("方案",), "文字。"),)))
    parts = unpacked(content)
    fonts = parts["word/styles.xml"].decode() + parts["word/footer1.xml"].decode() + parts["word/document.xml"].decode()
    for name in ("仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体"):
        assert f'w:eastAsia="{name}"' in fonts, name
