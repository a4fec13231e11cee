"""联合发文: several organs issue one paper, with the number of the first of them.

Source: 党政机关公文处理工作条例 §17 (law.md M-08); GB/T 9704-2012 §7.2.4, §7.3.5.
That each organ's head signs is carried by the list of reviewers (congress/reviewing.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from congress import recipients, reviewing
from congress.papers import Paper
from congress.roles import LEADER, UNIT_HEAD

if TYPE_CHECKING:
    from congress.models.people import Organisation
    from congress.models.reviewing import Reviewer

MOST = 2  # organs beside the lead: three marks are as many as leave page 1 its text
FORMATS = ("document", "letter")  # a 命令, 纪要 or 任命书 has one organ
HEADS = (UNIT_HEAD.key, LEADER.key)  # whose signature is that of an organ
WORD = "文件"


def mark(lead: str, organs: Sequence[Organisation]) -> str:
    """发文机关标志, one organ a line, the lead first; 文件 closes the last line where the lead's mark has it."""
    if not organs:
        return lead
    names = [lead, *(organ.letterhead or organ.name for organ in organs)]
    closing = WORD if lead.endswith(WORD) else ""
    return "\n".join(name.removesuffix(WORD) for name in names) + closing


def fault(kind: Paper, owner: Organisation, organs: Sequence[Organisation], day: date) -> str:
    """Why these organs cannot issue a paper of this kind together with the owner's organ; empty when they can."""
    if not organs:
        return ""
    if kind.format not in FORMATS or kind.is_adopted:
        return f"“{kind.label}”由一个机关发布，不联合发文；请清空“联合发文机关”，或换用通知、意见、函等文种。"
    if len(organs) > MOST:
        return f"除主办机关外，联合发文机关最多{MOST}个；其余机关请在送审时列入审核人会签。"
    organ = recipients.organ_of(owner)
    if own := [one for one in organs if one.lineage.startswith(organ)]:
        return (
            f"{'、'.join(one.name for one in own)}属于本机关，不作为联合发文机关；需要其同意的，请在送审时列入审核人。"
        )
    if gone := recipients.absent_on(organs, day):
        return f"联合发文机关{'、'.join(one.name for one in gone)}在{day:%Y-%m-%d}已不存在或尚未设立，请更换。"
    return ""


# The signature of each organ ----------------------------------------------------


def heads(organs: Sequence[Organisation]) -> list[reviewing.Place]:
    """Where the heads of these organs sit today, one place an organ; an organ whose head has no account has none."""
    found = (reviewing.first_held(HEADS, organ) for organ in organs)
    return [place for place in found if place]


def without_head(organs: Sequence[Organisation], places: Sequence[reviewing.Place | Reviewer]) -> list[Organisation]:
    """The organs of whose heads none stands in this list."""
    return [organ for organ in organs if not any(signs_for(place, organ) for place in places)]


def signs_for(place: reviewing.Place | Reviewer, organ: Organisation) -> bool:
    """Is this place that of the organ's head?  Of the lead's own people none is: they sit in another organ."""
    return place.role in HEADS and organ.lineage.startswith(place.organisation.lineage)
