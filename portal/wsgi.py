import fcntl
import gc
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
try:
    application = get_wsgi_application()
except ImproperlyConfigured as problem:
    sys.stderr.write(f"{problem}\n")  # a sentence for whoever starts this, not a traceback
    sys.exit(3)  # by which Gunicorn knows that another try would end alike
gc.disable()  # as in portal/__init__.py
get_resolver().url_patterns  # noqa: B018 (imports the pages now, not in somebody's first request)
gc.freeze()
gc.enable()

# The launcher fills a new database beside us: until that is done a visitor waits, and sees no empty site.
if gate := os.environ.get("WEB_WAITS_FOR"):
    with open(gate) as file:
        fcntl.flock(file, fcntl.LOCK_SH)
