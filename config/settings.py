"""All settings. Every one that a host may change comes from the environment; README lists them.

Without a word from outside, this is a production site behind https. `manage.py serve` and `demo`
name the plain http address they listen on (config/launch.py) and thereby relax what needs https.
"""

from pathlib import Path
from urllib.parse import urlsplit

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from config import environment as env
from config.database import from_environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.text("VAR", str(BASE_DIR / "var")))

SECRET_KEY = env.secret_key(VAR / "secret-key")
DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")
WORKER = env.flag("WORKER")  # the web server runs a job worker beside itself: `serve` and `demo` do

# Where people reach the site, as in https://circle.example.org. Links in mails and messages use it.
SITE_URL = env.text("SITE_URL").rstrip("/")
SITE_NAME = env.text("SITE_NAME", "Colloquy")
SITE_CONTACT = env.text("SITE_CONTACT")
PLAIN_HTTP = SITE_URL.startswith("http://")

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or [
    *LOOPBACK,
    *([urlsplit(SITE_URL).hostname] if SITE_URL else []),
]

INSTALLED_APPS = [
    "config.apps.SiteConfig",
    "sessions.apps.SessionsConfig",
    "readings.apps.ReadingsConfig",
    "readings.people.apps.PeopleConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "django_htmx",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "sessions.repeats.RepeatsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # with a pad of random length: README, Decisions
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.GuestsMiddleware",
    "config.middleware.ViewerMiddleware",
    "config.middleware.PrivatePagesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
            "builtins": ["readings.people.templatetags.days"],
        },
    },
]
FORM_RENDERER = "config.forms.Renderer"

# Database: DATABASE_URL, or PostgreSQL from the wheel with its data in var/postgres
DATABASES = {"default": from_environment(env.text("DATABASE_URL"), VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Accounts
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",  # a third of PBKDF2's time: a room signs in at once
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SIGNUP_OPEN = env.flag("SIGNUP_OPEN")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "readings.people.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_FORMS = {
    "login": "readings.people.entrance.LoginForm",
    "reset_password": "readings.people.entrance.ResetPasswordForm",
    "reset_password_from_key": "readings.people.entrance.ResetPasswordKeyForm",
    "change_password": "readings.people.entrance.ChangePasswordForm",
    "set_password": "readings.people.entrance.SetPasswordForm",
}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "readings.people.forms.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = str
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# A whole room signs in from behind one address
ACCOUNT_RATE_LIMITS = {
    "login": "1200/m/ip",
    "login_failed": "600/m/ip,5/300s/key",
    "signup": "600/m/ip",
    "request_login_code": "600/m/ip,3/m/key",
}

# Mail: EMAIL_URL names a server, as in smtp://user:password@host:587; without one, none is sent
EMAIL_URL = env.text("EMAIL_URL")
MAIL_ENABLED = bool(EMAIL_URL)
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", f"{SITE_NAME} <colloquy@localhost>")
_mail = urlsplit(EMAIL_URL)
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": _mail.hostname,
            "port": _mail.port or 587,
            "username": _mail.username or "",
            "password": _mail.password or "",
            "use_tls": _mail.scheme == "smtp",
            "use_ssl": _mail.scheme == "smtps",
        },
    }
    if MAIL_ENABLED
    else {"BACKEND": "config.mail.NoServer"}
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if MAIL_ENABLED else "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = MAIL_ENABLED

# Words and times
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
USE_TZ = True
TIME_ZONE = env.text("TIME_ZONE", "UTC")

# Static files, served by the app itself
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.storage.StaticFiles"
    },
}
MEDIA_ROOT = VAR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
WHITENOISE_MAX_AGE = 3600
BODY_LIMIT = 6 * 1024 * 1024  # of any request: a pasted text of 4 MB, form-encoded
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT

# Safety
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "manifest-src": [CSP.SELF],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 60 * 60 * 24 * 365
# W005, W021: whether a host's other names also speak https, and whether browsers should be told so
# for good, is for the host to decide, not for an app that lives on one of its names.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not PLAIN_HTTP
SESSION_ENGINE = "config.signed_in"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
CSRF_COOKIE_HTTPONLY = False
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Jobs
PROCRASTINATE_IMPORT_PATHS = ["readings.jobs", "sessions.jobs"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Tracebacks of a 500 yes, a line for every 404 no: addresses hold invitations
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}
