"""Papers of the tests: rendered once a session."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from congress import printing, typesetting
from congress.typesetting import PaperText

SENTENCE = "各单位要高度重视，加强组织领导，认真做好有关工作，确保各项任务落到实处。"


def notice(sentences: int = 3, **fields: object) -> PaperText:
    """A notice whose body has so many sentences of 36 letters."""
    body = "现就有关事项通知如下：\n一、总体要求\n（一）工作目标。" + SENTENCE * sentences
    plain = PaperText(
        mark="遵义市人大常委会办公室文件",
        number="遵人常办〔2026〕8号",
        title=("关于召开全市县乡人大工作座谈会的通知",),
        to="各县、自治县、区（市）人大常委会",
        body=body,
        signatories=("遵义市人大常委会办公室",),
        signed_on=date(2026, 5, 18),
        cc="市委办公室，市人民政府办公室",
        printed_by="遵义市人大常委会办公室",
        printed_on=date(2026, 5, 18),
    )
    return replace(plain, **fields)


@pytest.fixture(scope="session")
def real_input() -> str:
    """The notice of 2016, as it lies beside the project; the input is run, never copied."""
    folder = Path(os.environ.get("CONGRESS_INPUTS") or Path(__file__).resolve().parents[3] / "shared" / "inputs")
    path = folder / "zunyi-2016-27.txt"
    if not path.exists():
        pytest.skip(f"the real input is not at {path}")
    return path.read_text()


@pytest.fixture(scope="session")
def real_paper(real_input) -> PaperText:
    paper = typesetting.parse(real_input)
    return replace(
        paper,
        mark="遵义市人大常委会办公室文件",
        printed_by="遵义市人大常委会办公室",
        printed_on=paper.signed_on,
        cc="市委办公室",
    )


@pytest.fixture(scope="session")
def real_pdf(real_paper) -> bytes:
    return printing.render(real_paper).pdf
