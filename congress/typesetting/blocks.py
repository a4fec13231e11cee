"""From the parts of a paper to rows of the grid: each function gives the lines of one part.

Source of the places: GB/T 9704-2012 §7 (sections in brackets).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from congress.typesetting.formats import SIZE_4, PageFormat
from congress.typesetting.lines import BLANK, Line, Measure, Run, break_paragraph, plain, width_of
from congress.typesetting.parsing import split_annex_note
from congress.typesetting.tables import TableRow, table_rows
from congress.typesetting.text import Annex, PaperText, chinese_date, paragraphs

LEVEL_1 = re.compile(r"[一二三四五六七八九十百]+、")
LEVEL_2 = re.compile(r"（[一二三四五六七八九十百]+）")
OPENING, CLOSING = "《〈（“‘「", "》〉）”’」"
TIME = re.compile(r"\d：\d")
CHOSEN_FACE = re.compile(r"(\d+) (plain|heading)")
LONGEST_HEADING = 40
NAMES_START = 5  # cells before the names of the 附件说明: two of indent, three of “附件：”
NAMES_GAP = "\u3000"  # between names that run on
FIRST_NAMES = 2  # lines of a 附件说明 that go on with the text when it is too long to stay in one piece
MOST_UNEVEN = 5  # letters by which a title line may differ from the even one to end with a word
# Words of our titles that a line end must not divide; the longer come first.
WHOLE = re.compile(
    "人民代表大会常务委员会|人民代表大会|常务委员会|人大常委会|常委会|专门委员会|工作委员会|人民政府|人大代表|主任会议|座谈会"
    "|工作会议|办公室|监察委员会|人民法院|人民检察院|实施意见|审议意见|工作报告|执法检查|代表建议|换届选举|主任|会议|通知|意见"
    "|决定|决议|报告|公告|请示|批复|通报|议案|方案|办法|规定|召开|举办|开展|报送|印发|调整|取消|加强|改进|做好|进一步"
    "|\\d+年度?|第[一二三四五六七八九十百\\d]+次|《[^》]*》"
)


Item = Line | TableRow
Row = tuple[Line, ...]  # lines side by side


def measure(form: PageFormat, more: int = 0) -> Measure:
    """The grid of the body; `more` letters on a line where the signature needs the room."""
    return Measure(form.width, form.cells + more, form.size)


def title_lines(title: Sequence[str], form: PageFormat) -> list[Line]:
    """标题: centred, 2号小标宋, broken by meaning into a trapezoid or a diamond [7.3.1]."""
    if not form.is_titled:
        return []
    most = int(form.width // form.title_size) - 2
    rows = [row for line in title for row in break_title(line, most)]
    return [_title_line(row, form, is_first=at == 0) for at, row in enumerate(rows)]


def _title_line(row: str, form: PageFormat, *, is_first: bool) -> Line:
    """A row of a title; one that is all in brackets, such as （征求意见稿）, is 3号楷体."""
    if not is_first and re.fullmatch(r"（[^（）]+）", row):
        return plain(row, face="kai", size=form.size, align="center", role="title")
    return plain(row, face="title", size=form.title_size, align="center", role="title")


def adopted_lines(text: str, form: PageFormat) -> list[Line]:
    """题注 (when and where a decision was adopted): 3号楷体, centred under the title, in lines of like length."""
    return [plain(row, face="kai", align="center", role="adopted") for row in break_title(text, form.cells - 2)]


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


def body(text: str, form: PageFormat, faces: Sequence[str] = (), tight: int = 0) -> list[Item]:
    """正文: indented two cells; levels 一、黑体, （一）楷体, the rest 仿宋 [7.3.3]; lines with tabs are tables.

    The last `tight` paragraphs take one letter more on each line.
    """
    chosen = {int(found[1]): found[2] for face in faces if (found := CHOSEN_FACE.fullmatch(face))}
    items: list[Item] = []
    table: list[str] = []
    found = paragraphs(text)
    for at, paragraph in enumerate(found, start=1):
        if "\t" in paragraph:
            table.append(paragraph)
            continue
        items += table_rows(table, form)
        table = []
        items += _paragraph(paragraph, form, chosen.get(at, ""), more=int(at > len(found) - tight))
    return items + table_rows(table, form)


def _paragraph(text: str, form: PageFormat, chosen: str, more: int) -> list[Line]:
    runs, is_heading = faced(text, chosen)
    grid = measure(form, more)
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
    end = _heading_end(text)
    if chosen == "heading" or end < 0:
        return [Run(text, face)], True
    if end == len(text) - 1:
        is_sentence = text.endswith("。") and bool(second)
        return ([Run(text)], False) if is_sentence else ([Run(text, face)], len(text) <= LONGEST_HEADING)
    return [Run(text[: end + 1], face), Run(text[end + 1 :])], False


def _heading_end(text: str) -> int:
    """Where the first 。 or ： stands that is neither in brackets or quotes nor in a time (2：30); -1 for none."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char in OPENING) - (char in CLOSING)
        if depth <= 0 and (char == "。" or (char == "：" and not TIME.match(text, at - 1))):
            return at
    return -1


