"""留痕 (安全审计员): order, time, kind, ref and digests; no title, no opinion."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path

from congress import chain, matters, permissions, trail_digest
from congress.console.base import ReadOnlyTable, site
from congress.models import ChainHead, Event, User
from congress.nouns import kinds
from congress.roles import ROLES

NAMED_BY = ("username", "tried")  # where the body of a deed names the account that it is about
SESSION = "session."


class TrailPaginator(Paginator):
    """Pages of the whole trail without counting it: the chain's head knows its length."""

    @cached_property
    def count(self) -> int:
        """How many rows there are."""
        if self.object_list.query.where:
            return super().count
        head = ChainHead.objects.filter(pk=1).first()
        return head.sequence if head else 0


def about(event: Event) -> str:
    """The account that a deed is about, by what was hashed; one's own, of what one does at the door.

    A step of a matter is about the matter, whatever its body says.
    """
    if event.matter_id:
        return ""
    facts = json.loads(event.body)
    own = event.actor.username if event.actor and event.action.startswith(SESSION) else ""
    return next((str(facts[name]) for name in NAMED_BY if facts.get(name)), own)


def concerning(name: str) -> Q:
    """The deeds that are about the account of this name, or of the person of this name.

    The trail takes no column after the fact (its triggers refuse every UPDATE), so the body itself is searched, for
    the very pair that canonical JSON writes: quotes inside a value are escaped, nothing else can look like it.
    Only the deeds without a matter are read for it, a small part of the trail that its index knows
    (event_of_matter), and nothing that a step says of its matter is found.  StrIndex tells capitals on both engines.
    """
    names = [name, *User.objects.filter(person__name=name).values_list("username", flat=True)]
    found = Q(action__startswith=SESSION, actor__username__in=names)
    for pair in (chain.canonical({key: name})[1:-1] for key in NAMED_BY for name in names):
        found |= Q(GreaterThan(StrIndex("body", Value(pair)), 0))
    return Q(matter=None) & found


@admin.register(Event, site=site)
class Trail(ReadOnlyTable):
    """The trail as the audit administrator sees it."""

    group = "trail"
    list_display = ("sequence", "at", "label", "account", "kind", "ref", "actor_name", "role_label", "digest")
    list_select_related = ("matter", "actor")
    search_fields = ("label",)
    search_help_text = "按序号、事项编号、涉及账户（账号或本人姓名）、操作人或动作名称查找（须完整）。"
    ordering = ("-sequence",)
    show_full_result_count = False
    paginator = TrailPaginator
    fields = (
        "sequence", "at", "label", "action", "account", "kind", "ref", "actor_name", "role_label",
        "was", "became", "body", "previous_hash", "hash",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Without the columns that hold content."""
        return super().get_queryset(request).defer("note", "recorded_for", "matter__title")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Whole words only: a trail of a million rows is not read through for a part of one."""
        word = search_term.strip()
        if not word:
            return queryset, False
        found = Q(matter__ref=word) | Q(actor_name=word) | Q(label=word) | concerning(word)
        if word.isdecimal() and len(word) < 18:
            found |= Q(sequence=int(word))
        return queryset.filter(found), False

    @admin.display(description="涉及账户")
    def account(self, event: Event) -> str:
        """Whose sign-in, password, role or grant it was."""
        return about(event)

    @admin.display(description="事项种类")
    def kind(self, event: Event) -> str:
        """The kind of the matter, by its procedure."""
        return kinds()[event.matter.kind].workflow.label if event.matter else ""

    @admin.display(description="事项编号")
    def ref(self, event: Event) -> str:
        """The matter's random name."""
        return event.matter.ref if event.matter else ""

    @admin.display(description="身份")
    def role_label(self, event: Event) -> str:
        """The role in which it was done."""
        return ROLES.label(event.role) if event.role else ""

    @admin.display(description="原状态")
    def was(self, event: Event) -> str:
        """The state before, in the office's words."""
        return self._state(event, event.state_before)

    @admin.display(description="现状态")
    def became(self, event: Event) -> str:
        """The state after, in the office's words."""
        return self._state(event, event.state_after)

    def _state(self, event: Event, state: str) -> str:
        states = kinds()[event.matter.kind].workflow.states if event.matter else {}
        return states.get(state, state)

    @admin.display(description="摘要（SM3）")
    def digest(self, event: Event) -> str:
        """Enough of the hash to compare by eye."""
        return f"{event.hash[:16]}…"

    def get_urls(self) -> Sequence[URLPattern]:
        """With the check of the whole chain."""
        verify = self.admin_site.admin_view(self.verify)
        return [path("verify/", verify, name="congress_event_verify"), *super().get_urls()]

    def verify(self, request: HttpRequest) -> HttpResponse:
        """Check the chain, and put the check itself into it."""
        if request.method != "POST" or not permissions.keeps(request.user, self.group):
            raise Http404
        fault: Any = next(iter((*chain.verify(), *trail_digest.contradictions())), None)
        count = TrailPaginator(Event.objects.all(), 1).count
        facts = {"rows": count, "fault": fault.sequence if fault else 0}
        matters.record("console.event.verify", "核验留痕", request.user, facts)
        if fault:
            messages.error(request, f"第{fault.sequence}条不符：{fault.reason}")
        else:
            messages.success(request, f"留痕共{count}条，全部相符。")
        return redirect("console:congress_event_changelist")
