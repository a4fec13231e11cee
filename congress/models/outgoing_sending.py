"""An outgoing paper on its way to its recipients: dispatched, and signed for by each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from congress import chain, clock, future, reach, wake
from congress.asked import once
from congress.models.papers import Delivery
from congress.models.people import Organisation, User

if TYPE_CHECKING:
    from congress.matters import Entry
    from congress.permissions import Standing


class Sent:
    """What 分发 and 签收 ask of a paper and change in it."""

    @property
    def recipients(self) -> QuerySet:
        """The organisations to which it was dispatched."""
        return Organisation.objects.filter(
            pk__in=Delivery.objects.filter(paper__matter_id=self.pk).values("organisation_id")
        )

    def lacks_recipients(self) -> str:
        """A paper goes to somebody."""
        return "" if self.addressees(clock.today()) else "主送机关在今天没有对应的单位，请核对主送。"

    def lacks_reach(self) -> str:
        """A confined paper goes to nobody who could not open it."""
        return reach.lacks_reach(self)

    def lacks_receipts(self) -> str:
        """It is filed when all have signed for it."""
        unsigned = Delivery.objects.filter(paper__matter_id=self.pk, signed_at=None)
        count = once(("unsigned", self.pk), unsigned.count)
        return f"还有{count}个单位未签收；到期前系统自动提醒，也可以代录签收。" if count else ""

    def lacks_missing_receipts(self) -> str:
        """There is nothing to record when all have signed."""
        return "" if self.lacks_receipts() else "各单位都已签收。"

    def deliver(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """One delivery row per recipient; the recipients' list is in the trail by count and digest."""
        paper, moment, bodies = self.papers.get(), clock.now(), self.addressees(clock.today())
        Delivery.objects.bulk_create(
            [Delivery(paper=paper, organisation=body, sent_at=moment) for body in bodies], batch_size=future.BATCH
        )
        keys = sorted(body.key for body in bodies)
        self.deed_facts = {"recipients": len(keys), "recipients_sm3": chain.sm3("\n".join(keys))}

    def recall(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """撤销: every recipient is told, and the number stays in the register as void."""
        self.void_number(user, standing, entry)
        sent = Delivery.objects.filter(paper__matter_id=self.pk)
        sent.update(recalled_at=clock.now(), announced_at=None)
        transaction.on_commit(wake.delivery)

    def sign_for(self, user: User, standing: Standing, entry: Entry) -> None:
        """A recipient signs for the paper."""
        self._sign(standing.organisation, str(user), entry.recorded_for)

    def record_receipt(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """代录: somebody signed on paper or by telephone; the clerk says who and how."""
        organisation = entry.data["organisation"]
        self._sign(organisation, entry.data["signed_by"], entry.recorded_for)
        future.close_for(self, "sign_for", organisation)

    def _sign(self, organisation: Organisation, name: str, recorded_for: str) -> None:
        rows = Delivery.objects.filter(paper__matter_id=self.pk, organisation=organisation, signed_at=None)
        now = clock.now()
        if not recorded_for:  # who signed elsewhere has not opened it here
            rows.filter(opened_at=None).update(opened_at=now)
        rows.update(signed_at=now, signed_by=name, recorded_for=recorded_for)
