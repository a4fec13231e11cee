"""账户 (系统管理员): opened, closed, given a new password; never a role.

An account in use, or an administrator's with a role, is given no new password, second factor or address here:
it is asked for (congress.accounts).
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    BaseUserCreationForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
)
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from congress import accounts, signing_in
from congress.console.base import DatedTable, site
from congress.models import AccountChange, Person, User
from congress.refusal import Refused
from congress.roles import AccountKind

CHANGES_SHOWN = 5
ASKED = "已提交申请，由安全保密管理员确认后生效；在此之前什么都没有变。"
IN_USE, ENTRUSTED = "本账户已经使用过，", "本账户已授予管理员角色，"
TAKES_TWO = (
    "人员不能再更改（留痕中的每一笔都记在他名下）；换人请停用本账户，另开一个。"
    "口令、动态口令和邮箱的更改，由您申请，安全保密管理员确认后生效，并告知本人。"
)


class OneAccountEach(forms.ModelForm):
    """Whoever has an account is not given a second one."""

    def clean_person(self) -> Person | None:
        """Refuse in the office's words, with the account that there is."""
        person: Person | None = self.cleaned_data["person"]
        held = User.objects.filter(person=person).exclude(pk=self.instance.pk).first() if person else None
        if held is not None:
            how = "" if held.is_active else "，现在停用着，打上“启用”的勾就能再用"
            raise forms.ValidationError(
                f"这个人已经有账户了（账号{held.username}{how}）。一人只有一个账户：请在账户列表里搜他的姓名，用原来的账户。"
            )
        return person


class NewAccountForm(OneAccountEach, BaseUserCreationForm):
    """A new account: its kind is chosen once and for all."""

    error_messages: ClassVar[dict[str, str]] = {"password_mismatch": "两次输入的口令不一致，请重新输入。"}

    class Meta(BaseUserCreationForm.Meta):
        model = User
        fields = ("username", "person", "kind", "email")
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "username": {"unique": "这个账号已经有人用了，请换一个。"}
        }

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


class WayToNewPassword(ReadOnlyPasswordHashWidget):
    """Instead of how the password is hashed: the button to set another."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """In the office's words."""
        return {**super().get_context(name, value, attrs), "summary": [], "button_label": "重置口令"}


class AccountForm(OneAccountEach):
    """An account as it stands; another address of one in use is asked for, once at a time."""

    password = ReadOnlyPasswordHashField(label="口令", widget=WayToNewPassword)

    def clean_email(self) -> str:
        """Refuse a second request before the first is decided."""
        email: str = self.cleaned_data["email"]
        is_asked = email != self.instance.email and self.instance.needs_two
        if is_asked and (reason := accounts.cannot_ask(self.instance, AccountChange.EMAIL)):
            raise forms.ValidationError(reason)
        return email


@admin.register(User, site=site)
class Accounts(DatedTable, UserAdmin):
    """Accounts without their roles."""

    group = "accounts"
    seen_by = ("roles",)
    form = AccountForm
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

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model | None:
        """With what the pages ask about it again and again."""
        account = super().get_object(request, object_id, from_field)
        if account is not None:
            account.is_used = accounts.is_used(account)
            account.needs_two = account.is_used or accounts.is_entrusted(account)
        return account

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """The way to a new password, and how requests stand, only for those who may change the account."""
        fields = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return fields
        who, rest = fields[0], fields[1:]
        if obj.needs_two:
            who = (None, {**who[1], "description": (IN_USE if obj.is_used else ENTRUSTED) + TAKES_TWO})
        asked = ((None, {"fields": ("requests",)}),) if obj.needs_two else ()
        return (who, *rest, *asked, ("口令", {"fields": ("password",)}))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """The kind is fixed, and the person once he may have acted; nobody closes the account he sits at."""
        if obj is None:
            return ()
        fixed = ["username", "kind", "must_change_password", "last_login", "created_at", "requests"]
        fixed += ["person"] if obj.needs_two else []
        fixed += ["is_active"] if obj.pk == request.user.pk else []
        return tuple(fixed)

    @admin.display(description="变更申请")
    def requests(self, account: User) -> str:
        """重置口令：待确认（2026年5月18日 09:00申请）."""
        return "；".join(
            f"{row.get_what_display()}：{row.get_state_display()}"
            f"（{formats.date_format(timezone.localtime(row.asked_at), 'DATETIME_FORMAT')}申请）"
            for row in account.changes.all()[:CHANGES_SHOWN]
        )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """The first password is changed at the first sign-in; another address of an account in use is asked for."""
        if not change:
            obj.must_change_password = True
        elif "email" in form.changed_data and obj.needs_two:
            form.changed_data.remove("email")  # the trail names what was changed, and this was not
            self._ask_email(request, obj)
            obj.email = form.initial["email"]
            if not form.changed_data:
                return
        super().save_model(request, obj, form, change)

    def _ask_email(self, request: HttpRequest, obj: User) -> None:
        """Another may have asked since the form was checked."""
        obj.is_asked = True
        try:
            accounts.ask(obj, AccountChange.EMAIL, request.user, obj.email)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"更改邮箱{ASKED}")

    def response_change(self, request: HttpRequest, obj: User) -> HttpResponse:
        """Nobody is told that a change was made which was only asked for."""
        if getattr(obj, "is_asked", False):
            return redirect("console:congress_user_change", obj.pk)
        return super().response_change(request, obj)

    @method_decorator(sensitive_post_parameters())
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """A new password: at once for an account that nobody has used, else asked for."""
        account = self.get_object(request, unquote(id))
        if account is None or not self.has_change_permission(request, account):
            raise Http404
        if account.needs_two and (reason := accounts.cannot_ask(account, AccountChange.PASSWORD)):
            messages.error(request, reason)  # before anybody thinks of a password
            return redirect("console:congress_user_change", account.pk)
        form = NewPasswordForm(account, request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                self._set_password(request, account, form)
            except Refused as refusal:
                messages.error(request, str(refusal))
            return redirect("console:congress_user_change", account.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"重置口令：{account.username}",
            "form": form,
            "opts": self.opts,
            "original": account,
        }
        return render(request, "admin/auth/user/change_password.html", context)

    def _set_password(self, request: HttpRequest, account: User, form: NewPasswordForm) -> None:
        if account.needs_two:
            accounts.ask(account, AccountChange.PASSWORD, request.user, form.cleaned_data["password1"])
            messages.success(request, f"重置口令{ASKED}")
            return
        with transaction.atomic():
            form.save()
            self.record(request, account, "reset_password", "重置账户的口令")
        messages.success(request, "口令已重置。")

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
            try:
                self._reset_code(request, user)
            except Refused as refusal:
                messages.warning(request, f"账号{user.username}：{refusal}")

    def _reset_code(self, request: HttpRequest, user: User) -> None:
        if accounts.needs_two(user):
            accounts.ask(user, AccountChange.CODE, request.user)
            messages.success(request, f"账号{user.username}：重置动态口令{ASKED}")
            return
        with transaction.atomic():
            signing_in.forget_code(user)
            self.record(request, user, "reset_code", "重置账户的动态口令")
        messages.success(request, f"账号{user.username}：动态口令已重置，下次登录只需口令。")
