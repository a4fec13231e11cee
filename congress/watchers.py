"""Who watches the three administrators: what is done to one of their accounts, the others hear at once."""

from __future__ import annotations

from congress import messages, permissions
from congress.models import User
from congress.roles import AccountKind

WATCHING = ("roles", "trail")  # the security administrators and the auditors


def keepers(*consoles: str) -> list[User]:
    """The open accounts that keep one of these groups of master data today."""
    administrators = User.objects.filter(is_active=True).exclude(kind=AccountKind.BUSINESS)
    return [user for user in administrators if any(permissions.keeps(user, console) for console in consoles)]


def tell(account: User, text: str, key: str) -> None:
    """Say it of an administrator's account to all who watch, in the house and by mail; of others nothing is said.

    The key names the account first: from the message one comes to it (congress.inbox).
    """
    if account.kind == AccountKind.BUSINESS:
        return
    text = f"管理员账户{account.username}（{account}，{account.get_kind_display()}）：{text}"
    messages.send_all(messages.Note(user, text, f"watch.{account.pk}.{key}") for user in keepers(*WATCHING))
