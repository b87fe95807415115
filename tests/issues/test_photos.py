import io

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from PIL import Image

from issues import photo_files
from issues.models import Issue, IssuePhoto
from issues.operations import answer_issue
from kit.refused import Refused
from tests.issues.photos import bomb, not_a_picture, picture, too_heavy


def files(media) -> list[str]:
    return [str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()]


@pytest.mark.django_db(transaction=True)
def test_a_photo_is_kept_under_a_name_that_nobody_guesses(estate, media):
    issue = estate.report(photos=[picture("我家门口.jpg", (2000, 1000))])
    photo = issue.photos.get()
    assert files(media) == [photo.file.name]
    assert "我家门口" not in photo.file.name
    assert len(photo.file.name.rpartition("/")[2]) > 20
    assert (photo.width, photo.height) == (1600, 800)
    assert photo.event == issue.events.get()
    with Image.open(default_storage.path(photo.file.name)) as kept:
        assert kept.size == (1600, 800)


@pytest.mark.django_db(transaction=True)
def test_a_refusal_leaves_no_file_and_no_row(estate, media):
    for photos in ([picture(), not_a_picture()], [picture()] * 7):
        with pytest.raises(Refused):
            estate.report(photos=photos)
    with pytest.raises(Refused):
        estate.report(photos=[picture()], floor=40)
    issue = estate.report()
    with pytest.raises(Refused):
        answer_issue(by=estate.resident, issue=issue, text="看", photos=[picture()] * 5)
    with pytest.raises(Refused):
        answer_issue(by=estate.neighbour, issue=issue, text="看", photos=[picture()])
    assert files(media) == []
    assert (Issue.objects.count(), IssuePhoto.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_fails_later_brings_no_file_home(estate, media):

    def more_than_a_report():
        with transaction.atomic():
            estate.report(photos=[picture()])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        more_than_a_report()
    assert not Issue.objects.exists()
    assert [name for name in files(media) if not name.startswith(photo_files.ASIDE)] == []


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_saves_nothing(estate, media, monkeypatch):
    """The only seam: the disk itself. The second of two files does not fit."""
    from pathlib import Path

    real, calls = Path.write_bytes, []

    def write(self, content):
        calls.append(self)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        return real(self, content)

    monkeypatch.setattr(Path, "write_bytes", write)
    with pytest.raises(OSError):
        estate.report(photos=[picture(), picture()])
    assert files(media) == []
    assert not Issue.objects.exists()


@pytest.mark.parametrize("bad", [not_a_picture, too_heavy, bomb])
def test_the_form_says_what_is_wrong_with_a_file(estate, client, bad, media):
    client.force_login(estate.resident)
    response = client.post(
        reverse("issues:new"),
        {"category": "water", "place": estate.building.pk, "text": "天花滴水", "photos": [picture(), bad()]},
    )
    assert response.status_code == 422
    page = response.content.decode()
    assert "第 2 张：" in page
    assert "天花滴水" in page  # the words are kept
    assert not Issue.objects.exists()
    assert files(media) == []


def test_seven_photos_are_too_many(estate, client):
    client.force_login(estate.resident)
    data = {"category": "water", "place": estate.building.pk, "photos": [picture() for _ in range(7)]}
    response = client.post(reverse("issues:new"), data)
    assert "照片最多 6 张" in response.content.decode()
    assert not Issue.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_photo_is_served_to_those_who_see_the_issue_only(estate, client):
    photo = estate.report(photos=[picture()]).photos.get()
    url = reverse("issues:photo", args=[photo.pk])
    client.force_login(estate.neighbour)
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "private" in response["Cache-Control"]
    with Image.open(io.BytesIO(b"".join(response.streaming_content))) as served:
        assert served.format == "WEBP"
    client.force_login(estate.far_neighbour)
    assert client.get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_photo_that_is_gone_from_the_disk_is_not_there(estate, client):
    photo = estate.report(photos=[picture()]).photos.get()
    default_storage.delete(photo.file.name)
    client.force_login(estate.resident)
    assert client.get(reverse("issues:photo", args=[photo.pk])).status_code == 404


def test_nothing_serves_the_media_folder_by_address(client, estate):
    photo = estate.report(photos=[picture()]).photos.get()
    client.force_login(estate.resident)
    for prefix in ("/media/", "/"):
        assert client.get(prefix + photo.file.name).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_photo_between_the_reporter_and_who_answers_is_not_for_neighbours(estate, media, client):
    """They read neither its line nor, by its number, the picture on it."""
    issue = estate.report()
    relayed = {"issue": issue, "text": "只给报事人看", "photos": [picture()], "is_relay": True}
    answer_issue(by=estate.captain, **relayed)
    photo = issue.photos.get()
    assert photo.event.is_relay
    address = reverse("issues:photo", args=[photo.pk])
    statuses = {}
    for who in ("resident", "captain", "engineer", "staff", "neighbour", "far_neighbour"):
        client.force_login(getattr(estate, who))
        statuses[who] = client.get(address).status_code
    others = dict.fromkeys(["engineer", "neighbour", "far_neighbour"], 404)
    assert statuses == {"resident": 200, "captain": 200, "staff": 200} | others
