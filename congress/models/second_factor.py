"""The second factor as django-otp keeps it, with its secrets sealed (congress.at_rest)."""

from __future__ import annotations

import math
from typing import Any

from django.utils import timezone
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from congress import at_rest


def seconds_shut(device: Device) -> int:
    """Whole seconds until the device looks at a token again: after wrong ones even the right one is refused a while.

    The time is django-otp's, doubled by each wrong token; 0 when the next one counts.
    """
    _, refusal = device.verify_is_allowed()
    until = (refusal or {}).get("locked_until")
    return max(1, math.ceil((until - timezone.now()).total_seconds())) if until else 0


class Authenticator(TOTPDevice):
    """手机验证器: the secret that it shares with the phone is sealed for its account."""

    class Meta:
        proxy = True

    @property
    def owner(self) -> str:
        """For whom it is sealed: copied beside another account it opens nothing."""
        return f"user {self.user_id}"

    @property
    def bin_key(self) -> bytes:
        """The secret in clear.  Raises at_rest.Unreadable."""
        return at_rest.unseal(self.key, self.owner)

    def is_readable(self) -> bool:
        """Has the house the key to it?"""
        try:
            return bool(self.bin_key)
        except at_rest.Unreadable:
            return False

    def verify_token(self, token: Any) -> bool:
        """One that cannot be read accepts nothing."""
        return self.is_readable() and super().verify_token(token)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Sealed anew each time it is kept, so that it follows a changed SECRET_KEY."""
        if self.is_readable():
            self.key = at_rest.seal(self.bin_key, self.owner)
        super().save(*args, **kwargs)


class RecoveryCodes(StaticDevice):
    """恢复码: the database holds digests of them, which only SECRET_KEY can make."""

    class Meta:
        proxy = True

    @property
    def owner(self) -> str:
        """Whose they are."""
        return f"user {self.user_id}"

    def issue(self, count: int) -> list[str]:
        """New codes, in clear only here."""
        codes = [StaticToken.random_token() for _ in range(count)]
        StaticToken.objects.bulk_create(
            StaticToken(device=self, token=at_rest.digests(code, self.owner)[0]) for code in codes
        )
        return codes

    def verify_token(self, token: str) -> bool:
        """By the digest under today's key, or under a former one."""
        digests = at_rest.digests(token, self.owner)
        held = self.token_set.filter(token__in=digests).first()
        return super().verify_token(held.token if held else digests[0])
