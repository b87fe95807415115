"""bakerydemo from a checkout, its own settings, on our PostgreSQL."""

import os
from urllib.parse import parse_qs, urlsplit

os.environ.setdefault("DJANGO_SECRET_KEY", "only-for-measuring-" + "x" * 40)
os.environ.setdefault("DATABASE_URL", "")
_given = os.environ.pop("DATABASE_URL")
from bakerydemo.settings.base import *  # noqa: E402, F403

os.environ["DATABASE_URL"] = _given
_url = urlsplit(_given)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _url.path.lstrip("/"),
        "USER": _url.username,
        "HOST": parse_qs(_url.query)["host"][0],
        "CONN_MAX_AGE": None,
    }
}
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
STATIC_ROOT = os.path.join(os.environ["PEER_VAR"], "static")
MEDIA_ROOT = os.path.join(os.environ["PEER_VAR"], "media")
