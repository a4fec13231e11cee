"""Appointments and elections."""
