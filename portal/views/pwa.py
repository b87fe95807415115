"""What makes the site an app on a phone: manifest, service worker, the page for when there is no signal."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

# What the shell asks for; what else a page kept for offline needs, the worker finds in that page.
FILES = (
    "linli/tokens.css",
    "linli/components.css",
    "linli/house.css",
    "linli/old.css",
    "linli/favicon.svg",
    "linli/icons.svg",
    "linli/linli.js",
    "linli/queue.js",
    "linli/offline.js",
    "linli/waiting.js",
    "linli/drafts.js",
    "linli/photos.js",
    "linli/blackout.js",
    "linli/blackout.css",
)
# What the page for no signal is made of: it lies on the phone until the worker is another.
TEMPLATES = ("base.html", "portal/offline.html", "includes/offline.html")
WORKER = "linli/sw.js"
NAME = "邻里"
ICONS = (("192", "any"), ("512", "any"), ("192", "maskable"), ("512", "maskable"))


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """In Chinese whoever asks: a phone installs it once, for the whole household."""
    facts = {
        "id": "/",
        "name": NAME,
        "short_name": NAME,
        "description": "街坊的事，有人接，有回音",
        "lang": "zh-CN",
        "dir": "ltr",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf6ee",
        "theme_color": "#faf6ee",
        "icons": [
            {
                "src": static(f"linli/icon-{'maskable-' if purpose == 'maskable' else ''}{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size, purpose in ICONS
        ],
        "shortcuts": [
            {"name": "报个事", "url": reverse("issues:new")},
            {"name": "待发送", "url": reverse("offline")},
        ],
    }
    return JsonResponse(facts, content_type="application/manifest+json")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """static/linli/sw.js from the root, so that it may serve the whole site; new whenever a file is."""
    facts = json.dumps(_facts(), ensure_ascii=False)
    text = f'"use strict";\nconst LINLI = {facts};\n{_source()}'
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The same for everyone: it lies on the phone, and its script fills in what waits there."""
    request.user = AnonymousUser()
    return render(request, "portal/offline.html", {"desk_url": reverse("desk")})


def _facts() -> dict:
    return {
        "version": version(),
        "name": NAME,
        "icon": static("linli/icon-192.png"),
        "static": settings.STATIC_URL,
        "files": [static(name) for name in FILES],
        "keep": _kept(),
        "desk": reverse("desk"),
        "offline": reverse("offline"),
        "queue": static("linli/queue.js"),
        "signOut": reverse("account_logout"),
    }


def _kept() -> list[str]:
    """The pages that open without a signal."""
    return [reverse("issues:new"), reverse("desk")]


@cache
def version() -> str:
    """Changes with the bytes of any file and of the page for no signal, whether names are hashed or not."""
    digest = hashlib.sha256()
    for name in (*FILES, WORKER):
        digest.update(Path(finders.find(name)).read_bytes())
    for name in TEMPLATES:
        digest.update(get_template(name).template.source.encode())
    return digest.hexdigest()[:12]


@cache
def _source() -> str:
    return Path(finders.find(WORKER)).read_text(encoding="utf-8")
