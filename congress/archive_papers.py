"""The archive's lists on paper: 归档文件目录, 备考表, 移交清单."""

from __future__ import annotations

from typing import NamedTuple

from congress import marked_copies, printing
from congress.archive_lists import HEADINGS, Row, Selection, groups
from congress.models.archive import ArchiveItem

NARROWER = "件数很多时，请选定保管期限或类别，分几次办理。"  # a thousand lines take ten seconds of the thirty there are


class Kind(NamedTuple):
    """A list that can be printed: its name and its template."""

    label: str
    template: str


KINDS = {
    "catalogue": Kind("归档文件目录", "papers/archive_catalogue.html"),
    "check_sheet": Kind("备考表", "papers/archive_check_sheet.html"),
    "handing_over": Kind("移交清单", "papers/archive_handing_over.html"),
}


def pdf(kind: str, selection: Selection, rows: list[Row]) -> printing.Rendered:
    """One of the lists for a selection.  Raises PrintError."""
    found = groups(rows)
    context = {
        "label": KINDS[kind].label,
        "selection": selection,
        "groups": found,
        "headings": HEADINGS,
        "count": len(rows),
        "pages": sum(group.pages for group in found),
        "hidden": sum(group.hidden for group in found),
        "uncounted": sum(row.item.uncounted for row in rows if row.item),
        "filed_by": filed_by(rows),
        "handed_over": sorted({row.handed_over for row in rows if row.handed_over}),
    }
    return marked_copies.on_paper(KINDS[kind].template, context)


def filed_by(rows: list[Row]) -> str:
    """Who filed them, each once."""
    items: list[ArchiveItem] = [row.item for row in rows if row.item]
    return "、".join(dict.fromkeys(item.filed_by for item in items))
