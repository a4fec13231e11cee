"""Settings of the system: the embedded default needs no server and no variable.

Every setting an office may change is an environment variable (or a line in
`var/settings.env`); `docs/operation.md` lists them all.
"""

import ipaddress
import os
import secrets
import tempfile
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from xstatic.pkg import bootstrap

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("CONGRESS_VAR") or BASE_DIR / "var").resolve()
FILES_ROOT = VAR / "files"
UPLOADS = VAR / "uploads"
BROKER = VAR / "broker"
for folder in (VAR, FILES_ROOT, UPLOADS, BROKER / "queue", BROKER / "control", VAR / "static"):
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)

env = environ.Env()
env.read_env(VAR / "settings.env")

DEBUG = env.bool("CONGRESS_DEBUG", default=False)
DEMO = env.bool("CONGRESS_DEMO", default=False)


# Database ------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'db.sqlite3'}")}
ON_POSTGRES = "postgresql" in DATABASES["default"]["ENGINE"]
if ON_POSTGRES:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
else:
    # IMMEDIATE: a transaction that will write waits at its start, where it can
    # wait, and not in its middle, where SQLite can only refuse.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def own_secret_key() -> str:
    """The key of the embedded default, made once; link() lets one of two first starts win."""
    path = VAR / "secret_key"
    if not path.exists():
        handle, draft = tempfile.mkstemp(dir=VAR)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(draft)
    return path.read_text().strip()


SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY and ON_POSTGRES:
    raise ImproperlyConfigured("使用 PostgreSQL 时必须设置环境变量 SECRET_KEY（见 docs/operation.md）。")
SECRET_KEY = SECRET_KEY or own_secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])


# Address -------------------------------------------------------------------


def is_loopback(host: str) -> bool:
    """Whether a host name can only be this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
site = urlsplit(SITE_URL)
SITE_HOST = site.hostname or ""
SITE_IS_SECURE = site.scheme == "https"
SITE_IS_LOCAL = is_loopback(SITE_HOST)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"] if SITE_IS_LOCAL else [SITE_HOST]
CSRF_TRUSTED_ORIGINS = [f"{site.scheme}://{site.netloc}"]
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
if SITE_IS_SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

COOKIE_PREFIX = "__Host-" if SITE_IS_SECURE else ""
SESSION_COOKIE_NAME = COOKIE_PREFIX + "session"
CSRF_COOKIE_NAME = COOKIE_PREFIX + "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_IS_SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "congress.views.expired.expired"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "img-src": [SELF, "data:"],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}


# Application ---------------------------------------------------------------

INSTALLED_APPS = [
    "congress.apps.CongressConfig",
    "meetings.apps.MeetingsConfig",
    "deputies.apps.DeputiesConfig",
    "oversight.apps.OversightConfig",
    "elections.apps.ElectionsConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "crispy_bootstrap5",
    "crispy_forms",
    "csp",
    "django_celery_results",
    "django_filters",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "guardian",
    "simple_history",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "congress.middleware.KeptNowhere",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # default deny: a page for everybody says so itself (login_not_required)
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "congress.middleware.SessionGuard",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    # last, so that it may answer in place of a view that refused the sign-in
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "congress.urls"
WSGI_APPLICATION = "congress.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "congress.context.around",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True


# Sign-in -------------------------------------------------------------------

AUTH_USER_MODEL = "congress.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "congress.backends.AccountBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = ["congress.hashers.OfficeArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "congress.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "congress.passwords.NotOnlyDigits"},
    {"NAME": "congress.passwords.NotCommon"},
    {"NAME": "congress.passwords.NotLikeTheUser"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
ANONYMOUS_USER_NAME = None  # guardian: there is no account for nobody
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "congress.signing_in.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # the trail has it
# The pair, so that nobody can lock a leader out from another machine.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HANDLER = "congress.lockout.Lockout"
AXES_SENSITIVE_PARAMETERS = ["old_password", "new_password1", "new_password2"]  # axes keeps what was posted
# One password tried at many names.  An office may sit behind one address, so only failures count, those of a name
# that then signs in are forgotten, and the number is far above what forty people mistype in half an hour.
SIGN_IN_FAILURES_BY_ADDRESS = env.int("SIGN_IN_FAILURES_BY_ADDRESS", default=50)
OTP_TOTP_ISSUER = "人大常委会办公系统"


# Static files, uploads -----------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", bootstrap.BASE_DIR)]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_ROOT},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage."
        + ("StaticFilesStorage" if DEBUG else "ManifestStaticFilesStorage")
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
# On the same disk as FILES_ROOT, so that a finished upload is moved, not copied.
FILE_UPLOAD_TEMP_DIR = UPLOADS
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # the text of a form; files are not counted
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000  # an answer for 200 persons has five fields a person
UPLOAD_LIMIT = env.int("UPLOAD_LIMIT_MB", default=50) * 1024 * 1024


# Worker, cache, messages ---------------------------------------------------

REDIS_URL = env.str("REDIS_URL", default="")
EMBEDDED = not REDIS_URL
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # Redis away: a click is not held up, the sweeps find the rows later.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 5}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER / "queue"),
        "data_folder_out": str(BROKER / "queue"),
        "control_folder": str(BROKER / "control"),
        "polling_interval": 0.3,
    }
CELERY_RESULT_BACKEND = "django-db"
CELERY_TASK_IGNORE_RESULT = True  # sweeps run 10,000 times a day; who needs a result asks for it
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_RESULT_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_TIMEZONE = TIME_ZONE
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat")


def sweep(task: str, schedule, waits: int) -> dict:
    """A sweep waits in the queue no longer than to the next one: no flood after a stop."""
    return {"task": f"congress.tasks.{task}", "schedule": schedule, "options": {"expires": waits}}


CELERY_BEAT_SCHEDULE = {
    "deliver": sweep("deliver", 10, 10),
    "print": sweep("print_papers", 12, 12),
    "replan": sweep("replan", crontab(hour=0, minute=10), 3600),
    "remind": sweep("remind", crontab(hour=7, minute=30), 3600),
    "remind what was missed": sweep("remind", crontab(minute=45), 3600),
}

EMAIL_HOST = env.str("EMAIL_HOST", default="")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
EMAIL_TIMEOUT = 10
# Without a mail server the letters lie in var/mail, where one can read them.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("EMAIL_FROM", default=f"office@{SITE_HOST}")
WEBHOOK_URL = env.str("WEBHOOK_URL", default="")
WEBHOOK_FORMAT = env.str("WEBHOOK_FORMAT", default="wecom")  # or dingtalk, plain

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "congress.logs.JsonLine"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["lines"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # no mails of tracebacks, no second line by Django's own handlers
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "axes": {"level": "ERROR"},  # it logs what was typed as a name; the trail says the rest
        "kombu.connection": {"level": "ERROR"},  # "no hostname": a folder has none
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        # one line a sweep would be 20,000 a day
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
