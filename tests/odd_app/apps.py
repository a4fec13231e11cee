"""The app's config; its declarations are entered when it is ready."""

from django.apps import AppConfig


class OddConfig(AppConfig):
    """An app of the tests."""

    name = "tests.odd_app"
    label = "odd"
