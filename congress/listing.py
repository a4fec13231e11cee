"""How a noun shows itself in lists: its columns, filters and place in the menu."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column: an attribute of the matter, its heading, and whether the table may sort on it (indexed only)."""

    name: str
    label: str
    sorts: str = ""


@dataclass(frozen=True)
class Listing:
    """Columns, filter class (dotted name of a django-filter FilterSet), menu heading, what to join.

    `empty` tells the reader of an empty list what to do next.
    """

    columns: tuple[Column, ...] = (
        Column("title", "标题"),
        Column("state_label", "状态"),
        Column("sort_on", "日期", sorts="sort_on"),
    )
    filterset: str = "congress.filters.MatterFilter"
    in_menu: bool = True
    related: tuple[str, ...] = ("owner",)
    empty: str = "这里还没有事项。"
