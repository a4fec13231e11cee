"""What one administrator asks for on an account in use, until another has decided."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from congress import clock
from congress.models.people import User


class AccountChange(models.Model):
    """账户变更申请: asked for by the system administrator, in effect only when the security administrator confirms.

    `value` is the new address, or the hash of the new password.  No page shows the hash, and it is emptied with the
    decision; the address is shown to both and stays, so that it is known where somebody wanted the letters to go.
    """

    PASSWORD, CODE, EMAIL = "password", "code", "email"
    WAITING, CONFIRMED, REFUSED = "waiting", "confirmed", "refused"

    account = models.ForeignKey(User, models.PROTECT, related_name="changes", verbose_name="账户")
    what = models.CharField(
        "事项", max_length=10, choices=[(PASSWORD, "重置口令"), (CODE, "重置动态口令"), (EMAIL, "更改邮箱")]
    )
    value = models.CharField(max_length=254, blank=True, editable=False)
    state = models.CharField(
        "状态",
        max_length=10,
        default=WAITING,
        choices=[(WAITING, "待确认"), (CONFIRMED, "已生效"), (REFUSED, "未同意")],
    )
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间", default=clock.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="确认人")
    decided_at = models.DateTimeField("确认时间", null=True)
    note = models.CharField("核实情况", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "账户变更申请"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "what"], name="change_waits_once", condition=Q(state="waiting")),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="change_takes_two"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="change_is_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account.username} {self.get_what_display()}"
