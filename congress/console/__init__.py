"""管理台: where the secretariat and the three administrators keep what the system stands on.

Django's admin with other eyes: who keeps what is asked of congress.permissions,
nothing is deleted (rows end by `until`), every act is in the trail, and no
state, number, vote or event can be changed here.
"""

from congress.console import account_changes, accounts, calendar, people, series, settings, trail
from congress.console.base import site

__all__ = ["account_changes", "accounts", "calendar", "people", "series", "settings", "site", "trail"]
