"""The heads of page 1, measured: 文件, 信函, 命令（令）, 纪要, 任命书 (GB/T 9704-2012 §7.2, §10; papers.md).

Each gives its faults and the grid of the rows below.  Lengths are millimetres.
"""

from __future__ import annotations

import re
from dataclasses import replace

from tests.papers.geometry import (
    BOTTOM,
    CELL,
    EM,
    LEFT,
    MM,
    NEAR,
    PITCH,
    RED,
    RIGHT,
    TOP,
    Head,
    Measured,
    Row,
    Want,
    off,
    rule_colour,
)  # fmt: skip

NUMBER = re.compile(r"(?:第\d+号|[\u4e00-\u9fff]*〔\d{4}〕\d+号)")
TITLE_LIFT = (22 - 16) / 2 / MM  # a letter of 2号 begins so much above one of 3号 on the same row
UNDER_RULE = EM * 7 / 8


def _found(page: Measured) -> tuple[list[Row], Row | None, list[Row]]:
    """The rows of the mark, the row of the number, and the rows of the title."""
    marks = [part for row in page.rows if row.colour == RED for part in _split(row)]
    number = next((row for row in page.rows if NUMBER.search(row.text) and row.colour != RED), None)
    titles = [row for row in page.rows if row.size == 22 and row.colour != RED]
    return marks, number, titles


def _split(row: Row) -> list[Row]:
    """A row of a joint mark: 文件 beside an organ stands well apart from it."""
    at = len(row.text) - 2
    if not row.text.endswith("文件") or at < 1 or row.lefts[at] - row.lefts[at - 1] < 1.3 * row.size / MM:
        return [row]
    word = replace(row, text="文件", left=row.lefts[at])
    return [replace(row, text=row.text[:at], right=row.lefts[at - 1] + row.size / MM), word]


def document(page: Measured, want: Want, *, bar: int = 0) -> Head:
    """Mark 35 mm under the text block's edge, number two rows below, rule 4 mm under it, title two rows below that.

    `bar`: rows between the number and the rule (organ and date of a 纪要).
    """
    marks, number, titles = _found(page)
    rule = next((r for r in page.rules if rule_colour(r) == RED), None)
    if not marks:
        return Head(["没有红色发文机关标志"])
    if number is None:
        return Head(["发文字号的位置或字体不对"])
    found = [*_marks(marks, want), *_number(marks, number, page, want)]
    if rule is None:
        return Head([*found, "没有红色分隔线"])
    if off(rule["x0"] / MM, LEFT) or off(rule["x1"] / MM, RIGHT):
        found.append("红色分隔线与版心不等宽")
    if off(rule["top"] / MM, number.top + bar * PITCH + EM + 4):
        found.append("红色分隔线不在发文字号之下4毫米")
    if not titles or not all(row.is_in("title") for row in titles) or any(off(row.middle, 106, 1.2) for row in titles):
        return Head([*found, "标题不是居中的2号小标宋"])
    if off(titles[0].top, rule["top"] / MM + 2 * PITCH, 1.5):
        found.append("标题不在红色分隔线下空二行")
    start = titles[0].top + TITLE_LIFT
    if off((start - TOP) / PITCH, round((start - TOP) / PITCH), 0.05):
        found.append("标题不在格子上")
    return Head(found, start=start, rows=round((BOTTOM - EM - start) / PITCH) + 1)


def _marks(marks: list[Row], want: Want) -> list[str]:
    """Red 小标宋, its top 35 mm under the edge; of several organs one under the other, 文件 beside their middle."""
    found = []
    beside = [row for row in marks if row.text == "文件"] if want.marks > 1 else []
    organs = [row for row in marks if row not in beside]
    if off(organs[0].top, TOP + 35) or not all(row.is_in("title") for row in marks):
        found.append("发文机关标志的位置或字体不对")
    if len(organs) != want.marks:
        found.append("联合行文的机关标志不是每个机关一行")
    centre = organs[0].middle
    if any(off(row.middle, centre) for row in organs) or (not beside and off(centre, 106)):
        found.append("发文机关标志的位置或字体不对")
    if want.marks > 1 and any(off(row.left, organs[0].left) or off(row.right, organs[0].right) for row in organs):
        found.append("联合行文的机关标志没有两端对齐")
    for word in beside:
        middle = (organs[0].top + organs[-1].top + organs[-1].size / MM) / 2
        if off(word.top + word.size / MM / 2, middle) or word.left < max(row.right for row in organs):
            found.append("“文件”没有在各机关标志右侧上下居中")
    return found


