"""Settings, all from the environment. ``TETTPAA_MODE`` is demo or test; anything else is production.

``DATABASE_URL`` says where PostgreSQL is and who this process is there; web and worker log in as roles that
have no rights of their own (see ``tettpaa.access``).
"""

import os
from pathlib import Path

from tettpaa.conf.database import database
from tettpaa.conf.providers import providers
from tettpaa.conf.secret import secret_key
from tettpaa.conf.strict import Undefined
from tettpaa.facts.keys import home

MODE = os.environ.get("TETTPAA_MODE", "production")
DEMO, TEST = MODE == "demo", MODE == "test"
DEBUG = False
PRODUCTION = not (DEMO or TEST)
SECRET_KEY = secret_key(MODE)

PACKAGE = Path(__file__).resolve().parent.parent

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_cotton",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "tettpaa.audit",
    "tettpaa.queue",
    "tettpaa.organisations",
    "tettpaa.accounts",
    "tettpaa.access",
    "tettpaa.notify",
    "tettpaa.pathway",
    "tettpaa.consent",
    "tettpaa.intake",
    "tettpaa.baton",
    "tettpaa.measures",
    "tettpaa.meetings",
    "tettpaa.cases",
    "tettpaa.identification",
    "tettpaa.insight",
    "tettpaa.oversight",
    "tettpaa.jobs",
    "tettpaa.web",
]

MIDDLEWARE = [
    "tettpaa.web.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tettpaa.web.middleware.content_security_policy",
    "tettpaa.web.health.health",  # answers also when the database does not
    # From here on the database is reached, in one transaction, as the app role.
    "tettpaa.access.middleware.in_the_app_role",
    "tettpaa.web.middleware.read_once",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tettpaa.web.entrance.timeouts.time_out",
    "tettpaa.access.middleware.as_the_one_logged_in",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tettpaa.web.middleware.keep_nowhere",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tettpaa.access.declared.only_declared",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "tettpaa.conf.urls"
WSGI_APPLICATION = "tettpaa.conf.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            **({"string_if_invalid": Undefined("%s")} if TEST else {}),
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "tettpaa.web.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "django_cotton.templatetags.cotton"],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django_cotton.cotton_loader.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
        },
    }
]
COTTON_DIR = "cotton"
FORM_RENDERER = "tettpaa.web.renderer.Renderer"

DATABASES = {"default": database(os.environ.get("DATABASE_URL"), keep_open=not TEST)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["tettpaa.accounts.backend.ByPassword"]
SHORTEST_PASSWORD = 12
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": SHORTEST_PASSWORD},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "given_name", "family_name", "email")},
    },
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "inbox"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 10 * 60 * 60  # a working day, from log-in: see tettpaa.web.entrance.timeouts
SESSION_IDLE = 60 * int(os.environ.get("TETTPAA_IDLE_MINUTES", "60"))  # seconds without a page
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
ALLOWED_HOSTS = os.environ.get("TETTPAA_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host[0] not in "[1l"]

# Log-in (ADR 0018). Providers come from a file, never from rows; what they say of somebody isn't kept.
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": providers(PRODUCTION)}}
SOCIALACCOUNT_ADAPTER = "tettpaa.web.entrance.adapters.Providers"
ACCOUNT_ADAPTER = "tettpaa.web.entrance.adapters.LogIns"
MFA_ADAPTER = "tettpaa.web.entrance.adapters.SecondFactors"
STAFF_NEED_SECOND_FACTOR = PRODUCTION or os.environ.get("TETTPAA_SECOND_FACTOR") == "staff"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = [
    "username*",
    "password1*",
]  # nobody signs up; the library checks one against the other
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,50/5m/ip"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60  # seconds after which a sensitive act asks again who it is
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # e-mail plays no part in log-in
MFA_TOTP_ISSUER = "Tettpå"
MFA_TOTP_TOLERANCE = 1  # clocks of phones are up to half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
ALLAUTH_TRUSTED_PROXY_COUNT = int(
    os.environ.get("TETTPAA_PROXIES", "0")
)  # whose word of the visitor's address counts
CACHES = {"default": {"BACKEND": "tettpaa.accounts.throttle.SharedThrottle"}}

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
TIME_ZONE = "Europe/Oslo"
USE_TZ = USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("TETTPAA_STATIC", home() / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        # Hashed names let browsers keep the files for good; tests see the files as they lie.
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TEST
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TEST  # tests collect no files

EMAIL_URL = os.environ.get("TETTPAA_SMTP")
# Without a server none is sent: printed, addresses would stand in the log.
SENDS_EMAIL = bool(EMAIL_URL) or TEST
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_URL else 'dummy'}.EmailBackend"
if EMAIL_URL:
    EMAIL_HOST, _, EMAIL_PORT = EMAIL_URL.partition(":")
BASE_URL = os.environ.get("TETTPAA_URL", "http://localhost:8000").rstrip("/")  # for links in e-mail
DEFAULT_FROM_EMAIL = os.environ.get("TETTPAA_FROM", "Tettpå <ikke-svar@localhost>")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "tettpaa.web.middleware.RequestIdFilter"}},
    "formatters": {
        "line": {
            "()": "tettpaa.conf.logs.Line",
            "format": "{asctime} {levelname} {request_id} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}
    },
    "root": {"handlers": ["console"], "level": os.environ.get("TETTPAA_LOG", "WARNING")},
    # Django's own handler mails tracebacks, which hold what people wrote.
    "loggers": {"django": {"handlers": [], "propagate": True}},
}
SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # the proxy in front speaks TLS and redirects; this server hears it on a private address
    "security.W021",  # whether the whole domain goes on the browsers' list is for its owner to say
]
