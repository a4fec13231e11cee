"""Short texts about a paper that was sent, to copy into SMS or 微信, and whom to call.

Of a confined paper they say that there is something to sign for, and no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from congress import clock, confining
from congress.deadlines import chinese
from congress.directory import UNIT_ROLES, Directory
from congress.models import Delivery, Organisation, Tenure, User

ALONE = 70  # characters of a Chinese SMS (UCS-2, 3GPP TS 23.038: 140 octets)
JOINED = 67  # of each part of a longer one: six octets tell the parts (3GPP TS 23.040)
HUSHED = "有一件文件请登录办理"
NAMES_AT_MOST = 3  # contacts of a unit


@dataclass(frozen=True)
class ShortText:
    """A text and how long it is as an SMS."""

    key: str
    label: str
    words: str

    @property
    def length(self) -> int:
        """Characters as a telephone counts them: a rare character takes two."""
        return len(self.words.encode("utf-16-be")) // 2

    @property
    def parts(self) -> int:
        """How many SMS it takes."""
        return 1 if self.length <= ALONE else -(-self.length // JOINED)


@dataclass(frozen=True)
class Contact:
    """Whom to call about a unit that has not signed: (name, telephone) pairs, and what to do where there is none."""

    body: Organisation
    people: list[tuple[str, str]]
    advice: str = ""


def texts(matter: Any, issued: Any, *, is_missing: bool, due_on: date | None) -> list[ShortText]:
    """收文 for all, 催签 where somebody has not signed."""
    if matter.is_confidential:
        return [ShortText("notice", "收文提醒", HUSHED)]
    name = f"{issued.number_text}《{issued.title}》"
    found = [ShortText("notice", "收文提醒", f"{name}已印发，请{where()}签收。{matter.signatory}")]
    if is_missing:
        found.append(ShortText("urge", "催签", f"{name}贵单位尚未签收，请{_until(due_on)}{where()}签收。"))
    return found


def where() -> str:
    """登录…办公系统; with its address where others can reach it."""
    address = "" if settings.SITE_IS_LOCAL else settings.SITE_URL
    return f"登录人大常委会办公系统{address}"


def _until(due_on: date | None) -> str:
    if due_on is None or due_on < clock.today():
        return "尽快"
    return f"于{chinese(due_on).partition('年')[2]}前"


def contacts(matter: Any, rows: Iterable[Delivery]) -> list[Contact]:
    """Whom to call about these deliveries, in four statements; of a confined paper only who is on its list."""
    rows = list(rows)
    directory = Directory(UNIT_ROLES) if rows else None
    found = {row.organisation: directory.answering(row.organisation) for row in rows if directory}
    users = {user.pk for people in found.values() for user in people}
    named = User.objects.filter(pk__in=users).select_related("person")
    if matter.is_confidential:
        named = named.filter(pk__in=confining.listed(matter).values("pk"))
    by_pk = {user.pk: user for user in named} if users else {}
    offices = {} if matter.is_confidential else _in_office(body for body, people in found.items() if not people)
    return [_contact(row, [by_pk[u.pk] for u in found[row.organisation] if u.pk in by_pk], offices) for row in rows]


def _contact(row: Delivery, users: list[User], offices: dict[int, list[tuple[str, str]]]) -> Contact:
    body = row.organisation
    people = [(str(user), user.person.phone if user.person else "") for user in users] or offices.get(body.pk, [])
    advice = "" if any(phone for _, phone in people) else "没有登记电话，请在管理台“人员”中补上。"
    if row.channel != Delivery.LOGIN:
        advice = f"{row.get_channel_display()}，签收后由秘书科登记。" + ("" if people else "没有账户，请拨单位总机。")
    elif not users:
        advice = "没有可用的账户，请电话通知并代录签收。"
    return Contact(body, people[:NAMES_AT_MOST], advice)


def _in_office(bodies: Iterable[Organisation]) -> dict[int, list[tuple[str, str]]]:
    """Who holds an office today at units without an account, and has a telephone."""
    tenures = Tenure.objects.on(clock.today()).filter(organisation__in=list(bodies)).exclude(person__phone="")
    found: dict[int, list[tuple[str, str]]] = {}
    for tenure in tenures.select_related("person").order_by("pk"):
        found.setdefault(tenure.organisation_id, []).append((tenure.person.name, tenure.person.phone))
    return found
