import struct
import zlib
from io import BytesIO

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kit import uploads
from kit.refused import Refused
from kit.uploads import clean_photo

ORIENTATION, GPS, MODEL = 0x0112, 0x8825, 0x0110
RED, BLUE = (220, 20, 20), (20, 20, 220)


def file_of(picture: Image.Image, kind: str, **options) -> BytesIO:
    out = BytesIO()
    picture.save(out, kind, **options)
    return BytesIO(out.getvalue())


def halves(size=(200, 100), mode="RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    return picture.convert(mode)


def opened(photo: uploads.CleanPhoto) -> Image.Image:
    picture = Image.open(BytesIO(photo.content))
    assert picture.format == "WEBP"
    assert picture.size == (photo.width, photo.height)
    return picture


def near(colour, other) -> bool:
    return all(abs(a - b) < 25 for a, b in zip(colour, other, strict=False))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_the_usual_kinds_become_webp(kind):
    photo = clean_photo(file_of(halves(), kind))
    assert (photo.width, photo.height, photo.extension) == (200, 100, "webp")
    picture = opened(photo).convert("RGB")
    assert near(picture.getpixel((40, 50)), RED)
    assert near(picture.getpixel((160, 50)), BLUE)


@pytest.mark.parametrize(
    "mode, kind", [("CMYK", "JPEG"), ("L", "PNG"), ("1", "PNG"), ("P", "PNG"), ("I;16", "PNG"), ("LA", "PNG")]
)
def test_every_mode_a_camera_or_scanner_makes_is_taken(mode, kind):
    picture = Image.new("I;16", (80, 60), 40_000) if mode == "I;16" else halves((80, 60), mode)
    assert opened(clean_photo(file_of(picture, kind))).size == (80, 60)


def test_grey_in_sixteen_bits_keeps_its_shades():
    row = struct.pack("<80H", *[20_000] * 40, *[50_000] * 40)
    picture = Image.frombytes("I;16", (80, 60), row * 60)
    kept = opened(clean_photo(file_of(picture, "PNG"))).convert("L")
    assert abs(kept.getpixel((10, 30)) - 78) < 4
    assert abs(kept.getpixel((70, 30)) - 195) < 4


def test_where_and_when_it_was_taken_is_gone():
    exif = Image.Exif()
    exif[MODEL] = "Telltale Phone 9"
    exif[GPS] = {1: "N", 2: (23.0, 2.0, 1.0)}
    source = file_of(halves(), "JPEG", exif=exif, comment=b"secret note", xmp=b"<x>secret xmp</x>")
    assert b"Telltale" in source.getvalue()
    photo = clean_photo(source)
    assert not opened(photo).getexif()
    assert not {"exif", "xmp", "icc_profile"} & set(opened(photo).info)
    for trace in (b"Telltale", b"secret", b"EXIF", b"XMP"):
        assert trace not in photo.content


def test_a_photo_held_sideways_is_turned_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # the camera was held turned a quarter to the right
    photo = clean_photo(file_of(halves(), "JPEG", exif=exif))
    assert (photo.width, photo.height) == (100, 200)
    picture = opened(photo).convert("RGB")
    assert near(picture.getpixel((50, 40)), RED)
    assert near(picture.getpixel((50, 160)), BLUE)


def test_a_big_photo_is_made_small_and_keeps_its_shape():
    photo = clean_photo(file_of(halves((4000, 3000)), "JPEG"))
    assert (photo.width, photo.height) == (1600, 1200)
    assert len(photo.content) < 200_000


def test_a_small_photo_is_not_blown_up():
    assert clean_photo(file_of(halves((10, 8)), "PNG")).width == 10


def test_a_see_through_picture_stays_so():
    picture = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    assert opened(clean_photo(file_of(picture, "PNG"))).convert("RGBA").getpixel((5, 5))[3] == 0


def test_of_an_animation_the_first_frame_is_kept():
    frames = [Image.new("RGB", (20, 20), colour) for colour in (RED, BLUE)]
    photo = clean_photo(file_of(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    picture = opened(photo)
    assert getattr(picture, "n_frames", 1) == 1
    assert near(picture.convert("RGB").getpixel((5, 5)), RED)


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is large and holds nothing: a bomb by its header."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 100
JPEG = file_of(halves((900, 600)), "JPEG").getvalue()


@pytest.mark.parametrize(
    "content, sentence",
    [
        (b"", uploads.EMPTY),
        (b"%PDF-1.7 not a photo", uploads.NOT_A_PHOTO),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", uploads.NOT_A_PHOTO),
        (file_of(halves(), "BMP").getvalue(), uploads.NOT_A_PHOTO),
        (file_of(halves(), "TIFF").getvalue(), uploads.NOT_A_PHOTO),
        (HEIC, uploads.HEIC),
        (HEIC.replace(b"heic", b"isom"), uploads.VIDEO),
        (b"\x1aE\xdf\xa3" + b"\x00" * uploads.MAX_BYTES, uploads.VIDEO),
        (b"RIFF\x10\x00\x00\x00AVI LIST", uploads.VIDEO),
        (JPEG[: len(JPEG) // 2], uploads.DAMAGED),
        (png_of(100, 100), uploads.DAMAGED),
        (png_of(8000, 5001), uploads.TOO_MANY_PIXELS),
        (png_of(30000, 30000), uploads.TOO_MANY_PIXELS),  # past Pillow's own limit, too
        (JPEG + b"\x00" * uploads.MAX_BYTES, uploads.TOO_HEAVY),
    ],
    ids=[
        "empty",
        "pdf",
        "svg",
        "bmp",
        "tiff",
        "heic",
        "mp4",
        "webm",
        "avi",
        "cut",
        "hollow",
        "41MP",
        "bomb",
        "heavy",
    ],
)
def test_what_is_no_photo_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(Refused) as refused:
        clean_photo(BytesIO(content))
    assert refused.value.sentence == sentence


def test_a_photo_of_exactly_the_largest_size_is_read(monkeypatch):
    # 200 x 100 stands for 8000 x 5000, which takes seconds to make
    monkeypatch.setattr(uploads, "MAX_PIXELS", 200 * 100)
    assert clean_photo(file_of(halves(), "PNG")).width == 200
    with pytest.raises(Refused):
        clean_photo(file_of(halves((201, 100)), "PNG"))


@given(
    st.binary(max_size=60),
    st.sampled_from([b"", JPEG[:300], png_of(3, 3)[:40], b"GIF89a", b"RIFF\x10\x00\x00\x00WEBP"]),
)
def test_rubbish_is_refused_and_never_crashes(rubbish, beginning):
    with pytest.raises(Refused):
        clean_photo(BytesIO(beginning + rubbish))


def test_the_sentences_are_chinese_for_chinese():
    with override("zh-hans"), pytest.raises(Refused) as refused:
        clean_photo(BytesIO(HEIC))
    with override("zh-hans"):
        assert str(refused.value).startswith("这张照片是苹果的 HEIC 格式")


def test_half_a_picture_is_refused_after_a_pdf_was_made_too():
    """WeasyPrint changes Pillow for the whole process when it is imported."""
    from PIL import ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = True
    with pytest.raises(Refused) as refused:
        clean_photo(BytesIO(JPEG[: len(JPEG) // 2]))
    assert refused.value.sentence == uploads.DAMAGED
