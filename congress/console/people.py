"""机构、人员、任职、排序、届次 (秘书科)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from congress.console.base import DatedTable, site
from congress.models import Organisation, Person, Precedence, Tenure, Term


@admin.register(Organisation, site=site)
class Organisations(DatedTable):
    """机构: never deleted; one that is dissolved ends by its date and names its successor."""

    group = "people"
    seen_by = ("roles", "settings", "series")
    list_display = ("short_name", "name", "kind", "level", "parent", "guided_by", "since", "until")
    list_filter = ("kind", "level")
    list_select_related = ("parent", "guided_by")
    search_fields = ("name", "short_name", "key", "region")
    autocomplete_fields = ("parent", "guided_by", "successor")
    fieldsets = (
        (None, {"fields": ("key", "name", "short_name", "kind", "level", "region")}),
        ("隶属", {"fields": ("parent", "guided_by", "superior")}),
        ("存续", {"fields": ("since", "until", "successor")}),
        ("收发文", {"fields": ("letterhead", "has_login")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The key is what the trail calls it by."""
        return ("key",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A body that moves takes everything below it along: authority follows the path of keys."""
        super().save_model(request, obj, form, change)
        if change and "parent" in form.changed_data:
            self._move_below(obj)

    def _move_below(self, top: Organisation) -> None:
        for child in top.children.all():
            child.parent = top
            child.save()
            self._move_below(child)

    def facts(self, obj: Organisation) -> dict[str, object]:
        """Which one, and where it belongs."""
        return {"body": obj.key, "lineage": obj.lineage, "until": obj.until}


@admin.register(Person, site=site)
class Persons(DatedTable):
    """人员: the human behind accounts and offices."""

    group = "people"
    seen_by = ("accounts",)
    list_display = ("name", "pinyin", "sex", "nationality")
    search_fields = ("name", "pinyin")
    fields = ("name", "pinyin", "sex", "nationality", "phone")

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The reading is filled in by itself, and corrected by hand where a dictionary is wrong."""
        kwargs["help_texts"] = {"pinyin": "留空则自动生成；读音不对时请改正，排序以此为准。"}
        return super().get_form(request, obj, **kwargs)


@admin.register(Tenure, site=site)
class Tenures(DatedTable):
    """任职: who held which office on which days; invitations are drawn from it."""

    group = "people"
    list_display = ("person", "title", "organisation", "office", "manner", "since", "until")
    list_filter = ("office", "manner")
    list_select_related = ("person", "organisation")
    search_fields = ("person__name", "person__pinyin", "title", "organisation__name")
    autocomplete_fields = ("person", "organisation")
    fields = ("person", "organisation", "office", "title", "manner", "since", "until")


@admin.register(Precedence, site=site)
class Precedences(DatedTable):
    """排序: dated, because an old list keeps its old order."""

    group = "people"
    list_display = ("position", "organisation", "person", "since", "until")
    list_display_links = ("position", "organisation", "person")
    list_select_related = ("organisation", "person")
    search_fields = ("organisation__name", "person__name", "person__pinyin")
    autocomplete_fields = ("organisation", "person")
    fields = ("organisation", "person", "position", "since", "until")


@admin.register(Term, site=site)
class Terms(DatedTable):
    """届次."""

    group = "people"
    list_display = ("body", "ordinal", "since", "until")
    list_select_related = ("body",)
    search_fields = ("body__name",)
    autocomplete_fields = ("body",)
    fields = ("body", "ordinal", "since", "until")
