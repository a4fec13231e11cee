"""One entry each: a role, a paper, a rule, a kind of meeting, and a noun with its procedure."""

from datetime import date

from congress.deadlines import OFFICE_SETTING, days
from congress.models import Matter
from congress.papers import PAPERS, Paper
from congress.roles import ROLES, SECRETARIAT, Role
from congress.rules import RULES, Basis, BasisKind, Period, Rule
from congress.workflow import Workflow, may, step
from meetings.kinds import COUNCIL, MEETING_KINDS, MeetingKind

GARDENER = ROLES.add(Role("gardener", "园艺员", description="照看院子"))
LETTER = PAPERS.add(Paper("gardening_letter", "函", "函", series="office"))
MEETING_KINDS.add(MeetingKind("garden_meeting", "园艺工作会议", (COUNCIL,)))

ERRAND = Workflow(
    key="errand",
    label="院务",
    states={"asked": "待办", "doing": "办理中", "done": "已办结"},
    final=("done",),
    steps=(
        step("ask", "交办院务", "> asked", by=SECRETARIAT, form="tests.odd_app.forms.ErrandForm"),
        step("start", "开始办理", "asked > doing", by=GARDENER, within=days(3, OFFICE_SETTING).after("ask", "交办")),
        step("finish", "办结", "doing > done", by=GARDENER, needs=("lacks_sun",)),
        may("give_back", "退回", "doing > asked", by=GARDENER, is_return=True),
    ),
)


class Errand(Matter):
    """院务: a noun that needs no field of its own, and so no table and no migration."""

    workflow = ERRAND

    class Meta:
        proxy = True
        app_label = "odd"

    def lacks_sun(self) -> str:
        """A gate."""
        return "" if self.attachments.exists() or self.version > 2 else "下雨，改日再办。"


def errands(body, first: date, last: date):
    """The evidence of the rule."""
    return Errand.objects.filter(kind="errand", owner=body, state="done", sort_on__range=(first, last))


TIDY = RULES.add(
    Rule(
        "TIDY_YEARLY",
        "每年整修院子一次",
        bodies=("standing_committee",),
        period=Period.YEAR,
        measure="tests.odd_app.models.errands",
        at_least=1,
        basis=(Basis("院务规定", "第一条", since=date(2020, 1, 1), kind=BasisKind.OFFICE_SETTING),),
    )
)
