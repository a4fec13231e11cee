"""An account in use is changed by two: the system administrator asks, the security administrator confirms.

Whoever could alone give another person's account a new password, take its
second factor off or lead its letters elsewhere, could act in that person's
name.  Until the other has confirmed, nothing changes; the person is told of
both, in the house and at the address that held before.

An administrator's account needs two from its first role on.  The system
administrator knows the first password of every account, so he could be the
first to sign in to a new security administrator's and confirm himself by it:
therefore it is given a role only when its first password is spent and its
second factor set up, by a security administrator who has asked the person.
"""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import QuerySet

from congress import chain, clock, matters, messages, permissions, signing_in, watchers
from congress.models import AccountChange, Event, User
from congress.refusal import NotYours, Refused
from congress.roles import AccountKind

ONE_IS_BOTH = "申请和确认不能由同一人办理。"


def is_used(account: User) -> bool:
    """Has somebody signed in with this account, or done anything by it?"""
    return account.last_login is not None or Event.objects.filter(actor=account).exists()


def is_entrusted(account: User) -> bool:
    """Is it one of the administrators', with a role that it has, had or will have?"""
    return account.kind != AccountKind.BUSINESS and account.postings.exists()


def needs_two(account: User) -> bool:
    """Does a change of who can sign in with it, or of where its letters go, need a second administrator?"""
    return is_used(account) or is_entrusted(account)


def lacks_owner(account: User) -> str:
    """Why it may be given no role: the first to sign in to an administrator's account may be who opened it."""
    if account.kind == AccountKind.BUSINESS:
        return ""
    if account.last_login and not account.must_change_password and signing_in.has_code(account):
        return ""
    return (
        "管理员账户须先由本人登录、换掉初始口令、启用动态口令，再授予角色。"
        "请当面向本人核实这些都是他自己办的，再来办理。"
    )


def waits(account: User, what: str) -> bool:
    """Is there such a request that nobody has decided?"""
    return AccountChange.objects.filter(account=account, what=what, state=AccountChange.WAITING).exists()


def cannot_ask(account: User, what: str) -> str:
    """Why this change of the account cannot be asked for now, or empty; said before anybody fills in a form."""
    if waits(account, what):
        return "此前的同一申请还没有办理：请安全保密管理员先按“确认，立即生效”或“不同意”，再申请。"
    if not _deciders(account):
        return "没有另一名安全保密管理员可以确认。请先增设一名，或请运维在服务器上办理（见运维手册）。"
    return ""


def cannot_confirm(change: AccountChange, by: User) -> str:
    """Why this one may not confirm it, or empty.  The same words grey the button."""
    if change.asked_by_id == by.pk:
        return ONE_IS_BOTH
    if change.account_id == by.pk:
        return "自己账户的变更不能自己确认，请另一名安全保密管理员办理。"
    return ""


def to_be_confirmed_by(user: User) -> QuerySet:
    """The requests that wait for this security administrator; not those about himself."""
    waiting = AccountChange.objects.filter(state=AccountChange.WAITING)
    return waiting.exclude(account=user).exclude(asked_by=user)


def _deciders(account: User) -> list[User]:
    return [user for user in watchers.keepers("roles") if user.pk != account.pk]


def ask(account: User, what: str, asker: User, value: str = "") -> AccountChange:
    """Ask for a change; `value` is the new password in clear (only its hash is kept), or the new address.

    Raises Refused if the asker keeps no accounts, the same is asked for already, or nobody could confirm it.
    """
    if not permissions.keeps(asker, "accounts"):
        raise NotYours("账户变更由系统管理员申请。")
    with transaction.atomic():
        account = User.objects.select_for_update().get(pk=account.pk)
        if reason := cannot_ask(account, what):
            raise Refused(reason)
        kept = make_password(value) if what == AccountChange.PASSWORD else value
        change = AccountChange.objects.create(account=account, what=what, value=kept, asked_by=asker)
        label = change.get_what_display()
        _record(change, "ask", f"申请{label}", asker)
        _tell(
            change,
            f"系统管理员{asker}申请{_yours(change)}，待安全保密管理员确认后生效。"
            "如果不是您本人要求的，请立即告诉安全保密管理员。",
        )
        messages.send_all(
            messages.Note(user, f"账户{account.username}：{label}的申请，等您确认。", f"change.{change.pk}.waits")
            for user in _deciders(account)
        )
        watchers.tell(account, f"系统管理员{asker}申请{label}。", f"change.{change.pk}.waits")
    return change


