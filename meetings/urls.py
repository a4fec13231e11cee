"""Addresses of the meetings' own pages; everything else is served by the generic ones."""

from django.urls import path

from meetings import views

app_name = "meetings"
urlpatterns = [path("<slug:ref>/board.xlsx", views.BoardExport.as_view(), name="meeting_board")]
