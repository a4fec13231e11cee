"""What stands in a cell of a list or of an export: the same words in both."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from congress.listing import Column

MISSING = ""


def value_of(row: Any, column: Column) -> Any:
    """The value of a column: an attribute path of the row; a method is called, a choice gives its label."""
    display = getattr(row, f"get_{column.name}_display", None)
    if display is not None:
        return display()
    value: Any = row
    for name in column.name.split("."):
        value = getattr(value, name, None)
        if callable(value):
            value = value()
    return value


def shown(value: Any) -> str:
    """A value in the office's words: days and moments by local time, yes and no, nothing for nothing."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, list | tuple | set):
        return "、".join(shown(item) for item in value)
    return str(value)
