"""The secrets of the second factor that lie in the database in clear are sealed (congress.at_rest)."""

from django.db import migrations

from congress import at_rest


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
    """Authenticators go back; recovery codes cannot: their owners make new ones."""
    for device in apps.get_model("otp_totp", "TOTPDevice").objects.filter(key__startswith=at_rest.MARK):
        device.key = at_rest.unseal(device.key, f"user {device.user_id}").hex()
        device.save(update_fields=["key"])


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
