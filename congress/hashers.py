"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class OfficeArgon2(Argon2PasswordHasher):
    """argon2id at the size OWASP gives for a server of two cores.

    Django's own parameters need 100 MiB and 8 threads a sign-in: a whole
    assembly signing in at once would wait for minutes.
    """

    time_cost = 2
    memory_cost = 19456
    parallelism = 1
