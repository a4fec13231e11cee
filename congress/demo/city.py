"""What the demo's steps need at hand, and how its clock runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from congress import clock, issuing, matters, messages
from congress.matters import Entry
from congress.models import Message, Organisation, Outbox, OutgoingPaper, Series, User

ZONE = ZoneInfo(settings.TIME_ZONE)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of that day in the office's time zone."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE)


@dataclass
class DemoCity:
    """The committee whose office uses the system, its series, and everybody by account."""

    committee: Organisation
    series: Series

    def user(self, username: str) -> User:
        """The account, read anew so that its postings are those of the clock's day."""
        return User.objects.get(username=username)

    def wait_until(self, moment: datetime) -> None:
        """Let the demo's clock go forward to a moment, never back."""
        clock.advance(to=max(moment, clock.now()))

    def carry(self, paper: OutgoingPaper, *, drafter: str, signer: str = "zhangqiheng") -> OutgoingPaper:
        """Take a draft through checking and signing, print it, and dispatch it."""
        paper = self.sign(paper, drafter=drafter, signer=signer)
        clock.advance(minutes=10)
        paper = self.register(paper)
        issuing.print_one(paper.papers.get())
        clock.advance(minutes=10)
        paper = matters.take(self.seal(paper), "dispatch", self.user("xiaoai"))
        messages.announce_deliveries()
        return paper

    def sign(self, paper: OutgoingPaper, *, drafter: str, signer: str = "zhangqiheng") -> OutgoingPaper:
        """Take a draft to its signature."""
        paper = matters.take(paper, "submit", self.user(drafter))
        clock.advance(minutes=40)
        paper = matters.take(paper, "check", self.user("qiwangshu"), entry=Entry(note="拟同意，请领导签发。"))
        clock.advance(hours=1)
        seen = Entry(data={"text_digest": paper.text_digest}, note="同意。")
        return matters.take(paper, "sign_off", self.user(signer), entry=seen)

    def register(self, paper: OutgoingPaper) -> OutgoingPaper:
        """Check it again and give it its number, with a copy for each unit and three for the house."""
        paper = matters.take(paper, "recheck", self.user("xiaoai"))
        copies = len(paper.addressees(clock.today())) + 3
        return matters.take(paper, "register", self.user("xiaoai"), entry=Entry(data={"copies": copies}))

    def seal(self, paper: OutgoingPaper) -> OutgoingPaper:
        """Proofread the print; stamp what bears a seal."""
        paper = matters.take(paper, "proofread", self.user("xiaoai"))
        if not paper.declared_paper.has_seal:
            return paper
        use = {"seal": paper.signatory, "used_on": clock.today(), "copies": paper.copies, "approved_by": paper.approver}
        return matters.take(paper, "seal", self.user("yinzhang"), entry=Entry(data=use))

    def receive(self, paper: OutgoingPaper, *, but: tuple[str, ...] = ()) -> OutgoingPaper:
        """Every recipient signs, except these; the secretariat records it for those without an account."""
        rows = paper.issued.deliveries.exclude(organisation__key__in=but).select_related("organisation")
        for row in rows.order_by("pk"):
            clock.advance(minutes=3)
            if user := self.clerk_of(row.organisation):
                paper = matters.take(paper, "sign_for", user)
                continue
            data = {"organisations": [row.organisation], "signed_by": "值班人员"}
            entry = Entry(data=data, recorded_for="纸质，值班人员，由艾小禾代录")
            paper = matters.take(paper, "record_receipt", self.user("xiaoai"), entry=entry)
        return paper

    def catch_up(self) -> None:
        """Everybody has read by now what was told so far, and what had to leave the house has left it."""
        now = clock.now()
        Message.objects.filter(read_at=None).update(read_at=now)
        Outbox.objects.filter(state=Outbox.WAITING).update(state=Outbox.SENT, sent_at=now)

    def clerk_of(self, place: Organisation) -> User | None:
        """An account that signs and answers for a unit on the clock's day."""
        found = User.objects.filter(
            postings__in=place.postings.on(clock.today()).filter(role__in=("unit_clerk", "unit_head"))
        )
        return found.order_by("pk").first()


def paper(city: DemoCity, title: str, body: str, by: str, **fields: Any) -> OutgoingPaper:
    """Begin a notice of the demo."""
    data = {"paper": "notice", "series": city.series, "signatory": city.series.signatory, **fields}
    return matters.begin(OutgoingPaper(title=title, body=body, **data), "draft", city.user(by))
