"""One page of a meeting, by the table of meetings/pages.py."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from congress.models import User
from congress.views.door import SignedIn, matter_for
from meetings.models import Meeting
from meetings.pages import pages_for


def meeting_for(user: User, ref: str) -> Meeting:
    """The meeting of this address; what is none, or not visible, does not exist (Http404)."""
    meeting = matter_for(user, ref)
    if not isinstance(meeting, Meeting):
        raise Http404("没有这个会议，或者您不在知悉范围内。")
    return meeting


class MeetingPageView(SignedIn, View):
    """Agenda, documents, sittings …: what the table declares."""

    def get(self, request: HttpRequest, ref: str, page: str) -> HttpResponse:
        """The page; Http404 for one that is not declared, or not for this user."""
        meeting = meeting_for(request.user, ref)
        tabs = pages_for(meeting, request.user)
        shown = next((one for one in tabs if one.key == page), None)
        if shown is None:
            raise Http404("没有这一页，或者您不在知悉范围内。")
        content = shown.content(meeting, request.user, request.GET)
        context = {"matter": meeting, "meeting": meeting, "tabs": tabs, "current": shown, **content}
        return render(request, shown.template, context)
