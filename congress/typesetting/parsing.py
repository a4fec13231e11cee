"""From the text of a whole paper to its parts.

The clerk pastes the paper as one plain text; the parts are known by their
places and marks.  Whatever is not found is said with the number of the line.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from congress.typesetting.text import Annex, PaperText, TextError, clean

URGENCIES = ("特急", "加急")
KINDS = (
    "通知|公告|决定|决议|报告|请示|批复|函|意见|意见书|纪要|议案|通报|命令|令|公报|通告"
    "|交办函|任免名单|任命书|名单|办法|规定|方案|细则|条例|规则|要点|计划|总结|草案|议程|日程"
)
NUMBER = re.compile(r"(?:[\u4e00-\u9fff]+〔\d{4}〕[1-9]\d*号|第[\d〇一二三四五六七八九十百]+号)")
NEARLY_NUMBER = re.compile(r"[\u4e00-\u9fff]+.{0,2}\d{4}.{0,2}第?\d+号")
CLASSIFIED = re.compile(r"(?:绝密|机密|秘密)(?:\s*★.*)?")
DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
CHINESE_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
DIGITS = "〇一二三四五六七八九"
ANNEX_LABEL = re.compile(r"附件\s*(\d{0,2}|[一二三四五六七八九十]{1,2})\s*[：:]?")
LEVEL = re.compile(
    r"(?:[一二三四五六七八九十百]+、|（[一二三四五六七八九十百]+）|\d{1,3}[.．、]|（\d{1,3}）|第[一二三四五六七八九十百]+[章条])"
)
PRINTED = re.compile(r"(.+?)\s*(\d{4}年\d{1,2}月\d{1,2}日)\s*印发")
LONGEST_TITLE_LINE = 60
MOST_TITLE_LINES = 6


@dataclass(frozen=True)
class Numbered:
    """A line of the text that is not empty, with its number from 1."""

    number: int
    text: str


def parse(text: str) -> PaperText:
    """The parts of a whole paper.  Raises TextError naming the line.

    The place of the mark (发文机关标志) is empty when the text has none; then
    it is the first signatory and 文件.
    """
    lines = [Numbered(i, line) for i, line in enumerate(clean_lines(text), 1) if line]
    if not lines:
        raise TextError(1, "文本是空的。")
    urgency, mark, number, rest = _head(lines)
    title, adopted, to, rest = _title(rest)
    at = _date_at(rest)
    if at is None and not adopted:
        raise TextError(
            rest[-1].number if rest else lines[-1].number, "找不到成文日期，应单独成行，如“2016年5月26日”。"
        )
    signed_on = read_date(rest[at]) if at is not None else None
    body, signatories = _signatories(rest, at)
    note, cc, printed_by, printed_on, annex_text = _tail(rest[at + 1 :] if at is not None else [])
    body, annex_note = split_annex_note("\n".join(line.text for line in body))
    if not body:
        raise TextError(rest[0].number if rest else lines[-1].number, "没有正文。")
    return PaperText(
        mark=mark or _usual_mark(title, signatories),
        number=number,
        title=title,
        to=to,
        body=body,
        signatories=signatories,
        signed_on=signed_on,
        annexes=parse_annexes(annex_text),
        annex_note=annex_note,
        note=note,
        cc=cc,
        printed_by=printed_by,
        printed_on=printed_on,
        urgency=urgency,
        adopted=adopted,
    )


def _usual_mark(title: Sequence[str], signatories: Sequence[str]) -> str:
    """The issuing organ and 文件; of an adopted paper, which is not signed, the organ that its title begins with."""
    organ = signatories[0] if signatories else "".join(title).partition("关于")[0]
    return f"{organ}文件" if organ else ""


def clean_lines(text: str) -> list[str]:
    """The lines as they are counted for messages: leading empty lines count too."""
    leading = len(text) - len(text.lstrip("\r\n"))
    skipped = text[:leading].replace("\r\n", "\n").count("\n")
    return [""] * skipped + clean(text).split("\n")


def parse_annexes(text: str) -> tuple[Annex, ...]:
    """The annexes in a text: divided by lines 附件, 附件1, 附件2 …; else one, titled up to its first sentence."""
    parts: list[tuple[str, list[str]]] = []
    for line in clean(text).split("\n"):
        if ANNEX_LABEL.fullmatch(line):
            parts.append((re.sub(r"[\s：:]", "", line), []))
        elif line.strip() or "\t" in line:
            if not parts:
                parts.append(("", []))
            parts[-1][1].append(line)
    return tuple(_annex(label, lines) for label, lines in parts)


def split_annex_note(body: str) -> tuple[str, tuple[str, ...]]:
    """Body without its closing 附件说明, and the names in it (without number and end punctuation)."""
    lines = body.split("\n")
    for at in range(len(lines) - 1, max(len(lines) - 40, -1), -1):
        if re.match(r"附件[：:]", lines[at]):
            names = [re.sub(r"^附件[：:]", "", lines[at]), *lines[at + 1 :]]
            numbered = all(re.match(r"\s*\d+[.．、]", name) for name in names)
            if numbered or len(names) == 1:
                stripped = (re.sub(r"^\s*\d+[.．、]\s*", "", name).strip() for name in names)
                return "\n".join(lines[:at]), tuple(re.sub(r"[。；;，,]+$", "", name) for name in stripped if name)
            return body, ()
    return body, ()


def read_date(line: Numbered) -> datetime.date:
    """The date that a line of DATE or CHINESE_DATE says.  Raises TextError when there is no such day."""
    if found := DATE.fullmatch(line.text):
        year, month, day = (int(part) for part in found.groups())
    else:
        parts = re.split("[年月日]", line.text)
        year = int("".join(str(DIGITS.index(c.replace("○", "〇").replace("零", "〇"))) for c in parts[0]))
        month, day = _chinese_number(parts[1]), _chinese_number(parts[2])
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise TextError(line.number, f"“{line.text}”不是有效的日期。") from None


def _chinese_number(text: str) -> int:
    """Up to 99; 0 for what is no number (一二)."""
    if "十" not in text:
        return DIGITS.index(text) if len(text) == 1 else 0
    tens, _, units = text.partition("十")
    return (DIGITS.index(tens) if tens else 1) * 10 + (DIGITS.index(units) if units else 0)


def _head(lines: list[Numbered]) -> tuple[str, str, str, list[Numbered]]:
    """紧急程度, 发文机关标志, 发文字号, and what follows."""
    urgency = mark = ""
    for at, line in enumerate(lines[:5]):
        if CLASSIFIED.fullmatch(line.text):
            raise TextError(line.number, "涉密公文不得进入本系统，请按保密规定线下办理。")
        if NUMBER.fullmatch(line.text):
            return urgency, mark, line.text, lines[at + 1 :]
        if line.text in URGENCIES:
            urgency = line.text
        elif line.text.endswith("文件"):
            mark = line.text
        elif NEARLY_NUMBER.fullmatch(line.text):
            raise TextError(
                line.number,
                f"发文字号“{line.text}”不合规范，应如“遵人常办〔2016〕27号”：六角括号、年份写全、不加“第”、不编虚位。",
            )
        else:
            break
    raise TextError(line.number, "此处应为发文字号，如“遵人常办〔2016〕27号”。")


def _title(lines: list[Numbered]) -> tuple[tuple[str, ...], str, str, list[Numbered]]:
    """标题 (its lines), 题注, 主送 without colon, and what follows."""
    last = lines[-1].number if lines else 1
    for at, line in enumerate(lines[: MOST_TITLE_LINES + 2]):
        is_addressee = (
            at > 0 and line.text.endswith(("：", ":")) and not LEVEL.match(line.text) and "。" not in line.text
        )
        if is_addressee:
            title, adopted = _adopted([entry.text for entry in lines[:at]])
            return title, adopted, line.text.rstrip("：:"), lines[at + 1 :]
        if len(line.text) > LONGEST_TITLE_LINE or "。" in line.text:
            break
    for at, line in enumerate(lines[:MOST_TITLE_LINES]):
        if re.search(rf"(?:{KINDS})$", line.text):
            end = at + 1
            while end < len(lines) and re.fullmatch(r"（.+）", lines[end].text):
                end += 1
            title, adopted = _adopted([entry.text for entry in lines[:end]])
            return title, adopted, "", lines[end:]
    raise TextError(
        lines[0].number if lines else last,
        "找不到标题：标题应在发文字号之后，以文种（如“通知”）结尾，其后是以“：”结尾的主送机关。",
    )


def _adopted(lines: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Title lines, and the 题注 under them (（date，meeting 通过）)."""
    if len(lines) > 1 and re.fullmatch(r"（.*\d{4}年.*(?:通过|批准)）", lines[-1]):
        return tuple(lines[:-1]), lines[-1]
    return tuple(lines), ""


