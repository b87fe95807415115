"""One settings file. Every value that a host must decide comes from the environment (docs/deploy.md)."""

import sys
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal import broker, env, safe_start, schedule, storage

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

DEBUG = env.flag("DEBUG")
# One-click entry as an invented person, and sign-in codes on a page: never where real people are.
DEMO = env.flag("DEMO")
# Set by `make faults` alone, on a database of its own that is thrown away: only then are trials made in it.
TRIALS = env.flag("TRIALS")
SECRET_KEY = env.text("SECRET_KEY")
# A box of a secret ballot that was sealed with an earlier one still opens (ballots/box.py).
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
BASE_URL = env.site("BASE_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE = BASE_URL.startswith("https://")
if not DEMO:
    safe_start.refuse_unsafe(
        keys=[SECRET_KEY, *SECRET_KEY_FALLBACKS],
        debug=DEBUG,
        base_url=BASE_URL,
        hosts=ALLOWED_HOSTS,
        addresses={
            name: env.text(name, "")
            for name in (
                "DATABASE_URL",
                "DATABASE_REPLICA_URL",
                "REDIS_URL",
                "REDIS_SENTINEL_PASSWORD",
                "SMS_GATEWAY",
                "EMAIL_HOST_PASSWORD",
                "S3_SECRET_KEY",
            )
        },
    )

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",  # its templates, for FORM_RENDERER
    "django.contrib.admin",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.weixin",
    "allauth.usersessions",
    "django_prose_editor",
    "django_htmx",
    "csp",
    "template_partials.apps.SimpleAppConfig",
    "kit",
    "people",
    "journal",
    "notifications",
    "buildings",
    "notices",
    "issues",
    "committees",
    "ballots",
    "portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kit.middleware.SqueezedTextMiddleware",
    "csp.middleware.CSPMiddleware",
    "kit.policies.PoliciesMiddleware",
    "kit.middleware.UnchangedPagesMiddleware",
    "kit.middleware.ReadableCookiesMiddleware",
    "kit.middleware.ReadableWordsMiddleware",
    "kit.middleware.PrivatePagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.sign_in.middleware.TooOftenMiddleware",
    "portal.sign_in.middleware.SaysWhoMiddleware",
    "portal.sign_in.middleware.NothingDoneMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.sign_in.middleware.LastSeenMiddleware",
    "portal.sign_in.middleware.SecondStepMiddleware",
    "portal.sign_in.again.AsksAgainMiddleware",
    "kit.middleware.FormAddressesMiddleware",
    "kit.middleware.ComfortMiddleware",
    "kit.once_more.OnceMoreMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # fields go through the loaders below, too
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "kit.folding.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "kit.context.comfort",
                "kit.context.records",
                "portal.navigation.navigation",
            ],
        },
    }
]

DATABASES = {"default": env.database() | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}}
# A replica that lists and the search are read from (portal/replica.py); without one nothing is different.
if env.text("DATABASE_REPLICA_URL", ""):
    # One that vanishes without a word holds a web process for two seconds, once: the primary is there. So its
    # line is not looked at before each page either: it would be dialled anew at once, for two seconds more.
    DATABASES["replica"] = env.database(
        "DATABASE_REPLICA_URL", connect_timeout=2, tcp_user_timeout=2000, target_session_attrs="any"
    ) | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": False, "TEST": {"MIRROR": "default"}}
    DATABASE_ROUTERS = ["portal.replica.Router"]
    MIDDLEWARE.append("portal.replica.ReplicaMiddleware")
