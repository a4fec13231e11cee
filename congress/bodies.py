"""What organisations are, and the offices that people hold in them (机构种类、职务).

Source: 地方组织法 2022 §§8, 33, 46–61; the office's own structure in org.md.
"""

from dataclasses import dataclass

from congress.tables import Table


@dataclass(frozen=True)
class BodyKind:
    """A kind of organisation (机构种类)."""

    key: str
    label: str


@dataclass(frozen=True)
class Level:
    """A level of administration; `rank` orders from the top."""

    key: str
    label: str
    rank: int


@dataclass(frozen=True)
class Office:
    """An office that a person holds (职务); the smaller `rank`, the higher."""

    key: str
    label: str
    rank: int


BODY_KINDS: Table[BodyKind] = Table("body kinds")
LEVELS: Table[Level] = Table("levels")
OFFICES: Table[Office] = Table("offices")

for _key, _label in (
    ("congress", "人民代表大会"),
    ("standing_committee", "人大常委会"),
    ("presidium", "乡镇人大主席团"),
    ("special_committee", "专门委员会"),
    ("working_body", "常委会工作机构"),
    ("area_work_committee", "派出的人大工作委员会"),
    ("office_section", "内设科室"),
    ("government", "人民政府"),
    ("supervision_commission", "监察委员会"),
    ("court", "人民法院"),
    ("procuratorate", "人民检察院"),
    ("department", "政府工作部门"),
    ("party_committee", "党委及其部门"),
    ("mass_organisation", "群团组织"),
    ("area_administration", "功能区管委会"),
):
    BODY_KINDS.add(BodyKind(_key, _label))

for _rank, (_key, _label) in enumerate(
    (("province", "省级"), ("city", "市级"), ("county", "县级"), ("township", "乡级")), start=1
):
    LEVELS.add(Level(_key, _label, _rank))

for _rank, (_key, _label) in enumerate(
    (
        ("chairperson", "主任"),
        ("vice_chairperson", "副主任"),
        ("secretary_general", "秘书长"),
        ("deputy_secretary_general", "副秘书长"),
        ("party_secretary", "机关党委书记"),
        ("standing_member", "委员"),
        ("committee_chair", "主任委员"),
        ("office_director", "办公室主任"),
        ("body_director", "工作机构主任"),
        ("presidium_chair", "乡镇人大主席"),
        ("organ_head", "主要负责人"),
        ("clerk", "工作人员"),
    ),
    start=1,
):
    OFFICES.add(Office(_key, _label, _rank))


def body_kind_choices() -> list[tuple[str, str]]:
    """Choices of a field: every kind of organisation."""
    return BODY_KINDS.choices()


def level_choices() -> list[tuple[str, str]]:
    """Choices of a field: every level."""
    return LEVELS.choices()


def office_choices() -> list[tuple[str, str]]:
    """Choices of a field: every office."""
    return OFFICES.choices()
