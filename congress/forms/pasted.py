"""识别粘贴全文: from the pasted text of a whole paper to the fields of the form."""

from __future__ import annotations

import re

from congress import addressees, typesetting
from congress.models import Series

NUMBER = re.compile(r"(?P<prefix>[\u4e00-\u9fff]+)〔(?P<year>\d{4})〕(?P<sequence>\d+)号")
OPEN_NUMBER = re.compile(r"[\u4e00-\u9fff]+[〔\[［(（]\s*\d{4}\s*[〕\]］)）]\s*[×xX_＿]*\s*号")
OPEN_DATE = re.compile(r"\d{4}\s*年\s*[\d×xX_＿]*\s*月\s*[×xX_＿]*\s*日")
STAND_IN_NUMBER, STAND_IN_DATE = "未编〔2000〕1号", "2000年1月1日"
HEAD_LINES = 5


def read(text: str, is_draft: bool) -> typesetting.PaperText:
    """The parts of a pasted paper.  Raises typesetting.TextError naming the line.

    A draft has no number and no day yet: what stands there open is filled in
    for the reading and not used.
    """
    if not is_draft:
        return typesetting.parse(text)
    lines = text.replace("\r\n", "\n").split("\n")
    lines = [STAND_IN_NUMBER if OPEN_NUMBER.fullmatch(line.strip()) else line for line in lines]
    lines = [STAND_IN_DATE if OPEN_DATE.fullmatch(line.strip()) else line for line in lines]
    filled = [line.strip() for line in lines if line.strip()]
    added = 0 if any(NUMBER.fullmatch(line) for line in filled[:HEAD_LINES]) else 1
    try:
        return typesetting.parse("\n".join([STAND_IN_NUMBER] * added + lines))
    except typesetting.TextError as fault:
        raise typesetting.TextError(max(fault.line - added, 1), fault.message) from fault


def fields(paper: typesetting.PaperText) -> dict[str, list[str]]:
    """The form's fields as they would be posted."""
    groups, others = addressees.split(paper.to)
    found = {
        "title": ["".join(paper.title)],
        "to_groups": groups,
        "to_others": ["\n".join(others)],
        "body": [with_annex_note(paper)],
        "annexes": [annex_text(paper)],
        "signatory": list(paper.signatories[:1]) or [""],
        "co_issuers": ["\n".join(paper.signatories[1:])],
        "cc": [paper.cc.rstrip("。")],
        "footnote": [paper.note.strip("（）()")],
        "urgency": [paper.urgency],
    }
    number = NUMBER.fullmatch(paper.number)
    if number is None or paper.number == STAND_IN_NUMBER:
        return found
    found["sequence"] = [number["sequence"]]
    found["signed_on"] = [paper.signed_on.isoformat() if paper.signed_on else ""]
    if series := Series.objects.filter(prefix=number["prefix"]).order_by("-is_open", "pk").first():
        found["series"] = [str(series.pk)]
    return found


def with_annex_note(paper: typesetting.PaperText) -> str:
    """The body with its 附件说明 where it was written."""
    names = [f"{place}.{name}" for place, name in enumerate(paper.annex_note, 1)]
    if len(paper.annex_note) == 1:
        names = list(paper.annex_note)
    return "\n".join([paper.body, f"附件：{names[0]}", *names[1:]]) if names else paper.body


def annex_text(paper: typesetting.PaperText) -> str:
    """The annexes as one text, as they are read again."""
    lines: list[str] = []
    for annex in paper.annexes:
        lines += [*([annex.label] if annex.label else []), *annex.title, annex.body]
    return "\n".join(lines)
