"""The console's site, and what all its pages have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import DateField, Field, Model, QuerySet
from django.forms import Field as FormField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.decorators import method_decorator
from simple_history.admin import SimpleHistoryAdmin

from congress import accounts, chain, matters, permissions, signing_in
from congress.forms import days

# The groups of master data that a role may keep (roles.Role.consoles), in the order of the page
GROUPS = {
    "accounts": "账户",
    "roles": "授权",
    "settings": "规则参数",
    "trail": "留痕",
    "people": "机构和人员",
    "calendar": "日历",
    "series": "文号和发件",
}

# What the links of a filter ask of its column
FILTERED_BY = ("", "exact", "id__exact", "isnull")


class Console(admin.AdminSite):
    """管理台.  Signing in and out, and changing a password, are the system's own pages."""

    site_title = "管理台"
    site_header = "人大常委会办公系统 · 管理台"
    index_title = "管理台"
    empty_value_display = "—"

    def has_permission(self, request: HttpRequest) -> bool:
        """Open to those who keep something, the three administrators only with their second factor."""
        user = request.user
        if not user.is_staff:
            return False
        return signing_in.is_verified(user) or not signing_in.must_use_code(user)

    def admin_view(self, view: Callable, cacheable: bool = False) -> Callable:
        """What one does not keep, or may not do, is not there."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            try:
                return inner(request, *args, **kwargs)
            except PermissionDenied as denied:
                raise Http404 from denied

        return update_wrapper(guarded, inner)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Without the way to any row of any table by its number: it would name matters that one may not see."""
        return [page for page in super().get_urls() if getattr(page, "name", "") != "view_on_site"]

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """There is one page to sign in."""
        wanted = signing_in.wanted_page(request)
        return redirect(reverse("sign_in", query={"next": wanted} if wanted else None))

    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """There is one way to sign out."""
        return signing_in.sign_out(request)

    def password_change(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """There is one page to change the password."""
        return redirect("change_password")

    password_change_done = password_change

    def app_index(self, request: HttpRequest, app_label: str, extra_context: dict | None = None) -> HttpResponse:
        """Tables are grouped by who keeps them, not by the app they lie in."""
        return redirect("console:index")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict]:
        """The groups that this user keeps, each with its tables in the order of registration."""
        found = {entry["model"]: entry for app in super().get_app_list(request) for entry in app["models"]}
        groups: dict[str, list[dict]] = {}
        for model, keeper in self._registry.items():
            if model in found:
                groups.setdefault(keeper.group, []).append(found[model])
        return [
            {
                "name": label,
                "app_label": group,
                "app_url": groups[group][0].get("admin_url") or "",
                "has_module_perms": True,
                "models": groups[group],
            }
            for group, label in GROUPS.items()
            if group in groups
        ]

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """With what waits for a decision, before those who decide it."""
        decides = permissions.keeps(request.user, "roles")
        waiting = accounts.to_be_confirmed_by(request.user).count() if decides else 0
        return super().index(request, {"waiting": waiting, **(extra_context or {})})

    def get_log_entries(self, request: HttpRequest) -> Any:
        """Django's own log is not kept: the trail is."""
        return LogEntry.objects.none()


site = Console(name="console")


class Table(ModelAdmin):
    """A table of the console.

    `group` is the group of master data it belongs to; `seen_by` are groups
    whose keepers may look things up in it without keeping it.
    """

    group: ClassVar[str] = ""
    seen_by: ClassVar[tuple[str, ...]] = ()
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Shown to those who keep it."""
        return permissions.keeps(request.user, self.group)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Seen by those who keep it, and those who need it to fill in their own tables."""
        return any(permissions.keeps(request.user, group) for group in (self.group, *self.seen_by))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Added to by those who keep it."""
        return permissions.keeps(request.user, self.group)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Changed by those who keep it."""
        return permissions.keeps(request.user, self.group)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing vanishes: a row ends by its `until`."""
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """By the declared filters only: whoever may ask any column reads it letter by letter (`?note__startswith=`)."""
        name, _, how = lookup.partition("__")
        return name in self.list_filter and how in FILTERED_BY

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Under its own name: Django's would say “选择留痕查看”."""
        return super().changelist_view(request, {"title": str(self.opts.verbose_name_plural), **(extra_context or {})})

    def message_user(self, request: HttpRequest, message: Any, *args: Any, **kwargs: Any) -> None:
        """Django's Chinese ends one of its sentences with a Western full stop."""
        text = message if isinstance(message, str) else str(message)
        if text.endswith("."):
            text = type(text)(text[:-1] + "。")  # what was marked safe stays so
        super().message_user(request, text, *args, **kwargs)

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> FormField | None:
        """A day that is asked for is one that somebody can mean."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(db_field, DateField):
            field.validators.append(days.meant)
        return field

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """PostgreSQL takes no zero byte; the list's own form refuses it, the choosers' does not."""
        return super().get_search_results(request, queryset, search_term.replace("\0", ""))

    # The trail

    def facts(self, obj: Any) -> dict[str, object]:
        """What of the row itself the event names; no content."""
        return {}

    def record(self, request: HttpRequest, obj: Any, act: str, label: str, **facts: object) -> None:
        """Put an act on a row into the trail: what was done in words, which row, the digest of what it holds now."""
        matters.record(
            f"console.{self.opts.model_name}.{act}",
            label[:60],
            request.user,
            {
                "object": f"{self.opts.model_name}:{obj.pk}",
                "values": values_digest(obj),
                **self.facts(obj),
                **facts,
            },
        )

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Instead of Django's log entry."""
        self.record(request, obj, "add", f"新增{self.opts.verbose_name}")

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Instead of Django's log entry; a form saved without a change is no act."""
        if message:
            self.record(request, obj, "change", f"修改{self.opts.verbose_name}", fields=changed_fields(message))


class ReadOnlyTable(Table):
    """A table that is only looked at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Its rows come from procedures."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """And stay as they are."""
        return False

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        """Such rows have no earlier values."""
        raise Http404


class DatedTable(SimpleHistoryAdmin, Table):
    """A table whose earlier values are kept, and can be read but not brought back."""

    object_history_list_template = "admin/past_values.html"

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        """simple_history takes it for granted that the address holds a number."""
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404
        return super().history_view(request, object_id, extra_context)

    def history_view_title(self, request: HttpRequest, obj: Model) -> str:
        """As the button that leads here is called."""
        return f"历次修改：{obj}"

    def revert_disabled(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What was changed is changed again by hand, with its own place in the trail."""
        return True

    def has_view_history_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Read by those who may see the row."""
        return self.has_view_permission(request, obj)

    def has_change_history_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Changed by nobody."""
        return False

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict | None = None,
    ) -> HttpResponse:
        """simple_history would save an old version on POST even where the button is hidden."""
        raise Http404


def values_digest(obj: Model) -> str:
    """SM3 of what the row holds, the password's hash left out."""
    values = {
        field.attname: field.value_from_object(obj) for field in obj._meta.concrete_fields if field.name != "password"
    }
    return chain.sm3(chain.canonical(values))


def changed_fields(message: Any) -> list[str]:
    """The labels of the fields that a form changed."""
    if not isinstance(message, list):
        return []
    return [str(name) for part in message for name in part.get("changed", {}).get("fields", ())]
