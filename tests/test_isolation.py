"""Each test process has a database, a Valkey database and files of its own."""

import os
from pathlib import Path

from django.conf import settings

from portal.celery import app
from tests.conftest import WORKER


def test_what_the_settings_read_is_this_process_s_own(services):
    assert settings.CELERY_BROKER_URL == app.conf.broker_url == services.redis_url
    assert services.redis_url.endswith(f"/{WORKER.removeprefix('gw')}")
    assert Path(settings.VAR_DIR).name == WORKER
    if "PYTEST_XDIST_WORKER" in os.environ:
        assert settings.DATABASES["default"]["NAME"].endswith(f"_{WORKER}")
