"""Uploads in S3-compatible storage: asked of a server that speaks it, over HTTP (docs/adr/0013)."""

import os
import time
from collections.abc import Callable
from contextlib import contextmanager
from io import BytesIO, StringIO

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from PIL import Image

from buildings import held_roster
from committees.operations import add_paper, withdraw_paper
from issues.models import Issue, IssuePhoto
from kit import held_files, object_storage
from kit.kept_files import kept_on_commit
from kit.refused import Refused
from people.models import User
from portal import uploads
from portal.backup import files
from portal.safe_start import refuse_unsafe
from portal.storage import uploads as in_settings
from portal.tasks import sweep_uploads
from tests.buildings.workbooks import HEADER, workbook
from tests.buildings.world import make_world
from tests.committees.ground import NOW, make_place
from tests.issues.estate import new_estate
from tests.issues.photos import picture
from tests.issues.test_report_form import NEW, sent
from tests.portal.s3_server import BUCKET, S3Server
from tests.portal.test_safe_start import GOOD

WORDS = "浸水的灯笼 lantern 4711 lake"


@pytest.fixture(scope="module")
def server():
    with S3Server() as started:
        yield started


@pytest.fixture
def bucket(server, settings, tmp_path):
    """Empty, and where uploads go."""
    server.forget_all()
    settings.MEDIA_ROOT = tmp_path / "nothing-goes-here"
    settings.STORAGES = settings.STORAGES | {"default": server.storage}
    default_storage.client.create_bucket(Bucket=BUCKET)
    yield server
    assert not settings.MEDIA_ROOT.exists()


@pytest.fixture
def hanging(bucket, settings, monkeypatch):
    """`with hanging():` it takes each question and says nothing; it is waited for half a second, not ten."""

    @contextmanager
    def hang():
        with monkeypatch.context() as less:
            less.setattr(object_storage, "READ", 0.5)
            settings.STORAGES = settings.STORAGES | {"default": bucket.storage}
            bucket.hang()
            try:
                yield
            finally:
                bucket.go_on()
        settings.STORAGES = settings.STORAGES | {"default": bucket.storage}

    return hang


def kept() -> list[str]:
    return sorted(files.names())


def taken_back(do: Callable) -> None:
    with transaction.atomic():
        do()
        transaction.set_rollback(True)


def report(client, estate, *photos):
    client.raise_request_exception = False
    return client.post(NEW, sent(estate, photos=list(photos)))


@pytest.mark.django_db(transaction=True)
def test_a_photo_is_kept_and_shown_to_whoever_may_see_it(bucket, client):
    estate = new_estate()
    client.force_login(estate.resident)
    assert report(client, estate, picture(), picture(color="red")).status_code == 302
    photo, _other = IssuePhoto.objects.order_by("pk")
    assert kept() == sorted(IssuePhoto.objects.values_list("file", flat=True))
    assert not bucket.gives_a_stranger(photo.file.name)
    assert photo.file.url == "", "no address leads past the rules"

    url = reverse("issues:photo", args=[photo.pk])
    client.force_login(estate.neighbour)
    answer = client.get(url)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/webp", "private, max-age=86400")
    with Image.open(BytesIO(b"".join(answer.streaming_content))) as shown:
        assert shown.format == "WEBP"
    client.force_login(estate.far_neighbour)
    assert client.get(url).status_code == 404
    default_storage.delete(photo.file.name)
    client.force_login(estate.neighbour)
    assert client.get(url).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_refusal_leaves_nothing_and_what_is_withdrawn_is_gone_once_that_counts(bucket):
    place = make_place()
    item = place.convene().agenda.get(position=2)
    own = {"by": place.staff, "item": item, "now": NOW}
    with pytest.raises(Refused):
        add_paper(**own, name=" ", file=picture())
    paper = add_paper(**own, name="现场", file=picture())
    assert add_paper(**own, name="现场", file=picture()) == paper, "the second tap"
    assert kept() == [paper.file.name]

    taken_back(lambda: withdraw_paper(by=place.staff, paper=paper, now=NOW))
    assert kept() == [paper.file.name]
    withdraw_paper(by=place.staff, paper=paper, now=NOW)
    assert kept() == []

    with pytest.raises(IntegrityError), kept_on_commit([("issues/2026/11/a.webp", b"a")]):
        User.objects.create(phone=place.staff.phone)
    assert kept() == []


