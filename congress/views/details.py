"""The page of one matter: the same five things in the same place, whatever its kind."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import select_template
from django.views import View

from congress import files, future, matters
from congress.models import Attachment, Delivery, Matter, User
from congress.views.door import SignedIn, matter_for
from congress.views.lists import LAST_LIST

EVENTS_SHOWN = 200
PARTS_SHOWN = 100


class MatterDetail(SignedIn, View):
    """State and next step, who holds it, the dates with their reasons, the timeline, the papers."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        """The page; Http404 for who may not see it."""
        matter = matter_for(request.user, ref)
        return render(request, template_of(matter, "detail"), detail_context(matter, request))


def template_of(matter: Any, *pages: str) -> str:
    """The noun's own template for the first of these pages that has one, else the generic one of the last."""
    meta = matter._meta
    own = [f"{meta.app_label}/{meta.model_name}_{page}.html" for page in pages]
    return str(select_template([*own, f"matter/{pages[-1]}.html"]).template.name)


def detail_context(matter: Any, request: HttpRequest) -> dict[str, Any]:
    """What every such page shows, and what the noun adds for its own template."""
    options = matters.available(matter, request.user)
    own = matter.detail_context(request.user) if hasattr(matter, "detail_context") else {}
    return {
        "matter": matter,
        "workflow": matter.workflow,
        "facts": [(label, value) for label, value in matter.facts() if value not in ("", None)],
        "primary": next((option for option in options if option.step.owed), None),
        "options": options,
        "todos": _todos(matter),
        "ahead": future.plan(matter),
        "events": matter.events.select_related("organisation").order_by("-sequence")[:EVENTS_SHOWN],
        "papers": _papers(matter),
        "attachments": matter.attachments.all(),
        "related": _related(matter, request.user),
        "list_query": request.session.get(LAST_LIST + matter.kind, ""),
        **own,
    }


def _todos(matter: Any) -> list[dict[str, Any]]:
    """The open todos, those of one step and day told together (a dispatch to many units is one line)."""
    found: dict[tuple[str, Any], dict[str, Any]] = {}
    rows = matter.todos.open().select_related("organisation", "person").order_by("due_on", "pk")
    for todo in rows:
        row = found.setdefault((todo.step, todo.due_on), {"todo": todo, "count": 0, "names": []})
        row["count"] += 1
        if len(row["names"]) < 3:
            row["names"].append(str(todo.organisation or todo.person))
        row["label"] = matter.workflow[todo.step].label
    return list(found.values())


def _papers(matter: Any) -> list[dict[str, Any]]:
    """The issued papers with how many recipients have opened and signed."""
    found = []
    for paper in matter.papers.defer("content"):
        rows = Delivery.objects.filter(paper=paper)
        sent = rows.count()
        found.append(
            {
                "paper": paper,
                "sent": sent,
                "opened": rows.exclude(opened_at=None).count() if sent else 0,
                "signed": rows.exclude(signed_at=None).count() if sent else 0,
            }
        )
    return found


def _related(matter: Any, user: User) -> list[Matter]:
    """The whole and the parts, so far as the user may see them."""
    visible = Matter.objects.visible_to(user)
    whole = list(visible.filter(pk=matter.whole_id)) if matter.whole_id else []
    return whole + list(visible.filter(whole=matter.pk).order_by("kind", "pk")[:PARTS_SHOWN])


class AttachmentFile(SignedIn, View):
    """A file, through the door of its matter; always a download, never shown in place."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        """The content; Http404 when its matter is not visible."""
        visible = Matter.objects.filter(attachments__ref=ref).visible_to(request.user)
        attachment = get_object_or_404(Attachment, ref=ref, matter__in=visible)
        try:
            content = files.path_of(attachment.digest).open("rb")
        except OSError as fault:
            raise Http404("文件缺失，请联系系统管理员。") from fault
        response = FileResponse(content, as_attachment=True, filename=attachment.name)
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response
