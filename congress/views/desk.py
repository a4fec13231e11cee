"""The first screen, the search and the messages."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from congress import clock, desk, inbox, paging, permissions
from congress.models import Matter
from congress.nouns import kinds
from congress.views.door import SignedIn
from congress.views.lists import beginnings

MESSAGES_A_PAGE = 50
NEWS_SHOWN = 8


class Desk(SignedIn, View):
    """我的待办."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The desk; an administrator's is the console, once there is something in it for him."""
        user = request.user
        if user.is_staff and not permissions.is_business(user):
            return redirect("console:index")
        news = list(user.messages.filter(read_at=None)[: NEWS_SHOWN + 1])
        found = desk.desk_of(user)
        context = {
            "groups": found.groups,
            "waiting": found.waiting,
            "panels": list(desk.panels(user)),
            "starts": [(noun.workflow, step) for noun in kinds().values() for step in beginnings(noun, user)],
            "today": clock.today(),
            "news": inbox.told_to(user, news[:NEWS_SHOWN]),
        }
        if len(news) <= NEWS_SHOWN:  # then they are counted already
            context["unread"] = len(news)
        return render(request, "congress/desk.html", context)


class Search(SignedIn, View):
    """One search over every kind of matter that the user may see."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The matters that hold all the words."""
        words = request.GET.get("q", "").strip()[:100]
        rows = Matter.objects.visible_to(request.user).matching(words) if words else Matter.objects.none()
        kind = request.GET.get("kind", "")
        if kind in kinds():
            rows = rows.filter(kind=kind)
        page = paging.found(
            rows.select_related("owner"), after=request.GET.get("after", ""), before=request.GET.get("before", "")
        )
        names = [(key, noun.workflow.label) for key, noun in kinds().items()]
        context = {"words": words, "kind": kind, "kinds": names, "page": page}
        return render(request, "congress/search.html", context)


class Messages(SignedIn, View):
    """站内消息: newest first; looking at the list marks nothing, opening one or the button does."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """A page of messages."""
        page = Paginator(request.user.messages.all(), MESSAGES_A_PAGE).get_page(request.GET.get("page"))
        page.object_list = inbox.told_to(request.user, page.object_list)
        return render(request, "congress/messages.html", {"page": page})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Mark one as read and go to its matter, or its page in the console; without a key mark all."""
        unread = request.user.messages.filter(read_at=None)
        if "key" not in request.POST:
            unread.update(read_at=clock.now())
            return redirect("messages")
        key = request.POST["key"].replace("\0", "")  # PostgreSQL takes no zero byte
        message = get_object_or_404(request.user.messages.select_related("matter"), key=key)
        unread.filter(pk=message.pk).update(read_at=clock.now())
        may_go = message.matter and permissions.may_read(request.user, message.matter)
        return redirect(message.matter if may_go else inbox.console_page(request.user, message) or "messages")
