"""Contact sheets: every paper of the tests, and the screens that the browser tests have taken."""

from __future__ import annotations

import hashlib
import io
import sys
from pathlib import Path

from PIL import Image

from congress import printing, typesetting
from tests.papers.conftest import notice
from tests.papers.samples import KINDS, sample
from tests.papers.test_formats import VARIANTS

ACROSS = 4


def sheet(pictures: list[Image.Image], target: Path) -> None:
    """Side by side, four in a row, on grey."""
    width, height = max(p.width for p in pictures), max(p.height for p in pictures)
    rows = -(-len(pictures) // ACROSS)
    made = Image.new("RGB", (ACROSS * (width + 8), rows * (height + 8)), "#777")
    for at, picture in enumerate(pictures):
        made.paste(picture, ((at % ACROSS) * (width + 8), (at // ACROSS) * (height + 8)))
    made.save(target)


def papers() -> dict[str, list[printing.Rendered]]:
    """Every kind, every format in its variants, and the notice at lengths that put its signature everywhere."""
    table = "参会人员回执\n单位\t姓名\t职务\t电话\n　\t　\t　\t　\n请按时报送。"
    wide = "\t".join(["责任单位"] * 9) + "\n" + "\t".join(["市人大常委会某某局"] * 9)
    annexes = typesetting.parse_annexes(f"附件1\n{table}\n附件2\n任务分解表\n{wide}")
    long_cc = "，".join(f"遵义市第{n}工作部门" for n in "一二三四五六七八九十")
    kinds = [sample(kind, 1 if kind == "certificate" else 3) for kind in KINDS]
    variants = [sample(kind, 4, is_draft=True, **fields) for kind, fields in VARIANTS.values()]
    lengths = [notice(1), notice(7), notice(14), notice(3, urgency="特急", note="此件公开发布", cc=long_cc)]
    drafts = [sample("certificate", 1, is_draft=True), sample("letter", 9), sample("letter", 10), sample("order", 9)]
    made = {"kinds": kinds, "variants": variants, "lengths": lengths, "drafts": drafts}
    rendered = {name: [printing.render(paper) for paper in found] for name, found in made.items()}
    return rendered | {"annexes": [with_pdf(annexes)]}


def with_pdf(annexes: tuple[typesetting.Annex, ...]) -> printing.Rendered:
    """A notice with a table, a landscape table and a PDF: the pages of a letter."""
    pdf = printing.render(sample("letter", 3)).pdf
    key = hashlib.new("sm3", pdf).hexdigest()
    last = typesetting.Annex(title=("现场照片",), body="", label="附件3", pdf=key, pages=1)
    return printing.render(notice(3, annexes=(*annexes, last)), appended={key: pdf})


def pages(rendered: printing.Rendered) -> list[Image.Image]:
    """All pages of a paper."""
    return [Image.open(io.BytesIO(png)) for png in printing.page_images(rendered.pdf, 1, rendered.page_count, 60)]


def main() -> None:
    """Write the sheets into the folder given."""
    folder = Path(sys.argv[1])
    for name, found in papers().items():
        sheet([page for rendered in found for page in pages(rendered)], folder / f"papers-{name}.png")
    for size in ("1366", "360"):
        screens = sorted((folder / "screens").glob(f"*-{size}.png"))
        if screens:
            sheet([_cropped(Image.open(path)) for path in screens], folder / f"screens-{size}.png")


def _cropped(picture: Image.Image) -> Image.Image:
    """The first screenful and a half, halved in size."""
    high = min(picture.height, picture.width * 3 // 2 if picture.width > 400 else 1100)
    scale = 2 if picture.width > 400 else 1
    return picture.crop((0, 0, picture.width, high)).resize((picture.width // scale, high // scale))


if __name__ == "__main__":
    main()
