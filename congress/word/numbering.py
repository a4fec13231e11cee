"""Word's own lists: the number that a paragraph shows, as text (一、 （一） 1. …)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from congress.word.xml import Element, find, is_on, number, value

LEVELS = 9
DIGITS = "零一二三四五六七八九"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
BULLET, NONE = "bullet", "none"
FOLLOWED = 20  # styles that are based on each other


@dataclass
class Level:
    """One level of a list."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    is_plain: bool = False  # all numbers in it are shown as 1, 2, 3
    style: str = ""


@dataclass
class _List:
    """One numbered list as it is counted; lists of one pattern count on together."""

    levels: dict[int, Level]
    counters: list[int | None] = field(default_factory=lambda: [None] * LEVELS)


@dataclass(frozen=True)
class Shown:
    """What stands before a paragraph: its text, or the kind of what could not be written."""

    text: str = ""
    is_bullet: bool = False
    is_unknown: bool = False


class Numbering:
    """The numbers of a document, told paragraph by paragraph in the order of the text."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._patterns: dict[str, str] = {}  # number of a list → its pattern
        self._own: dict[str, dict[int, Level]] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._styles = {value(style, "w:styleId"): style for style in styles or () if style.tag == "w:style"}
        if numbering is not None:
            self._read(numbering)

    def _read(self, root: Element) -> None:
        links: dict[str, str] = {}
        for pattern in root.iter("w:abstractNum"):
            key = value(pattern, "w:abstractNumId")
            self._lists[key] = _List({number(one, "w:ilvl"): _level(one) for one in pattern.iter("w:lvl")})
            if link := value(find(pattern, "w:numStyleLink")):
                links[key] = link
        for one in root.iter("w:num"):
            key = value(one, "w:numId")
            self._patterns[key] = value(find(one, "w:abstractNumId"))
            for change in one.iter("w:lvlOverride"):
                at, own, restart = number(change, "w:ilvl"), find(change, "w:lvl"), find(change, "w:startOverride")
                if own is not None:
                    self._own.setdefault(key, {})[at] = _level(own)
                if restart is not None:
                    self._restarts.setdefault(key, {})[at] = number(restart, default=1)
        for key, link in links.items():  # a pattern that is said to be that of a style
            linked = self._patterns.get(value(self._property(link, "w:numId")), "")
            self._lists[key] = self._lists.get(linked, self._lists[key])

    def _property(self, style: str, name: str) -> Element | None:
        """What a style, or the one that it is based on, says of numbering."""
        for _ in range(FOLLOWED):
            found = self._styles.get(style)
            if found is None:
                return None
            said = find(found, f"w:pPr/w:numPr/{name}")
            if said is not None:
                return said
            style = value(find(found, "w:basedOn"))
        return None

    def shown(self, properties: Element | None, style: str) -> Shown:
        """What Word shows before this paragraph; counts it."""
        own = None if properties is None else find(properties, "w:numPr")
        said = None if own is None else find(own, "w:numId")
        said = self._property(style, "w:numId") if said is None else said
        key = value(said)
        counted = self._lists.get(self._patterns.get(key, ""))
        if counted is None or key == "0":
            return Shown()
        level = None if own is None else find(own, "w:ilvl")
        level = self._property(style, "w:ilvl") if level is None else level
        at = number(level) if level is not None else self._level_of(counted, style)
        return self._count(key, counted, min(max(at, 0), LEVELS - 1))

    def _level_of(self, counted: _List, style: str) -> int:
        return next((at for at, level in counted.levels.items() if level.style and level.style == style), 0)

    def _count(self, key: str, counted: _List, at: int) -> Shown:
        levels = counted.levels | self._own.get(key, {})
        restart = self._restarts.get(key, {}).pop(at, None)
        counters = counted.counters
        now = counters[at]
        if restart is not None:
            counters[at] = restart
        else:
            counters[at] = levels.get(at, Level()).start if now is None else now + 1
        for above in range(at):
            if counters[above] is None:
                counters[above] = levels.get(above, Level()).start
        counters[at + 1 :] = [None] * (LEVELS - at - 1)
        return _shown(levels, at, counters)


def _level(element: Element) -> Level:
    return Level(
        format=value(find(element, "w:numFmt"), default="decimal"),
        text=value(find(element, "w:lvlText")),
        start=number(find(element, "w:start"), default=1),
        is_plain=is_on(element, "w:isLgl"),
        style=value(find(element, "w:pStyle")),
    )


def _shown(levels: dict[int, Level], at: int, counters: list[int | None]) -> Shown:
    level = levels.get(at, Level())
    if level.format == BULLET:
        return Shown(is_bullet=True)
    if not level.text.strip():
        return Shown()
    is_unknown = False

    def written(found: re.Match[str]) -> str:
        nonlocal is_unknown
        other = int(found[1]) - 1
        style = "decimal" if level.is_plain else levels.get(other, Level()).format
        text = in_words(counters[other] or 0, style)
        is_unknown = is_unknown or (not text and style != NONE)
        return text

    text = re.sub(r"%([1-9])", written, level.text)
    return Shown(is_unknown=True) if is_unknown else Shown(_in_our_marks(text))


def _in_our_marks(text: str) -> str:
    """(一) → （一）: the levels of a paper have Chinese marks; spaces after them are none of the text."""
    text = text.strip()
    if found := re.fullmatch(r"\((.+)\)", text):
        text = f"（{found[1]}）"
    return re.sub(r"(?<=[一二三四五六七八九十百]),$", "、", text)


# Numbers in words ----------------------------------------------------------------


def in_words(count: int, style: str) -> str:
    """A number as a list shows it; "" for a style that is not known."""
    write = WRITTEN.get(style)
    return write(count) if write and 0 <= count < 10_000 else ""


def chinese(count: int) -> str:
    """一百零三."""
    text, owes_zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = count // unit % 10
        if digit:
            text += ("零" if owes_zero else "") + DIGITS[digit] + name
        owes_zero = bool(text) and (owes_zero or not digit) and not digit
    return re.sub("^一十", "十", text) or "零"


def _roman(count: int) -> str:
    text = ""
    pairs = zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
                ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"), strict=True)  # fmt: skip
    for worth, letters in pairs:
        text += letters * (count // worth)
        count %= worth
    return text


def _letters(count: int) -> str:
    """A … Z, AA, BB …"""
    return chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1) if count else ""


def _from(first: int, most: int) -> Callable[[int], str]:
    """Numbers that have a character of their own, up to so many; beyond them in brackets."""
    return lambda count: chr(first + count - 1) if 1 <= count <= most else f"（{count}）"


def _in_turn(letters: str) -> Callable[[int], str]:
    return lambda count: letters[(count - 1) % len(letters)] if count else ""


WRITTEN: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda count: f"{count:02d}",
    "decimalFullWidth": lambda count: str(count).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "decimalFullWidth2": lambda count: str(count).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "decimalHalfWidth": str,
    "numberInDash": lambda count: f"- {count} -",
    "decimalEnclosedCircle": _from(0x2460, 20),
    "decimalEnclosedCircleChinese": _from(0x2460, 20),
    "decimalEnclosedParen": lambda count: f"（{count}）",
    "decimalEnclosedFullstop": lambda count: f"{count}.",
    "ideographEnclosedCircle": lambda count: f"（{chinese(count)}）",
    "ideographTraditional": _in_turn(STEMS),
    "ideographZodiac": _in_turn(BRANCHES),
    "ideographDigital": lambda count: "".join("〇一二三四五六七八九"[int(digit)] for digit in str(count)),
    "chineseLegalSimplified": lambda count: chinese(count).translate(LEGAL),
    "upperRoman": _roman,
    "lowerRoman": lambda count: _roman(count).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda count: _letters(count).lower(),
    "none": lambda count: "",
} | dict.fromkeys(
    ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
     "koreanCounting"), chinese
)  # fmt: skip