MIDDLEWARE.append("portal.kept_pages.KeptPagesMiddleware")  # behind the replica's
MIDDLEWARE.append("kit.language_of_parts.LanguageOfPartsMiddleware")  # the innermost: kept pages are marked
# A visitor's page is given again this long before it is asked anew whether it would still be made the same.
KEPT_PAGES_CHECKED_MS = env.number("KEPT_PAGES_CHECKED_MS", 50)
# In tests: "strict": a question that cannot be kept is an error; "compared": each use is held against
# the question as it would be put together for that person alone.
KEPT_QUESTIONS = env.text("KEPT_QUESTIONS", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In PostgreSQL: rate limits are shared between processes, and Redis can be down without a page noticing.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # By default 300: whoever asks with that many numbers would push out the count of his own tries.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = True, "Lax"
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR_DIR / "media")))
# Where nginx finds that folder under an internal address, "/kept/": it sends the files, we only say which.
FILES_BY_PROXY = env.text("FILES_BY_PROXY", "")
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else's pages are made of our files
STORAGES = {
    "default": storage.uploads(),
    "staticfiles": {"BACKEND": "portal.static_files.CollectedFilesStorage"},
}
# Names are hashed only where they have been collected; a test or a shell reads the files where they lie.
if DEBUG or ("collectstatic" not in sys.argv and not (STATIC_ROOT / "staticfiles.json").exists()):
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_242_880
# Ten thousand ticked delegates get a sentence on the form, not a bare "400"; the size still bounds them.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# --- sign-in --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
# One page of consent, then one's door; whoever came for something else (a code) goes there.
ACCOUNT_SIGNUP_REDIRECT_URL = "/accounts/welcome/?next=/places/claim/"
ACCOUNT_ADAPTER = "portal.sign_in.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"phone", "email"}
# An e-mail address is added later, on one's own page, and counts once it is confirmed.
ACCOUNT_SIGNUP_FIELDS = ["phone*"]
ACCOUNT_FORMS = {
    "login": "people.sign_in_forms.LoginForm",
    "request_login_code": "portal.sign_in.forms.RequestLoginCodeForm",
    "confirm_login_code": "people.sign_in_forms.ConfirmLoginCodeForm",
    "verify_phone": "people.sign_in_forms.VerifyPhoneForm",
    "set_password": "people.sign_in_forms.SetPasswordForm",
    "change_password": "people.sign_in_forms.ChangePasswordForm",
    "reset_password_from_key": "people.sign_in_forms.ResetPasswordKeyForm",
    "confirm_password_reset_code": "people.sign_in_forms.ConfirmPasswordResetCodeForm",
}
ACCOUNT_SIGNUP_FORM_CLASS = "people.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
# Not for ACCOUNT_LOGIN_BY_CODE: allauth 65.21 fails there for an unknown number, and so tells who is known.
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
# allauth's own would turn away whoever signs up fourth within a minute at a meeting in the same room. A code
# has three tries; how many an address gets that nobody types in is bounded in the database.
ACCOUNT_RATE_LIMITS = {"signup": "60/m/ip", "verify_phone": "1/30s/key"}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)
USERSESSIONS_ADAPTER = "portal.sign_in.adapter.SessionsAdapter"
USERSESSIONS_TRACK_ACTIVITY = False
# The second step; staff must have one (portal.sign_in.second_step). A device is never trusted to go without.
STAFF_SECOND_STEP = env.flag("STAFF_SECOND_STEP", True)
MFA_ADAPTER = "portal.sign_in.second_step.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Accounts begin with a number that was proven: an address still to be confirmed is no reason to wait.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_FORMS = {
    "authenticate": "portal.sign_in.forms.AuthenticateForm",
    "reauthenticate": "portal.sign_in.forms.ReauthenticateForm",
    "activate_totp": "portal.sign_in.forms.ActivateTOTPForm",
    "login_webauthn": "portal.sign_in.forms.LoginWebAuthnForm",
    "authenticate_webauthn": "portal.sign_in.forms.AuthenticateWebAuthnForm",
    "reauthenticate_webauthn": "portal.sign_in.forms.ReauthenticateWebAuthnForm",
    "add_webauthn": "portal.sign_in.forms.AddWebAuthnForm",
    "edit_webauthn": "portal.sign_in.forms.EditWebAuthnForm",
}
# WeChat, where it is configured: one app for browsers, one for WeChat's own browser (portal.sign_in.weixin).
WEIXIN_APP_ID, WEIXIN_APP_SECRET = env.text("WEIXIN_APP_ID", ""), env.text("WEIXIN_APP_SECRET", "")
WEIXIN_MP_APP_ID, WEIXIN_MP_APP_SECRET = (
    env.text("WEIXIN_MP_APP_ID", ""),
    env.text("WEIXIN_MP_APP_SECRET", ""),
)
WEIXIN_OPEN = env.text("WEIXIN_OPEN", "https://open.weixin.qq.com").rstrip("/")
WEIXIN_API = env.text("WEIXIN_API", "https://api.weixin.qq.com").rstrip("/")
SOCIALACCOUNT_ADAPTER = "portal.sign_in.weixin.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = {"weixin": {"provider_class": "portal.sign_in.weixin.WeixinProvider"}}
SOCIALACCOUNT_FORMS = {"disconnect": "portal.sign_in.forms.DisconnectForm"}
SESSION_ENGINE = "portal.sign_in.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # scripts take the token from a form of the page
# Two copies on one host share its cookies, whatever their ports; each signs its own by name.
SESSION_COOKIE_NAME = env.text("SESSION_COOKIE_NAME", "linli_session")
CSRF_COOKIE_NAME = env.text("CSRF_COOKIE_NAME", "linli_csrf")
CSRF_FAILURE_VIEW = "portal.views.errors.csrf_failure"