def annex_note(paper: PaperText, form: PageFormat, *, runs_on: bool = False) -> list[Line]:
    """附件说明: one blank row, indented two cells, wraps aligned with the name, no end punctuation [7.3.4].

    Names that run on, one after the other, leave room for text on the page of the signature.
    """
    names = [name.rstrip("。；") for name in annex_names(paper)]
    if not names:
        return []
    grid = measure(form)
    numbers = [f"{at}." if len(names) > 1 else "" for at in range(1, len(names) + 1)]
    if runs_on:
        text = "附件：" + NAMES_GAP.join(number + name for number, name in zip(numbers, names, strict=True))
        running = break_paragraph([Run(text)], grid, 2 * grid.cell, NAMES_START * grid.cell, role="annex-note")
        return [BLANK, *(replace(line, runs=(Run(line.text.strip(NAMES_GAP)),)) for line in running)]
    lines: list[Line] = [BLANK]
    for at, (number, name) in enumerate(zip(numbers, names, strict=True)):
        start = (NAMES_START if at else 2) * grid.cell
        hang = NAMES_START * grid.cell + width_of([Run(number)], grid)
        text = ("" if at else "附件：") + number + name
        lines += break_paragraph([Run(text)], grid, start, hang, role="annex-note")
    return lines


def annex_names(paper: PaperText) -> list[str]:
    """What the 附件说明 names: as the text says at its end, else the titles of the annexes."""
    said = paper.annex_note or split_annex_note("\n".join(paragraphs(paper.body)))[1]
    return list(said) or ["".join(annex.title) for annex in paper.annexes if annex.title]


def with_annex_note(text: list[Item], named: list[Line], most: int) -> list[Item]:
    """The body and its 附件说明, which stays with the last row of the body: in one piece, if that is `most` rows."""
    if not named:
        return text
    stay = len(named) - 1 if len(named) < most else FIRST_NAMES
    kept = [replace(line, keeps_next=True) for line in named[:stay]]
    return [*text[:-1], *(replace(item, keeps_next=True) for item in text[-1:]), *kept, *named[stay:]]


def note(paper: PaperText, form: PageFormat) -> list[Line]:
    """附注: below the date, indented two cells, in brackets [7.3.7]."""
    if not paper.note:
        return []
    grid = measure(form)
    text = paper.note if paper.note.startswith("（") else f"（{paper.note}）"
    return break_paragraph([Run(text)], grid, 2 * grid.cell, role="note")


def attendance(paper: PaperText, form: PageFormat) -> list[Item]:
    """出席, 请假, 列席 of a 纪要: a blank row, two cells in, the label 黑体, wraps under the first name [10.3]."""
    grid = measure(form)
    lines: list[Item] = []
    for entry in paper.attendance:
        label, _, names = entry.partition("：")
        runs = [Run(f"{label}：", "hei"), Run(names)]
        hang = 2 * grid.cell + width_of(runs[:1], grid)
        lines += break_paragraph(runs, grid, 2 * grid.cell, hang, role="attendance")
    return [BLANK, *lines] if lines else []


def annex(part: Annex, form: PageFormat, *, alone: bool, at: int) -> list[Item]:
    """附件: label in 黑体 top left, the title centred on the third row, then the text [7.3.8]."""
    label = part.label or ("附件" if alone else f"附件{at}")
    if part.pdf:
        return []
    heading = [plain(label.replace(" ", ""), face="hei", spacing=measure(form).spacing, role="annex-label"), BLANK]
    titled = replace(form, is_titled=True)
    title = [replace(line, role="annex-title") for line in title_lines(part.title, titled)]
    return [*heading, *title, BLANK, *body(part.body, form)]


def imprint(paper: PaperText, form: PageFormat, *, with_addressees: bool = False) -> list[Row]:
    """版记: 抄送, then 印发机关 and 印发日期; each row 4号仿宋, one cell in [7.4].

    A 主送 too long for page 1 stands above 抄送, without a rule between [7.3.2].  A letter has no 印发 row [10.1].
    """
    if form.imprint == "none":
        return []
    small = Measure(form.width - 2 * SIZE_4, int((form.width - 2 * SIZE_4) // SIZE_4), SIZE_4)
    rows: list[Row] = []
    for label, bodies in (("主送", paper.to if with_addressees else ""), ("抄送", paper.cc)):
        text = f"{label}：{bodies.rstrip('。：:')}。" if bodies else ""
        for line in break_paragraph([Run(text)], small, 0.0, 3 * SIZE_4, role="cc"):
            rows.append((replace(line, offset=line.offset + SIZE_4),))
    if paper.printed_by and form.imprint == "ruled":
        date = chinese_date(paper.printed_on)
        left = plain(paper.printed_by, size=SIZE_4, offset=SIZE_4, role="printed-by")
        right = plain(f"{date}印发" if date else "", size=SIZE_4, offset=SIZE_4, align="right", role="printed-on")
        rows.append((left, right))
    return rows
