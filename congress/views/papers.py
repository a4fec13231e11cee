"""The pages of an official paper: its PDF, its pages as pictures, what is typed meanwhile."""

from __future__ import annotations

import io
from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET, require_POST

from congress import (
    clock,
    directory,
    drafts,
    files,
    opening,
    permissions,
    previews,
    recipients,
    typesetting,
)
from congress.addressees import find, names, suggest
from congress.forms import PaperForm
from congress.models import IssuedPaper, Matter, OutgoingPaper
from congress.papers import RECIPIENT_GROUPS
from congress.procedures import ISSUING
from congress.views.door import matter_for

NOT_DRAFT = ("csrfmiddlewaretoken", "cursor", "cursor_field", "page", "restore", "recognise", "import_word", "take_pdf")


# The issued paper ------------------------------------------------------------


@login_required
@require_GET
def paper_pdf(request: HttpRequest, ref: str) -> HttpResponse:
    """What is sent, through its matter's door; `?print` gives the print where that is a stamped scan.

    A recipient's first look is written to its delivery.
    """
    visible = Matter.objects.filter(papers__ref=ref).visible_to(request.user)
    paper = get_object_or_404(IssuedPaper.objects.defer("content"), ref=ref, matter__in=visible)
    if not paper.pdf_digest:
        return render(request, "congress/paper_waiting.html", {"paper": paper}, status=409)
    try:
        content = files.read(paper.pdf_digest if "print" in request.GET else paper.sent_digest)
    except OSError as fault:
        raise Http404("文件缺失或与登记的摘要不符，请联系系统管理员。") from fault
    opening.mark_opened(request.user, Q(paper=paper))
    response = FileResponse(io.BytesIO(content), content_type="application/pdf", filename=f"{paper.number_text}.pdf")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_GET
def paper_pages(request: HttpRequest, ref: str) -> HttpResponse:
    """Some pages of a paper as pictures, for htmx."""
    paper = _paper(request, ref)
    preview = previews.of_matter(paper, _number(request.GET.get("page", "")))
    if paper.issued and preview.pages:
        opening.mark_opened(request.user, Q(paper=paper.issued))
    return render(request, "congress/paper_pages.html", {"preview": preview, "matter": paper})


def _paper(request: HttpRequest, ref: str) -> OutgoingPaper:
    paper = matter_for(request.user, ref)
    if not isinstance(paper, OutgoingPaper):
        raise Http404("这个事项不是公文。")
    return paper


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 1


# What is being typed ---------------------------------------------------------


def _form(request: HttpRequest) -> PaperForm:
    """The form that is open at the user's screen, bound to what stands in it; Http404 if it is not his to fill."""
    step_key, ref = request.GET.get("step", ""), request.GET.get("ref", "")
    if step_key not in ISSUING:
        raise Http404("没有这个环节。")
    step = ISSUING[step_key]
    form = import_string(step.form)
    if not issubclass(form, PaperForm):
        raise Http404("这个环节没有文稿可填。")
    paper = _paper(request, ref) if ref else OutgoingPaper(kind=ISSUING.key)
    standings = permissions.standings(request.user, paper, step) if ref else permissions.creators(request.user, step)
    if not standings or step.is_creation == bool(ref):
        raise Http404("您没有办理这个环节的身份。")
    return form(request.POST, matter=paper, step=step, user=request.user, standings=standings)


@login_required
@require_POST
def paper_preview(request: HttpRequest) -> HttpResponse:
    """The pages around the cursor of what is typed, with warnings.  Saves nothing."""
    form = _form(request)
    try:
        text = form.as_typed()
        page = _number(request.POST.get("page", "")) if "page" in request.POST else _cursor_page(request, form)
        preview = previews.of_text(text, page)
        preview = replace(preview, warnings=(*preview.warnings, *_nobody_there(form)))
    except typesetting.TypesettingError as fault:
        preview = previews.Preview(error=str(fault))
    return render(request, "congress/paper_pages.html", {"preview": preview, "form": form})


def _nobody_there(form: PaperForm) -> list[str]:
    """Which of the units that are typed as 主送 nobody answers for here."""
    groups = [key for key in form["to_groups"].value() or () if key in RECIPIENT_GROUPS]
    typed, _ = find(names(str(form["to_others"].value() or "")), clock.today())
    sender = form.matter.owner if form.matter.pk else form.standings[0].organisation
    said = directory.call_them(dict.fromkeys([*recipients.expand(groups, sender, clock.today()), *typed]))
    return [f"主送：{said}"] if said else []


def _cursor_page(request: HttpRequest, form: PaperForm) -> int:
    field, cursor = request.POST.get("cursor_field", ""), request.POST.get("cursor", "")
    if field not in ("body", "annexes") or not cursor.isdecimal():
        return 1
    return previews.last_page(form.as_typed(field, int(cursor)))


@login_required
@require_POST
def paper_autosave(request: HttpRequest) -> HttpResponse:
    """Keep what is typed; it is offered back on the empty form."""
    form = _form(request)
    fields = {name: values for name, values in request.POST.lists() if name not in NOT_DRAFT}
    try:
        saved_at = drafts.save(request.user, form.draft_name, fields)
    except drafts.TooLong:
        return render(request, "congress/paper_saved.html", {"is_too_long": True})
    return render(request, "congress/paper_saved.html", {"saved_at": saved_at})


@login_required
@require_GET
def paper_recipients(request: HttpRequest) -> HttpResponse:
    """Units whose name holds these words, for htmx; at most ten."""
    if not any(permissions.creators(request.user, step) for step in ISSUING.creation):
        raise Http404("您没有拟稿的身份。")
    found = suggest(request.GET.get("q", ""), clock.today())
    return render(request, "congress/paper_recipients.html", {"found": found, "asked": request.GET.get("q", "")})


# What cannot be read -----------------------------------------------------------


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: a form that is too long gets a page that offers what was saved of it."""
    if not isinstance(exception, RequestDataTooBig):
        return render(request, "congress/paper_bad_request.html", status=400)
    saved = drafts.newest(request.user) if request.user.is_authenticated else None
    return render(request, "congress/paper_too_long.html", {"saved": saved}, status=413)
