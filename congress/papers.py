"""Official papers (公文), declared: what kind, whose numbers, which page.

The text of a paper is plain text (see typesetting); what is declared here is
what a kind must have, and where the first draft of the text comes from.
"""

from dataclasses import dataclass
from enum import StrEnum

from congress.tables import Table


class Part(StrEnum):
    """Parts that a kind of paper may require; the value is the word for the clerk."""

    TITLE = "标题"
    TO = "主送机关"
    BODY = "正文"
    SIGNATORY = "发文机关署名"


@dataclass(frozen=True)
class RecipientGroup:
    """A usual address (主送、抄送的习惯称呼) and the organisations that it means on a day.

    `kinds` and `level` choose organisations; `own` keeps to those inside the
    sending organ, `guided` to those that it guides.
    """

    key: str
    label: str
    kinds: tuple[str, ...]
    levels: tuple[str, ...] = ()
    own: bool = False
    guided: bool = False


@dataclass(frozen=True)
class Paper:
    """A kind of official paper.

    `word` ends the title (关于…的通知); `series` is the key of the usual
    number series; `format` is one of typesetting.FORMATS; `draft` is the
    template of the first text, drawn from the matter that the paper is about.
    """

    key: str
    label: str
    word: str
    series: str
    format: str = "document"
    draft: str = ""
    required: tuple[Part, ...] = (Part.TITLE, Part.TO, Part.BODY, Part.SIGNATORY)


PAPERS: Table[Paper] = Table("papers")
RECIPIENT_GROUPS: Table[RecipientGroup] = Table("recipient groups")

NOTICE = PAPERS.add(Paper("notice", "通知", "通知", series="office"))

COUNTY_COMMITTEES = RECIPIENT_GROUPS.add(
    RecipientGroup(
        "county_committees",
        "各县、自治县、区（市）人大常委会",
        kinds=("standing_committee",),
        levels=("county",),
        guided=True,
    )
)
WORKING_BODIES = RECIPIENT_GROUPS.add(
    RecipientGroup("working_bodies", "市人大常委会各工作机构", kinds=("working_body",), own=True)
)
SPECIAL_COMMITTEES = RECIPIENT_GROUPS.add(
    RecipientGroup("special_committees", "市人大各专门委员会", kinds=("special_committee",), own=True)
)
NEW_AREA_COMMITTEES = RECIPIENT_GROUPS.add(
    RecipientGroup("area_committees", "新蒲新区人大工委", kinds=("area_work_committee",), own=True)
)


def paper_choices() -> list[tuple[str, str]]:
    """Choices of a field: every declared kind of paper."""
    return PAPERS.choices()
