"""密级标志 in what is typed: classified papers stay offline (practice.md)."""

from __future__ import annotations

import re

CLASSIFIED_LINE = re.compile(r"(?:密级[:：]?.*|保密期限[:：].*|(?:绝密|机密|秘密)(?:[★☆*＊].*|长期)?)")
CLASSIFIED_MARK = re.compile(r"[（(【\[〔](?:绝密|机密|秘密)[)）】\]〕]|(?:绝密|机密|秘密)[★☆]")
CLASSIFIED = "{label}中有密级标志“{mark}”。涉密公文不得进入本系统，请按保密规定线下办理；若是误写，请删去后再提交。"


def classified(text: str) -> str:
    """The first marking of secrecy in a text, or empty.  Words within a sentence (保守秘密) are none."""
    for line in text.splitlines():
        bare = re.sub(r"[\s\u3000]", "", line)
        if CLASSIFIED_LINE.fullmatch(bare):
            return bare[:20]
        if found := CLASSIFIED_MARK.search(bare):
            return found[0]
    return ""
