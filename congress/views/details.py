"""The page of one matter: the same five things in the same place, whatever its kind."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import select_template
from django.views import View

from congress import asked, awaited, files, future, matters, opening, permissions, timeline
from congress.holders import Holders
from congress.models import Attachment, Matter, User
from congress.views.door import SignedIn, matter_for
from congress.views.lists import LAST_LIST

EVENTS_SHOWN = 200
PARTS_SHOWN = 100
TODOS_READ = 200  # of a dispatch to thousands the page names a few and says that there are more
NAMES_SHOWN = 3


class MatterDetail(SignedIn, View):
    """State and next step, who holds it, the dates with their reasons, the timeline, the papers."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        """The page; Http404 for who may not see it."""
        matter = matter_for(request.user, ref)
        opening.note(request.user, matter)  # before the page is drawn: it shows who has opened what
        return render(request, template_of(matter, "detail"), detail_context(matter, request))


def template_of(matter: Any, *pages: str) -> str:
    """The noun's own template for the first of these pages that has one, else the generic one of the last."""
    meta = matter._meta
    own = [f"{meta.app_label}/{meta.model_name}_{page}.html" for page in pages]
    return str(select_template([*own, f"matter/{pages[-1]}.html"]).template.name)


def detail_context(matter: Any, request: HttpRequest) -> dict[str, Any]:
    """What every such page shows, and what the noun adds for its own template."""
    own = matter.detail_context(request.user) if hasattr(matter, "detail_context") else {}
    papers = _papers(matter)  # the gates ask for the latest as well
    options = [option for option in matters.available(matter, request.user) if not option.step.hidden]
    owed = (option for option in options if option.step.owed and not (option.step.owed_if and option.obstacle))
    primary = next(owed, None)
    todos = _todos(matter, request.user)
    events = list(timeline.events_for(request.user, matter)[: EVENTS_SHOWN + 1])
    return {
        "matter": matter,
        "workflow": matter.workflow,
        "facts": [(label, value) for label, value in matter.facts() if value not in ("", None)],
        "primary": primary,
        "options": sorted(options, key=lambda option: option is not primary),  # it stands first
        "todos": todos,
        "awaited": awaited.by(matter, request.user),
        "ahead": _ahead(matter, {row["todo"].step for row in todos}),
        "events": events[:EVENTS_SHOWN],
        "is_process_hidden": not events and matter.events.exists(),
        "has_earlier_events": len(events) > EVENTS_SHOWN,
        "papers": papers,
        "is_inside": permissions.is_inside(request.user, matter),
        "is_printing": any(not paper.pdf_digest and not paper.print_error for paper in papers),
        "attachments": timeline.attachments_for(request.user, matter),
        "list_query": request.session.get(LAST_LIST + matter.kind, ""),
        **({} if "related" in own else {"related": _related(matter, request.user)}),
        **own,
    }


def _todos(matter: Any, user: User) -> list[dict[str, Any]]:
    """The open todos, those of one step and day told together (a dispatch to many units is one line)."""
    found: dict[tuple[str, Any], dict[str, Any]] = {}
    todos = list(timeline.todos_for(user, matter)[:TODOS_READ])
    holders = Holders(todos, {matter.pk: matter})
    for todo in todos:
        row = found.setdefault((todo.step, todo.due_on), {"todo": todo, "count": 0, "names": []})
        row["count"] += 1
        if len(row["names"]) < NAMES_SHOWN:
            row["names"].append(holders.of(todo, matter))
        row["is_more"] = row["count"] >= TODOS_READ
        row["label"] = matter.workflow[todo.step].label if todo.step in matter.workflow else todo.step
    return list(found.values())


def _ahead(matter: Any, told: set[str]) -> list[Any]:
    """Dates of later steps.  Asked only where the table counts from dates of the matter itself.

    What counts from a step is told by the todo that the step opens.
    """
    reached = matter.workflow.since(matter.state)
    limits = [limit for s in matter.workflow.steps if reached & set(s.sources) and s.owed for limit in s.within]
    if all(matter.workflow.counted_from(limit) for limit in limits):
        return []
    return [(step, term) for step, term in future.plan(matter) if step.key not in told]


def _papers(matter: Any) -> list[Any]:
    """The issued papers with how many recipients have opened and signed; none of a kind that issues none."""
    if not any(step.paper for step in matter.workflow.steps):
        return []
    counted = matter.papers.defer("content").annotate(
        sent=Count("deliveries"), opened=Count("deliveries__opened_at"), signed=Count("deliveries__signed_at")
    )
    found = list(counted.select_related("number").order_by("-pk"))
    asked.tell(("issued", matter.pk), found[0] if found else None)
    return found


def _related(matter: Any, user: User) -> list[Matter]:
    """The whole and the parts, so far as the user may see them."""
    near = Matter.objects.filter(Q(pk=matter.whole_id) | Q(whole=matter.pk)).visible_to(user)
    return list(near.order_by("whole_id", "kind", "pk")[:PARTS_SHOWN])


class AttachmentFile(SignedIn, View):
    """A file, through the door of its matter; always a download, never shown in place."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        """The content; Http404 when its matter, or the file itself, is not for this user."""
        beside = get_object_or_404(Attachment.objects.select_related("matter"), ref=ref).matter
        matter = matter_for(request.user, beside.ref)
        attachment = get_object_or_404(timeline.attachments_for(request.user, matter), ref=ref)
        try:
            content = files.path_of(attachment.digest).open("rb")
        except OSError as fault:
            raise Http404("文件缺失，请联系系统管理员。") from fault
        response = FileResponse(content, as_attachment=True, filename=attachment.name)
        response["X-Content-Type-Options"] = "nosniff"
        return response
