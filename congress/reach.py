"""Whom a confined matter does not reach although it concerns them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from congress import clock, confining, recipients
from congress.directory import UNIT_ROLES, Directory
from congress.models.people import Organisation, User


def unreached(matter: Any, people: Iterable[User] | None = None) -> list[Organisation]:
    """The units that the matter concerns and that could answer for themselves, but of which nobody is on the list.

    `people` instead of who is on it today.  A unit without any account is called by telephone and not meant.
    """
    bodies = list(recipients.in_order(matter.concerned(), clock.today())[: confining.BODIES_AT_MOST + 1])
    if len(bodies) > confining.BODIES_AT_MOST:
        return []
    on_list = {user.pk for user in (confining.listed(matter) if people is None else people)}
    directory = Directory(UNIT_ROLES)
    held = {body: {user.pk for user in directory.answering(body)} for body in bodies}
    return [body for body, users in held.items() if users and not users & on_list]


def lacks_reach(matter: Any) -> str:
    """A gate before anything goes out: whom it is sent to without anybody there who could read it."""
    if not matter.is_confidential or not (names := "、".join(body.short_name for body in unreached(matter))):
        return ""
    return f"下列单位没有人在知悉范围内：{names}；请先把它们的联络员列入，或解除限定。"
