"""The one generator: a city of any size, whose trail verifies.

`generate(rows)` fills the empty database with `rows` matters: blocks of 25, each a meeting with
14 invitations, an internal meeting and nine papers, in the order of time over ten years.
Organisations and accounts grow with them (14 units at a thousand matters, 2,000 at a million).
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from benchmarks.city import (
    UNITS_ASKED,
    YEARS,
    City,
    build_city,
    unit_count,
)  # fmt: skip
from benchmarks.loading import Rows, fast
from congress import chain, clock
from congress.models import (
    CalendarDay,
    ChainHead,
    Counter,
    Delivery,
    Event,
    IssuedPaper,
    Matter,
    Message,
    Number,
    Organisation,
    OutgoingPaper,
    Person,
    Posting,
    Precedence,
    Reader,
    Series,
    Tenure,
    Todo,
    User,
)
from congress.models.matter import REF_ALPHABET
from congress.models.trail import GENESIS
from congress.search import bigrams
from meetings.models import AgendaItem, Announcement, Attendee, Invitation, Meeting

BLOCK = 25  # matters: 2 meetings, 14 invitations, 9 papers
OPEN_BLOCKS = 20  # the newest; with them nobody has more than 200 open todos

RARE, MEDIUM, HALF = "琉璃巷", "湿地", "审议"  # in at most 10 titles, in 1 %, in half of them
BODY_EVERY, BODY_AT = 250, 7  # the blocks that belong to the one body
NAMED_EVERY, NAMED_AT = 60, 5  # six matters in every sixtieth block: 1/250

TOPICS = (
    "水环境保护", "职业教育", "养老服务", "乡村振兴", "道路交通", "预算执行", "医疗保障", "物业管理", "文物保护",
    "安全生产",
)  # fmt: skip
TABLES = (
    Organisation, Person, User, Posting, Precedence, Tenure, Matter, Meeting, Invitation, OutgoingPaper, AgendaItem,
    Announcement, Attendee, Number, IssuedPaper, Delivery, Reader, Todo, Event, Message, ChainHead, Series, Counter,
    CalendarDay,
)  # fmt: skip


class Trail:
    """The chain, computed in memory."""

    columns = (
        "id", "sequence", "at", "matter_id", "action", "label", "actor_id", "actor_name", "role", "organisation_id",
        "state_before", "state_after", "body", "previous_hash", "hash",
    )  # fmt: skip
    EMPTY = chain.sm3("")

    def __init__(self, city: City) -> None:
        self.city, self.sequence, self.hash = city, 0, GENESIS
        self.rows = Rows(Event, self.columns)

    def add(  # noqa: PLR0913, PLR0917
        self, at: datetime, matter: int, ref: str, action: str, label: str, states: tuple[str, str], who: int, role: str
    ) -> None:
        """One deed by the clerk of the organisation `who`."""
        user, name = self.city.clerks[who]
        self.sequence += 1
        body = chain.canonical(
            {
                "at": at.isoformat(), "action": action, "actor": name, "account": f"u{user}", "role": role,
                "organisation": self.city.keys[who], "before": states[0], "after": states[1], "matter": ref,
                "version": 1, "note": self.EMPTY, "recorded_for": self.EMPTY, "sequence": self.sequence,
            }
        )  # fmt: skip
        previous, self.hash = self.hash, chain.link(self.hash, body)
        self.rows.add(
            self.sequence, self.sequence, at, matter, action, label, user, name, role, who, *states, body, previous,
            self.hash,
        )  # fmt: skip


def generate(rows: int) -> None:
    """Fill the empty database with so many matters (a multiple of 25) and all that belongs to them."""
    with fast(TABLES):
        city = build_city(unit_count(rows))
        blocks = Blocks(city, rows // BLOCK)
        for number in range(rows // BLOCK):
            blocks.add(number)
        blocks.finish()


# Matters ---------------------------------------------------------------------


class Blocks:
    """Writes block after block, oldest first."""

    def __init__(self, city: City, blocks: int) -> None:
        self.city, self.blocks, self.random = city, blocks, random.Random(20161027)
        self.trail = Trail(city)
        self.pk, self.issued, self.sequences = 0, 0, {}
        self.texts = [self._paragraph() for _ in range(500)]
        self.now = clock.now()
        base = ("id", "kind", "title", "state", "owner_id", "holder_id", "whole_id", "ref", "sort_on", "created_by_id",
                "created_at", "search_text")  # fmt: skip
        link = "matter_ptr_id"
        self.matters = Rows(Matter, base, version=5, state_version=5)
        self.meetings = Rows(Meeting, (link, "meeting_kind", "held_on", "answers_close_on"), topics="听取工作汇报。",
                             place="市人大常委会会议室", contact="柏小舟", phone="0851-00000000")  # fmt: skip
        self.invitations = Rows(Invitation, (link, "to_meeting_id", "organisation_id", "expected", "answered_at"),
                                quota=2)  # fmt: skip
        self.papers = Rows(OutgoingPaper, (link, "about_id", "signed_on", "number_text"), series_id=1, paper="notice",
                           to_groups=["county_committees"], signatory="遵义市人大常委会办公室",
                           body="现就有关事项通知如下：\n一、请按时参加。")  # fmt: skip
        self.agenda = Rows(AgendaItem, ("meeting_id", "position", "text"))
        self.announced = Rows(Announcement, ("meeting_id", "paper_id", "held_on", "when"), where="市人大常委会会议室")
        self.attendees = Rows(Attendee, ("invitation_id", "position", "name"), post="主任", phone="0851-00000000")
        self.numbers = Rows(Number, ("id", "year", "sequence", "taken_at"), series_id=1)
        self.issues = Rows(IssuedPaper, ("id", "matter_id", "number_id", "number_text", "title", "signed_on",
                                         "issued_at", "ref"), paper="notice", content={"body": "一、请按时参加。"},
                           text_digest="0" * 64, signed_by="章启衡", pdf_digest="0" * 64, page_count=2)  # fmt: skip
        self.deliveries = Rows(Delivery, ("paper_id", "organisation_id", "sent_at", "announced_at", "opened_at",
                                          "signed_at", "signed_by"))  # fmt: skip
        self.readers = Rows(Reader, ("matter_id", "organisation_id", "role"))
        self.todos = Rows(Todo, ("matter_id", "step", "organisation_id", "role", "due_on", "counts_from_id",
                                 "opened_at", "closed_at", "closed_version", "was_done"),
                          reason="本办公室规定")  # fmt: skip
        self.messages = Rows(Message, ("user_id", "matter_id", "key", "sent_at", "read_at"), text="收到来文，请签收。")

    def finish(self) -> None:
        """What is left, the counters, and the chain's head."""
        for rows in vars(self).values():
            if isinstance(rows, Rows):
                rows.flush()
        self.trail.rows.flush()
        series = Rows(Series, ("id",), key="office", prefix="遵人常办", label="办公室通知、函", owner_id=1,
                      mark="遵义市人大常委会办公室文件", signatory="遵义市人大常委会办公室")  # fmt: skip
        series.add(1)
        counters = Rows(Counter, ("year", "last"), series_id=1)
        for year, last in self.sequences.items():
            counters.add(year, last)
        head = Rows(ChainHead, ("id", "sequence", "hash"))
        head.add(1, self.trail.sequence, self.trail.hash)
        for rows in (series, counters, head):
            rows.flush()

    def add(self, number: int) -> None:
        """One block: everything about one day."""
        is_open = number >= self.blocks - min(OPEN_BLOCKS, self.blocks // 4)
        if is_open:
            day = clock.today() + timedelta(days=number % 13)
        else:
            day = clock.today() - timedelta(days=20 + round((self.blocks - number) / self.blocks * YEARS * 365))
        at = min(self.now, datetime.combine(day - timedelta(days=15), datetime.min.time(), self.now.tzinfo)
                 + timedelta(hours=9))  # fmt: skip
        city = self.city
        others = [body for body in city.bodies if body != city.body]
        owner = city.body if number % BODY_EVERY == BODY_AT else others[number % len(others)]
        units = self._units(number)
        block = _Block(number, owner, day, at, is_open, units)
        meeting = self._meeting(block)
        self._matter(block, "meeting", f"{TOPICS[number % 10]}专题会议", "held" if not is_open else "planned")
        self.meetings.add(self.pk, "party_group", day, day)
        for place, unit in enumerate(units):
            self._invitation(block, meeting, unit, is_answered=not is_open or place % 2 == 0)
        for place in range(9):
            self._paper(block, place, meeting)
        self.messages.add(city.clerks[units[0]][0], meeting, f"paper.{number}", at, None if is_open else at)

    def _units(self, number: int) -> list[int]:
        ordinary = self.city.units[2:]
        chosen = [ordinary[(number * UNITS_ASKED + n) % len(ordinary)] for n in range(UNITS_ASKED)]
        if number == 0:
            chosen[0] = self.city.ten
        elif number % NAMED_EVERY == NAMED_AT:
            chosen[0] = self.city.named
        return chosen

    def _matter(
        self, block: _Block, kind: str, title: str, state: str, whole: int | None = None, text: str = ""
    ) -> str:
        self.pk += 1
        ref = "".join(self.random.choices(REF_ALPHABET, k=12))
        by = self.city.all_user if block.number % 10 == 0 else self.city.clerks[block.owner][0]
        self.matters.add(
            self.pk, kind, title, state, block.owner, block.owner, whole, ref, block.day, by, block.at,
            bigrams(title) + text,
        )  # fmt: skip
        return ref

    def _meeting(self, block: _Block) -> int:
        """The meeting to which the units are called; gives its id."""
        state = "notified" if block.is_open else "closed"
        title = f"关于{self._word(block.number)}{TOPICS[block.number % 10]}工作的座谈会"
        ref, pk = self._matter(block, "meeting", title, state), self.pk
        self.meetings.add(pk, "chairs_forum", block.day, block.day)
        for position in range(1, 4):
            self.agenda.add(pk, position, f"听取{TOPICS[position]}情况汇报")
        deeds = [("plan", "筹备会议", "", "planned"), ("draft_notice", "拟写通知", "planned", "noticing")]
        deeds += [("notify", "通知发出，邀请参会", "noticing", "notified")]
        deeds += (
            [] if block.is_open else [("hold", "记录已召开", "notified", "held"), ("close", "办结", "held", "closed")]
        )
        for step, label, before, after in deeds:
            self._event(block, pk, ref, "meeting", step, label, (before, after), "meeting_clerk")
        self._todo(block, pk, "hold", block.owner, "meeting_clerk", is_done=not block.is_open, due=block.day)
        self._read_by(pk, block.units)
        return pk

    def _invitation(self, block: _Block, meeting: int, unit: int, is_answered: bool) -> None:
        title = f"{TOPICS[block.number % 10]}工作座谈会：{self.city.names[unit]}"
        ref = self._matter(block, "invitation", title, "answered" if is_answered else "invited", meeting)
        pk = self.pk
        expected = [{"name": f"人员{unit}", "post": "主任", "capacity": "member"}]
        self.invitations.add(pk, meeting, unit, expected, block.at if is_answered else None)
        if is_answered:
            self.attendees.add(pk, 1, f"人员{unit}")
            self.attendees.add(pk, 2, "娄清")
            self._event(block, pk, ref, "invitation", "answer", "报送回执", ("invited", "answered"), "unit_clerk", unit)
        self._todo(block, pk, "answer", unit, "unit_clerk", is_done=is_answered, due=block.day, hangs_on=meeting)
        self._read_by(pk, [unit])

    def _paper(self, block: _Block, place: int, meeting: int) -> None:
        """The notice to all, a circular to all, seven letters to one; of an open block four are on their way."""
        states = {2: "draft", 3: "checking", 4: "signing", 5: "sealed"} if block.is_open else {}
        state = states.get(place) or ("dispatched" if block.is_open else "archived")
        title = f"关于{self._word(block.number + place)}{self._place(block.number, place)}{TOPICS[place]}情况的通知"
        text = " " + self.texts[(block.number * 9 + place) % len(self.texts)]
        ref = self._matter(block, "paper", title, state, meeting if place == 0 else None, text)
        pk = self.pk
        is_sent, is_issued = state in ("dispatched", "archived"), state not in ("draft", "checking", "signing")
        number_text = self._issue(block, pk, title) if is_issued else ""
        self.papers.add(pk, meeting if place == 0 else None, block.day if is_issued else None, number_text)
        if place == 0:
            self.announced.add(meeting, pk, block.day, f"{block.day}上午9：00")
        self._deeds(block, pk, ref, state, is_full=place < 2)
        if is_sent:
            self._dispatch(block, pk, ref, self._addressees(block, place), is_notice=place == 0)

    def _deeds(self, block: _Block, pk: int, ref: str, state: str, is_full: bool) -> None:
        steps = [("draft", "拟稿", "", "draft", "drafter"), ("submit", "送审", "draft", "checking", "drafter"),
                 ("check", "审核通过", "checking", "signing", "office_head"),
                 ("sign_off", "签发", "signing", "signed", "leader"),
                 ("recheck", "复核", "signed", "rechecked", "secretariat"),
                 ("register", "登记编号", "rechecked", "registered", "secretariat"),
                 ("proofread", "校对", "registered", "proofread", "secretariat"),
                 ("seal", "用印登记", "proofread", "sealed", "seal_keeper"),
                 ("dispatch", "分发", "sealed", "dispatched", "secretariat")]  # fmt: skip
        reached = [after for *_, after, _ in steps].index(state) if state != "archived" else len(steps)
        for place, (step, label, before, after, role) in enumerate(steps):
            if place <= reached and (is_full or step in ("draft", "check", "sign_off", "dispatch")):
                self._event(block, pk, ref, "paper", step, label, (before, after), role)
            if place and place <= reached + 1 and (is_full or place > reached):
                is_done = place <= reached
                self._todo(
                    block, pk, step, block.owner, role, is_done=is_done, due=clock.today() if not is_done else None
                )

    def _addressees(self, block: _Block, place: int) -> list[int]:
        """All fourteen, or one: the first unit for most letters of the blocks that somebody looks at."""
        if place < 2:
            return block.units
        if block.units[0] == self.city.ten:
            return block.units[:1] if place < 8 else block.units[1:2]
        if block.units[0] == self.city.named:
            return block.units[:1] if place < 4 else block.units[1:2]
        return [block.units[place]]

    def _dispatch(self, block: _Block, pk: int, ref: str, units: Iterable[int], is_notice: bool) -> None:
        for place, unit in enumerate(units):
            is_signed = not block.is_open or place % 2 == 0
            moment = block.at if is_signed else None
            self.deliveries.add(self.issued, unit, block.at, block.at, moment, moment, "人员" if is_signed else "")
            if is_notice and is_signed:
                self._event(block, pk, ref, "paper", "sign_for", "签收", ("dispatched",) * 2, "unit_clerk", unit)
            if is_notice or not is_signed:
                self._todo(block, pk, "sign_for", unit, "unit_clerk", is_done=is_signed, due=block.day)
        self._read_by(pk, units)

    def _issue(self, block: _Block, pk: int, title: str) -> str:
        self.issued += 1
        year = block.day.year
        sequence = self.sequences[year] = self.sequences.get(year, 0) + 1
        text = f"遵人常办〔{year}〕{sequence}号"
        self.numbers.add(self.issued, year, sequence, block.at)
        ref = "".join(self.random.choices(REF_ALPHABET, k=12))
        self.issues.add(self.issued, pk, self.issued, text, title, block.day, block.at, ref)
        return text

    def _event(  # noqa: PLR0913, PLR0917
        self, block: _Block, pk: int, ref: str, kind: str, step: str, label: str, states: tuple[str, str], role: str,
        who: int | None = None,
    ) -> None:  # fmt: skip
        self.trail.add(block.at, pk, ref, f"{kind}.{step}", label, states, who or block.owner, role)

    def _todo(  # noqa: PLR0913
        self, block: _Block, pk: int, step: str, place: int, role: str, *, is_done: bool, due: date | None,
        hangs_on: int | None = None,
    ) -> None:  # fmt: skip
        closed = block.at if is_done else None
        self.todos.add(pk, step, place, role, due, hangs_on or pk, block.at, closed, 5 if is_done else None, is_done)

    def _read_by(self, pk: int, units: Iterable[int]) -> None:
        for unit in units:
            self.readers.add(pk, unit, "unit_clerk")
            self.readers.add(pk, unit, "unit_head")

    def _word(self, number: int) -> str:
        return HALF if number % 2 else "听取"

    def _place(self, number: int, place: int) -> str:
        """Where the rare and the medium word stand."""
        if (number == 0 and 2 <= place < 7) or (number == BODY_AT and 2 <= place < 5):
            return RARE
        return MEDIUM if (number * 9 + place) % 36 == 3 else ""

    def _paragraph(self) -> str:
        """The bigrams of some lines of text, of which no word is one that is searched for."""
        common = (
            "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方"
        )
        text = "".join(self.random.choices(common, k=70))
        return bigrams(text)


@dataclass(frozen=True)
class _Block:
    number: int
    owner: int
    day: date
    at: datetime
    is_open: bool
    units: list[int]


def facts() -> dict[str, Any]:
    """How much there is, for the head of a table."""
    tables = {"事项": Matter, "公文": OutgoingPaper, "会议": Meeting, "机构": Organisation, "留痕": Event, "待办": Todo}
    return {label: model.objects.count() for label, model in tables.items()}
