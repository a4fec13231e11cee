"""Meetings: calling them, their notices and answers."""
