"""What stands above the title in documents of others: beside and above the number there is more than we read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from congress.word.remarks import Remarks

if TYPE_CHECKING:
    from congress.word.reading import Line

HEAD_LINES = 8
NUMBER = r"[\u4e00-\u9fff]+[〔\[［(（]\s*\d{4}\s*[〕\]］)）]\s*[\d×xX_＿\s]*号"
NUMBERED = re.compile(rf"(?P<number>{NUMBER})[\s\u3000]*(?P<signer>签发人[：:].*)?")
SIGNER = re.compile(r"签发人[：:].*")
KNOWN = re.compile(r"特急|加急|.*文件|(?:绝密|机密|秘密).*")


def tidied(lines: Sequence[Line], remarks: Remarks) -> list[Line]:
    """The lines without 份号, the mark of a letter, 签发人: the system writes these itself."""
    head, rest = list(lines[:HEAD_LINES]), list(lines[HEAD_LINES:])
    at = next((at for at, line in enumerate(head) if NUMBERED.fullmatch(line.text)), None)
    kept = []
    for place, line in enumerate(head):
        if at is not None and place < at and not KNOWN.fullmatch(line.text):
            remarks.add("signer" if SIGNER.fullmatch(line.text) else "above", line.text)
        elif SIGNER.fullmatch(line.text):
            remarks.add("signer", line.text)
        elif place == at and (found := NUMBERED.fullmatch(line.text)) and found["signer"]:
            remarks.add("signer", found["signer"])
            kept.append(replace(line, text=found["number"]))
        else:
            kept.append(line)
    return kept + rest
