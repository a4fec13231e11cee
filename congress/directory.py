"""Who holds which role where today, and which units nobody answers for in the house."""

from __future__ import annotations

from collections.abc import Iterable

from congress import clock, permissions
from congress.models.people import Organisation, Posting, User
from congress.roles import ROLES, UNIT_CLERK, UNIT_HEAD

UNIT_ROLES = (UNIT_CLERK.key, UNIT_HEAD.key)
NAMED_AT_MOST = 12  # units in one warning


class Directory:
    """Who holds which role where today, read once a sweep.

    `roles`: only these, for who asks of no others.
    Works up the tree as permissions.covered() works down it: a role held at a
    body reaches everything below, and an ended body is in its successor's hands.
    """

    def __init__(self, roles: Iterable[str] = ()) -> None:
        self._holders: dict[tuple[str, str], dict[int, User]] = {}
        self._successors = permissions.heirs()
        rows = Posting.objects.on(clock.today()).filter(user__is_active=True)
        rows = rows.filter(role__in=roles) if roles else rows
        for posting in rows.select_related("user", "organisation").order_by("pk"):
            place = (posting.organisation.lineage, posting.role)
            self._holders.setdefault(place, {})[posting.user_id] = posting.user

    def holders(self, organisation: Organisation, roles: Iterable[str]) -> list[User]:
        """All whose role of these reaches this organisation."""
        roles = list(roles)
        found: dict[int, User] = {}
        for lineage in permissions.lineages_above(organisation, self._successors):
            for role in roles:
                found |= self._holders.get((lineage, role), {})
        return list(found.values())

    def answering(self, organisation: Organisation) -> list[User]:
        """All who sign and answer for this unit."""
        return self.holders(organisation, UNIT_ROLES)

    def heads(self, organisation: Organisation) -> list[User]:
        """The heads nearest to this organisation: its own, else those of the body above."""
        heads = [role.key for role in ROLES.values() if role.is_head]
        for lineage in permissions.lineages_above(organisation, self._successors):
            found: dict[int, User] = {}
            for role in heads:
                found |= self._holders.get((lineage, role), {})
            if found:
                return list(found.values())
        return []


def without_account(bodies: Iterable[Organisation]) -> list[Organisation]:
    """Those of these units for which nobody can sign or answer here."""
    bodies = list(bodies)
    directory = Directory(UNIT_ROLES) if bodies else None
    return [body for body in bodies if directory and not directory.answering(body)]


def call_them(bodies: Iterable[Organisation]) -> str:
    """What is to be done about such units, in words; empty where there is none."""
    found = without_account(bodies)
    names = "、".join(body.short_name for body in found[:NAMED_AT_MOST])
    more = f"等{len(found)}个单位" if len(found) > NAMED_AT_MOST else ""
    return f"{names}{more}没有可用的账户，分发后请电话通知并代录。" if found else ""
