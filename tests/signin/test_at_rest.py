"""A copy of the database (a backup, a lost disk) is no second factor: secrets lie in it sealed."""

import base64
import importlib

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from congress.models import Authenticator, RecoveryCodes
from tests.signin.doors import authenticator, code, sign_in
from tests.signin.test_second_factor import set_up

migration = importlib.import_module("congress.migrations.0006_sealed_secrets")

CLEAR = "00112233445566778899aabbccddeeff00112233"


def dump() -> str:
    """Everything that the tables of the second factor hold."""
    rows = []
    with connection.cursor() as cursor:
        for table in ("otp_totp_totpdevice", "otp_static_statictoken"):
            cursor.execute(f"SELECT * FROM {table}")
            rows += cursor.fetchall()
    return repr(rows)


def test_the_database_holds_neither_the_secret_nor_a_recovery_code(city, client):
    sign_in(client, city.system)
    shown = client.get("/account/code/").context["key"]
    codes = set_up(client)
    secret = base64.b32decode(shown)
    assert len(secret) == 20 and len(codes) == 10
    held = dump()
    assert secret.hex() not in held.lower()
    assert shown not in held
    assert not any(recovery in held for recovery in codes)


def test_what_is_sealed_still_opens_the_door(city, client):
    sign_in(client, city.system)
    codes = set_up(client)
    other = Client()
    sign_in(other, city.system)
    Authenticator.objects.update(last_t=-1)
    assert other.post("/sign-in/code/", {"token": code(Authenticator.objects.get())})["Location"] == "/console/"
    third = Client()
    sign_in(third, city.system)
    assert third.post("/sign-in/code/", {"token": codes[3]})["Location"] == "/console/"


def test_a_secret_copied_to_another_account_is_none(city, client):
    """Whoever may write to the database would otherwise give his own phone to an administrator."""
    own, other = authenticator(city.drafter), authenticator(city.system)
    Authenticator.objects.filter(pk=other.pk).update(key=own.key)
    sign_in(client, city.system)
    assert client.post("/sign-in/code/", {"token": code(own)}).status_code == 200


def test_a_changed_key_of_the_house_is_followed_while_the_old_one_is_named(city, client, settings):
    sign_in(client, city.system)
    codes = set_up(client)
    Authenticator.objects.update(last_t=-1)
    device = Authenticator.objects.get()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 9
    other = Client()
    sign_in(other, city.system)
    assert other.post("/sign-in/code/", {"token": code(device)})["Location"] == "/console/"
    settings.SECRET_KEY_FALLBACKS = []
    assert Authenticator.objects.get().bin_key  # sealed anew when it was used
    settings.SECRET_KEY_FALLBACKS = ["other" * 9]
    third = Client()
    sign_in(third, city.system)
    assert third.post("/sign-in/code/", {"token": codes[0]}).status_code == 200  # codes are not sealed anew


def test_recovery_codes_follow_the_old_key_of_the_house_too(city, client, settings):
    sign_in(client, city.system)
    codes = set_up(client)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 9
    other = Client()
    sign_in(other, city.system)
    assert other.post("/sign-in/code/", {"token": codes[0]})["Location"] == "/console/"
    assert StaticToken.objects.count() == 9


def test_without_the_key_of_the_house_a_code_is_refused_and_nothing_breaks(city, client, settings):
    device = authenticator(city.system)
    token = code(device)
    settings.SECRET_KEY = "lost" * 15
    sign_in(client, city.system)
    answer = client.post("/sign-in/code/", {"token": token})
    assert answer.status_code == 200
    assert "动态口令不正确" in answer.content.decode()


def test_what_lay_there_in_clear_is_sealed_by_the_migration(city, client):
    device = TOTPDevice.objects.create(user=city.system, name="手机验证器", confirmed=True, key=CLEAR)
    spare = StaticDevice.objects.create(user=city.system, name="恢复码")
    StaticToken.objects.create(device=spare, token="abcd2345")
    for _ in range(2):  # a second run finds nothing to do
        migration.seal(apps, None)
    assert CLEAR not in dump() and "abcd2345" not in dump()
    assert Authenticator.objects.get(pk=device.pk).bin_key == bytes.fromhex(CLEAR)
    sign_in(client, city.system)
    assert client.post("/sign-in/code/", {"token": "abcd2345"})["Location"] == "/console/"
    migration.unseal(apps, None)
    assert TOTPDevice.objects.get(pk=device.pk).key == CLEAR


DAMAGED = ["s1.", "s1.AAAA", "s1.A", "s1.钥匙", "s1.AAAAAAAAAAAAAAAA", "s1." + "A" * 64, "zz"]


@pytest.mark.parametrize("key", DAMAGED)
def test_a_damaged_secret_accepts_nothing_and_breaks_no_page(city, client, key):
    device = authenticator(city.system)
    TOTPDevice.objects.filter(pk=device.pk).update(key=key)
    assert not Authenticator.objects.get(pk=device.pk).is_readable()
    sign_in(client, city.system)
    answer = client.post("/sign-in/code/", {"token": "123456"})
    assert answer.status_code == 200
    assert "动态口令不正确" in answer.content.decode()


def test_on_the_way_back_no_digest_becomes_a_recovery_code(city):
    spare = RecoveryCodes.objects.create(user=city.system, name="恢复码")
    spare.issue(3)
    StaticToken.objects.create(device=spare, token="abcd2345")  # in clear still: it is one
    migration.unseal(apps, None)
    assert list(StaticToken.objects.values_list("token", flat=True)) == ["abcd2345"]


def test_one_secret_that_cannot_be_read_does_not_stop_the_way_back_and_opens_nothing(city):
    lost, whole = authenticator(city.drafter), authenticator(city.system)
    TOTPDevice.objects.filter(pk=lost.pk).update(key=whole.key)  # sealed for another
    migration.unseal(apps, None)
    assert TOTPDevice.objects.get(pk=whole.pk).bin_key == whole.bin_key
    given = TOTPDevice.objects.get(pk=lost.pk)
    assert len(given.bin_key) == 20 and given.bin_key != whole.bin_key
    assert given.confirmed, "the password alone must not open the way to a new phone"


def test_a_secret_still_in_clear_is_read_and_sealed_when_it_is_next_kept(city):
    device = Authenticator(user=city.drafter, name="x", confirmed=True, key=CLEAR)
    assert device.bin_key == bytes.fromhex(CLEAR)
    device.save()
    assert CLEAR not in dump()
    assert device.bin_key == bytes.fromhex(CLEAR)
