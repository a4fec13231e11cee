"""The app's name and what it declares for the face."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Oversight (监督)."""

    name = "oversight"
    verbose_name = "监督"
    default_auto_field = "django.db.models.BigAutoField"
