"""How guessing is slowed: at one name from one machine, and over many names from one address.

django-axes counts per name and address (AXES_FAILURE_LIMIT), so that nobody
locks a leader out from another machine.  Somebody who tries one likely
password at many names fails only once a name: his address is counted too, up
to a higher number.  Failures alone count, and those of a name are forgotten
when it signs in, so that an office behind one address is not shut by working.
"""

from __future__ import annotations

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest


class Lockout(AxesDatabaseHandler):
    """The handler that axes is told to use (AXES_HANDLER): with the second limit, by address alone."""

    def is_locked(self, request: HttpRequest, credentials: dict | None = None) -> bool:
        """By its own limit, or that of the address."""
        return super().is_locked(request, credentials) or address_is_shut(request)

    def user_login_failed(
        self, sender: Any, credentials: dict, request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """The failure that is one too many is answered as such at once."""
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is not None and not request.axes_locked_out and address_is_shut(request):
            request.axes_locked_out, request.axes_credentials = True, credentials


def address_is_shut(request: HttpRequest) -> bool:
    """Have too many sign-ins from this address failed, whatever the names?"""
    AxesProxyHandler.update_request(request)
    recent = AccessAttempt.objects.filter(
        ip_address=request.axes_ip_address, attempt_time__gte=get_cool_off_threshold(request)
    )
    failures = recent.aggregate(count=Sum("failures_since_start"))["count"] or 0
    return failures >= settings.SIGN_IN_FAILURES_BY_ADDRESS


def is_shut(request: HttpRequest, username: str) -> bool:
    """May nobody try this name from here now?"""
    return not AxesProxyHandler.is_allowed(request, {"username": username})


def count(request: HttpRequest, username: str) -> bool:
    """Count a wrong password that was given elsewhere than at sign-in; was it one too many?"""
    AxesProxyHandler.user_login_failed(__name__, {"username": username}, request)
    return bool(request.axes_locked_out)
