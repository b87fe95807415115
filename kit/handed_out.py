"""A photo that somebody sent, handed out: to its reader's own browser at most, and never as anything else."""

import mimetypes

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

A_DAY = "private, max-age=86400"
NOT_KEPT = "private, no-store"


def photo_of(name: str, *, kept: str = A_DAY) -> FileResponse:
    """`name` of the file, "" where there is none. The caller has asked whether this person may see it."""
    if not name:
        raise Http404
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, content_type=mimetypes.guess_type(name)[0] or "image/webp")
    response["Cache-Control"] = kept
    response["X-Content-Type-Options"] = "nosniff"
    return response
