"""An outgoing paper on its way to its recipients: dispatched, and signed for by each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from congress import chain, clock, future, reach, sending, wake
from congress.models.papers import Delivery
from congress.models.people import Organisation, User
from congress.papers import To

if TYPE_CHECKING:
    from congress.matters import Entry
    from congress.permissions import Standing


class Sent:
    """What 分发 and 签收 ask of a paper and change in it."""

    @property
    def recipients(self) -> QuerySet:
        """The organisations that sign for it here; the others get the paper itself."""
        sent = Delivery.objects.filter(paper__matter_id=self.pk, channel=Delivery.LOGIN)
        return Organisation.objects.filter(pk__in=sent.values("organisation_id"))

    def lacks_recipients(self) -> str:
        """A paper goes to somebody, be it a copy only (抄送): what a meeting adopts has no 主送."""
        day = clock.today()
        if self.declared_paper.to is To.NONE:  # a 公告 may go to the public alone
            return ""
        if self.addressees(day) or sending.copied(self.cc, self.owner, day)[0]:
            return ""
        return "主送、抄送在今天都没有对应的单位，无处可发：请“退回改正”，核对主送（分发范围）和抄送。"

    def lacks_reach(self) -> str:
        """A confined paper goes to nobody who could not open it."""
        return reach.lacks_reach(self)

    def lacks_receipts(self) -> str:
        """It is filed when all have signed for it."""
        count = sum(sending.missing(self).values())
        return f"还有{count}个单位未签收；到期前系统自动提醒，也可以代录签收。" if count else ""

    def lacks_missing_receipts(self) -> str:
        """There is nothing to record when all have signed."""
        return "" if self.lacks_receipts() else "各单位都已签收。"

    def lacks_outside_receipts(self) -> str:
        """Who got the paper itself signs on paper: it is for the clerk to record."""
        is_missing = any(channel != Delivery.LOGIN for channel in sending.missing(self))
        return "" if is_missing else "机要交换、专人送达和邮寄的单位都已登记签收。"

    def deliver(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """One delivery row per recipient; the recipients' list is in the trail by count and digest."""
        sending.deliver(self, entry.data.get("channel") or sending.USUAL)
        keys = sorted(self.papers.get().deliveries.values_list("organisation__key", flat=True))
        self.deed_facts = {"recipients": len(keys), "recipients_sm3": chain.sm3("\n".join(keys))}

    def recall(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """撤销: every recipient is told, and the number stays in the register as void."""
        self.void_number(user, standing, entry)
        sent = Delivery.objects.filter(paper__matter_id=self.pk)
        sent.update(recalled_at=clock.now(), announced_at=None)
        transaction.on_commit(wake.delivery)

    def sign_for(self, user: User, standing: Standing, entry: Entry) -> None:
        """A recipient signs for the paper, and has opened it."""
        rows = self._unsigned([standing.organisation])
        rows.filter(opened_at=None).update(opened_at=clock.now())
        rows.update(signed_at=clock.now(), signed_by=str(user))

    def record_receipt(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """代录: somebody signed on paper or by telephone; the clerk says who, how, and for how many copies."""
        bodies, copies = entry.data["organisations"], entry.data.get("copies", 1)
        signed = {"signed_by": entry.data["signed_by"], "recorded_for": entry.recorded_for, "copies": copies}
        self._unsigned(bodies).update(signed_at=clock.now(), **signed)  # who signed elsewhere has not opened it here
        for body in bodies:
            future.close_for(self, "sign_for", body)

    def _unsigned(self, bodies: Iterable[Organisation | None]) -> QuerySet:
        return Delivery.objects.filter(paper__matter_id=self.pk, organisation__in=list(bodies), signed_at=None)
