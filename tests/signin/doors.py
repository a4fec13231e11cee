"""Ways through the door for tests of what lies behind it."""

from __future__ import annotations

import time

from django.test import Client
from django_otp.oath import TOTP

from congress.models import Authenticator, User
from tests.cast import PASSWORD


def authenticator(user: User) -> Authenticator:
    """The user's phone, set up."""
    return Authenticator.objects.create(user=user, name="手机验证器", confirmed=True)


def code(device: Authenticator) -> str:
    """What the phone shows now."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time()
    return f"{totp.token():06d}"


def signed_in(user: User) -> Client:
    """A browser in which this user has signed in, with the second factor where there must be one."""
    client = Client()
    client.force_login(user, backend="congress.backends.AccountBackend")
    if user.kind != "business":
        session = client.session
        session["otp_device_id"] = authenticator(user).persistent_id
        session.save()
    return client


def sign_in(client: Client, user: User, password: str = PASSWORD, **extra: str):
    """Fill in the form."""
    return client.post("/sign-in/", {"username": user.username, "password": password, **extra})
