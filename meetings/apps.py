"""The app's name and what it declares for the face."""

from django.apps import AppConfig

from congress.apps import Panel


class MeetingsConfig(AppConfig):
    """Meetings: calling them, their notices and answers (会议)."""

    name = "meetings"
    verbose_name = "会议"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Enter the app's rules, console tables and panels; they need the models."""
        from meetings import console, panels, rules  # noqa: F401, PLC0415

        self.desk_panels = (
            Panel("近期会议", panels.meetings_ahead, "meetings/_meetings_ahead.html"),
            Panel("回执未报", panels.answers_missing, "meetings/_answers_missing.html"),
        )
