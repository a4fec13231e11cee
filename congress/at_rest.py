"""Secrets that must lie in the database lie there sealed: a copy of it (a backup, a lost disk) opens nothing.

The keys are derived from SECRET_KEY, which is in no backup.  What was sealed
under a former key is read as long as SECRET_KEY_FALLBACKS names it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK = "s1."  # begins what is sealed; a secret in clear is hexadecimal
NONCE = 12
DIGEST_LENGTH = 16  # characters, as long as django-otp's column


class Unreadable(Exception):
    """Sealed under a key that the house no longer has, or for another owner; or damaged."""


def _keys(purpose: str) -> Iterator[bytes]:
    """Today's key first, then the former ones."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield HKDF(hashes.SHA256(), 32, salt=None, info=f"congress {purpose}".encode()).derive(secret.encode())


def seal(secret: bytes, owner: str) -> str:
    """The secret sealed for this owner: beside another it opens nothing."""
    nonce = os.urandom(NONCE)
    sealed = AESGCM(next(_keys("seal"))).encrypt(nonce, secret, owner.encode())
    return MARK + base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(text: str, owner: str) -> bytes:
    """The secret again.  Raises Unreadable."""
    try:
        if not text.startswith(MARK):
            return bytes.fromhex(text)
        sealed = base64.urlsafe_b64decode(text.removeprefix(MARK))
    except ValueError as damage:
        raise Unreadable from damage
    if len(sealed) <= NONCE:
        raise Unreadable
    for key in _keys("seal"):
        try:
            return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], owner.encode())
        except InvalidTag:
            continue
    raise Unreadable


def digests(word: str, owner: str) -> list[str]:
    """How a word that is only compared lies in the database: under today's key, then under the former ones."""
    found = [hmac.digest(key, f"{owner} {word}".encode(), hashlib.sha256) for key in _keys("digest")]
    return [base64.b32encode(digest).decode().lower()[:DIGEST_LENGTH] for digest in found]
