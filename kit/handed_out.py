"""A file that somebody sent, handed out: never as anything else than it is, and never run in a page of ours.

The caller has asked whether this person may have it. Where nginx stands in front of a shared folder, it is
told which file to send (FILES_BY_PROXY, docs/deploy.md), and the web process is free again at once.
"""

import mimetypes
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header

A_DAY = "private, max-age=86400"
ASKED_AGAIN = "private, no-cache"
NOT_KEPT = "private, no-store"


def photo_of(name: str, *, kept: str = A_DAY) -> HttpResponse:
    """`name` of the file, "" where there is none."""
    return handed_out(name, content_type=mimetypes.guess_type(name)[0] or "image/webp", kept=kept)


def handed_out(
    name: str, *, content_type: str, kept: str, filename: str = "", as_attachment: bool = False
) -> HttpResponse:
    if not name:
        raise Http404
    response = _by_proxy(name) if settings.FILES_BY_PROXY else _by_us(name)
    response["Content-Type"] = content_type
    response["Cache-Control"] = kept
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Content-Disposition"] = content_disposition_header(as_attachment, filename) or "inline"
    return response


def _by_us(name: str) -> FileResponse:
    try:
        return FileResponse(default_storage.open(name))
    except FileNotFoundError:
        raise Http404 from None


def _by_proxy(name: str) -> HttpResponse:
    """nginx answers 404 by itself where the file is gone, and knows ranges and sendfile."""
    response = HttpResponse()
    response["X-Accel-Redirect"] = settings.FILES_BY_PROXY + quote(name)
    del response["Content-Length"]
    return response