def _number(marks: list[Row], number: Row, page: Measured, want: Want) -> list[str]:
    """Centred two rows below the mark; of an upward paper one cell in, on the line of the last 签发人."""
    found = []
    above = next((row for row in page.rows if row.text.startswith("签发人：") or "签发人：" in row.text), None)
    first = above if want.approvers and above else number
    lowest = max(row.top + row.size / MM for row in marks)
    gap = first.top - lowest - 2 * PITCH
    # a long name is set smaller, and organs one under the other move the number by whole rows
    is_usual = want.marks == 1 and marks[0].size > 48
    if off(gap, 0) if is_usual else not -NEAR < gap < PITCH:
        found.append("发文字号不在发文机关标志下空二行")
    if number.size != 16 or not all(font[7:] == "FandolFang" for font in number.letter_fonts[:4]):
        found.append("发文字号的位置或字体不对")
    if not want.approvers:
        return [*found, "发文字号的位置或字体不对"] if off(number.middle, 106) else found
    if above is None or off(number.left, LEFT + CELL):
        return [*found, "上行文的发文字号没有居左空一字"]
    lines = -(-want.approvers // 2)
    if off(number.top, above.top + (lines - 1) * PITCH):
        found.append("发文字号没有与最后一个签发人同行")
    at = above.text.index("签发人：")
    if off(max(row.right for row in (above, number)), RIGHT - CELL):
        found.append("签发人没有居右空一字")
    if above.letter_fonts[at][7:] != "FandolFang" or above.letter_fonts[at + 4][7:] != "FandolKai":
        found.append("签发人姓名不是楷体")
    if lines > 1:
        after = number.text.index("号") + 1
        if off(number.lefts[after], above.lefts[at + 4]):
            found.append("签发人回行没有与上行姓名对齐")
    return found


def letter(page: Measured, want: Want) -> Head:
    """信函: mark 30 mm from the edge; double rules of 170 mm; number right under the first; text down to the second."""
    marks, number, titles = _found(page)
    rules = [r for r in page.rules if rule_colour(r) == RED]
    if len(marks) != 1 or off(marks[0].top, 30) or off(marks[0].middle, 105, 1.5) or not marks[0].is_in("title"):
        return Head(["发文机关标志的位置或字体不对"])
    if len(rules) != 4:
        return Head(["没有两条红色双线"])
    found = []
    tops, feet = [rule["top"] / MM for rule in rules], [rule["bottom"] / MM for rule in rules]
    thick = [foot - top for top, foot in zip(tops, feet, strict=True)]
    if any(off((r["x1"] - r["x0"]) / MM, 170) or off((r["x1"] + r["x0"]) / 2 / MM, 105) for r in rules):
        found.append("红色双线不是居中的170毫米")
    if not (thick[0] > thick[1] and thick[2] < thick[3]):
        found.append("红色双线不是上粗下细、下粗上细")
    if off(tops[0], marks[0].top + marks[0].size / MM + 4) or off(feet[3], 277):
        found.append("红色双线的位置不对")
    if number is None or off(number.top, feet[1] + UNDER_RULE) or off(number.right, RIGHT):
        return Head([*found, "发文字号没有顶格居右编排在第一条红色双线下"])
    if not titles or not all(row.is_in("title") for row in titles) or any(off(row.middle, 106, 1.2) for row in titles):
        return Head([*found, "标题不是居中的2号小标宋"])
    above = max(row.top for row in page.body if row.top < titles[0].top)
    if off(titles[0].top + TITLE_LIFT, above + 3 * PITCH):
        found.append("标题不在其上最后一个要素之下空二行")
    start, end = titles[0].top + TITLE_LIFT, tops[2] - UNDER_RULE - EM
    return Head(found, start=start, end=end, rows=int((end - start) / PITCH + 0.05) + 1)


def order(page: Measured, want: Want) -> Head:
    """命令（令）: mark 20 mm under the edge of the text block, 令号 two rows below, the text two rows below that."""
    marks, number, titles = _found(page)
    if len(marks) != 1 or off(marks[0].top, TOP + 20) or off(marks[0].middle, 106) or not marks[0].is_in("title"):
        return Head(["发文机关标志的位置或字体不对"])
    found = [] if marks[0].text.endswith("令") else ["发文机关标志没有“令”字"]
    if page.rules or titles:
        found.append("命令不应有分隔线和标题")
    if number is None or off(number.middle, 106) or off(number.top, marks[0].top + marks[0].size / MM + 2 * PITCH):
        return Head([*found, "令号不在标志下空二行居中"])
    text = min((row.top for row in page.body if row.top > number.top + 1), default=0)
    if off(text, number.top + 3 * PITCH):
        found.append("正文不在令号下空二行")
    rows = int((BOTTOM - EM - text) / PITCH + 0.05) + 1
    return Head(found, start=text, rows=rows)


def minutes(page: Measured, want: Want) -> Head:
    """纪要: as 文件, with organ and date on the row between number and rule, each one cell in."""
    head = document(page, want, bar=1)
    marks, number, _ = _found(page)
    found = [] if marks and marks[0].text.endswith("纪要") else ["纪要标志没有“纪要”字"]
    bar = next((row for row in page.body if number and not off(row.top, number.top + PITCH)), None)
    if bar is None or off(bar.left, LEFT + CELL) or off(bar.right, RIGHT - CELL):
        found.append("纪要的机关和日期没有各空一字")
    return Head([*head.faults, *found], start=head.start, rows=head.rows)


def certificate(page: Measured, want: Want) -> Head:
    """任命书: one page in a red frame; 任命书 in red, the number under it; letters of 2号 on 15 rows of 18."""
    marks, number, _ = _found(page)
    pitch = (225 - 22 / MM) / 14
    found = [] if len(page.rules) == 4 and all(rule_colour(r) == RED for r in page.rules) else ["没有红色边框"]
    if len(marks) != 1 or off(marks[0].middle, 106, 1.5) or not marks[0].is_in("title"):
        return Head([*found, "“任命书”三字的位置或字体不对"])
    if number is None or off(number.middle, 106):
        found.append("任命书的编号没有居中")
    text = min((row.top for row in page.body), default=0)
    rows = int((BOTTOM - 22 / MM - text) / pitch + 0.05) + 1
    return Head(found, start=text, end=BOTTOM - 22 / MM, rows=rows, pitch=pitch)


HEADS = {"document": document, "letter": letter, "order": order, "minutes": minutes, "certificate": certificate}
