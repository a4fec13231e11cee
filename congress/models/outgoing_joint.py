"""An outgoing paper that several organs issue: who they are, and whether each has signed the text as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from congress import clock, co_issuing, reviewing

if TYPE_CHECKING:
    from congress.models.people import Organisation

WITHOUT_HEAD = (
    "联合发文须各机关负责人会签：请把{names}的负责人列入审核人。列表里没有的，先请系统管理员开设账户、"
    "安全保密管理员授权“单位负责人”；在纸上会签的，列入后由秘书科“代录审核”。"
)
NOT_SIGNED = {
    "checking": "请退回拟稿人，把{names}的负责人列入审核人重新送审会签。",
    "signing": "请退回修改，把{names}的负责人列入审核人重新送审会签。",
    "signed": "{names}的负责人没有会签：请“报请复审”，由领导退回后重新送审会签，或去掉这个联合发文机关。",
}
CHANGED = {
    "checking": "{names}会签之后文稿又改动过，请“退回前面的审核人”请其对改后的文稿重新会签。",
    "signing": "{names}会签之后文稿又改动过，请退回修改，重新送审会签。",
}


class Joint:
    """What 联合发文 asks of a paper.  The lead is the series' own organ: its number, its 版记."""

    @property
    def co_issuers(self) -> list[Organisation]:
        """The organs that issue with the lead, in the order in which they were put down: the office's."""
        return [organ for organ in (self.second_issuer, self.third_issuer) if organ]

    @property
    def heads_of_co_issuers(self) -> list[reviewing.Place]:
        """Where their heads sit today."""
        return co_issuing.heads(self.co_issuers)

    def lacks_heads(self, places: Sequence[reviewing.Place]) -> str:
        """Each organ that issues signs: its head must stand in the list of reviewers."""
        lacking = co_issuing.without_head(self.co_issuers, places)
        return WITHOUT_HEAD.format(names=_names(lacking)) if lacking else ""

    def lacks_joint(self) -> str:
        """Organs that cannot issue it together; from 送审 on, one whose head has not signed."""
        organs = self.co_issuers
        if not organs:
            return ""
        if fault := co_issuing.fault(self.declared_paper, self.owner, organs, clock.today()):
            return fault
        return self._lacks_signatures(organs) if self.state in NOT_SIGNED else ""

    def _lacks_signatures(self, organs: Sequence[Organisation]) -> str:
        """What was signed is what was seen: a signature on another text is none."""
        rows, now = reviewing.listed(self), self.text_digest
        due = rows if self.state == "checking" else reviewing.passed(self)
        if lacking := co_issuing.without_head(organs, due):
            return NOT_SIGNED[self.state].format(names=_names(lacking))
        signed = [one for one in rows if one.passed_at and any(co_issuing.signs_for(one, organ) for organ in organs)]
        changed = [one.organisation for one in signed if one.text_digest != now]
        # what the secretariat mends after the signature is words only: it is told, and signed by nobody anew
        return CHANGED[self.state].format(names=_names(changed)) if changed and self.state in CHANGED else ""

    def joint_approvers(self) -> list[str]:
        """签发人 of the other organs, in the organs' order [GB/T 9704 7.2.6]."""
        rows = reviewing.passed(self) if self.co_issuers else []
        found = ((one for one in rows if co_issuing.signs_for(one, organ)) for organ in self.co_issuers)
        return [one.passed_by for signed in found if (one := next(signed, None))]


def _names(organs: Sequence[Organisation]) -> str:
    return "、".join(organ.name for organ in organs)
