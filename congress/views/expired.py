"""The page for a form whose token is no longer good: what was sent stands in it and can be sent again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from congress.forms.pdf_annexes import PdfAnnexesForm

NEVER_SHOWN_AGAIN = ("password", "code", "token")
NO_SECRETS = frozenset(PdfAnnexesForm.names())  # a file that the form's own user has brought or seen


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW.  Usually somebody has signed in anew in another window since the form was opened.

    A browser does not keep what stood in a page of ours (KeptNowhere), so the
    page itself carries it, under a token that is good now.  Only what our own
    page has sent: the form of another site is never offered for sending.
    """
    kept = _fields(request) if _is_ours(request) else []
    context = {"kept": kept, "address": request.get_full_path(), "has_files": bool(kept and request.FILES)}
    return render(request, "403_csrf.html", context, status=403)


def _is_ours(request: HttpRequest) -> bool:
    """Did a page of this site send it?  Every browser says where a form comes from, and no page can say it for it."""
    return request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed; nothing of a form that holds a secret."""
    lists = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if any(word in name.lower() for name in lists.keys() - NO_SECRETS for word in NEVER_SHOWN_AGAIN):
        return []
    return [(name, str(value)) for name, values in lists.items() for value in values]
