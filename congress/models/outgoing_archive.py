"""An outgoing paper at its end: filed as a 件 of the organ's archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from congress import archives, clock, filing
from congress.models.archive import ArchiveItem
from congress.refusal import Refused

if TYPE_CHECKING:
    from congress.matters import Entry
    from congress.models.people import User
    from congress.permissions import Standing


class Filed:
    """What 归档 asks of a paper and changes in it."""

    @property
    def archived_as(self) -> str:
        """档号, once it is filed; what was archived before there was an archive has none."""
        item = ArchiveItem.objects.filter(matter=self.pk).first() if self.state == "archived" else None
        return item.code if item else ""

    def file_away(self, user: User | None, standing: Standing | None, entry: Entry) -> None:
        """Give it its place, its 件号 and its pieces; what the clerk did not choose is as suggested.

        The form has drawn the pieces already; without it they are drawn now.
        """
        chosen = {key: entry.data.get(key) or found.value for key, found in filing.suggest(self).items()}
        place = filing.Place(**chosen)
        try:
            pieces = entry.data.get("pieces") or archives.pieces(self)
        except archives.CannotFile as fault:
            raise Refused(str(fault)) from fault
        organ, sequence = filing.take_number(self.owner, place)
        item = ArchiveItem.objects.create(
            matter_id=self.pk,
            organ=organ,
            **place._asdict(),
            sequence=sequence,
            responsible="、".join(self.text().signatories) or organ.name,
            pages=sum(piece.pages for piece in pieces),
            filed_at=clock.now(),
            filed_by=str(user)[:60],
        )
        archives.lay_in(item, pieces)
        self.deed_facts = {**self.deed_facts, **archives.facts(item, pieces)}
        self.outcome = f"档号 {item.code}，共{item.pages}页。"
