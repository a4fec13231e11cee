"""授权、知悉授权、规则参数 (安全保密管理员)."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import formats
from django.utils.html import format_html_join

from congress import accounts, clock, watchers
from congress.console.base import DatedTable, ReadOnlyTable, Table, site
from congress.models import Grant, Matter, Posting, RuleSetting, User
from congress.roles import ROLES, AccountKind
from congress.rules import RULES


class PostingForm(forms.ModelForm):
    """One role of one account at one organisation."""

    keeper: User  # who fills in the form

    class Meta:
        model = Posting
        fields = ("user", "organisation", "role", "since", "until", "is_acting", "reason")

    def clean(self) -> dict[str, Any]:
        """Nobody gives himself a role, or takes one from himself; an administrator's account has its owner first."""
        data = super().clean()
        user = data.get("user") or (self.instance.user if self.instance.pk else None)
        if user is not None and user.pk == self.keeper.pk:
            raise forms.ValidationError("不能给自己授予或变更角色，请由另一名安全保密管理员办理。")
        ends = data.get("until") is not None and data["until"] <= clock.today()
        if user is not None and not ends and (reason := accounts.lacks_owner(user)):
            raise forms.ValidationError(reason)
        return data


def _from(posting: Posting) -> str:
    return f"自{formats.date_format(posting.since, 'DATE_FORMAT')}" if posting.since else "即日"


@admin.register(Posting, site=site)
class Postings(DatedTable):
    """授权任职: who plays which role where, from when to when."""

    group = "roles"
    form = PostingForm
    list_display = ("user", "role", "organisation", "is_acting", "since", "until")
    list_filter = ("role", "is_acting")
    list_select_related = ("user__person", "organisation")
    search_fields = (
        "user__username", "user__person__name", "user__person__pinyin",
        "organisation__name", "organisation__short_name",
    )  # fmt: skip
    autocomplete_fields = ("user", "organisation")
    fields = ("user", "organisation", "role", "since", "until", "is_acting", "reason")

    def get_form(self, request: HttpRequest, obj: Posting | None = None, **kwargs: Any) -> Any:
        """The form knows who fills it in."""
        form = super().get_form(request, obj, **kwargs)
        form.keeper = request.user
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Another role is another row: what was given stays as it was given, only its days change."""
        return ("user", "organisation", "role", "is_acting") if obj else ()

    def log_addition(self, request: HttpRequest, obj: Posting, message: Any) -> None:
        """A new administrator is known to all who watch them."""
        super().log_addition(request, obj, message)
        role = ROLES.label(obj.role)
        watchers.tell(obj.user, f"{request.user}授予“{role}”，{_from(obj)}起。", f"posting.{obj.pk}")

    def facts(self, obj: Posting) -> dict[str, object]:
        """Who was given what, where, for which days."""
        return {
            "username": obj.user.username,
            "posted": obj.role,
            "posted_at": obj.organisation.key,
            "since": obj.since,
            "until": obj.until,
        }


class GrantForm(forms.ModelForm):
    """A named exception, by the matter's ref: its title is not for the administrator."""

    ref = forms.CharField(label="事项编号", max_length=12, help_text="事项页面地址中的12位编号。")

    class Meta:
        model = Grant
        fields = ("user", "until", "reason")
        labels: ClassVar[dict[str, str]] = {"user": "账户"}  # guardian's own label is English

    def clean_ref(self) -> Matter:
        """The matter itself."""
        matter = Matter.objects.filter(ref=self.cleaned_data["ref"].strip()).first()
        if matter is None:
            raise forms.ValidationError("没有这个编号的事项，请核对。")
        return matter

    def clean(self) -> dict[str, Any]:
        """Only business accounts read matters; one grant for one matter."""
        data = super().clean()
        user, matter = data.get("user"), data.get("ref")
        if user and user.kind != AccountKind.BUSINESS:
            raise forms.ValidationError({"user": "知悉授权只能给业务账户（三员分立）。"})
        if user and matter and Grant.objects.filter(user=user, content_object=matter, origin=Grant.NAMED).exists():
            raise forms.ValidationError("该账户对此事项已有授权，请修改原授权的有效期。")
        return data


@admin.register(Grant, site=site)
class Grants(Table):
    """知悉授权: who may read one matter beyond what the tables give, until when and why."""

    group = "roles"
    form = GrantForm
    list_display = ("ref", "kind", "account", "until", "reason", "granted_by")
    list_select_related = ("content_object", "user__person", "granted_by__person")
    search_fields = ("content_object__ref", "user__username", "user__person__name")
    autocomplete_fields = ("user",)

    @admin.display(description="事项编号")
    def ref(self, grant: Grant) -> str:
        """The matter's random name."""
        return grant.content_object.ref

    @admin.display(description="账户")
    def account(self, grant: Grant) -> str:
        """Who may read it."""
        return str(grant.user)

    @admin.display(description="事项种类")
    def kind(self, grant: Grant) -> str:
        """The matter's kind."""
        return grant.content_object.kind_label

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Those given here; a list of 限定知悉范围 is changed by its step only."""
        return super().get_queryset(request).filter(origin=Grant.NAMED)

    def get_fields(self, request: HttpRequest, obj: Grant | None = None) -> tuple[str, ...]:
        """The matter comes by its ref."""
        return ("ref", "kind", "account", "until", "reason") if obj else ("ref", "user", "until", "reason")

    def get_readonly_fields(self, request: HttpRequest, obj: Grant | None = None) -> tuple[str, ...]:
        """Only its end can be moved."""
        return ("ref", "kind", "account", "reason") if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Once given, only the end is asked for."""
        if obj is not None:
            kwargs["form"] = forms.ModelForm
        return super().get_form(request, obj, **kwargs)

    def save_model(self, request: HttpRequest, obj: Grant, form: Any, change: bool) -> None:
        """The permission is always that to read; who gave it is on the row."""
        if not change:
            obj.content_object = form.cleaned_data["ref"]
            obj.permission = Permission.objects.get(
                content_type=ContentType.objects.get_for_model(Matter), codename="read_matter"
            )
            obj.granted_by = request.user
        super().save_model(request, obj, form, change)

    history_view = ReadOnlyTable.history_view

    def facts(self, obj: Grant) -> dict[str, object]:
        """Who may read which matter until when."""
        return {
            "username": obj.user.username,
            "granted": obj.content_object.ref,
            "until": obj.until,
        }


@admin.register(RuleSetting, site=site)
class RuleSettings(DatedTable):
    """规则参数: the office's own numbers, dated and with their source."""

    group = "settings"
    list_display = ("rule", "body", "number", "source", "since", "until")
    list_select_related = ("body",)
    autocomplete_fields = ("body",)
    fields = ("rule", "body", "at_least", "source", "since", "until")

    def get_form(self, request: HttpRequest, obj: RuleSetting | None = None, **kwargs: Any) -> Any:
        """What the number counts, in what time, and what the law asks for: the rule is named by the law only."""
        said = format_html_join("", "<div>{}</div>", ((rule.explained(clock.today()),) for rule in RULES.values()))
        return super().get_form(request, obj, **{**kwargs, "help_texts": {"at_least": said}})

    @admin.display(description="本办公室规定")
    def number(self, setting: RuleSetting) -> str:
        """每两个月至少2次."""
        return setting.number

    def facts(self, obj: RuleSetting) -> dict[str, object]:
        """Which rule, and the number."""
        return {"rule": obj.rule, "at_least": obj.at_least}