# --- transport ------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# The proxy in front redirects first and says by which way it was asked; a monitor beside us asks without it.
SECURE_SSL_REDIRECT = SECURE and env.flag("SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE and env.flag("HSTS_SUBDOMAINS", True)
SECURE_HSTS_PRELOAD = SECURE and env.flag("HSTS_PRELOAD")
# Decided by the host, one way or the other (docs/deploy.md): W005 names below this one that have no https,
# W008 a proxy that does not say how it was asked, W021 a place on browsers' own lists, hard to leave again.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        # A browser looks at where a form's answer leads, too: to WeChat's page, if one can sign in by it.
        "form-action": [SELF, *([WEIXIN_OPEN] if WEIXIN_APP_ID or WEIXIN_MP_APP_ID else [])],
        "frame-ancestors": [NONE],
    }
}

# --- mail -----------------------------------------------------------------------------------------
# From when to when nobody is disturbed with what can wait; QUIET_HOURS= (empty) for none.
QUIET_HOURS = env.hours("QUIET_HOURS", "21:30-08:00")
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_FROM", "邻里 <linli@localhost>")

# --- other ways to reach people (docs/deploy.md) ---------------------------------------------------
SMS_GATEWAY = env.template("SMS_GATEWAY", "{phone}")  # an address of Apprise's
# Hard, counted in the database (notifications/operations/texts.py): of all text messages in a day, and of
# codes that one network address asks for in an hour and nobody types in.
SMS_DAILY_CAP, SMS_ADDRESS_CAP = env.number("SMS_DAILY_CAP", 2000), env.number("SMS_ADDRESS_CAP", 60)
# Push signs with this key. Without one in the environment, the one that `prepare` made lies in VAR_DIR.
VAPID_KEY_FILE = VAR_DIR / "vapid.key"
VAPID_PRIVATE_KEY = env.vapid("VAPID_PRIVATE_KEY", VAPID_KEY_FILE)
VAPID_SUBJECT = env.text("VAPID_SUBJECT", BASE_URL if SECURE else "mailto:linli@localhost")
PUSH_LOOPBACK = TRIALS  # tests and trials hold a push service of their own
BOUNCE_SECRET = env.secret("BOUNCE_SECRET")
METRICS_TOKEN = env.secret("METRICS_TOKEN")  # opens /metrics to a monitor

# --- who runs it: Personal Information Protection Law, article 17; MIIT order 33 (2005), article 13 ---
OPERATOR, OPERATOR_CONTACT = env.text("OPERATOR", ""), env.text("OPERATOR_CONTACT", "")
ICP_RECORD, POLICE_RECORD = env.text("ICP_RECORD", ""), env.text("POLICE_RECORD", "")

# --- Celery: measured settings; see docs/adr/0004 ----
CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = broker.broker()
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SYNC_EVERY = 1
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE, CELERY_BEAT_SCHEDULER = schedule.BEAT, "portal.beat:Scheduler"

# "json" for a collector of logs; nobody's number or address stands in either (portal/logs.py).
LOG_FORMAT = env.choice("LOG_FORMAT", ("line", "json"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "portal.logs.PlainLine",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "json": {"()": "portal.logs.JsonLine"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
