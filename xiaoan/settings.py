"""Settings: one file, every knob from the environment under a XIAOAN_ name (and DATABASE_URL).

No DATABASE_URL means the embedded server: the command line starts it and hands the addresses over
in the same variables. A missing secret in production stops start-up with a sentence that says what
to set.
"""

import ipaddress
import os
from pathlib import Path

import psycopg
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
PACKAGE_DIR = Path(__file__).resolve().parent

# Where the embedded cluster, keys and generated files live.
XIAOAN_HOME = Path(env.str("XIAOAN_HOME", str(BASE_DIR / "var")))
# The embedded cluster that the command line started, for `serve` to watch; set by nobody else.
XIAOAN_EMBEDDED = env.str("XIAOAN_EMBEDDED", "")
# "demo" offers one sign-in per role and may set the clock; "production" asks for every secret.
XIAOAN_MODE = env.str("XIAOAN_MODE", "production")
DEMO = XIAOAN_MODE == "demo"
if XIAOAN_MODE not in ("demo", "production"):
    raise ImproperlyConfigured('XIAOAN_MODE must be "demo" or "production".')


def _secret(name: str, make: str) -> str:
    value = env.str(name, "")
    if value:
        return value
    if not DEMO:
        raise ImproperlyConfigured(f"{name} is not set. {make}")
    return f"{name}-for-demonstration-only-not-a-secret-0123456789"


SECRET_KEY = _secret("XIAOAN_SECRET_KEY", "Set it to 50 or more random characters.")
XIAOAN_KEY_FILE = env.str("XIAOAN_KEY_FILE", str(XIAOAN_HOME / "keys"))
if not DEMO and not env.str("XIAOAN_KEY_FILE", ""):
    raise ImproperlyConfigured(
        "XIAOAN_KEY_FILE is not set. Name a file outside the database and its backups; "
        "`xiaoan keys new FILE` makes one."
    )

# Signs the seals over the journal; beside the other keys unless said otherwise.
XIAOAN_SEAL_KEY_FILE = env.str(
    "XIAOAN_SEAL_KEY_FILE", str(Path(XIAOAN_KEY_FILE).parent / "seal-key")
)
# Opens what children tell a counsellor, and nothing else; beside the other keys unless said otherwise.
XIAOAN_COUNSELLING_KEY_FILE = env.str(
    "XIAOAN_COUNSELLING_KEY_FILE", str(Path(XIAOAN_KEY_FILE).parent / "counselling-keys")
)
# Where the seals are carried, one address each (docs/operations.md).
XIAOAN_SEAL_PLACES: list[str] = env.list(
    "XIAOAN_SEAL_PLACES", [f"file://{XIAOAN_HOME / 'seals'}"] if DEMO else []
)

# Under which address people reach the product: links in messages begin with it.
ADDRESS_IS_SET = bool(env.str("XIAOAN_ADDRESS", ""))
XIAOAN_ADDRESS = env.str("XIAOAN_ADDRESS", "http://127.0.0.1:8000" if DEMO else "").rstrip("/")
# Networks besides the public one to which messages may go (a mail server or campus network inside), and
# the authority that signs their certificates, if it is none of the system's.
XIAOAN_DELIVERY_NETWORKS: list[str] = env.list("XIAOAN_DELIVERY_NETWORKS", [])
try:
    for _network in XIAOAN_DELIVERY_NETWORKS:
        ipaddress.ip_network(_network)
except ValueError as error:
    raise ImproperlyConfigured(
        f"XIAOAN_DELIVERY_NETWORKS: {error}. Write networks such as 10.1.2.0/24, separated by commas."
    ) from error
XIAOAN_DELIVERY_CA = env.str("XIAOAN_DELIVERY_CA", "")

