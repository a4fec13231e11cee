"""分发签收单 of one paper: who got it, how, and who signed for it; and the sheet that the courier takes along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from congress import register
from congress.models import Delivery, IssuedPaper, OutgoingPaper, User
from congress.registers import Line, Register
from congress.tables import Table

SLIPS: Table[Register] = Table("slips")
PLACES = "　年　　月　　日"  # for the day of the signature


@dataclass(frozen=True)
class Slip:
    """The scope of a slip: one issued paper."""

    matter: OutgoingPaper
    paper: IssuedPaper

    @property
    def words(self) -> str:
        """遵人常办〔2026〕27号 关于……的通知."""
        return f"{self.paper.number_text} {self.paper.title}"


def is_for(user: User, matter: Any) -> bool:
    """The slips are for who keeps the registers of the paper's body, and may read the paper."""
    return isinstance(matter, OutgoingPaper) and matter.owner_id in register.kept_bodies(user)


def of_matter(user: User, matter: Any) -> Slip | None:
    """The paper's slips; None where nothing was sent, or for others.  The door is the caller's."""
    if not is_for(user, matter):
        return None
    paper = matter.issued
    return Slip(matter, paper) if paper and paper.deliveries.exists() else None


def _role(row: Delivery) -> str:
    return "抄送" if row.is_copy else "主送"


def _all(user: User, slip: Slip) -> list[Line]:
    rows = slip.paper.deliveries.select_related("organisation").order_by("is_copy", "pk")
    return [_line(row) for row in rows]


def _line(row: Delivery) -> Line:
    has_paper = row.signed_at and (row.channel != Delivery.LOGIN or row.recorded_for)
    notes = (row.recorded_for, "已收回" if row.recalled_at else "")
    cells = (
        row.organisation.short_name,
        _role(row),
        row.get_channel_display(),
        row.copies if has_paper else None,
        row.sent_at,
        row.signed_by,
        row.signed_at,
        "；".join(note for note in notes if note),
    )
    return Line(cells, "" if row.signed_at else "missing")


def _by_hand(user: User, slip: Slip) -> list[Line]:
    """Only who gets the paper itself and has not signed yet, under how it gets there."""
    rows = slip.paper.deliveries.filter(signed_at=None, recalled_at=None).exclude(channel=Delivery.LOGIN)
    found = sorted(rows.select_related("organisation").order_by("is_copy", "pk"), key=_place)
    return [Line((row.organisation.name, _role(row), "", "", PLACES), group=row.get_channel_display()) for row in found]


def _place(row: Delivery) -> int:
    return [key for key, _ in Delivery.CHANNELS].index(row.channel)


SLIPS.add(
    Register(
        "receipts",
        "分发签收单",
        ("单位", "主送／抄送", "送达方式", "份数", "送达时间", "签收人", "签收时间", "代录"),
        ("", "short", "short", "tiny", "moment", "name", "moment", "to"),
        _all,
        empty="还没有分发。",
    )
)
SLIPS.add(
    Register(
        "courier",
        "送文签收单",
        ("收文单位", "主送／抄送", "份数", "签收人（签字）", "签收日期"),
        ("", "short", "short", "sign", "sign"),
        _by_hand,
        empty="没有待送纸质件的单位：各单位在本系统签收，或者纸质件都已登记签收。",
        layout="upright",
    )
)