def _date_at(lines: list[Numbered]) -> int | None:
    """Where the 成文日期 stands: the first line that is nothing but a date, below a 署名 below some text.

    A date that stands alone within the body is not it; where no date has a
    署名 above it, the first is taken, so that the message names its line.
    """
    dates = [
        at for at, line in enumerate(lines) if at and (DATE.fullmatch(line.text) or CHINESE_DATE.fullmatch(line.text))
    ]
    signed = (
        at
        for at in dates
        if _is_signatory(lines[at - 1].text) and not all(_is_signatory(line.text) for line in lines[:at])
    )
    return next(signed, dates[0] if dates else None)


def _signatories(lines: list[Numbered], at: int | None) -> tuple[list[Numbered], tuple[str, ...]]:
    """The body, and the lines of the 署名 above the date.  Raises TextError when there is none."""
    if at is None:
        return lines, ()
    start = at
    while start > 0 and _is_signatory(lines[start - 1].text):
        start -= 1
    if start == at:
        raise TextError(lines[at].number, "成文日期的上一行应为发文机关署名。")
    if start == 0:
        raise TextError(lines[0].number, "没有正文。")
    return lines[:start], tuple(line.text for line in lines[start:at])


def _is_signatory(line: str) -> bool:
    """Short, without marks, and no closing formula (特此通知) that lost its full stop."""
    if line.startswith(("特此", "此致", "以上")):
        return False
    return len(line) <= 30 and not re.search(r"[，。；：:、？！）》\t\d]", line) and not LEVEL.match(line)


