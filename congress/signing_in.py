"""Signing in: a name and a password, a second factor where it is due, and nothing else until both are given.

Whoever has given the password only is held by congress.middleware at the page
that is due next.  Every outcome is in the trail; what was typed never is.
"""

from __future__ import annotations

import base64
from typing import Any, ClassVar

import django_otp
import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from congress import chain, lockout, matters, watchers
from congress.models import Authenticator, RecoveryCodes, User
from congress.models.second_factor import seconds_shut
from congress.roles import AccountKind

# What a session remembers
STAMP, CODE_DUE, NEXT, WRONG_CODES, SEEN = "postings", "code_due", "next", "wrong_codes", "seen"
RECOVERY_CODES = 10
MOST_WRONG_CODES = 5
TOO_SOON = "刚才输错过，现在还不核对，请等{seconds}秒再试。"


# Who may go where ----------------------------------------------------------


def stamp(user: User) -> str:
    """What the user's postings are today; a session does not outlive a change of it."""
    held = sorted((p.pk, p.role, p.organisation_id, p.is_acting) for p in user.postings_now())
    return chain.sm3(repr(held))


def must_use_code(user: User) -> bool:
    """A second factor is compulsory for the three administrators."""
    return user.kind != AccountKind.BUSINESS


def has_code(user: User) -> bool:
    """Has the user set up a second factor?"""
    return Authenticator.objects.filter(user=user, confirmed=True).exists()


def is_verified(user: User) -> bool:
    """Was the second factor given in this session?"""
    return getattr(user, "otp_device", None) is not None


def duty(request: HttpRequest) -> str:
    """The page (by its name) that this user must see before any other, or empty."""
    user = request.user
    if (must_use_code(user) or request.session.get(CODE_DUE)) and not is_verified(user):
        return "sign_in_code" if has_code(user) else "set_up_code"
    return "change_password" if user.must_change_password else ""


def first_page(user: User) -> str:
    """Where work begins: the console for the three administrators, the desk for all others."""
    if must_use_code(user) and user.is_staff:  # an administrator without a role yet finds nothing there
        return reverse("console:index")
    return settings.LOGIN_REDIRECT_URL


def onward(request: HttpRequest) -> HttpResponse:
    """To what is due, else to where the user wanted to go."""
    if due := duty(request):
        return redirect(due)
    return redirect(request.session.pop(NEXT, "") or first_page(request.user))


def wanted_page(request: HttpRequest) -> str:
    """The page asked for by `next`, if it is one of ours."""
    page = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure())
    return page if ours else ""


def note(request: HttpRequest, action: str, label: str, user: User | None, **facts: object) -> None:
    """Put an outcome into the trail, with the address it came from."""
    facts["address"] = request.META.get("REMOTE_ADDR", "")
    matters.record(f"session.{action}", label, user, facts)


# Name and password ---------------------------------------------------------


