"""How a text came about: the marked copy (花脸稿) and the issuing form (发文稿纸), for who works on the paper only."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from congress import issuing_form, marked_copies, printing, timeline
from congress.forms.paper import number_in
from congress.models import OutgoingPaper
from congress.views.door import matter_for


def _matter(request: HttpRequest, ref: str) -> Any:
    """The matter, if the user may see what was said on its draft; else Http404."""
    matter = matter_for(request.user, ref)
    if not timeline.works_on(request.user, matter):
        raise Http404("修改过程只供经办的人查看。")
    return matter


def _copy(request: HttpRequest, ref: str) -> marked_copies.MarkedCopy:
    """The marked copy from and to the versions that were asked for."""
    first, last = (number_in(request.GET.get(name, "")) or 0 for name in ("from", "to"))
    copy = marked_copies.of_matter(_matter(request, ref), first, last)
    if copy is None:
        raise Http404("没有留存的文稿。")
    return copy


@login_required
@require_GET
def marked_copy(request: HttpRequest, ref: str) -> HttpResponse:
    """花脸稿 on the screen."""
    copy = _copy(request, ref)
    return render(request, "congress/marked_copy.html", {"copy": copy, "matter": copy.matter})


@login_required
@require_GET
def marked_copy_pdf(request: HttpRequest, ref: str) -> HttpResponse:
    """花脸稿 on paper."""
    copy = _copy(request, ref)
    return _download(request, copy.matter, "花脸稿", lambda: marked_copies.pdf(copy))


@login_required
@require_GET
def issuing_form_pdf(request: HttpRequest, ref: str) -> HttpResponse:
    """发文稿纸 on paper."""
    paper = _matter(request, ref)
    if not isinstance(paper, OutgoingPaper):
        raise Http404("这个事项不是公文。")
    return _download(request, paper, "发文稿纸", lambda: issuing_form.pdf(paper))


def _download(request: HttpRequest, matter: Any, name: str, draw: Callable[[], printing.Rendered]) -> HttpResponse:
    """The PDF; when it cannot be printed, back to the matter's page with the reason."""
    try:
        printed = draw()
    except printing.PrintError as fault:
        messages.error(request, f"{name}没有印成：{fault}")
        return redirect(matter)
    file_name = f"{name} {matter.title}.pdf"
    response = FileResponse(io.BytesIO(printed.pdf), content_type="application/pdf", filename=file_name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
