"""The app's name and what it declares for the face."""

from django.apps import AppConfig


class DeputiesConfig(AppConfig):
    """Deputies and what they propose (代表)."""

    name = "deputies"
    verbose_name = "代表"
    default_auto_field = "django.db.models.BigAutoField"
