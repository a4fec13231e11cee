"""登记簿: of a year, and of one paper; on the screen, as a PDF, as a workbook (`view`)."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from congress import (
    clock,
    delivery_slips,
    exporting,
    opening,
    printing,
    register,
    registers,
    short_texts,
    timeline,
)
from congress.forms.paper import number_in
from congress.models import OutgoingPaper
from congress.registers import REGISTERS, Register, Scope
from congress.views.door import matter_for

YEARS = range(1949, 2200)  # others are no years of this office, and some no years of a database


@login_required
@require_GET
def paper_register(request: HttpRequest) -> HttpResponse:
    """A register of a year: the first that the user keeps, unless told."""
    kept = registers.kept_by(request.user)
    asked = request.GET.get("register") or (kept[0] if kept else REGISTERS["outgoing"]).key
    tabs = [one for one in REGISTERS.values() if one.is_for(request.user)]
    one = next((tab for tab in tabs if tab.key == asked), None)
    if one is None:
        raise Http404("没有这个登记簿，或者它由别人保管。")
    scope, years = _scope(request, one)
    return _shown(request, one, scope, {"tabs": tabs, "years": years})


def _scope(request: HttpRequest, one: Register) -> tuple[Scope, list[int]]:
    """The year and the series that were asked for, and the years there are."""
    choices = list(register.series_for(request.user))
    asked = request.GET.get("series", "")
    series = next((series for series in choices if series.key == asked), None)
    if asked and series is None:
        raise Http404("没有这个文号系列，或者不属于本机关。")
    if one.is_one_series and series is None:
        series = register.usual(choices)
    years = register.years(choices)
    asked_year = number_in(request.GET.get("year", ""))
    year = asked_year if asked_year in YEARS else next(iter(years), clock.today().year)
    return Scope(year, choices, series), sorted({*years, year}, reverse=True)


@login_required
@require_GET
def paper_calls(request: HttpRequest, ref: str) -> HttpResponse:
    """Whom to call about a paper that was sent and not signed for; for who works on it."""
    matter = matter_for(request.user, ref)
    is_sent = isinstance(matter, OutgoingPaper) and matter.state == "dispatched"
    if not is_sent or not timeline.works_on(request.user, matter):
        raise Http404("公文分发以后，由承办的人员查看。")
    unsigned = [row for row in opening.board_rows(request.user, matter) if row.signed_at is None]
    context = {"matter": matter, "contacts": short_texts.contacts(matter, unsigned[: opening.SHOWN_AT_MOST])}
    return render(request, "congress/paper_calls.html", context)


@login_required
@require_GET
def delivery_slip(request: HttpRequest, ref: str) -> HttpResponse:
    """A slip of one paper: 分发签收单, or the courier's sheet (`register`)."""
    slip = delivery_slips.of_matter(request.user, matter_for(request.user, ref))
    one = delivery_slips.SLIPS.get(request.GET.get("register") or "receipts")
    if slip is None or one is None:
        raise Http404("签收单由登记簿的保管人查看，分发以后才有。")
    tabs = list(delivery_slips.SLIPS.values())
    return _shown(request, one, slip, {"tabs": tabs, "matter": slip.matter})


def _shown(request: HttpRequest, one: Register, scope: Any, more: dict[str, Any]) -> HttpResponse:
    lines = one.lines(request.user, scope)
    name, view = f"{one.label} {scope.words}"[:80], request.GET.get("view", "")
    if view == "xlsx":
        return exporting.table(one.label, one.headings, [line.cells for line in lines], name)
    if view == "pdf":
        return _printed(request, one, scope, lines, name)
    context = {
        "register": one,
        "scope": scope,
        "groups": registers.groups(lines),
        "count": len(lines),
        "opening": one.opening(scope),
        **more,
    }
    return render(request, "congress/registers.html", context)


def _printed(request: HttpRequest, one: Register, scope: Any, lines: list[registers.Line], name: str) -> HttpResponse:
    """The PDF; when it cannot be printed, back to the screen with the reason."""
    try:
        printed = registers.pdf(one, scope, lines, request.user)
    except printing.PrintError as fault:
        messages.error(request, f"{one.label}没有印成：{fault}{registers.NARROWER}")
        query = request.GET.copy()
        query.pop("view")
        return redirect(f"{request.path}?{query.urlencode()}")
    response = FileResponse(io.BytesIO(printed.pdf), content_type="application/pdf", filename=f"{name}.pdf")
    response["X-Content-Type-Options"] = "nosniff"
    return response