DEBUG = False
ALLOWED_HOSTS = env.list("XIAOAN_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("XIAOAN_ORIGINS", [])
HTTPS = env.bool("XIAOAN_HTTPS", not DEMO)
# Passkeys are bound to one name for ever: the first name under which it is reached, not an address.
XIAOAN_PASSKEY_HOST = env.str(
    "XIAOAN_PASSKEY_HOST",
    next((host for host in ALLOWED_HOSTS if host[:1].isalpha()), "localhost"),
)
# The address of the public page as feeds and calendar files name it; never taken from a request.
XIAOAN_PUBLIC_URL = env.str(
    "XIAOAN_PUBLIC_URL", f"{'https' if HTTPS else 'http'}://{XIAOAN_PASSKEY_HOST}"
).rstrip("/")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "procrastinate.contrib.django",
    "xiaoan.kernel",
    "xiaoan.journal",
    "xiaoan.directory",
    "xiaoan.accounts",
    "xiaoan.web",
    "xiaoan.seals",
    "xiaoan.duties",
    "xiaoan.screening",
    "xiaoan.supplies",
    "xiaoan.procurement",
    "xiaoan.allocation",
    "xiaoan.demand",
    "xiaoan.equipment",
    "xiaoan.photos",
    "xiaoan.delivery",
    "xiaoan.wording",
    "xiaoan.training",
    "xiaoan.hygiene",
    "xiaoan.inspections",
    "xiaoan.enquiries",
    "xiaoan.rumours",
    "xiaoan.notices",
    "xiaoan.registry",
    "xiaoan.careteams",
    "xiaoan.command",
    "xiaoan.directives",
    "xiaoan.accountability",
    "xiaoan.illness",
    "xiaoan.keypersons",
    "xiaoan.surveys",
    "xiaoan.verification",
    "xiaoan.outbreaks",
    "xiaoan.investigations",
    "xiaoan.measures",
    "xiaoan.statutory",
    "xiaoan.reopening",
    "xiaoan.publicity",
    "xiaoan.materials",
    "xiaoan.stories",
    "xiaoan.outreach",
    "xiaoan.lessons",
    "xiaoan.platforms",
    "xiaoan.homework",
    "xiaoan.counselling",
    "xiaoan.learning",
    "xiaoan.dropout",
    "xiaoan.campus",
    "xiaoan.schoolplans",
    "xiaoan.clearances",
    "xiaoan.drills",
    "xiaoan.simulations",
    "xiaoan.arrivals",
    "xiaoan.readiness",
    "xiaoan.overview",
    "xiaoan.indicators",
    "xiaoan.situation",
    "xiaoan.dailyreports",
    "xiaoan.returns",
    "xiaoan.analysis",
    "xiaoan.briefings",
    "xiaoan.rehearsal",
    "django.contrib.postgres",
    "xiaoan",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Open pages as they were rendered: before sessions, languages and the log of requests.
    "xiaoan.web.copies.Copies",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "xiaoan.web.middleware.RequestLog",
    # A class of 55 is 270 KB of form, 12 KB compressed. Django pads the answers, so that the CSRF token
    # cannot be guessed from their length (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "xiaoan.web.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "xiaoan.web.middleware.ContentSecurity",
    "xiaoan.web.middleware.NoStore",
    "xiaoan.web.middleware.Receipts",
    "xiaoan.web.middleware.Outbox",
    "xiaoan.web.middleware.Refusals",
]

# What was done is said once on the next page, from a signed cookie: no row is written for it.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

ROOT_URLCONF = "xiaoan.urls"
WSGI_APPLICATION = "xiaoan.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "xiaoan.web.context.shell",
            ],
        },
    }
]


def _database(url: str) -> dict[str, object]:
    parts = psycopg.conninfo.conninfo_to_dict(url) if url else {}
    return {
        "ENGINE": "xiaoan.kernel.postgresql",
        "NAME": parts.get("dbname", "xiaoan"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": True,
        "OPTIONS": {
            # The morning's statements are always the same dozen: prepared, they cost the server half.
            # A pooler in between must know prepared statements (PgBouncer from 1.21).
            "server_side_binding": True,
            "prepare_threshold": 2,
            "options": "-c statement_timeout=15s -c idle_in_transaction_session_timeout=10s",
        },
    }


DATABASES = {"default": _database(env.str("DATABASE_URL", ""))}
if env.str("XIAOAN_OWNER_DATABASE_URL", ""):
    # The owner migrates; it may not sign anybody in, and the web process does not get its address.
    DATABASES["owner"] = {
        **_database(env.str("XIAOAN_OWNER_DATABASE_URL")),
        "OPTIONS": {},
        "ATOMIC_REQUESTS": False,
    }

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]

SESSION_ENGINE = "xiaoan.web.sessions"
SESSION_COOKIE_NAME = "__Host-xiaoan" if HTTPS else "xiaoan"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# The longest; each session is given the length of its person's roles (accounts.rules.session_limit).
SESSION_COOKIE_AGE = 180 * 24 * 3600
CSRF_COOKIE_NAME = "__Host-xiaoan-csrf" if HTTPS else "xiaoan-csrf"
CSRF_FAILURE_VIEW = "xiaoan.web.pages.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
# The largest file that pages take. The server in front lets somewhat more pass, so that a file that is
# a little too large gets a sentence in the page.
LARGEST_UPLOAD = 64 * 1024 * 1024
LARGEST_REQUEST = LARGEST_UPLOAD + 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "xiaoan-language"
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = env.path("XIAOAN_STATIC_ROOT", XIAOAN_HOME / "static")
# Manifest names need `collectstatic`, which `xiaoan serve` and the tests run first.
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = True

PROCRASTINATE_ON_APP_READY = "xiaoan.timetable.on_tasks_ready"

# Overlays of the statutory rule file that this county adopts (see docs/rules.md).
XIAOAN_RULE_OVERLAYS: list[str] = env.list("XIAOAN_RULE_OVERLAYS", [])
XIAOAN_JURISDICTION: str = env.str("XIAOAN_JURISDICTION", "")
# The demonstration's own morning: an ISO instant at which its clock starts.
XIAOAN_CLOCK_FILE = XIAOAN_HOME / "clock"

# So long a rendered part of a big screen serves all screens of its unit.
FRAGMENT_SECONDS: float = env.float("XIAOAN_FRAGMENT_SECONDS", 2.0)

LOGGING_CONFIG = None  # structlog is set up in xiaoan.web.logs; Django's default prints requests
os.environ.setdefault("PROCRASTINATE_VERBOSE", "0")