def confirm(change: AccountChange, by: User, note: str) -> None:
    """The second administrator has found out that the person wants it: it takes effect."""
    with transaction.atomic():
        change = _decide(change, by, note, AccountChange.CONFIRMED)
        account = change.account
        _tell(
            change,
            f"{_yours(change)}已经生效：系统管理员{change.asked_by}申请，安全保密管理员{by}确认。"
            "如果不是您本人要求的，请立即报告。",
        )
        if change.what == AccountChange.PASSWORD:
            account.password, account.must_change_password = change.value, True
            account.save()
        elif change.what == AccountChange.EMAIL:
            account.email = change.value
            account.save()
        else:
            signing_in.forget_code(account)
        _record(change, "confirm", f"确认{change.get_what_display()}", by, note)
        watchers.tell(account, f"{change.get_what_display()}已经生效，{by}确认。", f"change.{change.pk}.confirmed")
        _forget_password(change)


def refuse(change: AccountChange, by: User, note: str) -> None:
    """It was not the person who wanted it: everything stays as it is."""
    with transaction.atomic():
        change = _decide(change, by, note, AccountChange.REFUSED)
        _tell(change, f"{_yours(change)}的申请没有生效：安全保密管理员{by}没有同意。")
        _record(change, "refuse", f"不同意{change.get_what_display()}", by, note)
        _forget_password(change)


def _decide(change: AccountChange, by: User, note: str, state: str) -> AccountChange:
    """The row, locked with its account, as it now stands; one decision, by somebody else."""
    change = AccountChange.objects.select_for_update(of=("self",)).select_related("asked_by__person").get(pk=change.pk)
    if not permissions.keeps(by, "roles"):
        raise NotYours("账户变更由安全保密管理员确认。")
    if change.asked_by_id == by.pk:
        raise Refused(ONE_IS_BOTH)
    if state == AccountChange.CONFIRMED and (reason := cannot_confirm(change, by)):  # to refuse it is his good right
        raise Refused(reason)
    if change.state != AccountChange.WAITING:
        raise Refused("这件申请已经办理过了。")
    change.account = User.objects.select_for_update().get(pk=change.account_id)
    change.state, change.note, change.decided_by, change.decided_at = state, note, by, clock.now()
    change.save()
    return change


def _forget_password(change: AccountChange) -> None:
    """A hash that is in effect, or never will be, is kept in one place at most."""
    if change.what == AccountChange.PASSWORD:
        change.value = ""
        change.save(update_fields=["value"])


def _yours(change: AccountChange) -> str:
    """重置您账户的口令."""
    verb, thing = change.get_what_display()[:2], change.get_what_display()[2:]
    return f"{verb}您账户的{thing}"


def _tell(change: AccountChange, text: str) -> None:
    """The person, at the address that the account has now."""
    messages.send(change.account, text, f"change.{change.pk}.{change.state}")


def _record(change: AccountChange, act: str, label: str, by: User, note: str = "") -> None:
    facts = {
        "object": f"accountchange:{change.pk}",
        "username": change.account.username,
        "what": change.what,
        "value": chain.sm3(change.value) if change.what == AccountChange.EMAIL else "",
        "asked_by": change.asked_by.username,
    }
    matters.record(f"console.accountchange.{act}", label, by, facts, note)
