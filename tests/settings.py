"""Settings of the test run: the product's, with what would slow or soil it replaced."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Before the product's settings are read: tests never touch the var/ of the tree.
test_var = tempfile.mkdtemp(prefix="congress-test-")
atexit.register(shutil.rmtree, test_var, ignore_errors=True)
os.environ["CONGRESS_VAR"] = test_var
os.environ.pop("CONGRESS_DEMO", None)
os.environ.pop("CONGRESS_DEBUG", None)
os.environ.pop("SITE_URL", None)

from congress.settings import *  # noqa: E402, F403
from congress.settings import DATABASES, ON_POSTGRES, STORAGES  # noqa: E402

# The browser and the test hold a connection each: a database in memory has only one.
if os.environ.get("CONGRESS_TEST_FILE") and not ON_POSTGRES:
    DATABASES["default"]["TEST"] = {"NAME": str(Path(test_var) / "test.sqlite3")}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
