"""The text of a paper as a Word document, for who works on it."""

from __future__ import annotations

import io

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from congress import timeline, uploads, word
from congress.models import OutgoingPaper
from congress.views.door import matter_for


@login_required
@require_GET
def paper_word(request: HttpRequest, ref: str) -> HttpResponse:
    """The text as it stands, as a .docx to go on working in Word.  It has no number before it is signed."""
    paper = matter_for(request.user, ref)
    if not isinstance(paper, OutgoingPaper) or not timeline.works_on(request.user, paper):
        raise Http404("没有这份公文，或者不由您办理。")
    content = io.BytesIO(word.write(paper.text(), paper.ref, paper.text_digest))
    name = uploads.clean_name(f"{paper.title.replace('/', '')}.docx")
    response = FileResponse(content, as_attachment=True, filename=name, content_type=uploads.FORMATS[".docx"][0])
    response["X-Content-Type-Options"] = "nosniff"
    return response
