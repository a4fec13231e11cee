"""The board of answers as a workbook."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views import View

from congress import exporting
from congress.views.door import SignedIn
from meetings import answers
from meetings.views.pages import meeting_for


class BoardExport(SignedIn, View):
    """The rows of the board that the user sees, as they are seen."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        """The download; what is no meeting, or not visible, does not exist."""
        meeting = meeting_for(request.user, ref)
        return exporting.workbook(
            f"回执 {meeting.title}", answers.BOARD_COLUMNS, answers.board_rows(meeting, request.user)
        )
