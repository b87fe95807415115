"""Uploads in a folder that were left on their way: brought home where a row names them, else swept."""

import os
import threading
import time
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from kit.kept_files import A_DAY, ASIDE, kept_on_commit, random_name
from portal.tasks import sweep_uploads
from tests.issues.estate import new_estate
from tests.issues.photos import picture

AN_HOUR = 60 * 60


@pytest.fixture
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def aged(path: Path, seconds: float) -> Path:
    os.utime(path, (time.time() - seconds,) * 2)
    return path


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("age", [2 * AN_HOUR, 3 * A_DAY])
def test_what_a_server_that_died_after_the_commit_left_aside_is_brought_home(media, age):
    """As it lies there when the power goes between the commit and the renaming; however long it was off."""
    estate = new_estate()
    issue = estate.report(photos=[picture()])
    photo = issue.photos.get().file
    content = photo.read()
    photo.close()
    aside = media / ASIDE / Path(photo.name).name
    os.replace(default_storage.path(photo.name), aside)
    aged(aside, age)
    estate.report(photos=[picture()])
    sweep_uploads()
    assert not aside.exists()
    assert default_storage.open(photo.name).read() == content


@pytest.mark.django_db
def test_what_no_row_names_is_swept_after_a_day(media):
    (media / ASIDE).mkdir()
    old, young, fresh = (media / ASIDE / f"{name}.webp" for name in ("old", "young", "fresh"))
    for left in (old, young, fresh):
        left.write_bytes(b"x")
    aged(old, 2 * A_DAY)
    aged(young, 2 * AN_HOUR)
    sweep_uploads()
    assert [left.exists() for left in (old, young, fresh)] == [False, True, True]


@pytest.mark.django_db(transaction=True)
def test_many_who_send_files_at_once_do_not_trip_over_each_other(media):
    wrong, now = [], timezone.now()

    def send() -> None:
        try:
            for _turn in range(150):
                with transaction.atomic(), kept_on_commit([(random_name("issues", "webp", now), b"x")]):
                    pass
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not wrong
    assert sum(path.is_file() for path in media.rglob("*")) == 6 * 150
