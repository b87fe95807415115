"""Papers as they are sent: a photo is made small and bare, a PDF is looked at from both ends. Pure."""

from io import BytesIO
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext_lazy as _

from kit.papers import BROKEN_PDF, HEAD, TAIL, WITHIN
from kit.refused import Refused
from kit.uploads import MAX_BYTES, clean_photo

TOO_HEAVY = _("This PDF is larger than 10 MB. Please send a smaller one, or a part of it.")


class CleanPaper(NamedTuple):
    content: bytes
    extension: str


def clean_paper(file: BinaryIO) -> CleanPaper:
    """Raises Refused. What is no PDF has to be a photo."""
    data = file.read(MAX_BYTES + 1)
    if not data.startswith(HEAD):
        photo = clean_photo(BytesIO(data))
        return CleanPaper(photo.content, photo.extension)
    if len(data) > MAX_BYTES:
        raise Refused(TOO_HEAVY, field="file")
    if TAIL not in data[-WITHIN:]:
        raise Refused(BROKEN_PDF, field="file")
    return CleanPaper(data, "pdf")
