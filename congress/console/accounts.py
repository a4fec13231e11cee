"""账户 (系统管理员): opened, closed, given a new password; never a role."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from congress import signing_in
from congress.console.base import DatedTable, site
from congress.models import User
from congress.roles import AccountKind


class NewAccountForm(BaseUserCreationForm):
    """A new account: its kind is chosen once and for all."""

    error_messages: ClassVar[dict[str, str]] = {"password_mismatch": "两次输入的口令不一致，请重新输入。"}

    class Meta(BaseUserCreationForm.Meta):
        model = User
        fields = ("username", "person", "kind", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = "初始口令"
        self.fields["password1"].help_text = "由本人在首次登录时更换。"
        self.fields["password2"].label = "再输一次初始口令"
        self.fields["password2"].help_text = ""
        self.fields["kind"].help_text = "开设后不能更改（三员分立）。角色由安全保密管理员授予。"


class NewPasswordForm(AdminPasswordChangeForm):
    """A password that somebody else has set is changed at the next sign-in."""

    usable_password = None
    error_messages: ClassVar[dict[str, str]] = {"password_mismatch": "两次输入的口令不一致，请重新输入。"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)  # an account is closed by 启用, not by a password that fits nobody
        for name in ("password1", "password2"):
            self.fields[name].required = True
        self.fields["password1"].label, self.fields["password2"].label = "新的初始口令", "再输一次"
        self.fields["password2"].help_text = ""

    def save(self, commit: bool = True) -> User:
        """Mark it as one that must be changed."""
        self.user.must_change_password = True
        return super().save(commit)


@admin.register(User, site=site)
class Accounts(DatedTable, UserAdmin):
    """Accounts without their roles."""

    group = "accounts"
    seen_by = ("roles",)
    add_form = NewAccountForm
    change_password_form = NewPasswordForm
    list_display = ("username", "person", "kind", "is_active", "has_second_factor")
    list_filter = ("kind", "is_active")
    list_select_related = ("person",)
    search_fields = ("username", "person__name", "person__pinyin")
    ordering = ("username",)
    filter_horizontal = ()
    autocomplete_fields = ("person",)
    fieldsets = (
        (None, {"fields": ("username", "person", "kind", "email")}),
        (None, {"fields": ("is_active", "must_change_password", "last_login", "created_at")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "person", "kind", "email", "password1", "password2")}),)
    actions = ("reset_second_factor",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the person, who is the account's name."""
        return super().get_queryset(request).select_related("person")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """The way to a new password only for those who may set one."""
        fields = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return fields
        return (*fields, ("口令", {"fields": ("password",)}))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """The kind is fixed; nobody closes the account he sits at."""
        if obj is None:
            return ()
        fixed = ("username", "kind", "must_change_password", "last_login", "created_at")
        return (*fixed, "is_active") if obj.pk == request.user.pk else fixed

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """The first password is changed at the first sign-in."""
        if not change:
            obj.must_change_password = True
        super().save_model(request, obj, form, change)

    def facts(self, obj: User) -> dict[str, object]:
        """Which account, of which kind, and whether it is open."""
        return {"username": obj.username, "kind": obj.kind, "is_active": obj.is_active}

    @admin.display(description="动态口令", boolean=True)
    def has_second_factor(self, user: User) -> bool:
        """Has this account set up its second factor?"""
        return signing_in.has_code(user)

    @admin.action(description="重置动态口令（手机遗失）", permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, users: QuerySet) -> None:
        """Take a lost phone off a business account.

        Not off the three administrators': who could reset both their password
        and their code could sign in as any of them (manage.py reset_code).
        """
        for user in users:
            if user.kind != AccountKind.BUSINESS:
                messages.warning(request, f"账号{user.username}：管理员的动态口令不能在此重置，请用恢复码登录。")
                continue
            with transaction.atomic():
                signing_in.forget_code(user)
                self.record(request, user, "reset_code", "重置动态口令")
            messages.success(request, f"账号{user.username}：动态口令已重置，下次登录只需口令。")
