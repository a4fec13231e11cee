"""The secrets of the second factor that lie in the database in clear are sealed (congress.at_rest)."""

import os

from django.db import migrations

from congress import at_rest

SECRET = 20  # bytes of a secret of django-otp


def seal(apps, editor):
    """Seal what is in clear; what is sealed already stays."""
    for device in apps.get_model("otp_totp", "TOTPDevice").objects.exclude(key__startswith=at_rest.MARK):
        device.key = at_rest.seal(bytes.fromhex(device.key), f"user {device.user_id}")
        device.save(update_fields=["key"])
    for token in apps.get_model("otp_static", "StaticToken").objects.select_related("device"):
        if len(token.token) < at_rest.DIGEST_LENGTH:
            token.token = at_rest.digests(token.token, f"user {token.device.user_id}")[0]
            token.save(update_fields=["token"])


def unseal(apps, editor):
    """Authenticators go back; recovery codes cannot: a digest would be a valid code, so their owners make new ones.

    An authenticator that nobody can read gets a secret that nobody knows: without
    one, the password alone would open the account to whoever sets up the next.
    """
    for device in apps.get_model("otp_totp", "TOTPDevice").objects.filter(key__startswith=at_rest.MARK):
        try:
            device.key = at_rest.unseal(device.key, f"user {device.user_id}").hex()
        except at_rest.Unreadable:
            device.key = os.urandom(SECRET).hex()
        device.save(update_fields=["key"])
    digests = [
        token.pk
        for token in apps.get_model("otp_static", "StaticToken").objects.all()
        if len(token.token) >= at_rest.DIGEST_LENGTH
    ]
    apps.get_model("otp_static", "StaticToken").objects.filter(pk__in=digests).delete()


class Migration(migrations.Migration):
    """Two proxies without columns of their own, and the rows that are there."""

    dependencies = [
        ("congress", "0005_two_persons"),
        ("otp_static", "0003_add_timestamps"),
        ("otp_totp", "0003_add_timestamps"),
    ]

    operations = [
        migrations.CreateModel(
            name="Authenticator",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("otp_totp.totpdevice",),
        ),
        migrations.CreateModel(
            name="RecoveryCodes",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("otp_static.staticdevice",),
        ),
        migrations.RunPython(seal, unseal),
    ]
