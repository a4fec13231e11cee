"""From the parts of a paper to rows of the grid: each function gives the lines of one part.

Source of the places: GB/T 9704-2012 §7 (sections in brackets).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from congress.typesetting.formats import SIZE_4, PageFormat
from congress.typesetting.lines import BLANK, Line, Measure, Run, break_paragraph, plain, width_of
from congress.typesetting.text import Annex, PaperText, chinese_date, paragraphs

LEVEL_1 = re.compile(r"[一二三四五六七八九十百]+、")
LEVEL_2 = re.compile(r"（[一二三四五六七八九十百]+）")
LONGEST_HEADING = 40
MOST_UNEVEN = 5  # letters by which a title line may differ from the even one to end with a word
# Words of our titles that a line end must not divide; the longer come first.
WHOLE = re.compile(
    "人民代表大会常务委员会|人民代表大会|常务委员会|人大常委会|常委会|专门委员会|工作委员会|人民政府|人大代表|主任会议|座谈会"
    "|工作会议|办公室|监察委员会|人民法院|人民检察院|实施意见|审议意见|工作报告|执法检查|代表建议|换届选举|主任|会议|通知|意见"
    "|决定|决议|报告|公告|请示|批复|通报|议案|方案|办法|规定|召开|举办|开展|报送|印发|调整|取消|加强|改进|做好|进一步"
    "|\\d+年度?|第[一二三四五六七八九十百\\d]+次|《[^》]*》"
)


@dataclass(frozen=True)
class TableRow:
    """One row of a simple table: cells side by side, `height` rows of the grid tall."""

    cells: tuple[tuple[Line, ...], ...]
    widths: tuple[float, ...]
    height: int
    keeps_next: bool = False

    @property
    def text(self) -> str:
        """The letters of the row."""
        return "\t".join("".join(line.text for line in cell) for cell in self.cells)


Item = Line | TableRow


def measure(form: PageFormat) -> Measure:
    """The grid of the body."""
    return Measure(form.width, form.cells, form.size)


def title_lines(title: Sequence[str], form: PageFormat) -> list[Line]:
    """标题: centred, 2号小标宋, broken by meaning into a trapezoid or a diamond [7.3.1]."""
    most = int(form.width // form.title_size) - 2
    rows = [row for line in title for row in break_title(line, most)]
    return [plain(row, face="title", size=form.title_size, align="center", role="title") for row in rows]


def break_title(text: str, most: int) -> list[str]:
    """One title in lines of at most `most` letters, of like length, broken after a whole word where there is one."""
    count = -(-len(text) // most) if text else 0
    rows: list[str] = []
    while text:
        left = count - len(rows)
        if left <= 1:
            rows.append(text)
            break
        cut = _title_cut(text, -(-len(text) // left), most)
        rows.append(text[:cut])
        text = text[cut:]
    return rows


def _title_cut(text: str, ideal: int, most: int) -> int:
    """Where to cut: nearest to the ideal, before 关于 or after a particle, never beside a bracket."""
    inside = {at for word in WHOLE.finditer(text) for at in range(word.start() + 1, word.end())}
    edges = {at for word in WHOLE.finditer(text) for at in (word.start(), word.end())}
    near = range(2, min(most, len(text) - 1) + 1)
    allowed = [at for at in near if at not in inside and text[at] not in "》）、的" and text[at - 1] not in "《（"]
    natural = [at for at in allowed if at in edges or text[at - 1] in "的和与及对、）》" or text[at] in "《（"]
    close = [at for at in natural if abs(at - ideal) <= MOST_UNEVEN]
    return min(close or allowed, key=lambda at: abs(at - ideal), default=min(ideal, most))


def addressees(paper: PaperText, form: PageFormat) -> list[Line]:
    """主送机关: flush left, wrapped flush left, with a full-width colon [7.3.2]."""
    if not paper.to:
        return []
    text = paper.to.rstrip("：:") + "："
    return break_paragraph([Run(text)], measure(form), 0.0, role="to")


def body(text: str, form: PageFormat, faces: Sequence[str] = ()) -> list[Item]:
    """正文: indented two cells; levels 一、黑体, （一）楷体, the rest 仿宋 [7.3.3]; lines with tabs are tables."""
    chosen = {int(face.split()[0]): face.split()[1] for face in faces}
    items: list[Item] = []
    table: list[str] = []
    for at, paragraph in enumerate(paragraphs(text), start=1):
        if "\t" in paragraph:
            table.append(paragraph)
            continue
        items += table_rows(table, form)
        table = []
        items += _paragraph(paragraph, form, chosen.get(at, ""))
    return items + table_rows(table, form)


def _paragraph(text: str, form: PageFormat, chosen: str) -> list[Line]:
    runs, is_heading = faced(text, chosen)
    grid = measure(form)
    lines = break_paragraph(runs, grid, 2 * grid.cell, role="heading" if is_heading else "text")
    return [replace(line, keeps_next=is_heading) for line in lines]


def faced(text: str, chosen: str = "") -> tuple[list[Run], bool]:
    """The runs of a paragraph by its level, and whether it is a heading of its own.

    A heading's face ends at the first 。 or ： when text follows; a （一）
    paragraph of one plain sentence is body.  `chosen` is the clerk's word.
    """
    first, second = LEVEL_1.match(text), LEVEL_2.match(text)
    face = "hei" if first else "kai" if second else "fang"
    if face == "fang" or chosen == "plain":
        return [Run(text)], False
    end = min((at for at in (text.find("。"), text.find("：")) if at >= 0), default=-1)
    if chosen == "heading" or end < 0:
        return [Run(text, face)], True
    if end == len(text) - 1:
        is_sentence = text.endswith("。") and bool(second)
        return ([Run(text)], False) if is_sentence else ([Run(text, face)], len(text) <= LONGEST_HEADING)
    return [Run(text[: end + 1], face), Run(text[end + 1 :])], False


def table_rows(rows: Sequence[str], form: PageFormat) -> list[TableRow]:
    """A table of tab-separated lines on the whole width; columns by their longest text."""
    if not rows:
        return []
    cells = [[cell.strip(" \u3000") for cell in row.split("\t")] for row in rows]
    count = max(len(row) for row in cells)
    cells = [row + [""] * (count - len(row)) for row in cells]
    longest = [min(20, max(3, *(len(row[at]) for row in cells))) for at in range(count)]
    widths = tuple(form.width * length / sum(longest) for length in longest)
    return [_table_row(row, widths, first=at == 0) for at, row in enumerate(cells)]


def _table_row(row: Sequence[str], widths: tuple[float, ...], *, first: bool) -> TableRow:
    cells = []
    for text, width in zip(row, widths, strict=True):
        room = max(width - 8, SIZE_4 * 1.2)
        grid = Measure(room, max(1, int(room // SIZE_4)), SIZE_4)
        grid = Measure(room, grid.cells, min(SIZE_4, room / grid.cells))
        lines = break_paragraph([Run(text, "hei" if first else "fang")], grid, 0.0) if text else []
        cells.append(tuple(replace(line, align="center", spacing=0.0, role="cell-text") for line in lines))
    return TableRow(tuple(cells), widths, max(1, *(len(cell) for cell in cells)), keeps_next=first)


def annex_note(paper: PaperText, form: PageFormat) -> list[Line]:
    """附件说明: one blank row, indented two cells, wraps aligned with the name, no end punctuation [7.3.4]."""
    names = list(paper.annex_note) or ["".join(annex.title) for annex in paper.annexes]
    if not names:
        return []
    grid = measure(form)
    lines: list[Line] = [BLANK]
    for at, name in enumerate(names, start=1):
        number = f"{at}." if len(names) > 1 else ""
        label = ("附件：" if at == 1 else "") + number
        start = 2 * grid.cell if at == 1 else 5 * grid.cell
        hang = 5 * grid.cell + width_of([Run(number)], grid)
        lines += break_paragraph([Run(label + name.rstrip("。；"))], grid, start, hang, role="annex-note")
    return lines


def with_annex_note(text: list[Item], named: list[Line]) -> list[Item]:
    """The body and its 附件说明, which stays in one piece and with the last row of the body."""
    if not named:
        return text
    kept = [replace(line, keeps_next=True) for line in named[:-1]]
    return [*text[:-1], *(replace(item, keeps_next=True) for item in text[-1:]), *kept, named[-1]]


def signature(paper: PaperText, form: PageFormat) -> list[Line]:
    """署名 and 成文日期, without the blank rows above [7.3.5]."""
    if paper.adopted or not paper.signatories:
        return []
    grid = measure(form)
    date = chinese_date(paper.signed_on) or "　　　　年　月　日"
    date_width = width_of([Run(date)], grid)
    if not paper.is_sealed:
        first = width_of([Run(paper.signatories[0])], grid)
        names = [plain(n, offset=2 * grid.cell, align="right", role="signatory") for n in paper.signatories]
        date_offset = max(0.0, first - date_width)  # the date begins two cells further in than the name
    else:
        centre = 4 * grid.cell + date_width / 2
        offsets = [max(0.0, centre - width_of([Run(name)], grid) / 2) for name in paper.signatories]
        names = [
            plain(name, offset=offset, align="right", role="signatory")
            for name, offset in zip(paper.signatories, offsets, strict=True)
        ]
        date_offset = 4 * grid.cell
    lines = [*names, plain(date, offset=date_offset, align="right", role="date")]
    return [replace(line, spacing=grid.spacing) for line in lines]


def note(paper: PaperText, form: PageFormat) -> list[Line]:
    """附注: below the date, indented two cells, in brackets [7.3.7]."""
    if not paper.note:
        return []
    grid = measure(form)
    text = paper.note if paper.note.startswith("（") else f"（{paper.note}）"
    return break_paragraph([Run(text)], grid, 2 * grid.cell, role="note")


def annex(part: Annex, form: PageFormat, *, alone: bool, at: int) -> list[Item]:
    """附件: label in 黑体 top left, the title centred on the third row, then the text [7.3.8]."""
    label = part.label or ("附件" if alone else f"附件{at}")
    heading = [plain(label.replace(" ", ""), face="hei", spacing=measure(form).spacing, role="annex-label"), BLANK]
    title = [replace(line, role="annex-title") for line in title_lines(part.title, form)]
    return [*heading, *title, BLANK, *body(part.body, form)]


def imprint(paper: PaperText, form: PageFormat) -> list[tuple[Line, ...]]:
    """版记: 抄送, then 印发机关 and 印发日期; each row 4号仿宋, one cell in [7.4]."""
    small = Measure(form.width - 2 * SIZE_4, int((form.width - 2 * SIZE_4) // SIZE_4), SIZE_4)
    rows: list[tuple[Line, ...]] = []
    if paper.cc:
        text = f"抄送：{paper.cc.rstrip('。')}。"
        for line in break_paragraph([Run(text)], small, 0.0, 3 * SIZE_4, role="cc"):
            rows.append((replace(line, offset=line.offset + SIZE_4),))
    if paper.printed_by:
        date = chinese_date(paper.printed_on)
        left = plain(paper.printed_by, size=SIZE_4, offset=SIZE_4, role="printed-by")
        right = plain(f"{date}印发" if date else "", size=SIZE_4, offset=SIZE_4, align="right", role="printed-on")
        rows.append((left, right))
    return rows


def head(paper: PaperText, form: PageFormat) -> Iterator[tuple[float, Line]]:
    """(row, line) of what stands above the red rule: 紧急程度, 发文机关标志, 发文字号 [7.2]."""
    if paper.urgency:
        yield 0.0, plain(paper.urgency, face="hei", spacing=form.size * 0.5, role="urgency")
    number = paper.number
    if paper.approvers:
        yield form.number_row, plain(number, offset=form.cell, role="number")
        names = "　".join(paper.approvers)
        yield (
            form.number_row,
            replace(
                plain("", role="approvers", align="right", offset=form.cell), runs=(Run("签发人："), Run(names, "kai"))
            ),
        )
    elif number:
        yield form.number_row, plain(number, align="center", role="number")
