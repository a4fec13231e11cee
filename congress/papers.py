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
    ADOPTED = "题注（何时由哪次会议通过）"
    APPROVER = "签发人"
    ATTENDANCE = "出席人员名单"
    SIGNER = "签发人职务"


class To(StrEnum):
    """How many organs a kind of paper is addressed to (主送)."""

    NONE = "没有主送机关"
    ONE = "只主送一个机关"
    MANY = "可以主送多个机关"


class Retention(StrEnum):
    """保管期限: how long the archive keeps a paper (国家档案局令第8号 §2: 永久, or 定期 30年 and 10年)."""

    PERMANENT = "永久"
    THIRTY = "30年"
    TEN = "10年"


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
    `required` are the parts without which a draft goes to nobody;
    `required_to_issue` those that come at the latest with signing or adoption.
    An upward paper (上行文) names who signed it on the line of its number;
    `has_seal` keeps the place of a seal, or of the 签名章 of a 命令.
    `kept` is how long such a paper is usually kept in the archive.
    Source: 党政机关公文处理工作条例 §8, §9, §15; law.md M-08.
    """

    key: str
    label: str
    word: str
    series: str
    format: str = "document"
    draft: str = ""
    required: tuple[Part, ...] = (Part.TITLE, Part.TO, Part.BODY, Part.SIGNATORY)
    required_to_issue: tuple[Part, ...] = ()
    to: To = To.MANY
    is_upward: bool = False
    is_adopted: bool = False
    has_seal: bool = True
    kept: Retention = Retention.THIRTY


PAPERS: Table[Paper] = Table("papers")
RECIPIENT_GROUPS: Table[RecipientGroup] = Table("recipient groups")

UNADDRESSED = (Part.TITLE, Part.BODY, Part.SIGNATORY)
CONTENT = (Part.TITLE, Part.BODY)


def _adopted(key: str, label: str, word: str) -> Paper:
    """A paper that a meeting adopts: 题注 under the title; no 主送, no 署名, no date, no seal."""
    return Paper(
        key, label, word, series="office", required=CONTENT, required_to_issue=(Part.ADOPTED,), to=To.NONE,
        is_adopted=True, has_seal=False, kept=Retention.PERMANENT,
    )  # fmt: skip


def _upward(key: str, label: str, word: str) -> Paper:
    """A paper to the organ above (上行文): one addressee, and who signed it."""
    return Paper(key, label, word, series="office", required_to_issue=(Part.APPROVER,), to=To.ONE, is_upward=True)


NOTICE = PAPERS.add(Paper("notice", "通知", "通知", series="office"))
ANNOUNCEMENT = PAPERS.add(
    Paper(
        "announcement", "公告", "公告", series="office", required=UNADDRESSED, to=To.NONE, kept=Retention.PERMANENT
    )
)  # fmt: skip
DECISION = PAPERS.add(_adopted("decision", "决定", "决定"))
RESOLUTION = PAPERS.add(_adopted("resolution", "决议", "决议"))
REPORT = PAPERS.add(_upward("report", "报告", "报告"))
REQUEST = PAPERS.add(_upward("request", "请示", "请示"))
REPLY = PAPERS.add(Paper("reply", "批复", "批复", series="office", to=To.ONE))
LETTER = PAPERS.add(Paper("letter", "函", "函", series="office", format="letter"))
OPINION = PAPERS.add(Paper("opinion", "意见", "意见", series="office"))
BILL = PAPERS.add(Paper("bill", "议案", "议案", series="office", to=To.ONE))
CIRCULAR = PAPERS.add(Paper("circular", "通报", "通报", series="office"))
ORDER = PAPERS.add(
    Paper(
        "order", "命令（令）", "令", series="office", format="order", required=CONTENT,
        required_to_issue=(Part.SIGNER,), to=To.NONE, kept=Retention.PERMANENT,
    )
)  # fmt: skip
MINUTES = PAPERS.add(
    Paper(
        "minutes", "纪要", "纪要", series="office", format="minutes", required=UNADDRESSED,
        required_to_issue=(Part.ATTENDANCE,), to=To.NONE, has_seal=False, kept=Retention.PERMANENT,
    )
)  # fmt: skip
APPOINTMENTS = PAPERS.add(_adopted("appointments", "任免名单", "任免名单"))
CERTIFICATE = PAPERS.add(
    Paper(
        "certificate", "任命书", "任命书", series="office", format="certificate", required=UNADDRESSED, to=To.NONE,
        kept=Retention.PERMANENT,
    )
)  # fmt: skip

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


def retention_choices() -> list[tuple[str, str]]:
    """Choices of a field: how long the archive keeps something."""
    return [(period.value, period.value) for period in Retention]


def paper_choices() -> list[tuple[str, str]]:
    """Choices of a field: every declared kind of paper."""
    return PAPERS.choices()
