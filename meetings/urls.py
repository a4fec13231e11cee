"""Addresses of the meetings' own pages; everything else is served by the generic ones."""

from django.urls import path

from meetings.views import board, pages

app_name = "meetings"
urlpatterns = [
    path("<slug:ref>/board.xlsx", board.BoardExport.as_view(), name="meeting_board"),
    path("<slug:ref>/<slug:page>/", pages.MeetingPageView.as_view(), name="meeting_page"),
]
