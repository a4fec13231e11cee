"""How the text is closed, measured: 署名, date, places of seals and of the 签名章, 出席名单.

Source: GB/T 9704-2012 §7.3.5 and §10.3.
Lengths are millimetres.
"""

from __future__ import annotations

import math
import re
from itertools import combinations, pairwise

from tests.papers.geometry import CELL, EM, LEFT, NEAR, RIGHT, Head, Measured, Row, Want, off

DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
SEAL = 42.0


def signature(pages: list[Measured], want: Want, head: Head) -> list[str]:
    """署名 and date on a page with text, where the kind of closing wants them."""
    if want.form == "minutes":
        return _attendance(pages)
    for page in pages:
        for at, row in enumerate(page.body):
            if DATE.fullmatch(row.text) and at:
                if not want.is_signed:
                    return ["会议通过的公文不应有署名和日期"]
                # on page 1 the head is no text
                above = [r for r in page.body[:at] if page is not pages[0] or r.top > head.start - 1]
                return _closed(row, above, want)
    return ["没有署名和成文日期"] if want.is_signed else []


def _closed(date: Row, above: list[Row], want: Want) -> list[str]:
    if want.post:
        return _stamped(date, above, want)
    if len(want.organs) > 1 and want.is_sealed:
        return _joint(date, above, want)
    count = max(1, len(want.organs))
    names, text = above[-count:], above[:-count]
    found = [] if text else ["署名所在页没有正文"]
    cell = 156 / (18 if want.form == "certificate" else 28)
    if not want.is_sealed:
        if off(names[0].right, RIGHT - 2 * cell, 1.0):
            found.append("不盖章的署名没有右空二字")
        if off(date.left, names[0].left + 2 * cell, 1.0):
            found.append("成文日期没有在署名之下右移二字")
        return found
    if off(date.right, RIGHT - 4 * cell, 1.0) and not _is_pushed(names[-1], cell):
        found.append("成文日期不在右空四字")
    if off(names[-1].middle, date.middle, 1.5) and not _is_pushed(names[-1], cell):
        found.append("署名没有以成文日期为准居中")
    if text and names[0].top - text[-1].top > 3.2 * (date.top - names[-1].top):
        found.append("印章顶端距正文超过一行")
    return found


def _is_pushed(name: Row, cell: float) -> bool:
    """A name too long to be centred on the date four cells from the right stands at the edge of the text block."""
    return not off(name.right, RIGHT, 1.0) and (name.right - name.left) > 10 * cell


def _stamped(date: Row, above: list[Row], want: Want) -> list[str]:
    """命令: the 签名章 four cells from the right, the post two cells left of it; a blank row; the date."""
    post = next((row for row in above if row.text == want.post), None)
    if post is None:
        return ["没有签发人职务"]
    found, text = [], [row for row in above if row is not post]
    if not text:
        return ["署名所在页没有正文"]
    if off(date.right, RIGHT - 4 * CELL, 1.0):
        found.append("成文日期不在右空四字")
    if off(post.right, RIGHT - 13 * CELL, 1.0):
        found.append("签发人职务没有在签名章左空二字")
    # two blank rows, the two rows of the stamp with the post at their middle, a blank row, the date
    if off((post.top - text[-1].top) / (date.top - post.top), 3.5 / 2.5, 0.05):
        found.append("签名章不在正文下空二行")
    return found


def _joint(date: Row, above: list[Row], want: Want) -> list[str]:
    """Several organs with seals: in order, aligned, inside the text block, no seal touching another."""
    places, first = [], len(above)
    for name in want.organs:
        found_at = next(((at, row) for at, row in enumerate(above) if name in row.text), None)
        if found_at is None:
            return [f"没有{name}的署名"]
        at, row = found_at
        start, first = row.text.index(name), min(first, at)
        places.append(((row.lefts[start] + row.lefts[start + len(name) - 1] + EM) / 2, row.top))
    found = [] if first else ["署名所在页没有正文"]
    if any(math.dist(one, other) <= SEAL for one, other in combinations(places, 2)):
        found.append("印章相交或相切")
    if any(x - SEAL / 2 < LEFT - NEAR or x + SEAL / 2 > RIGHT + NEAR for x, _ in places):
        found.append("印章超出版心")
    if any((y, x) >= (below, right) for (x, y), (right, below) in pairwise(places)):
        found.append("署名没有按发文机关顺序排列")
    if off(date.middle, places[-1][0], 1.5):
        found.append("成文日期不在最后一个署名之下")
    return found


def _attendance(pages: list[Measured]) -> list[str]:
    """出席, 请假, 列席: two cells in, the label 黑体, the names 仿宋, wraps under the first name; a blank row above."""
    rows = [row for page in pages for row in page.body]
    at = next((at for at, row in enumerate(rows) if row.text.startswith("出席：")), None)
    if at is None:
        return ["没有出席人员名单"]
    found = []
    for row in rows[at:]:
        label = re.match(r"(?:出席|请假|列席)：", row.text)
        if off(row.left, LEFT + (2 if label else 5) * CELL):
            found.append("参会人员名单没有左空二字或没有对齐")
        fonts = [font[7:] for font in row.letter_fonts]
        if (label and set(fonts[:2]) != {"FandolHei"}) or set(fonts[3:]) != {"FandolFang"}:
            found.append("参会人员名单的字体不对")
        if DATE.fullmatch(row.text):
            found.append("纪要不应有署名和日期")
    return found
