"""Pictures as phones and mischief make them."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture(
    name: str = "leak.jpg", size: tuple[int, int] = (640, 480), color: str = "#7fb2b8"
) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue(), content_type="image/jpeg")


def not_a_picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("leak.jpg", "我不是照片".encode() * 40, content_type="image/jpeg")


def too_heavy() -> SimpleUploadedFile:
    return SimpleUploadedFile(
        "leak.jpg", b"\xff\xd8\xff" + b"0" * (11 * 1024 * 1024), content_type="image/jpeg"
    )


def bomb() -> SimpleUploadedFile:
    """50 megapixels in a few kilobytes."""
    buffer = io.BytesIO()
    Image.new("1", (10_000, 5_000)).save(buffer, "PNG")
    return SimpleUploadedFile("leak.png", buffer.getvalue(), content_type="image/png")
