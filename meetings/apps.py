"""The app's name and what it declares for the face."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Meetings: calling them, their notices and answers (会议)."""

    name = "meetings"
    verbose_name = "会议"
    default_auto_field = "django.db.models.BigAutoField"
