"""What an outgoing paper knows of its reviewers: where it lies, where it has been, and moving it along."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

from congress import reviewing
from congress.roles import REVIEWERS

if TYPE_CHECKING:
    from congress.matters import Entry
    from congress.models.people import User
    from congress.permissions import Standing


class Reviewed:
    """The list of reviewers of a paper (congress/reviewing.py), as its table names it."""

    @property
    def reviewing(self) -> SimpleNamespace:
        """`reviewing.office_head`: the body at which the head of office has it now to check; nothing beside."""
        here = reviewing.current(self) if self.state == "checking" else None
        return SimpleNamespace(**({here.role: here.organisation} if here else {}))

    @property
    def reviewed_by(self) -> SimpleNamespace:
        """`reviewed_by.section_head`: the bodies at which a head of section has had it."""
        return SimpleNamespace(**{role.key: reviewing.reached(self, role.key) for role in REVIEWERS})

    def lacks_next_reviewer(self) -> str:
        """Nobody comes after the one who has it."""
        return "" if reviewing.waiting(self) else "后面没有审核人了，请点“审核通过”。"

    def has_next_reviewer(self) -> str:
        """Somebody still comes after the one who has it."""
        after = reviewing.waiting(self)
        return f"后面还有{'、'.join(map(str, after))}审核。" if after else ""

    def lacks_earlier_reviewer(self) -> str:
        """Nobody has had it before."""
        return "" if reviewing.passed(self) else "前面没有审核人，退回拟稿人请点“退回修改”。"

    def line_up(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """Put down who checks it, one after the other: as chosen, else the usual list of the series."""
        reviewing.line_up(self, entry.data.get("reviewers") or reviewing.usual(self))

    def note_passed(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """The one who has it lets it pass; the next one has it."""
        reviewing.note_passed(self, entry.said_by or str(user), entry.recorded_for)

    def go_back(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """An earlier reviewer, and all after him, check again."""
        reviewing.go_back_to(self, entry.data["earlier"])