def _tail(lines: list[Numbered]) -> tuple[str, str, str, datetime.date | None, str]:
    """附注, 抄送, 印发机关, 印发日期, and the text of the annexes."""
    note = cc = printed_by = ""
    printed_on = None
    if lines and re.fullmatch(r"（.+）", lines[0].text):
        note, lines = lines[0].text, lines[1:]
    while lines:
        last = lines[-1]
        if printed := PRINTED.fullmatch(last.text):
            printed_by, printed_on = printed[1], read_date(Numbered(last.number, printed[2]))
        elif re.match(r"抄送[：:]", last.text):
            cc = last.text[3:]
        else:
            break
        lines = lines[:-1]
    return note, cc, printed_by, printed_on, "\n".join(line.text for line in lines)


def _annex(label: str, lines: list[str]) -> Annex:
    """Title: the lines before the first sentence; only the first line when there is no sentence at all."""
    count = 0
    for line in lines:
        is_sentence = (
            re.search(r"[。；，：:！？\t]", re.sub(r"《.*?》|〈.*?〉", "", line)) or len(line) > LONGEST_TITLE_LINE
        )
        if is_sentence or LEVEL.match(line):
            break
        count += 1
    if count == len(lines) or count > MOST_TITLE_LINES:
        count = min(1, len(lines))
    return Annex(title=tuple(lines[:count]), body="\n".join(lines[count:]), label=label)
