"""The way in to an empty house: the first system administrator, security administrator and auditor."""

from __future__ import annotations

import getpass
import os
import secrets
import sys
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.db import transaction

from congress import clock, matters, roles
from congress.models import Organisation, Person, Posting, User
from congress.roles import AccountKind, Role

CHANCE = 12  # bytes of it in a password that is made here
REASON = "首任管理员，在服务器上开设"
# the first part of the variable, the kind of account, the role
THREE: tuple[tuple[str, str, Role], ...] = (
    ("SYSTEM", AccountKind.SYSTEM, roles.SYSTEM_ADMINISTRATOR),
    ("SECURITY", AccountKind.SECURITY, roles.SECURITY_ADMINISTRATOR),
    ("AUDIT", AccountKind.AUDIT, roles.AUDIT_ADMINISTRATOR),
)


@dataclass(frozen=True)
class First:
    """One of the three, as answered.  `password` is in clear; `is_made` if nobody has chosen it."""

    kind: str
    role: Role
    name: str
    username: str
    email: str
    password: str
    is_made: bool


class Command(BaseCommand):
    """Only at the server and only once: afterwards accounts are opened and roles given by two, in the console."""

    help = (
        "在空的系统里开设首任系统管理员、安全保密管理员、安全审计员（须是三个人），只能办一次，会记入留痕。"
        "逐项询问；也可用环境变量 FIRST_SYSTEM_NAME 等给出（见运维手册）。"
    )

    def handle(self, **options) -> None:
        """All three or none.  Raises CommandError with what to do."""
        self.refuse_a_second_time()
        three = [self.ask_one(*one) for one in THREE]
        refuse_one_for_another(three)
        place = self.ask_place()
        secretary = answer("FIRST_SECRETARY_NAME", "秘书科经办人姓名（由他登记其他人员；可留空）", default="")
        try:
            with transaction.atomic():
                if place._state.adding:
                    place.full_clean()
                    place.save()
                for one in three:
                    make(one, place)
                if secretary:
                    person_called(secretary)
        except ValidationError as fault:
            raise CommandError("".join(fault.messages) + "什么都没有开设，请改正后重新执行。") from fault
        self.tell(three)

    def refuse_a_second_time(self) -> None:
        """One of these in an account is enough: who has them is not given rivals behind his back."""
        held = User.objects.exclude(kind=AccountKind.BUSINESS).order_by("pk")
        if held.exists():
            named = "、".join(f"{user.get_kind_display()} {user.username}" for user in held)
            raise CommandError(
                f"已经有管理员账户（{named}），本命令只用于空的系统。"
                "增设管理员请在管理台办理；口令或手机丢了，用 reset_password、reset_code。"
            )

    def ask_one(self, prefix: str, kind: str, role: Role) -> First:
        """The answers about one of the three."""
        name = answer(f"FIRST_{prefix}_NAME", f"{role.label}的姓名")
        username = answer(f"FIRST_{prefix}_ACCOUNT", f"{role.label}的账号（字母）")
        email = answer(f"FIRST_{prefix}_EMAIL", f"{role.label}的邮箱（可留空）", default="")
        chosen = answer(
            f"FIRST_{prefix}_PASSWORD", f"{role.label}的初始口令（留空则自动生成）", default="", is_secret=True
        )
        try:
            if chosen:
                validate_password(chosen, User(username=username))
        except ValidationError as fault:
            raise CommandError(f"{role.label}的初始口令不能用：{''.join(fault.messages)}") from fault
        return First(kind, role, name, username, email, chosen or secrets.token_urlsafe(CHANCE), not chosen)

    def ask_place(self) -> Organisation:
        """The organ that they serve; not saved yet where it is the first."""
        if not Organisation.objects.exists():
            return first_organ()
        key = answer("FIRST_ORGAN_KEY", "本机关在“机构”中的代码")
        place = Organisation.objects.filter(key=key).first()
        if place is None:
            raise CommandError(f"没有代码为“{key}”的机构，请核对。")
        return place

    def tell(self, three: list[First]) -> None:
        """Who there is now, with the passwords that only this command knows."""
        for one in three:
            password = f"，初始口令 {one.password}（只显示这一次）" if one.is_made else ""
            self.stdout.write(f"{one.role.label}：{one.name}，账号 {one.username}{password}")
        self.stdout.write("请三人当场各自登录：启用动态口令，换掉初始口令。在此之前，知道初始口令的人都能抢先登录。")


def answer(variable: str, question: str, *, default: str | None = None, is_secret: bool = False) -> str:
    """From the environment, else from whoever sits there.  Raises CommandError if neither gives what must be given."""
    given = os.environ.get(variable)
    if given is None and sys.stdin.isatty():
        given = getpass.getpass(f"{question}：") if is_secret else input(f"{question}：")
    given = (given or "").strip()
    if given or default is not None:
        return given or str(default)
    raise CommandError(f"缺少{question}：请在终端里执行本命令，或设置环境变量 {variable}。")


def refuse_one_for_another(three: list[First]) -> None:
    """三员分立: three persons, three accounts."""
    for values, thing in (({one.name for one in three}, "姓名"), ({one.username for one in three}, "账号")):
        if len(values) < len(three):
            raise CommandError(f"三名管理员的{thing}有重复：须由三个人分别担任，不能兼任。")
    typed = [one.password for one in three]
    if len(set(typed)) < len(typed):
        raise CommandError("三名管理员的初始口令不能相同，请各设一个。")


def first_organ() -> Organisation:
    """The first organisation of an empty house; its keeper corrects everything but the key in the console."""
    return Organisation(
        name=answer("FIRST_ORGAN_NAME", "本机关全称，如“某某市人民代表大会常务委员会”"),
        short_name=answer("FIRST_ORGAN_SHORT_NAME", "本机关简称，如“市人大常委会”"),
        key=answer("FIRST_ORGAN_KEY", "本机关代码（字母，以后不能改；留空为 committee）", default="committee"),
        kind="standing_committee",
        level="city",
    )


def make(one: First, place: Organisation) -> None:
    """The account and its role; both are in the trail as one deed of the server's."""
    user = User.objects.create_user(
        one.username, one.password, person=person_called(one.name), kind=one.kind, email=one.email,
        must_change_password=True,
    )  # fmt: skip
    Posting.objects.create(user=user, organisation=place, role=one.role.key, since=clock.today(), reason=REASON)
    facts = {"username": user.username, "kind": user.kind, "posted": one.role.key, "posted_at": place.key}
    matters.record("command.make_administrators", "在服务器上开设首任管理员", None, facts)


def person_called(name: str) -> Person:
    """Somebody of this name without an account, registered if need be."""
    return Person.objects.filter(name=name, user=None).first() or Person.objects.create(name=name)
