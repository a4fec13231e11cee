"""The board of answers as a workbook."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views import View

from congress import exporting
from congress.views.door import SignedIn, matter_for
from meetings import answers
from meetings.models import Meeting


class BoardExport(SignedIn, View):
    """The rows of the board that the user sees, as they are seen."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        """The download; what is no meeting, or not visible, does not exist."""
        meeting = matter_for(request.user, ref)
        if not isinstance(meeting, Meeting):
            raise Http404("没有这个会议，或者您不在知悉范围内。")
        return exporting.workbook(
            f"回执 {meeting.title}", answers.BOARD_COLUMNS, answers.board_rows(meeting, request.user)
        )
