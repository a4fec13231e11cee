"""账户变更申请: what the system administrator asks for on an account in use, decided by the security administrator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from congress import accounts
from congress.console.base import ReadOnlyTable, site
from congress.models import AccountChange
from congress.refusal import Refused


class DecisionForm(forms.ModelForm):
    """How the second administrator has found out what the person wants."""

    note = forms.CharField(
        label="核实情况",
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        help_text="请用您自己掌握的电话或当面向本人核实，写明怎样核实的；不同意的写明原因。",
    )

    class Meta:
        model = AccountChange
        fields = ("note",)


@admin.register(AccountChange, site=site)
class AccountChanges(ReadOnlyTable):
    """Looked at by both administrators; decided once, by the one who keeps the roles."""

    group = "roles"
    seen_by = ("accounts",)
    form = DecisionForm
    list_display = ("account_name", "what", "state", "asked_by", "asked_at", "decided_by", "decided_at")
    list_filter = ("state", "what")
    list_select_related = ("account__person", "asked_by__person", "decided_by__person")
    search_fields = ("account__username", "account__person__name")
    fields = ("account_name", "what", "address", "state", "asked_by", "asked_at", "decided_by", "decided_at", "note")

    def has_change_permission(self, request: HttpRequest, obj: AccountChange | None = None) -> bool:
        """Only while it waits."""
        waits = obj is not None and obj.state == AccountChange.WAITING
        return waits and self.has_module_permission(request)

    def get_readonly_fields(self, request: HttpRequest, obj: AccountChange | None = None) -> tuple[str, ...]:
        """Everything but the decider's own words."""
        return tuple(name for name in self.fields if name != "note")

    @admin.display(description="账户")
    def account_name(self, change: AccountChange) -> str:
        """苏见微（yanjiu）."""
        return f"{change.account}（{change.account.username}）"

    @admin.display(description="新邮箱")
    def address(self, change: AccountChange) -> str:
        """Where the letters are to go; of a password there is nothing to see."""
        return change.value if change.what == AccountChange.EMAIL else ""

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """Under its own name: Django's would say “修改”; with the reason why this one may not confirm it."""
        change = self.get_object(request, unquote(object_id))
        context = {
            "title": "账户变更申请",
            "cannot_confirm": accounts.cannot_confirm(change, request.user) if change else "",
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    def save_model(self, request: HttpRequest, obj: AccountChange, form: Any, change: bool) -> None:
        """One of the two buttons, else nothing."""
        acts = {"_confirm": (accounts.confirm, "已生效。"), "_refuse": (accounts.refuse, "没有同意，账户保持原样。")}
        pressed = [acts[name] for name in acts if name in request.POST]
        if len(pressed) != 1:
            messages.error(request, "请按“确认”或“不同意”。")
            return
        decide, done = pressed[0]
        try:
            decide(obj, request.user, form.cleaned_data["note"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{obj}：{done}")

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The decision has recorded itself."""

    def response_change(self, request: HttpRequest, obj: AccountChange) -> HttpResponse:
        """Back to the list; what was done is said already."""
        return redirect("console:congress_accountchange_changelist")
