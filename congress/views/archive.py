"""归档: the archived papers of a year, their lists in print and Excel, the ZIP, and the handing over."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from congress import archive_lists, archive_packing, archive_papers, clock, exporting, printing
from congress.archive_lists import Selection
from congress.forms.archive import HandOverForm
from congress.forms.paper import number_in
from congress.papers import retention_choices


def _selection(request: HttpRequest, asked: Any) -> tuple[Selection, dict[str, Any]]:
    """The part of the archive that was asked for, and what may be chosen; Http404 for who keeps none."""
    organs = archive_lists.organs(request.user)
    keys = {organ.key: organ for organ in organs}
    organ = keys.get(asked.get("organ") or next(iter(keys), ""))
    if organ is None:
        raise Http404("归档目录由登记簿的保管人查看。")
    years, categories = archive_lists.offered(archive_lists.kept(request.user, organ))
    year = number_in(asked.get("year", "")) or next(iter(years), clock.today().year)
    period = asked.get("period", "")
    if period not in ("", *archive_lists.ORDER):
        raise Http404("没有这个保管期限。")
    selection = Selection(organ, year, period, asked.get("category", "").replace("\0", "")[:40])
    choices = {"organs": organs, "years": sorted({*years, year}, reverse=True), "categories": categories}
    return selection, choices


def _address(selection: Selection) -> str:
    """The page of this selection."""
    words = {**selection.facts}
    return reverse("archive", query={key: value for key, value in words.items() if value})


@login_required
@require_GET
def archive(request: HttpRequest) -> HttpResponse:
    """归档文件目录 of a selection: on the screen, as a PDF (`view` names the list) or as a workbook."""
    selection, choices = _selection(request, request.GET)
    return _shown(request, selection, choices, HandOverForm())


def _shown(
    request: HttpRequest, selection: Selection, choices: dict[str, Any], form: HandOverForm, status: int = 200
) -> HttpResponse:
    rows = archive_lists.rows(request.user, selection)
    view = request.GET.get("view", "")
    if view in archive_papers.KINDS:
        return _printed(request, view, selection, rows)
    if view == "xlsx":
        cells = [row.cells for row in rows]
        return exporting.table("归档文件目录", archive_lists.HEADINGS, cells, f"归档文件目录 {selection.words}")
    groups = archive_lists.groups(rows)
    context = {
        "selection": selection,
        **choices,
        "periods": [value for value, _ in retention_choices()],
        "prints": archive_papers.KINDS,
        "headings": archive_lists.HEADINGS,
        "rows": rows,
        "pages": sum(group.pages for group in groups),
        "hidden": sum(group.hidden for group in groups),
        "waiting": sum(1 for row in rows if row.item and not row.handed_over),
        "form": form,
    }
    return render(request, "congress/archive.html", context, status=status)


def _printed(request: HttpRequest, kind: str, selection: Selection, rows: list[Any]) -> HttpResponse:
    label = archive_papers.KINDS[kind].label
    try:
        printed = archive_papers.pdf(kind, selection, rows)
    except printing.PrintError as fault:
        messages.error(request, f"{label}没有印成：{fault}{archive_papers.NARROWER}")
        return redirect(_address(selection))
    name = f"{label} {selection.words}.pdf"
    response = FileResponse(io.BytesIO(printed.pdf), content_type="application/pdf", filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_POST
def archive_pack(request: HttpRequest) -> HttpResponse:
    """The selection as one ZIP; the packing is in the trail."""
    selection, _ = _selection(request, request.POST)
    try:
        bundle = archive_packing.pack(request.user, selection)
    except archive_packing.NotPacked as fault:
        messages.error(request, str(fault))
        return redirect(_address(selection))
    name = f"归档 {selection.organ.short_name} {selection.words}.zip"
    return FileResponse(bundle, as_attachment=True, filename=name, content_type="application/zip")


@login_required
@require_POST
def archive_hand_over(request: HttpRequest) -> HttpResponse:
    """移交登记 for those of the selection that are still here."""
    selection, choices = _selection(request, request.POST)
    form = HandOverForm(request.POST)
    if not form.is_valid():
        return _shown(request, selection, choices, form, status=422)
    day, receiver = form.cleaned_data["handed_over_on"], form.cleaned_data["handed_over_to"]
    count = archive_packing.hand_over(request.user, selection, day, receiver)
    if count:
        messages.success(request, f"已登记移交：{count}件，移交{receiver}。可以打印移交清单。")
    else:
        messages.warning(request, "所选范围内没有待移交的归档文件，没有登记。")
    return redirect(_address(selection))
