"""The ground floor as a Django app, and what each app may declare for the face."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig, apps


@dataclass(frozen=True)
class Panel:
    """A panel of the first screen: `rows(user)` gives what `template` shows; empty means no panel."""

    title: str
    rows: Callable[[Any], Any]
    template: str


@dataclass(frozen=True)
class MenuEntry:
    """An entry of the menu beside the kinds of matter: a named address and who sees it."""

    label: str
    url_name: str
    shown_to: Callable[[Any], bool]


class CongressConfig(AppConfig):
    """People, authority, trail, papers: what everything stands on."""

    name = "congress"
    verbose_name = "基础"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the start-up checks and the menu's own entries; they need the models."""
        from congress import checks, register, registers  # noqa: F401, PLC0415  (checks register themselves)

        self.menu_entries = (
            MenuEntry("登记簿", "paper_register", registers.is_kept_by),
            MenuEntry("归档", "archive", register.is_kept_by),
        )


def desk_panels() -> list[Panel]:
    """The panels that each app's config declares, in the order of INSTALLED_APPS."""
    return [panel for config in apps.get_app_configs() for panel in getattr(config, "desk_panels", ())]


def menu_entries() -> list[MenuEntry]:
    """The menu entries that each app's config declares."""
    return [entry for config in apps.get_app_configs() for entry in getattr(config, "menu_entries", ())]
