"""The pages of official papers, declared: one entry a format.

Lengths are points (1 pt = 1/72 inch) unless a name says otherwise.
Source: GB/T 9704-2012 (sections in brackets).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from congress.tables import Table

MM = 72 / 25.4
SIZE_2, SIZE_3, SIZE_4 = 22.0, 16.0, 14.0  # 2号, 3号, 4号


@dataclass(frozen=True)
class PageFormat:
    """A page and where its fixed parts lie, measured from the 版心 (text block).

    `rows` × `cells` is the grid [5.2.3]: the em top of row 1 and the em bottom
    of the last row lie on the edges of the 版心.  `first_row` is the row of
    page 1 on which the title begins (counted from 0).
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
    number_row: int = 7
    first_row: int = 10
    rule_gap: float = 4 * MM
    joint_size: float = 36.0
    joint_step: float = 44.0
    imprint_step: float = 24.5
    most_pages: int = 200

    @property
    def cell(self) -> float:
        """Width of one character cell."""
        return self.width / self.cells

    @property
    def pitch(self) -> float:
        """Distance of two rows."""
        return (self.height - self.size) / (self.rows - 1)

    def for_organs(self, count: int) -> PageFormat:
        """The same page for organs that issue together: what stands below the mark moves down by whole rows."""
        mark_height = self.joint_size + (count - 1) * self.joint_step
        down = max(0, math.ceil((mark_height - self.mark_size) / self.pitch)) if count > 1 else 0
        return replace(self, number_row=self.number_row + down, first_row=self.first_row + down)

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
