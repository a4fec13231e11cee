"""Rooms, and which meeting has them on which half-day."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

MORNING, AFTERNOON = "am", "pm"
HALVES = [(MORNING, "上午"), (AFTERNOON, "下午")]


class Room(models.Model):
    """会议室."""

    name = models.CharField("名称", max_length=80, unique=True)
    seats = models.PositiveIntegerField("座位", default=0)
    is_open = models.BooleanField("启用", default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "会议室"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RoomSlot(models.Model):
    """One half-day of a room; unique, so that no two meetings share one on either engine."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="slots")
    day = models.DateField()
    half = models.CharField(max_length=2, choices=HALVES)
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="slots")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "day", "half"], name="room_half_day_once")]

    def __str__(self) -> str:
        return f"{self.room} {self.day} {self.get_half_display()}"