@pytest.mark.django_db(transaction=True)
def test_while_it_is_away_nothing_is_half_saved_and_pages_are_not_held_up(hanging, client):
    estate = new_estate()
    client.force_login(estate.resident)
    assert report(client, estate, picture()).status_code == 302
    photo = reverse("issues:photo", args=[IssuePhoto.objects.get().pk])
    with hanging():
        began = time.monotonic()
        answer = report(client, estate, picture(), picture())
        assert answer.status_code == 503
        assert "没有保存" in answer.content.decode()
        assert time.monotonic() - began < 10
        assert Issue.objects.count() == 1
        assert default_storage.left_alone_until > time.monotonic(), "the next one is told at once"
        assert client.get(photo).status_code == 503
        assert client.get(reverse("issues:list")).status_code == 200
    assert client.get(photo).status_code == 200
    assert report(client, estate, picture()).status_code == 302


@pytest.mark.django_db
def test_a_roster_is_held_for_an_hour_and_read_as_it_was_sent(bucket, client):
    world = make_world()
    client.force_login(world.staff)
    address = reverse("buildings:roster", args=[world.estate.pk])
    content = workbook(HEADER, ("3栋", None, 1, "0101", 81, "陈荔枝", "10000000001", "自住")).getvalue()

    def send() -> str:
        return client.post(address, {"file": SimpleUploadedFile("名册.xlsx", content)})["Location"]

    look = send()
    assert "80.00 → 81.00" in client.get(look).content.decode()
    (held,) = kept()
    assert not bucket.gives_a_stranger(held)
    default_storage.save(held, ContentFile(content + b" "))
    assert client.get(look)["Location"] == address, "no longer what was looked at"
    default_storage.save(held, ContentFile(content))
    held_files.sweep(held_roster.FOLDER, held_roster.AN_HOUR)
    assert client.post(look)["Location"] == address
    assert str(world.home().area) == "81.00"
    assert kept() == []

    send()
    held_files.sweep(held_roster.FOLDER, -5)  # by the service's own clock, in whole seconds
    assert kept() == []


@pytest.mark.django_db(transaction=True)
def test_what_a_rollback_left_is_swept_after_a_day_and_a_strange_bucket_is_left_alone(bucket, monkeypatch):
    estate = new_estate()
    estate.report(photos=[picture()])
    (photo,) = kept()

    taken_back(lambda: estate.report(photos=[picture()]))
    default_storage.save("notes-of-the-operator.txt", ContentFile(b"ours"))
    assert len(kept()) == 3
    sweep_uploads()
    assert len(kept()) == 3, "it may still be on its way"
    monkeypatch.setattr(uploads, "A_DAY", -5)
    assert [len(uploads.look().orphans), uploads.look().looked_at] == [1, 2]
    monkeypatch.setattr(uploads, "FEW", 0)
    sweep_uploads()
    assert len(kept()) == 3, "too many to be true"
    said = StringIO()
    call_command("sweep_uploads", stdout=said)
    assert "found: 1 of 2" in said.getvalue()
    monkeypatch.setattr(uploads, "FEW", 20)
    sweep_uploads()
    assert kept() == [photo, "notes-of-the-operator.txt"]
    taken_back(lambda: estate.report(photos=[picture()]))
    call_command("sweep_uploads", remove=True, stdout=said)
    assert "removed: 1 of 2" in said.getvalue()
    assert kept() == [photo, "notes-of-the-operator.txt"]