class SignInForm(forms.Form):
    """账号和口令."""

    username = forms.CharField(
        label="账号",
        max_length=60,
        widget=forms.TextInput({"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label="口令",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


@login_not_required
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password.

    One answer for a wrong password, an unknown name and a closed account; the
    time is the same too, because the hasher runs for unknown names (Django's
    ModelBackend) and all else here is done for every refusal.
    """
    if request.user.is_authenticated:
        return onward(request)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if lockout.is_shut(request, form.cleaned_data["username"]):
            return locked_out(request)  # nothing recorded: nobody fills the trail by knocking
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            return let_in(request, user)
        note_refusal(request, form.cleaned_data["username"])
        form.add_error(None, "账号或口令不正确，或账户已停用。连续输错五次将锁定30分钟。")
    return render(request, "sign_in/sign_in.html", {"form": form, "next": wanted_page(request)})


def let_in(request: HttpRequest, user: User) -> HttpResponse:
    """Begin a session, under a new id."""
    page = wanted_page(request)
    user.skip_history_when_saving = True  # the time of a sign-in is no master data
    login(request, user)
    del user.skip_history_when_saving
    request.session[STAMP] = stamp(user)
    request.session[CODE_DUE] = must_use_code(user) or has_code(user)
    request.session[NEXT] = page
    if not request.session[CODE_DUE]:
        note(request, "sign_in", "登录", user)
    return onward(request)


def note_refusal(request: HttpRequest, username: str) -> None:
    """Record a refusal, and the lock if this one was too many.

    A name that is no account's is not recorded: some type their password there.
    """
    known = User.objects.filter(username=username).exists()
    tried = username if known else ""
    note(request, "refused", "登录失败", None, tried=tried)
    if getattr(request, "axes_locked_out", False):
        note_lock(request, tried)


def note_lock(request: HttpRequest, tried: str) -> None:
    """Record that this name, or this address, is shut for a while."""
    by = "address" if lockout.address_is_shut(request) else "name"
    note(request, "locked", "登录锁定", None, tried=tried, by=by)


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict | None = None
) -> HttpResponse:
    """What axes answers (AXES_LOCKOUT_CALLABLE); the same whether the name exists or not."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    context = {"minutes": minutes, "is_address": lockout.address_is_shut(request)}
    return render(request, "sign_in/locked.html", context, status=429)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; what the browser may still hold of it goes with it."""
    if request.user.is_authenticated:
        note(request, "sign_out", "退出", request.user)
    logout(request)
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    response["Clear-Site-Data"] = '"cache"'
    return response


# The second factor ---------------------------------------------------------


class CodeForm(forms.Form):
    """动态口令或恢复码."""

    token = forms.CharField(
        label="动态口令",
        max_length=20,
        help_text="手机验证器上的6位数字；手机不在身边时，可输入一个恢复码。",
        widget=forms.TextInput({"autocomplete": "one-time-code", "autofocus": True}),
    )

    def clean_token(self) -> str:
        """People type codes in groups."""
        return "".join(self.cleaned_data["token"].split()).lower()


def matching_device(user: User, token: str) -> tuple[Authenticator | RecoveryCodes | None, int]:
    """The device that accepts the token, or None with the seconds for which no token is looked at.

    Six digits are asked of the authenticator only, anything else of the
    recovery codes only: each counts its failures, and one must not lock the other.
    """
    model = Authenticator if token.isdecimal() and len(token) == 6 else RecoveryCodes
    shut = 0
    with transaction.atomic():
        for device in model.objects.select_for_update().filter(user=user, confirmed=True):
            shut = max(shut, seconds_shut(device))
            if device.verify_token(token):
                return device, 0
    return None, shut


@sensitive_post_parameters("token")
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor."""
    if is_verified(request.user) or not has_code(request.user):
        return onward(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device, shut = matching_device(request.user, form.cleaned_data["token"])
        if device is not None:
            verified(request, device)
            note(request, "sign_in", "登录", request.user, factor=device._meta.model_name)
            return onward(request)
        note(request, "code_refused", "动态口令输得太快，没有核对" if shut else "动态口令错误", request.user)
        if too_many_wrong_codes(request):
            messages.error(request, "动态口令连续输错，请重新登录。")
            return redirect("sign_in")
        said = "动态口令不正确或已用过，请等验证器换出新的数字再试。"
        form.add_error("token", TOO_SOON.format(seconds=shut) if shut else said)
    return render(request, "sign_in/code.html", {"form": form})


def verified(request: HttpRequest, device: Authenticator | RecoveryCodes) -> None:
    """The session has more rights now, so it gets another id."""
    django_otp.login(request, device)
    request.session.pop(WRONG_CODES, None)
    request.session.cycle_key()


def too_many_wrong_codes(request: HttpRequest) -> bool:
    """Count a wrong code; after some the password is asked for again."""
    request.session[WRONG_CODES] = request.session.get(WRONG_CODES, 0) + 1
    if request.session[WRONG_CODES] < MOST_WRONG_CODES:
        return False
    logout(request)
    return True


@sensitive_post_parameters("token")
def set_up_code(request: HttpRequest) -> HttpResponse:
    """Set up the second factor, or a new one for somebody who has just given the old one."""
    user = request.user
    if has_code(user) and not is_verified(user):
        return redirect("sign_in_code")
    device = unfinished(user)
    form = CodeForm(request.POST or None)
    form.fields["token"].help_text = "手机验证器上现在显示的6位数字。"
    if request.method == "POST" and form.is_valid():
        shut = seconds_shut(device)  # asked first: a wrong number makes it longer
        if device.verify_token(form.cleaned_data["token"]):
            codes = enrol(request, device)
            return render(request, "sign_in/recovery_codes.html", {"codes": codes})
        said = f"数字不对，请核对手机时间是否准确，等{seconds_shut(device)}秒再输入新的数字。"
        form.add_error("token", TOO_SOON.format(seconds=shut) if shut else said)
    context = {
        "form": form,
        "qr": segno.make(device.config_url, error="m").png_data_uri(scale=5, border=2),
        "key": base64.b32encode(device.bin_key).decode(),
        "is_compulsory": must_use_code(user),
        "is_renewal": is_verified(user),
    }
    return render(request, "sign_in/set_up_code.html", context)


def unfinished(user: User) -> Authenticator:
    """The authenticator that the user has begun to set up, or a new one."""
    begun = Authenticator.objects.filter(user=user, confirmed=False)
    if (device := begun.first()) and device.is_readable():
        return device
    begun.delete()
    return Authenticator.objects.create(user=user, name="手机验证器", confirmed=False)


def enrol(request: HttpRequest, device: Authenticator) -> list[str]:
    """Make the device the user's only one; gives new recovery codes, which are shown once."""
    with transaction.atomic():
        Authenticator.objects.filter(user=request.user).exclude(pk=device.pk).delete()
        device.confirmed = True
        device.save()
        RecoveryCodes.objects.filter(user=request.user).delete()
        codes = RecoveryCodes.objects.create(user=request.user, name="恢复码").issue(RECOVERY_CODES)
        note(request, "code_set_up", "启用动态口令", request.user)
        told = "启用了新的动态口令。如果不是本人办理的，请立即停用该账户并报告。"
        watchers.tell(request.user, told, f"code.{device.pk}")
    request.session[CODE_DUE] = True
    verified(request, device)
    return codes


def forget_code(user: User) -> None:
    """Take away the user's authenticator and recovery codes."""
    Authenticator.objects.filter(user=user).delete()
    RecoveryCodes.objects.filter(user=user).delete()


# The password --------------------------------------------------------------


class PasswordForm(PasswordChangeForm):
    """修改口令: the new one is another one."""

    error_messages: ClassVar[dict[str, str]] = {
        "password_incorrect": "原口令不正确，请重新输入。",
        "password_mismatch": "两次输入的新口令不一致，请重新输入。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"old_password": "原口令", "new_password1": "新口令", "new_password2": "再输一次新口令"}
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["new_password2"].help_text = ""

    def clean_new_password1(self) -> str:
        """Refuse the old password as the new one."""
        password = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise forms.ValidationError("新口令不能与原口令相同。")
        return password


@sensitive_post_parameters()
def change_password(request: HttpRequest) -> HttpResponse:
    """Change the password; every other session of this account ends with the old one.

    The old password asked for here could be guessed here: a wrong one counts like one at sign-in.
    """
    user = request.user
    form = PasswordForm(user, request.POST or None)
    if request.method == "POST" and lockout.is_shut(request, user.username):
        return locked_out(request)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            user.must_change_password = False
            form.save()
            note(request, "password_changed", "修改口令", user)
        update_session_auth_hash(request, user)
        messages.success(request, "口令已修改。您在其他电脑上的登录已全部退出。")
        return onward(request)
    if form.has_error("old_password", "password_incorrect") and old_password_refused(request, user):
        return locked_out(request)
    context = {"form": form, "is_due": user.must_change_password}
    return render(request, "sign_in/change_password.html", context)


def old_password_refused(request: HttpRequest, user: User) -> bool:
    """Record and count a wrong old password; after too many the session ends."""
    note(request, "password_refused", "修改口令时原口令错误", user)
    if not lockout.count(request, user.username):
        return False
    note_lock(request, user.username)
    logout(request)
    return True
