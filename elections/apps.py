"""The app's name and what it declares for the face."""

from django.apps import AppConfig


class ElectionsConfig(AppConfig):
    """Appointments and elections (选举任免)."""

    name = "elections"
    verbose_name = "选举任免"
    default_auto_field = "django.db.models.BigAutoField"
