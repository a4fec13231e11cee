"""Who acts: roles, and the ways in which a table points at those who hold them.

Authority comes from a dated posting (user × organisation × role) only.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from congress.tables import Table


class AccountKind(StrEnum):
    """What a user account is for; fixed when the account is made (三员分立)."""

    BUSINESS = "business"
    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"


@dataclass(frozen=True)
class Actor:
    """Those who may take a step or read: a role at an organisation, or one person.

    `organisation` and `person` name attributes of the matter; an attribute may
    give several organisations (each recipient of a paper).  `since_state` is
    the first state, in the declared order of progress, in which reading begins.
    """

    role: "Role | None" = None
    organisation: str = "owner"
    person: str = ""
    since_state: str = ""

    def since(self, state: str) -> "Actor":
        """The same actor, reading only from this state on."""
        return replace(self, since_state=state)

    @property
    def is_owner_wide(self) -> bool:
        """Held at the owning body: such a role reads the body whole, without a row for each matter."""
        return self.role is not None and self.organisation == "owner"

    @property
    def label(self) -> str:
        """How people say it."""
        return self.role.label if self.role else "本人"


@dataclass(frozen=True)
class Role:
    """A part that an account plays at an organisation (角色).

    `kind` is the only kind of account that may be posted to it.  `consoles`
    names the groups of master data that the role keeps in the admin console.
    """

    key: str
    label: str
    kind: AccountKind = AccountKind.BUSINESS
    consoles: tuple[str, ...] = ()
    is_head: bool = False
    description: str = ""

    def at(self, organisation: str) -> Actor:
        """This role held at the organisation that the matter names so."""
        return Actor(role=self, organisation=organisation)

    def since(self, state: str) -> Actor:
        """This role at the owning body, reading from this state on."""
        return Actor(role=self, since_state=state)


def person(attribute: str) -> Actor:
    """The one human whom the matter names so, whatever post that human holds."""
    return Actor(person=attribute)


# Not people: steps that lapse of time or the parts of a whole take.
CLOCK = Actor()
PARTS = Actor(organisation="parts")

ROLES: Table[Role] = Table("roles")


def _role(key: str, label: str, **details: object) -> Role:
    return ROLES.add(Role(key, label, **details))  # type: ignore[arg-type]


SYSTEM_ADMINISTRATOR = _role(
    "system_administrator",
    "系统管理员",
    kind=AccountKind.SYSTEM,
    consoles=("accounts",),
    description="开设账户、系统配置、备份；不授角色，不看业务内容",
)
SECURITY_ADMINISTRATOR = _role(
    "security_administrator",
    "安全保密管理员",
    kind=AccountKind.SECURITY,
    consoles=("roles", "settings"),
    description="授予和收回角色、调整规则参数；不看业务内容",
)
AUDIT_ADMINISTRATOR = _role(
    "audit_administrator",
    "安全审计员",
    kind=AccountKind.AUDIT,
    consoles=("trail",),
    description="查阅和核验留痕；只见编号、种类和摘要",
)

SECRETARIAT = _role(
    "secretariat",
    "秘书科",
    consoles=("people", "calendar", "series"),
    description="收发文、编号、分发、归档；维护机构人员、节假日和文号",
)
SEAL_KEEPER = _role("seal_keeper", "印章管理员", description="用印登记，保管印章")
OFFICE_HEAD = _role("office_head", "办公室负责人", is_head=True, description="核稿、审核")
LEADER = _role("leader", "签发领导", is_head=True, description="签发公文、审批会议")
SECTION_HEAD = _role("section_head", "委室负责人", is_head=True, description="本委室公文的核稿、会签")
MEETING_CLERK = _role("meeting_clerk", "会务", description="筹备会议、收回执、催报")
DRAFTER = _role("drafter", "拟稿人", description="各委室拟写公文的工作人员")
STANDING_MEMBER = _role("standing_member", "常委会组成人员", description="参会、阅看已印发的文件")
UNIT_CLERK = _role("unit_clerk", "单位联络员", description="签收来文、报送回执")
UNIT_HEAD = _role("unit_head", "单位负责人", is_head=True, description="本单位的来文和回执")
HANDLING_CLERK = _role("handling_clerk", "承办单位联络员", description="办理代表建议、答复")
TOWNSHIP_CHAIR = _role("township_chair", "乡镇人大主席", is_head=True, description="本乡镇人大的事项")
DEPUTY = _role("deputy", "人大代表", description="本人的履职和建议")
DEPUTY_LIAISON = _role("deputy_liaison", "代表联络", description="代表名册、建议办理")
OVERSIGHT_CLERK = _role("oversight_clerk", "监督联络", description="监督计划和项目")
FILING_REVIEWER = _role("filing_reviewer", "备案审查", description="规范性文件备案审查")
PETITION_CLERK = _role("petition_clerk", "信访", description="来信来访")
APPOINTMENT_CLERK = _role("appointment_clerk", "选举任免", description="选举和人事任免")


# Who may stand in the list of those who check a paper before it is signed (处室核稿、会签、秘书科审核).
REVIEWERS = (SECTION_HEAD, OFFICE_HEAD, SECRETARIAT, UNIT_HEAD, LEADER)


def reviewer_choices() -> list[tuple[str, str]]:
    """Choices of a field: the roles that check papers."""
    return [(role.key, role.label) for role in REVIEWERS]


def role_choices() -> list[tuple[str, str]]:
    """Choices of a field: every declared role."""
    return ROLES.choices()
