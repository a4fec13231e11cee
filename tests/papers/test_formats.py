"""Every kind and format of paper measures what it should, wherever its signature falls; a wrong one is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from congress import printing
from congress.papers import PAPERS
from tests.papers.geometry import Want, faults
from tests.papers.samples import KINDS, OFFICE, sample

TWO = (OFFICE, "遵义市人民政府办公室")
THREE = ("遵义市监委", "遵义市法院", "遵义市检察院")
NAMES = ("赵一", "钱二三", "孙四")


def joint(organs, **fields):
    return {"mark": "\n".join(organs) + "文件", "signatories": organs, **fields}


VARIANTS: dict[str, tuple[str, dict[str, object]]] = {
    "letter": ("letter", {}),
    "urgent letter": ("letter", {"urgency": "特急", "copy_number": "000012"}),
    "letter without seal": ("letter", {"is_sealed": False}),
    "order": ("order", {}),
    "minutes": ("minutes", {}),
    "upward": ("request", {}),
    "upward of three": ("report", {"approvers": NAMES, **joint(THREE)}),
    "adopted": ("decision", {}),
    "two organs": ("notice", joint(TWO)),
    "three organs": ("notice", joint(THREE)),
    "without seal": ("notice", {"is_sealed": False}),
}  # fmt: skip


def want(paper, **changed) -> Want:
    """What the measure should find of this paper."""
    organs = paper.signatories if len(paper.signatories) > 1 else ()
    found = Want(
        form=paper.format,
        organs=organs,
        marks=1 if paper.format == "letter" else len(paper.mark.split("\n")),
        approvers=len(paper.approvers),
        is_sealed=paper.is_sealed,
        is_signed=not paper.adopted,
        has_imprint=bool(paper.cc or paper.printed_by),
        post=paper.signer_post.replace("\u3000", ""),
    )
    return replace(found, **changed)


def wrongs(paper) -> list[str]:
    return faults(printing.render(paper).pdf, want(paper))


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_of_every_kind_is_right(kind):
    assert kind in PAPERS
    assert wrongs(sample(kind, 1 if kind == "certificate" else 3)) == []


@pytest.mark.parametrize("sentences", range(1, 23, 2))
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_format_is_right_wherever_its_signature_falls(variant, sentences):
    kind, fields = VARIANTS[variant]
    assert wrongs(sample(kind, sentences, **fields)) == []
