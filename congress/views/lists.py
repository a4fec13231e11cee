"""The list of one kind of matter, and its export."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views import View

from congress import exporting, paging, permissions
from congress.views.door import SignedIn, noun_of

LAST_LIST = "list of "


class Listed:
    """The matters of one kind that the user sees, filtered and ordered as the address says."""

    def __init__(self, request: HttpRequest, kind: str) -> None:
        self.noun = noun_of(kind)
        self.listing = self.noun.listing
        rows = self.noun.objects.filter(kind=kind).visible_to(request.user)
        filterset = import_string(self.listing.filterset)
        self.filter = filterset(request.GET or None, queryset=rows, request=request)
        self.order = paging.order_asked(self.noun, self.listing, request.GET.get("sort", ""))

    @property
    def rows(self) -> Any:
        """All of them, joined with what the columns show."""
        return self.filter.qs.select_related(*self.listing.related)

    def is_narrowed(self) -> bool:
        """Does the address ask for some of them only?"""
        form = self.filter.form
        return (
            form.is_bound and form.is_valid() and any(value not in (None, "") for value in form.cleaned_data.values())
        )


class MatterList(SignedIn, View):
    """One page of a list; narrowing, order and page stand in the address."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """The page, or its table only for htmx."""
        listed = Listed(request, kind)
        page = paging.page(
            listed.rows, listed.order, after=request.GET.get("after", ""), before=request.GET.get("before", "")
        )
        _remember(request, kind)
        context = {
            "kind": kind,
            "noun": listed.noun,
            "workflow": listed.noun.workflow,
            "listing": listed.listing,
            "columns": _headings(listed),
            "filter": listed.filter,
            "is_narrowed": listed.is_narrowed(),
            "order": request.GET.get("sort", "") and listed.order,
            "page": page,
            "beginnings": beginnings(listed.noun, request.user),
        }
        return render(request, _templates(listed.noun), context)


def _templates(noun: Any) -> list[str]:
    meta = noun._meta
    return [f"{meta.app_label}/{meta.model_name}_list.html", "matter/list.html"]


def _remember(request: HttpRequest, kind: str) -> None:
    """The way back to this list; a session that says so already is not written again."""
    if request.session.get(LAST_LIST + kind) != request.GET.urlencode():
        request.session[LAST_LIST + kind] = request.GET.urlencode()


def beginnings(noun: Any, user: Any) -> list[Any]:
    """The steps with which this user may begin such a matter."""
    steps = [step for step in noun.workflow.creation if not step.is_automatic and not step.hidden]
    return [step for step in steps if permissions.creators(user, step)]


def _headings(listed: Listed) -> list[dict[str, Any]]:
    """Each column with the order that a click on its heading asks for."""
    allowed = paging.sortable(listed.noun, listed.listing)
    found = []
    for column in listed.listing.columns:
        heading: dict[str, Any] = {"column": column, "order": "", "sorted": ""}
        if column.sorts in allowed:
            falling = listed.order == f"-{column.sorts}"
            rising = listed.order == column.sorts
            heading["order"] = column.sorts if falling else f"-{column.sorts}"
            heading["sorted"] = "descending" if falling else "ascending" if rising else ""
        found.append(heading)
    return found


class MatterExport(SignedIn, View):
    """The list as a workbook: the same rows, columns and order as on the screen."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """An .xlsx of at most exporting.ROWS_AT_MOST rows; the last line says so if there were more."""
        listed = Listed(request, kind)
        name = listed.order.removeprefix("-")
        direction = "-" if listed.order.startswith("-") else ""
        rows = listed.rows.order_by(f"{direction}{name}", f"{direction}pk")
        return exporting.workbook(listed.noun.workflow.label, listed.listing.columns, rows)
