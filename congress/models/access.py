"""Who may read a matter: rows written by the tables, and exceptions granted by name."""

from __future__ import annotations

from django.db import models
from guardian.models import UserObjectPermissionBase

from congress import clock
from congress.models.people import Organisation, Person, User
from congress.roles import role_choices


class Reader(models.Model):
    """One party that reads one matter: a role at an organisation, or a person.

    Written by `take()` from the workflow's `by` and `readers`; holds no row for
    roles of the owning body, which read it by the matter's own columns.
    """

    matter = models.ForeignKey("congress.Matter", models.PROTECT, related_name="readers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=40, choices=role_choices, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "organisation", "role"], name="reader_role_once"),
            models.UniqueConstraint(fields=["matter", "person"], name="reader_person_once"),
        ]
        indexes = [
            models.Index(fields=["organisation", "role", "-matter"], name="reader_by_party"),
            models.Index(fields=["person", "-matter"], name="reader_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id}: {self.role or self.person_id}"


class GrantQuerySet(models.QuerySet):
    """Grants by time and user."""

    def current(self, user: User) -> GrantQuerySet:
        """Those of this user that have not run out."""
        return self.filter(user=user, until__gte=clock.today())

    def of_lists(self) -> GrantQuerySet:
        """Those that 限定知悉范围 has made, and may end."""
        return self.exclude(origin=Grant.NAMED)


class Grant(UserObjectPermissionBase):
    """知悉授权: a named exception, on the Matter row itself, with an end and a reason.

    `origin`: given by the security administrator, or on the list to which the
    matter is confined, be it its own or carried over from its whole.
    """

    NAMED, LIST, CARRIED = "", "list", "carried"

    content_object = models.ForeignKey("congress.Matter", models.PROTECT, related_name="grants", verbose_name="事项")
    until = models.DateField("有效至（含当日）")
    reason = models.CharField("理由", max_length=200)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="授予人")
    origin = models.CharField(
        "来源",
        max_length=10,
        blank=True,
        default=NAMED,
        editable=False,
        choices=[(NAMED, "安全保密管理员授予"), (LIST, "限定知悉范围"), (CARRIED, "随整体事项限定")],
    )

    objects = GrantQuerySet.as_manager()

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = verbose_name_plural = "知悉授权"
        unique_together = (("user", "permission", "content_object", "origin"),)

    def __str__(self) -> str:
        """By the matter's ref: who grants it does not read the title."""
        return f"{self.user} {self.content_object.ref}"
