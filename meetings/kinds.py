"""Kinds of meeting, declared once: who is invited, what quorum counts, how early the notice goes out.

Source: 地方组织法 2022 §14 (congress), §51 (standing committee); everything
else here is office practice and is shown as nothing more.  A quorum stands
here only where an article that was read sets one.
"""

from dataclasses import dataclass, replace
from datetime import date

from congress.deadlines import OFFICE_SETTING, Limit, days
from congress.rules import Basis
from congress.tables import Table


@dataclass(frozen=True)
class Capacity:
    """In what capacity somebody attends (出席、列席、旁听)."""

    key: str
    label: str


CAPACITIES: Table[Capacity] = Table("capacities")
MEMBER = CAPACITIES.add(Capacity("member", "出席"))
NONVOTING = CAPACITIES.add(Capacity("nonvoting", "列席"))
OBSERVER = CAPACITIES.add(Capacity("observer", "旁听"))


@dataclass(frozen=True)
class Seat:
    """One line of 参会人员: holders of these offices, and where.

    `group` is the key of a recipient group; empty means the organ that calls
    the meeting, or with `is_own` the calling body itself (a special
    committee).  `quota` is a unit's number of places; without it there is one
    for each post, filled or vacant.
    """

    label: str
    offices: tuple[str, ...]
    group: str = ""
    is_own: bool = False
    quota: int | None = None
    capacity: str = MEMBER.key

    def nonvoting(self) -> "Seat":
        """The same people, without a vote (列席)."""
        return replace(self, capacity=NONVOTING.key)


@dataclass(frozen=True)
class Quorum:
    """法定人数, in words, with the articles that set it and since when."""

    label: str
    basis: tuple[Basis, ...]

    def on(self, day: date) -> str:
        """The words with the article in force on that day, or empty: then none is shown."""
        basis = next((basis for basis in self.basis if basis.holds_on(day)), None)
        return f"{self.label}（{basis}）" if basis else ""


@dataclass(frozen=True)
class MeetingKind:
    """会议种类.

    `notice_days` is how many days before the meeting its notice usually goes
    out (the office's own number), 0 where there is no such habit.  An internal
    meeting is not shown to all members of the standing committee.
    """

    key: str
    label: str
    roster: tuple[Seat, ...]
    quorum: Quorum | None = None
    notice_days: int = 0
    is_internal: bool = False
    title: str = "关于召开{meeting}的通知"

    @property
    def notice_limit(self) -> Limit | None:
        """By when the notice must be drafted; holds for meetings of this kind only."""
        if not self.notice_days:
            return None
        limit = days(self.notice_days, OFFICE_SETTING).before("held_on", "会议日期")
        return limit.only(f"of_kind.{self.key}")


MEETING_KINDS: Table[MeetingKind] = Table("meeting kinds")

# What the Organic Law of 2022 writes for the first time stood in local rules before.
SINCE_2022 = date(2022, 3, 12)

COUNCIL = Seat("市人大常委会主任会议成员", ("chairperson", "vice_chairperson", "secretary_general"))
MEMBERS = Seat("市人大常委会组成人员", (*COUNCIL.offices, "standing_member"))
COUNTY_HEADS = Seat(
    "各县（市、区）人大常委会主任，办公室主任", ("chairperson", "office_director"), group="county_committees"
)
COUNTY_CHAIRS = Seat("各县（市、区）人大常委会主任", ("chairperson",), group="county_committees")
DEPUTY_SECRETARIES = Seat("市人大常委会副秘书长、机关党委书记", ("deputy_secretary_general", "party_secretary"))
# The 机关党委 is one of these bodies; its head is its secretary.
BODY_HEADS = Seat(
    "市人大常委会各工作机构主要负责人", ("body_director", "party_secretary"), group="working_bodies", quota=1
)
COMMITTEE_CHAIRS = Seat("市人大各专门委员会主任委员", ("committee_chair",), group="special_committees")
OWN_COMMITTEE = Seat("本委员会组成人员", ("committee_chair", "standing_member"), is_own=True)
PRESIDIUM = Seat("主席团成员", ("presidium_chair", *COUNCIL.offices))
PARTY_GROUP = Seat("市人大常委会党组成员", (*COUNCIL.offices, "party_secretary"))
SECRETARIES = Seat("市人大常委会秘书长、副秘书长、机关党委书记", ("secretary_general", *DEPUTY_SECRETARIES.offices))


def _kind(key: str, label: str, *roster: Seat, **details: object) -> MeetingKind:
    return MEETING_KINDS.add(MeetingKind(key, label, roster, **details))  # type: ignore[arg-type]


FORUM = _kind(
    "chairs_forum",
    "主任座谈会",
    COUNCIL,
    COUNTY_HEADS,
    DEPUTY_SECRETARIES,
    BODY_HEADS,
    COMMITTEE_CHAIRS,
    notice_days=3,
)
_kind("work_meeting", "工作会议", COUNCIL, COUNTY_HEADS, BODY_HEADS, COMMITTEE_CHAIRS, notice_days=3)
COMMITTEE_SESSION = _kind(
    "committee_session",
    "常委会会议",
    MEMBERS,
    COUNTY_CHAIRS.nonvoting(),
    DEPUTY_SECRETARIES.nonvoting(),
    BODY_HEADS.nonvoting(),
    COMMITTEE_CHAIRS.nonvoting(),
    quorum=Quorum("常委会全体组成人员过半数出席", (Basis("地方组织法", "§51", since=SINCE_2022),)),
    notice_days=7,
)
_kind("council", "主任会议", COUNCIL, DEPUTY_SECRETARIES.nonvoting(), BODY_HEADS.nonvoting(), notice_days=2)
_kind(
    "congress_session",
    "人民代表大会会议",
    MEMBERS,
    COUNTY_HEADS,
    BODY_HEADS.nonvoting(),
    COMMITTEE_CHAIRS,
    quorum=Quorum("代表三分之二以上出席", (Basis("地方组织法", "§14", since=SINCE_2022),)),
    notice_days=30,
)
_kind("presidium", "主席团会议", PRESIDIUM)
_kind("special_committee", "专门委员会会议", OWN_COMMITTEE, notice_days=3)
_kind("party_group", "党组会议", PARTY_GROUP, notice_days=1, is_internal=True)
_kind("secretaries", "秘书长办公会议", SECRETARIES, BODY_HEADS.nonvoting(), notice_days=1, is_internal=True)


def meeting_kind_choices() -> list[tuple[str, str]]:
    """(key, label) of every kind; named by migrations, so that one more kind makes none."""
    return MEETING_KINDS.choices()


def capacity_choices() -> list[tuple[str, str]]:
    """(key, label) of every capacity; named by migrations."""
    return CAPACITIES.choices()
