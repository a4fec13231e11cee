"""Kinds of meeting, declared once: who is invited, what quorum counts, how the notice is titled.

Source: 地方组织法 2022 §§14, 51–53 (sessions, standing committee, council of
chairpersons), §33 (special committees); the rest is office practice.
"""

from dataclasses import dataclass

from congress.tables import Table


@dataclass(frozen=True)
class Seat:
    """One line of 参会人员: holders of these offices, at a usual group of bodies or at the organ itself.

    `group` is the key of a recipient group; empty means the organ that calls the meeting.
    """

    label: str
    offices: tuple[str, ...]
    group: str = ""


@dataclass(frozen=True)
class MeetingKind:
    """会议种类.  `quorum` is the article that sets one, or empty: then none is shown.

    `notice_days` is how many days before the meeting the notice goes out, by
    office practice, and 0 where there is no such habit.
    """

    key: str
    label: str
    roster: tuple[Seat, ...]
    quorum: str = ""
    notice_days: int = 0
    is_session: bool = False


MEETING_KINDS: Table[MeetingKind] = Table("meeting kinds")

COUNCIL = Seat("市人大常委会主任会议成员", ("chairperson", "vice_chairperson", "secretary_general"))
MEMBERS = Seat("市人大常委会组成人员", ("chairperson", "vice_chairperson", "secretary_general", "standing_member"))
COUNTY_HEADS = Seat("各县（市、区）人大常委会主任，办公室主任", ("chairperson", "office_director"), "county_committees")
DEPUTY_SECRETARIES = Seat("市人大常委会副秘书长、机关党委书记", ("deputy_secretary_general", "party_secretary"))
BODY_HEADS = Seat("市人大常委会各工作机构主要负责人", ("body_director",), "working_bodies")
COMMITTEE_CHAIRS = Seat("市人大各专门委员会主任委员", ("committee_chair",), "special_committees")


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
    DEPUTY_SECRETARIES,
    BODY_HEADS,
    COMMITTEE_CHAIRS,
    quorum="常委会全体组成人员过半数出席（地方组织法§51）",
    notice_days=7,
    is_session=True,
)
_kind(
    "council",
    "主任会议",
    COUNCIL,
    DEPUTY_SECRETARIES,
    quorum="主任会议组成人员过半数出席（主任会议议事规则）",
    notice_days=2,
)
_kind(
    "congress_session",
    "人民代表大会会议",
    MEMBERS,
    COUNTY_HEADS,
    BODY_HEADS,
    COMMITTEE_CHAIRS,
    quorum="三分之二以上的代表出席（地方组织法§14）",
    notice_days=30,
    is_session=True,
)
_kind("presidium", "主席团会议", MEMBERS, quorum="主席团全体成员过半数出席", notice_days=0)
_kind("special_committee", "专门委员会会议", COMMITTEE_CHAIRS, quorum="委员会全体组成人员过半数出席", notice_days=3)
_kind("party_group", "党组会议", COUNCIL, notice_days=1)
_kind("secretary_office", "秘书长办公会议", DEPUTY_SECRETARIES, BODY_HEADS, notice_days=1)
