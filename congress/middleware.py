"""What is asked of a session before any page, and what every page tells the caches on its way."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from congress import asked, clock, signing_in

# Open to whoever has not done what is due: it leads there by itself, or out.
ALWAYS_OPEN = {"sign_in", "sign_out"}


class KeptNowhere:
    """No answer of ours lies in a browser's or a proxy's cache; static files never come this far."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Whatever a view has said about it itself."""
        response = self.get_response(request)
        response["Cache-Control"] = "private, no-store"
        return response


class SessionGuard:
    """Ends a session whose user plays other parts now, and holds one that owes a code or a new password."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """A page that only reads asks each question of who may read once."""
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with asked.only_reading():
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        """Let the request pass, or send it to what must come first."""
        if not request.user.is_authenticated:
            return None
        self._keep_alive(request)
        if not getattr(request.user, "has_grants", True):  # has come along with the account (AccountBackend)
            asked.tell(("granted", request.user.pk), [])
        current = signing_in.stamp(request.user)
        if request.session.setdefault(signing_in.STAMP, current) != current:
            signing_in.note(request, "ended", "授权变化，退出登录", request.user)
            logout(request)
            messages.info(request, "您的身份或授权有变化，请重新登录。")
            return self._send(request, reverse("sign_in"))
        due = signing_in.duty(request)
        if not due or request.resolver_match.view_name in {due, *ALWAYS_OPEN}:
            return None
        if request.method == "GET" and not request.htmx:
            request.session[signing_in.NEXT] = request.get_full_path()
        return self._send(request, reverse(due))

    @staticmethod
    def _keep_alive(request: HttpRequest) -> None:
        """Count the idle half-hour anew, at most once a minute: a page that is read writes nothing else."""
        minute = int(clock.now().timestamp()) // 60
        if request.session.get(signing_in.SEEN) != minute:
            request.session[signing_in.SEEN] = minute

    def _send(self, request: HttpRequest, page: str) -> HttpResponse:
        """To another page as a whole, also from within a part of one."""
        return HttpResponseClientRedirect(page) if request.htmx else redirect(page)
