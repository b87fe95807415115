"""bakerydemo from a checkout, its own settings, on our PostgreSQL."""

import os

os.environ.setdefault("DJANGO_SECRET_KEY", "only-for-measuring-" + "x" * 40)
_given = os.environ.pop("DATABASE_URL")  # bakerydemo would read it in a form of its own
from bakerydemo.settings.base import *  # noqa: E402, F403
from peer_ground import ALLOWED_HOSTS, MEDIA_ROOT, STATIC_ROOT, database  # noqa: E402, F401

os.environ["DATABASE_URL"] = _given
DATABASES = {"default": database(_given)}
DEBUG = False
