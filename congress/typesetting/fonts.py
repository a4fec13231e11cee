"""The faces of an official paper and the installed fonts that stand for them.

Licensed fonts come first where an office has them; free ones follow.  What is
installed is asked of fontconfig once a process, with our own fonts.conf.
"""

from __future__ import annotations

import os
import subprocess
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

FONTS_CONF = Path(__file__).with_name("assets") / "fonts.conf"
BOLD = 200  # fontconfig's number for bold


@dataclass(frozen=True)
class Face:
    """A face by its Chinese name: the families that stand for it, best first."""

    key: str
    label: str
    families: tuple[str, ...]
    is_bold: tuple[str, ...] = ()


FACES = {
    face.key: face
    for face in (
        Face("fang", "仿宋", ("仿宋_GB2312", "FangSong_GB2312", "FandolFang", "LXGW WenKai", "Noto Serif CJK SC")),
        Face("kai", "楷体", ("楷体_GB2312", "KaiTi_GB2312", "FandolKai", "LXGW WenKai", "Noto Serif CJK SC")),
        Face("hei", "黑体", ("黑体", "SimHei", "FandolHei", "Noto Sans CJK SC")),
        Face("song", "宋体", ("宋体", "SimSun", "FandolSong", "Noto Serif CJK SC")),
        Face(
            "title",
            "小标宋",
            ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "FandolSong", "Noto Serif CJK SC"),
            is_bold=("FandolSong", "Noto Serif CJK SC"),
        ),
    )
}


@dataclass(frozen=True)
class Font:
    """An installed font file: `starts` and `ends` are the ranges of its characters."""

    family: str
    file: str
    index: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, char: str) -> bool:
        at = bisect_right(self.starts, ord(char)) - 1
        return at >= 0 and ord(char) <= self.ends[at]


def environment() -> dict[str, str]:
    """Environment for a process that looks for fonts."""
    return {**os.environ, "FONTCONFIG_FILE": str(FONTS_CONF)}


@cache
def installed(key: str) -> tuple[Font, ...]:
    """The installed fonts of a face, best first; empty when there is none."""
    face, found = FACES[key], {}
    for families, weight, file, index, charset in _listed():
        bold = int(float(weight.strip("[]").split()[0])) >= BOLD
        for family in families.split(","):
            if family in face.families and bold == (family in face.is_bold) and family not in found and index < 1 << 16:
                found[family] = Font(family, file, index, *_ranges(charset))
    return tuple(found[family] for family in face.families if family in found)


@cache
def missing_faces() -> tuple[str, ...]:
    """Chinese names of the faces for which no font is installed: such text would print as boxes."""
    return tuple(face.label for face in FACES.values() if not installed(face.key))


def font_of(char: str, key: str) -> Font | None:
    """The font in which a character of this face is printed; None when no font of the chain has it."""
    return next((font for font in installed(key) if char in font), None)


@cache
def is_fallback(char: str, key: str) -> bool:
    """Is this character not in the first font of the face?"""
    chain = installed(key)
    return bool(chain) and not char.isspace() and char not in chain[0]


@cache
def advance(char: str, key: str) -> float:
    """Width of a character in em.  Chinese characters are 1; Latin ones are asked of the font."""
    if ord(char) >= 0x2E80:
        return 1.0
    font = font_of(char, key)
    return _advances(font.file, font.index).get(ord(char), 1.0) if font else 1.0


@cache
def _listed() -> tuple[tuple[str, str, str, int, str], ...]:
    """(families, weight, file, index, charset) of every installed font; empty without fontconfig."""
    form = "%{family}\t%{weight}\t%{file}\t%{index}\t%{charset}\n"
    try:
        run = subprocess.run(
            ["fc-list", "--format", form], env=environment(), capture_output=True, text=True, timeout=60, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    rows = (line.split("\t") for line in run.stdout.splitlines())
    return tuple((row[0], row[1], row[2], int(row[3]), row[4]) for row in rows if len(row) == 5)


def _ranges(charset: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Starts and ends of "20-7e a0 4e00-9fa5"."""
    pairs = sorted((int(a, 16), int(b or a, 16)) for a, _, b in (part.partition("-") for part in charset.split()))
    return tuple(a for a, _ in pairs), tuple(b for _, b in pairs)


@cache
def _advances(file: str, index: int) -> dict[int, float]:
    """Widths in em of the characters below the Chinese blocks."""
    try:
        with TTFont(file, fontNumber=index, lazy=True) as font:
            em, widths, names = font["head"].unitsPerEm, font["hmtx"], font.getBestCmap()
            return {code: widths[name][0] / em for code, name in names.items() if code < 0x2E80}
    except (OSError, TTLibError, KeyError):
        return {}
