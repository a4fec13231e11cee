"""The pages of official papers, declared: one entry a format.

Lengths are points (1 pt = 1/72 inch) unless a name says otherwise.
Source: GB/T 9704-2012 (sections in brackets).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from congress.tables import Table

MM = 72 / 25.4
SIZE_2, SIZE_3, SIZE_4 = 22.0, 16.0, 14.0  # 2号, 3号, 4号


NARROWEST = 0.6  # a long mark is narrowed to this share of its width; a longer one becomes smaller too
DOUBLE = (0.9 * MM, 0.5 * MM, 0.35 * MM)  # thick line, space, thin line of the double rules of a letter
BESIDE_RULE = SIZE_3 * 7 / 8  # letters and a double rule: 7/8 of the height of a letter of 3号 [10.1]


@dataclass(frozen=True)
class PageFormat:
    """A page and where its fixed parts lie, measured from the 版心 (text block).

    `rows` × `cells` is the grid [5.2.3]: the em top of row 1 and the em bottom
    of the last row lie on the edges of the 版心.  `first_row` is the row of
    page 1 on which the title begins (counted from 0), or the text where there
    is no title.  `mark_word` ends the mark (令, 纪要); `hang` is what lies
    between the mark and row 0 of page 1 when the rows hang from the mark;
    `closing` says who closes the text: organs, the signer's 签名章, nobody.
    """

    key: str
    label: str
    template: str
    page_width: float = 210 * MM
    page_height: float = 297 * MM
    top: float = 37 * MM
    left: float = 28 * MM
    width: float = 156 * MM
    height: float = 225 * MM
    rows: int = 22
    cells: int = 28
    size: float = SIZE_3
    title_size: float = SIZE_2
    mark_top: float = 35 * MM
    mark_size: float = 48.8
    mark_space: float = 0.0
    mark_word: str = "文件"
    is_titled: bool = True
    number_row: int = 7
    number_align: str = "center"
    first_row: int = 10
    first_shift: float = 0.0
    first_more: float = 0.0
    hang: float | None = None
    rule: str = "single"
    rule_gap: float = 4 * MM
    joint_size: float = 36.0
    joint_step: float = 44.0
    imprint_step: float = 24.5
    imprint: str = "ruled"
    closing: str = "organs"
    rooms: tuple[int, ...] = (2, 1)
    folio_from: int = 1
    most_pages: int = 200

    @property
    def cell(self) -> float:
        """Width of one character cell."""
        return self.width / self.cells

    @property
    def pitch(self) -> float:
        """Distance of two rows."""
        return (self.height - self.size) / (self.rows - 1)

    @property
    def first_span(self) -> float:
        """From the top of row 0 of page 1 to the top of its last row: the 版心 less `first_shift` and `first_more`."""
        return self.height + self.first_more - self.first_shift - self.size

    @property
    def first_rows(self) -> int:
        """Rows of page 1."""
        return int(self.first_span / self.pitch + 0.01) + 1

    def mark_lines(self, mark: str) -> list[str]:
        """发文机关标志 as this format has it; a letter that several organs issue bears the mark of the first [10.1]."""
        if self.mark_word == "文件":
            return mark.split("\n")
        name = mark.split("\n", maxsplit=1)[0].removesuffix("文件")
        return [name if name.endswith(self.mark_word) else name + self.mark_word]

    def fitting_size(self, mark: str) -> float:
        """Size of a mark of one line: smaller than usual when even narrowed it would be wider than the 版心."""
        return min(self.mark_size, self.width / max(1, len(mark)) / NARROWEST)

    def for_organs(self, count: int) -> PageFormat:
        """The same page for organs that issue together: what stands below the mark moves down by whole rows."""
        mark_height = self.joint_size + (count - 1) * self.joint_step
        down = max(0, math.ceil((mark_height - self.mark_size) / self.pitch)) if count > 1 else 0
        return replace(self, number_row=self.number_row + down, first_row=self.first_row + down)

    def fitted(self, marks: Sequence[str], lines: int = 1) -> PageFormat:
        """The page of one paper: by its mark, and by how many lines stand beside or above its number."""
        if self.hang is None:
            form = self.for_organs(len(marks))
        else:
            form = replace(self, first_shift=self.mark_top + self.fitting_size(marks[0]) + self.hang)
        return replace(form, number_row=form.number_row + lines - 1, first_row=form.first_row + lines - 1)

    def turned(self) -> PageFormat:
        """The page for what is set across (横排): this page turned to the right, as a reader turns it.

        Drawn, it is turned back to the left, so that its head is at the binding edge of an odd page
        and at the cut edge of an even one [8].  The text block is the same, and so nearly is the grid.
        """
        return replace(
            self,
            page_width=self.page_height,
            page_height=self.page_width,
            top=self.left,
            left=self.page_height - self.top - self.height,
            width=self.height,
            height=self.width,
            rows=round((self.width - self.size) / self.pitch) + 1,
            cells=int(self.height / self.cell),
        )


FORMATS: Table[PageFormat] = Table("page formats")

# The mark is 48.8 pt high: two blank rows below it the number then stands on row 8 of the grid,
# the rule 4 mm under the number, and the title two blank rows under the rule on row 11.
DOCUMENT = FORMATS.add(PageFormat("document", "文件格式", template="document.html"))

# 信函 [10.1]: the mark 30 mm from the edge of the paper, double rules 4 mm under it and 20 mm from the foot of the
# paper; the number under the first rule at the right, the title two rows below; the text may go down to the second
# rule.  A mark of 42 pt (初号) leaves 21 rows of the usual pitch.
LETTER = FORMATS.add(
    PageFormat(
        "letter",
        "信函格式",
        template="letter.html",
        mark_top=(30 - 37) * MM,
        mark_size=42.0,
        mark_word="",
        number_row=0,
        number_align="right",
        first_row=3,
        first_more=15 * MM - sum(DOUBLE) - BESIDE_RULE,
        hang=4 * MM + sum(DOUBLE) + BESIDE_RULE,
        rule="double",
        imprint="plain",
        folio_from=2,
    )
)

# 命令（令） [10.2]: the mark 20 mm under the upper edge of the 版心, two rows below it the 令号, two rows below that
# the text; no title, no rule; closed by the post and the 签名章 of whoever signs [7.3.5.3].
ORDER = FORMATS.add(
    PageFormat(
        "order",
        "命令（令）格式",
        template="order.html",
        mark_top=20 * MM,
        mark_word="令",
        is_titled=False,
        number_row=0,
        first_row=3,
        hang=2 * DOCUMENT.pitch,
        rule="none",
        closing="signer",
        rooms=(2,),
    )
)

# 纪要 [10.3]: “XX纪要” 35 mm under the upper edge of the 版心; as the office does it, organ and date stand on the row
# under the number, and the rule 4 mm under them.  No seal; 出席, 请假, 列席 close the text.
MINUTES = FORMATS.add(
    PageFormat("minutes", "纪要格式", template="minutes.html", mark_word="纪要", first_row=11, closing="none")
)

# 任命书: one page inside a red frame, letters of 2号.  The standard has no such page: this is the office's own.
CERTIFICATE = FORMATS.add(
    PageFormat(
        "certificate",
        "任命书格式",
        template="certificate.html",
        rows=15,
        cells=18,
        size=SIZE_2,
        mark_top=30 * MM,
        mark_size=60.0,
        mark_space=30.0,
        mark_word="书",
        is_titled=False,
        number_row=0,
        first_row=2,
        hang=36.0,
        rule="frame",
        imprint="none",
        rooms=(1,),
        folio_from=99,
        most_pages=1,
    )
)
