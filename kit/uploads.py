"""Photos from people: checked, turned upright, stripped of where and when they were taken, made small."""

from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFile, ImageOps

from kit.refused import Refused

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_EDGE = 1600  # px
QUALITY = 80
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")  # JPEG includes the MPO that phones make
VIDEO_HEADS = (b"\x1aE\xdf\xa3", b"\x00\x00\x01\xba", b"FLV")  # WebM and Matroska, MPEG, Flash
HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}

TOO_HEAVY = _("This photo is larger than 10 MB. Please choose a smaller one.")
TOO_MANY_PIXELS = _("This photo has more than 40 megapixels. Please choose a smaller one.")
EMPTY = _("This photo is empty. Please choose it once more.")
HEIC = _(
    "This photo is in Apple's HEIC format, which we cannot open. A screenshot of it, or a JPEG, will do."
)
VIDEO = _("This is a video; only photos can be sent. A screenshot of it will do.")
NOT_A_PHOTO = _("This is not a photo that we can open. Please choose a JPEG, PNG, WebP or GIF picture.")
DAMAGED = _("This photo is damaged or incomplete. Please take or choose it once more.")


@dataclass(frozen=True)
class CleanPhoto:
    content: bytes
    width: int  # px
    height: int  # px
    extension: str = "webp"


def clean_photo(file: BinaryIO) -> CleanPhoto:
    """The photo as WebP of at most 1600 px, without any metadata. Raises Refused."""
    data = file.read(MAX_BYTES + 1)
    if not data:
        raise Refused(EMPTY)
    if is_video(data):  # before its weight: a smaller video would not do either
        raise Refused(VIDEO)
    if len(data) > MAX_BYTES:
        raise Refused(TOO_HEAVY)
    with opened(data) as picture:
        return encoded(upright(picture))


def is_video(data: bytes) -> bool:
    """By its first bytes; MP4, MOV and 3GP share their box with HEIC and AVIF pictures."""
    if data[4:8] == b"ftyp":
        return data[8:12] not in HEIC_BRANDS and data[8:12] not in (b"avif", b"avis")
    return data.startswith(VIDEO_HEADS) or (data[:4] == b"RIFF" and data[8:12] == b"AVI ")


def opened(data: bytes) -> Image.Image:
    """Reads the header only; nothing is decoded before the number of pixels is known to be bearable."""
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        raise Refused(HEIC)
    try:
        picture = Image.open(BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        raise Refused(TOO_MANY_PIXELS) from None
    except Exception:  # Pillow's plugins raise whatever a broken header makes them stumble over
        raise Refused(NOT_A_PHOTO) from None
    if picture.width * picture.height > MAX_PIXELS:
        raise Refused(TOO_MANY_PIXELS)
    return picture


def upright(picture: Image.Image) -> Image.Image:
    """Decoded (of an animation the first frame), small, turned as it was held, in a mode that WebP knows."""
    # WeasyPrint, once it was imported for a PDF, lets half a picture pass for a whole one.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        if picture.mode.startswith("I"):  # grey in 16 bits, which Pillow cuts off at 255 instead of scaling
            picture = picture.convert("I").point(lambda grey: grey / 256).convert("L")
        if picture.mode in {"1", "P"}:  # a palette cannot be scaled smoothly
            picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
        # The thumbnail first: of a big JPEG the decoder then reads an eighth, a quarter or a half only.
        picture.thumbnail((MAX_EDGE, MAX_EDGE), Image.Resampling.LANCZOS)
        picture = ImageOps.exif_transpose(picture)
        seen_through = "A" in picture.getbands() or "transparency" in picture.info
        return picture.convert("RGBA" if seen_through else "RGB")
    except Exception:  # a truncated or crafted file may fail anywhere in a decoder
        raise Refused(DAMAGED) from None


def encoded(picture: Image.Image) -> CleanPhoto:
    out = BytesIO()
    # A bare copy: pixels only, none of the notes (EXIF, GPS, XMP, comments) that the original carried.
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    bare.save(out, "WEBP", quality=QUALITY, method=4)
    return CleanPhoto(content=out.getvalue(), width=bare.width, height=bare.height)
