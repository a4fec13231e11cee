"""Contact sheets: every paper of the tests, and the screens that the browser tests have taken."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image

from congress import printing
from tests.papers.conftest import notice

ACROSS = 4


def sheet(pictures: list[Image.Image], target: Path) -> None:
    """Side by side, four in a row, on grey."""
    width, height = max(p.width for p in pictures), max(p.height for p in pictures)
    rows = -(-len(pictures) // ACROSS)
    made = Image.new("RGB", (ACROSS * (width + 8), rows * (height + 8)), "#777")
    for at, picture in enumerate(pictures):
        made.paste(picture, ((at % ACROSS) * (width + 8), (at // ACROSS) * (height + 8)))
    made.save(target)


def papers() -> dict[str, list[Image.Image]]:
    """The notice at lengths that put its signature everywhere, urgent, as a draft, with annexes and a table."""
    table = "参会人员回执\n单位\t姓名\t职务\t电话\n　\t　\t　\t　\n请按时报送。"
    made = {
        "short": notice(1),
        "tightened": notice(7),
        "long": notice(14),
        "draft": notice(3, number="", signed_on=None, is_draft=True),
        "urgent": notice(3, urgency="特急", note="此件公开发布"),
        "annexes": notice(
            3, annexes=printing.typesetting.parse_annexes(f"附件1\n{table}\n附件2\n议程\n一、讨论。\n二、总结。")
        ),
    }
    return {name: pages(printing.render(paper)) for name, paper in made.items()}


def pages(rendered: printing.Rendered) -> list[Image.Image]:
    """All pages of a paper."""
    return [Image.open(io.BytesIO(png)) for png in printing.page_images(rendered.pdf, 1, rendered.page_count, 60)]


def main() -> None:
    """Write the sheets into the folder given."""
    folder = Path(sys.argv[1])
    sheet([page for found in papers().values() for page in found], folder / "papers.png")
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
