"""会议室 in the console (秘书科)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from congress.console.base import DatedTable, site
from meetings.models import Room


@admin.register(Room, site=site)
class Rooms(DatedTable):
    """会议室: a room that is no longer used is closed, not deleted."""

    group = "calendar"
    list_display = ("name", "seats", "is_open")
    search_fields = ("name",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Notices have named it: another name is another room."""
        return ("name",) if obj and obj.slots.exists() else ()

    def facts(self, obj: Room) -> dict[str, object]:
        """Which room, and whether it is used."""
        return {"room": obj.name, "is_open": obj.is_open}
