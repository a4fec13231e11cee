"""From a paper to a .docx with the grid of our own pages: 22 lines of 28 characters, fonts by name, parts as styles.

Word breaks the lines and pages itself; what this file gives it is the grid
(GB/T 9704-2012) and the place of each part, so that the clerk goes on working.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from congress.typesetting import FORMATS, PaperText, TypesettingError, chinese_date, compose, paragraphs
from congress.typesetting.blocks import annex_names, break_title, faced, measure
from congress.typesetting.formats import SIZE_4, PageFormat
from congress.typesetting.lines import Run, width_of
from congress.typesetting.signing import names_beside
from congress.typesetting.tables import has_wide_table, table_rows
from congress.typesetting.text import tidy
from congress.word import package
from congress.word.elements import Beside, Foot, Paragraph, Piece, Table, blank_point, twips
from congress.word.ours import BETWEEN_APPROVERS
from congress.word.package import PITCH, RED, ROWS, WIDTH, Section
from congress.word.roles import Part

NO_DATE = "　　　　年　月　日"
NARROWEST = 60  # per cent to which a long mark is narrowed
ROOM_FOR_SEAL, ROOM = 2, 1  # blank rows above the signature
NAMES_START = 5  # cells before the names of the 附件说明

FILE_STAYS = "（本附件是PDF文件，共{}页，保存在系统里，不随 Word 文稿导出；改文稿时请不要删去本页。）"

RULES = {  # under the head, by how our own page has it
    kind: f'<w:pBdr><w:bottom w:val="{line}" w:sz="{size}" w:space="5" w:color="{RED}"/></w:pBdr>'
    for kind, line, size in (("single", "single", 12), ("double", "thickThinSmallGap", 24))
}

Block = Paragraph | Table | Beside | Foot


def write(paper: PaperText, ref: str = "", digest: str = "") -> bytes:
    """The document.  `ref` and `digest` say of which draft and text it is made: known again when it comes back."""
    paper = tidy(paper)
    form = FORMATS[paper.format]
    writer = _Writer(paper, form)
    sections = [Section(list(writer.text()))]
    for at, is_wide in enumerate(has_wide_table(annex.body, form) for annex in paper.annexes):
        blocks = list(writer.annex(at))
        if is_wide or sections[-1].is_wide:
            sections.append(Section(blocks, is_wide=is_wide))
        else:
            blocks[0].said["pageBreakBefore"] = "<w:pageBreakBefore/>"
            sections[-1].blocks += blocks
    _close(sections, writer.imprint(), paper)
    return package.packed(sections, paper, ref, digest)


def _close(sections: list[Section], imprint: list[Paragraph], paper: PaperText) -> None:
    """版记 at the foot of the last page; on a page of its own, an even one, where ours has it there."""
    if not imprint:
        return
    if _stands_alone(paper) or sections[-1].is_wide:
        sections.append(Section([], is_even=True))
    sections[-1].blocks += [Foot(imprint, WIDTH), blank_point()]


def _stands_alone(paper: PaperText) -> bool:
    try:
        return not compose(paper).pages[-1].items
    except TypesettingError:  # too long for our pages: then it stands where the text ends
        return False


class _Writer:
    """The parts of one paper as blocks."""

    def __init__(self, paper: PaperText, form: PageFormat) -> None:
        self._paper, self._organs = paper, form.mark_lines(paper.mark)
        # a certificate is set in larger letters on fewer lines: in Word it has the page of the others
        self._form = form = form if form.rows == ROWS else FORMATS["document"]
        self._cell = form.cell
        self._grid = measure(form)
        self._most = int(form.width // form.title_size) - 2

    def text(self) -> Iterator[Block]:
        """All before the annexes."""
        paper = self._paper
        yield from self._head()
        room = max(0, self._form.first_row - self._form.number_row - 1) * PITCH
        for line in paper.title:
            yield Paragraph(Part.TITLE, [Piece("\n".join(break_title(line, self._most)))]).spaced(room)
            room = 0
        if paper.adopted:
            yield Paragraph(Part.ADOPTED, [Piece("\n".join(break_title(paper.adopted, self._form.cells - 2)))])
        if paper.to:
            yield Paragraph(Part.TO, [Piece(paper.to.rstrip("：:") + "：")]).spaced(PITCH)
        body = list(self._body(paper.body, paper.faces))
        if body and not paper.to and isinstance(body[0], Paragraph):
            body[0].spaced(PITCH)
        closing = [*self._attendance(), *self._annex_note()]
        if self._form.closing != "none":
            closing += self._signature() if self._form.closing == "organs" else self._signer()
        if closing and body and isinstance(body[-1], Paragraph):
            body[-1].keeping_next()
        yield from body
        yield from closing
        if paper.note:
            is_bare = not paper.note.startswith("（")
            yield Paragraph(Part.NOTE, [Piece(f"（{paper.note}）" if is_bare else paper.note)], is_auto=is_bare)

    # The head

    def _head(self) -> Iterator[Block]:
        """紧急程度, mark, number and the red rule, on the rows of our own page."""
        paper, form = self._paper, self._form
        used = 0.0
        for part, text in ((Part.COPY_NUMBER, paper.copy_number), (Part.URGENCY, paper.urgency)):
            if text:
                yield Paragraph(part, [Piece(text)])
                used += PITCH
        organs = list(self._organs)
        room = max(0.0, form.mark_top - used)
        if len(organs) == 1:
            piece, height = _red(organs[0], form.mark_size, form.width)
            yield _mark_paragraph(piece, height).spaced(room)
        else:
            height = yield from self._joint(organs, room)
        below = form.for_organs(len(organs)).number_row * PITCH - used - room - height
        lines = [self._number(), *(self._of_minutes() if form.closing == "none" else ())]
        lines[0].spaced(max(0.0, below))
        if form.rule != "none":
            lines[-1].said["pBdr"] = RULES.get(form.rule, RULES["single"])
        yield from lines

    def _joint(self, organs: list[str], room: float) -> Iterator[Block]:
        """Organs that issue together; gives the height."""
        form = self._form
        has_word = organs[-1].endswith("文件")
        beside = 2.5 * form.joint_size if has_word else 0.0
        organs[-1] = organs[-1].removesuffix("文件")
        rows = []
        for organ in organs:
            piece, _ = _red(organ, form.joint_size, form.width - beside)
            rows.append(_mark_paragraph(piece, form.joint_step))
        if not has_word:
            rows[0].spaced(room)
            yield from rows
        else:
            yield blank_point().spaced(room)
            word = _mark_paragraph(Piece("文件", size=form.joint_size), form.joint_step)
            yield Beside(rows, word, (form.width - beside, beside))
        return len(organs) * form.joint_step

    def _number(self) -> Paragraph:
        """发文字号, on the line of the 签发人 if there is one."""
        paper = self._paper
        if not paper.approvers:
            line = Paragraph(Part.NUMBER, [Piece(paper.number)] if paper.number else [])
            return line if self._form.number_align == "center" else line.placed(self._form.number_align, 0.0)
        tabs = f'<w:tabs><w:tab w:val="right" w:pos="{twips(self._form.width - self._cell)}"/></w:tabs>'
        names = Piece(BETWEEN_APPROVERS.join(paper.approvers), "kai")
        # one cell in by a space: an indent would shorten the rule too
        line = Paragraph(Part.NUMBER, [Piece(f"\u3000{paper.number}\t签发人："), names], said={"tabs": tabs})
        return line.placed("left", 0.0)

    def _of_minutes(self) -> Iterator[Paragraph]:
        """纪要: organ at the left and date at the right, above the rule."""
        paper = self._paper
        for name in paper.signatories:
            yield Paragraph(Part.SIGNATORY, [Piece(f"\u3000{name}")]).placed("left", 0.0)
        yield Paragraph(Part.DATE, [Piece(f"{chinese_date(paper.signed_on) or NO_DATE}\u3000")])

    # The text

    def _body(self, text: str, faces: Sequence[str] = ()) -> Iterator[Block]:
        chosen = {place: face for place, _, face in (one.partition(" ") for one in faces)}
        table: list[list[str]] = []
        for at, paragraph in enumerate(paragraphs(text), start=1):
            if "\t" in paragraph:
                table.append(paragraph.split("\t"))
                continue
            yield from self._table(table)
            table = []
            runs, is_heading = faced(paragraph, chosen.get(str(at), ""))
            pieces = [Piece(run.text, "" if run.face == "fang" else run.face) for run in runs]
            made = Paragraph(Part.BODY, pieces)
            yield made.keeping_next() if is_heading else made
        yield from self._table(table)

    def _table(self, rows: list[list[str]]) -> Iterator[Block]:
        if rows:
            widths = table_rows(["\t".join(row) for row in rows], self._form)[0].widths
            yield Table(rows, widths, PITCH)

    def _attendance(self) -> Iterator[Block]:
        """出席, 请假, 列席 of a 纪要."""
        for at, entry in enumerate(self._paper.attendance):
            label, mark, names = entry.partition("：")
            yield Paragraph(Part.ATTENDANCE, [Piece(label + mark, "hei"), Piece(names)]).spaced(0 if at else PITCH)

    def _annex_note(self) -> Iterator[Block]:
        """附件说明: the names hang under each other."""
        names = [name.rstrip("。；") for name in annex_names(self._paper)]
        for at, name in enumerate(names):
            number = f"{at + 1}." if len(names) > 1 else ""
            hang = NAMES_START * self._cell + width_of([Run(number)], self._grid)
            start = (NAMES_START if at else 2) * self._cell
            text = ("" if at else "附件：") + number + name
            made = Paragraph(Part.ANNEX_NOTE, [Piece(text)], is_auto=not self._paper.annex_note)
            made.said["ind"] = f'<w:ind w:left="{twips(hang)}" w:hanging="{twips(hang - start)}"/>'
            yield made.spaced(0 if at else PITCH).keeping_next()

    def _signature(self) -> Iterator[Paragraph]:
        """署名 and 成文日期, where seals will stand over them."""
        paper, grid, cell = self._paper, self._grid, self._cell
        if paper.adopted or not paper.signatories:
            return
        date = chinese_date(paper.signed_on) or NO_DATE
        date_width = width_of([Run(date)], grid)
        room = (ROOM_FOR_SEAL if paper.is_sealed else ROOM) * PITCH
        if len(paper.signatories) > 1 and paper.is_sealed:
            yield from self._side_by_side(room)
            middle = self._form.width / names_beside(paper.signatories, self._form) / 2
            yield Paragraph(Part.DATE, [Piece(date)]).placed("right", max(0.0, middle - date_width / 2))
            return
        name_width = max(width_of([Run(name)], grid) for name in paper.signatories)
        if paper.is_sealed:
            right, at = max(0.0, 4 * cell + (date_width - name_width) / 2), 4 * cell
        else:  # the date begins two cells further in than the name
            at = max(2 * cell, name_width - date_width)
            right = max(2 * cell, at + date_width + 2 * cell - name_width)
        for name in paper.signatories:
            yield Paragraph(Part.SIGNATORY, [Piece(name)]).spaced(room).placed("right", right).keeping_next()
            room = 0
        yield Paragraph(Part.DATE, [Piece(date)]).placed("right", at)

    def _signer(self) -> Iterator[Paragraph]:
        """Post and name of whoever signs a 命令, and the date."""
        paper, cell = self._paper, self._cell
        text = f"{paper.signer_post}\u3000{paper.signer}".strip("\u3000")
        if text:
            line = Paragraph(Part.SIGNER, [Piece(text)]).placed("right", 4 * cell)
            yield line.spaced(ROOM_FOR_SEAL * PITCH).keeping_next()
        yield Paragraph(Part.DATE, [Piece(chinese_date(paper.signed_on) or NO_DATE)]).placed("right", 4 * cell)

    def _side_by_side(self, room: float) -> Iterator[Paragraph]:
        """As many names on a line as on our own page, their seals under each other far enough apart."""
        names = self._paper.signatories
        beside = names_beside(names, self._form)
        for start in range(0, len(names), beside):
            group = names[start : start + beside]
            stops = [self._form.width * (at + 0.5 + beside - len(group)) / beside for at in range(len(group))]
            tabs = "".join(f'<w:tab w:val="center" w:pos="{twips(stop)}"/>' for stop in stops)
            line = Paragraph(
                Part.SIGNATORY, [Piece("\t" + "\t".join(group))], said={"tabs": f"<w:tabs>{tabs}</w:tabs>"}
            )
            yield line.spaced(room if not start else 4 * PITCH).placed("left", 0.0).keeping_next()

    # What follows

    def annex(self, at: int) -> Iterator[Block]:
        """附件 on a page of its own: label, title on the third row, text."""
        part, alone = self._paper.annexes[at], len(self._paper.annexes) == 1
        label = part.label or ("附件" if alone else f"附件{at + 1}")
        yield Paragraph(Part.ANNEX_LABEL, [Piece(label)], is_auto=not part.label)
        room = PITCH
        for line in part.title:
            yield Paragraph(Part.ANNEX_TITLE, [Piece("\n".join(break_title(line, self._most)))]).spaced(room)
            room = 0
        if part.pdf:
            yield Paragraph(Part.ANNEX_FILE, [Piece(FILE_STAYS.format(part.pages))], is_auto=True).spaced(PITCH)
        body = list(self._body(part.body))
        if body and isinstance(body[0], Paragraph):
            body[0].spaced(PITCH)
        yield from body

    def imprint(self) -> list[Paragraph]:
        """版记: 抄送, then 印发机关 and 印发日期, for the foot of the last page."""
        paper = self._paper
        lines = []
        if paper.cc:
            has_stop = paper.cc.endswith("。")
            lines.append(
                Paragraph(Part.CC, [Piece(f"抄送：{paper.cc}{'' if has_stop else '。'}")], is_auto=not has_stop)
            )
        if paper.printed_by:
            date = chinese_date(paper.printed_on)
            tabs = f'<w:tabs><w:tab w:val="right" w:pos="{twips(self._form.width - SIZE_4)}"/></w:tabs>'
            text = f"{paper.printed_by}\t{date}印发" if date else paper.printed_by
            lines.append(Paragraph(Part.PRINTED, [Piece(text)], said={"tabs": tabs}))
        return lines


def _red(text: str, size: float, width: float) -> tuple[Piece, float]:
    """Red letters on one line, narrowed where they would be wider than their place; and their height."""
    size = min(size, width / max(1, len(text)) * 100 / NARROWEST)
    narrow = min(100, int(width / max(1.0, size * len(text)) * 100))
    return Piece(text, size=size, narrow=narrow), size


def _mark_paragraph(piece: Piece, height: float) -> Paragraph:
    return Paragraph(Part.MARK, [piece] if piece.text else [], height=height)
