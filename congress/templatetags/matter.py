"""What the templates ask of a matter: words, never decisions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django import template
from django.forms import BaseForm
from django.http import QueryDict
from django.template import Context

from congress import clock
from congress.deadlines import chinese
from congress.listing import Column
from congress.roles import ROLES
from congress.views import cells

register = template.Library()
SOON = 7  # days within which a deadline is amber


class Fault(NamedTuple):
    """A place of a form that is to be mended: its name, and the id that leads there (none for the form as a whole)."""

    label: str
    anchor: str


@register.inclusion_tag("matter/_errors.html")
def faults(form: BaseForm) -> dict[str, Any]:
    """The banner of a form that came back: each field with an error in their order, then what is wrong at large."""
    found = [_fault(form, name) for name in form.fields if name in form.errors]
    return {
        "errors": found + [Fault(text, "") for text in map(_bare, form.non_field_errors())],
        "has_files": form.files,
    }


def _fault(form: BaseForm, name: str) -> Fault:
    bound = form[name]
    if bound.is_hidden:
        return Fault("；".join(map(_bare, bound.errors)), "")
    # a group of boxes has no id of its own; crispy puts one around it
    return Fault(str(bound.label), bound.id_for_label or f"div_{bound.auto_id}")


def _bare(text: str) -> str:
    return str(text).rstrip("。")


@register.filter
def cell(row: Any, column: Column) -> str:
    """What stands in this column of this row."""
    return cells.shown(cells.value_of(row, column))


@register.filter
def shown(value: Any) -> str:
    """Any value in the office's words."""
    return cells.shown(value)


@register.filter
def under(row: Any, headings: Iterable[str]) -> list[tuple[str, Any]]:
    """The cells of a row of values, each with the heading it stands under."""
    return list(zip(headings, row.cells, strict=True))


@register.filter
def urgency(due_on: date | None) -> str:
    """overdue, soon (within 7 days) or later; empty for a day that is not set."""
    if due_on is None:
        return ""
    left = (due_on - clock.today()).days
    return "overdue" if left < 0 else "soon" if left <= SOON else "later"


@register.filter
def countdown(due_on: date | None) -> str:
    """已逾期3天, 今天到期, 还有5天."""
    if due_on is None:
        return ""
    left = (due_on - clock.today()).days
    if left < 0:
        return f"已逾期{-left}天"
    return f"还有{left}天" if left else "今天到期"


@register.filter
def in_chinese(day: date | None) -> str:
    """2026年5月18日."""
    return chinese(day) if day else ""


@register.filter
def role_label(key: str) -> str:
    """A role's label."""
    return ROLES.label(key)


@register.filter
def file_size(size: int) -> str:
    """Bytes in KB or MB."""
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(size, 1) / 1024:.0f} KB"


@register.simple_tag(takes_context=True)
def address_with(context: Context, **changes: Any) -> str:
    """The present query string with these changes; a change to nothing drops the word.  Paging starts anew."""
    query: QueryDict = context["request"].GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = value
    return f"?{query.urlencode()}"
