"""Photos sent with a report: made small and bare, or refused in a sentence of their own."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from issues.models import Issue
from tests.issues.photos import picture
from tests.issues.test_report_form import NEW, main_of, sent

ORIENTATION, GPS, MADE_AT = 0x0112, 0x8825, 0x0132


def of_a_phone() -> SimpleUploadedFile:
    """Held sideways: 2000 x 1000 on the sensor, upright 1000 x 2000, red at the top; with place and time."""
    wide = Image.new("RGB", (2000, 1000), "blue")
    wide.paste("red", (0, 0, 1000, 1000))
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # to be turned a quarter to the right
    exif[MADE_AT] = "2026:11:24 09:30:00"
    exif.get_ifd(GPS)[2] = (23.0, 2.0, 3.0)
    buffer = io.BytesIO()
    wide.save(buffer, "JPEG", exif=exif, comment=b"my home")
    return SimpleUploadedFile("IMG_2041.JPG", buffer.getvalue(), content_type="image/jpeg")


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_is_upright_small_and_says_neither_where_nor_when(estate, client, media):
    client.force_login(estate.resident)
    client.post(NEW, sent(estate, photos=[of_a_phone()]))
    name = Issue.objects.get().photos.get().file.name
    with Image.open(default_storage.path(name)) as kept:
        assert (kept.format, kept.size) == ("WEBP", (800, 1600))
        assert dict(kept.getexif()) == {}
        assert not set(kept.info) & {"exif", "xmp", "comment", "icc_profile"}
        top, bottom = kept.convert("RGB").getpixel((400, 100)), kept.convert("RGB").getpixel((400, 1500))
    assert top[0] > 200 > 60 > top[2]
    assert bottom[2] > 200 > 60 > bottom[0]
    with default_storage.open(name) as file:
        content = file.read()
    assert b"2026:11" not in content
    assert b"my home" not in content


def box(brand: bytes, size: int = 64) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand + b"\x00" * size


@pytest.mark.parametrize(
    "name, content, sentence",
    [
        ("flood.mp4", box(b"isom", 20 * 1024 * 1024), "这是一段视频"),
        ("flood.mov", box(b"qt  "), "这是一段视频"),
        ("leak.jpg", b"", "这张照片是空的"),
        ("leak.jpg", b"<?php echo 1 ?>" * 99, "不是能打开的照片"),
        ("leak.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 200, ""),
        ("leak.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "不是能打开的照片"),
        ("IMG_2041.HEIC", box(b"heic"), "HEIC"),
        ("leak.jpg", b"\xff\xd8\xff" + b"0" * (10 * 1024 * 1024 + 1), "10 MB"),
    ],
    ids=["20 MB video", "mov", "0 bytes", "php", "hollow png", "svg", "heic", "heavy"],
)
def test_each_file_that_is_no_photo_gets_its_own_sentence(estate, client, media, name, content, sentence):
    client.force_login(estate.resident)
    bad = SimpleUploadedFile(name, content, content_type="image/jpeg")
    response = client.post(NEW, sent(estate, photos=[picture(), bad]))
    page = main_of(response)
    assert response.status_code == 422
    assert "第 2 张：" in page
    assert sentence in page
    assert "天花滴水，昨晚开始" in page
    assert not Issue.objects.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_six_photos_are_taken_and_a_seventh_is_not(estate, client):
    client.force_login(estate.resident)
    response = client.post(NEW, sent(estate, photos=[picture() for _ in range(7)]))
    assert "照片最多 6 张" in main_of(response)
    client.post(NEW, sent(estate, photos=[picture() for _ in range(6)]))
    assert Issue.objects.get().photos.count() == 6