@pytest.mark.django_db(transaction=True)
def test_a_backup_brings_the_bucket_back_and_sets_aside_what_it_does_not_know(
    hanging, settings, monkeypatch, tmp_path
):
    monkeypatch.setenv("BACKUP_PASSPHRASE", WORDS)
    monkeypatch.setattr(uploads, "A_DAY", -5)  # a restore is no night: nothing is swept
    settings.VAR_DIR = tmp_path / "var"
    estate = new_estate()
    estate.report(photos=[picture()])
    default_storage.save("issues/2026/03/large.webp", ContentFile(os.urandom(3_000_000)))
    before = {name: files.digest(name) for name in files.names()}
    call_command("backup", tmp_path / "one.backup")

    (photo,) = IssuePhoto.objects.values_list("file", flat=True)
    default_storage.delete(photo)
    estate.report(photos=[picture()])
    later = IssuePhoto.objects.order_by("pk").last().file.name
    said = StringIO()
    name = connection.settings_dict["NAME"]
    call_command("restore", tmp_path / "one.backup", yes_replace=name, stdout=said)
    assert {name: files.digest(name) for name in files.names()} == before
    (aside,) = [name for name, _age in default_storage.ages() if name.startswith(files.BEFORE)]
    assert aside.endswith(f"/{later}")
    assert f"lie in {aside.partition('/')[0]} of the bucket {BUCKET}" in said.getvalue()

    with hanging(), pytest.raises(CommandError, match="does not answer"):
        call_command("backup", tmp_path / "two.backup")
    assert [path.name for path in tmp_path.glob("*.backup*")] == ["one.backup"]


def test_what_check_deploy_says_of_a_bucket(bucket):
    def said() -> set[str]:
        found = {one.id for one in run_checks(include_deployment_checks=True)}
        return found & {"linli.E006", "linli.E007"}

    assert said() == set()
    assert kept() == [], "the probe is gone"
    default_storage.object_parameters = {"ACL": "public-read"}
    assert said() == {"linli.E006"}
    default_storage.object_parameters = {}
    default_storage.client.delete_bucket(Bucket=BUCKET)
    assert said() == {"linli.E007"}


WHOLE = {
    "S3_BUCKET": "linli-uploads",
    "S3_ENDPOINT": "https://s3.example.org",
    "S3_ACCESS_KEY": "AK1",
    "S3_SECRET_KEY": "xK2-9f",
}


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"S3_BUCKET": ""}, "S3_BUCKET is missing"),
        ({"S3_ACCESS_KEY": ""}, "S3_ACCESS_KEY is missing"),
        ({"S3_SECRET_KEY": ""}, "S3_SECRET_KEY is missing"),
        ({"S3_ENDPOINT": ""}, "S3_ENDPOINT (or S3_REGION"),
        ({"S3_ENDPOINT": "s3.example.org"}, "S3_ENDPOINT must be an address"),
        ({"S3_ENDPOINT": "http://s3.example.org"}, "S3_ENDPOINT has no https"),
        ({"S3_ADDRESSING": "sideways"}, "S3_ADDRESSING"),
        ({"FILES_BY_PROXY": "/kept/"}, "FILES_BY_PROXY"),
    ],
)
def test_half_a_bucket_is_refused_in_one_sentence(monkeypatch, changed, named):
    for name, value in (WHOLE | changed).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as refused:
        in_settings()
    assert named in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_a_whole_one_is_taken_and_none_is_a_folder(monkeypatch):
    for name in WHOLE:
        monkeypatch.delenv(name, raising=False)
    assert in_settings() == {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    for name, value in WHOLE.items():
        monkeypatch.setenv(name, value)
    options = in_settings()["OPTIONS"]
    assert (options["endpoint_url"], options["region_name"]) == ("https://s3.example.org", "us-east-1")
    with pytest.raises(ImproperlyConfigured, match="S3_SECRET_KEY has the password of an example"):
        refuse_unsafe(**GOOD | {"addresses": {"S3_SECRET_KEY": "minioadmin"}})
