"""What the home page costs over the wire: first with nothing kept, then with what the browser may keep."""

import gzip
import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client

from people.models import User
from portal.demo.roles import DEMO_ROLES
from portal.static_files import made_small

FIRST, NEXT, SCRIPTS, STYLES = 60_000, 15_000, 20_000, 15_000
HEADERS = 1_050  # of one answer, as measured with all of our own: policies, cookie, vary
FILE_HEADERS = 198  # of a collected file, as measured
# With this ending a browser asks again; everything else of ours has a hashed name and is kept for a year.
ASKED_AGAIN = re.compile(r"/(sw\.js|manifest\.webmanifest)$")
LINKED = re.compile(r'(?:href|src)="(/static/[^"#]+|/manifest\.webmanifest)')
# What linli.js fetches for a page that has such a thing.
LATER = {
    "/static/linli/drafts.js": re.compile(r"<form[^>]* data-draft=| data-saved="),
    "/static/linli/photos.js": re.compile(r"<input[^>]* data-photos"),
}
LAZY = re.compile(r'rel="apple-touch-icon" href="([^"]+)"')  # asked for when the page is put on a home screen


def squeezed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


@cache
def as_collected(name: str) -> int:
    """Bytes of a file as it goes out: small, then compressed."""
    content = Path(finders.find(name)).read_bytes()
    is_text = name.endswith((".css", ".js", ".svg"))
    return squeezed(made_small(name, content.decode()).encode() if is_text else content)


def too_heavy(html: str) -> list[str]:
    """What of script and styles a poor phone that has never been here should not be asked to fetch, with headers."""
    asked = {*LINKED.findall(html), *(name for name, wants in LATER.items() if wants.search(html))}
    found = []
    for ending, most in ((".js", SCRIPTS), (".css", STYLES)):
        files = [path.removeprefix("/static/") for path in asked if path.endswith(ending)]
        weight = sum(as_collected(file) + FILE_HEADERS for file in files)
        found += [f"{weight} bytes of {ending}: {sorted(files)}"] if weight > most else []
    return found


def parts(client: Client, html: str) -> dict[str, int]:
    """Each file that the page asks for by itself, and what it weighs."""
    asked = dict.fromkeys(LINKED.findall(html))
    for path in LAZY.findall(html):
        asked.pop(path, None)
    found = {}
    for path in asked:
        if path.startswith("/static/"):
            found[path] = as_collected(path.removeprefix("/static/"))
        else:
            found[path] = len(client.get(path, headers={"accept-encoding": "gzip"}).content)
    return found


def weigh_home_pages() -> None:
    """Of the demo, which is loaded: little the first time and next to nothing after."""
    phones = {role.key: role.phone for role in DEMO_ROLES}
    for key in ("visitor", "resident", "captain", "elder"):
        client = Client()
        if key != "visitor":
            client.force_login(User.objects.get(phone=phones[key]))
        if key == "elder":
            client.cookies["comfort"] = "large"
        answer = client.get("/", follow=True, headers={"accept-encoding": "gzip"})
        page = len(answer.content) + HEADERS
        html = gzip.decompress(answer.content).decode()
        assert not too_heavy(html), key
        files = parts(client, html)
        weights = {key: page} | files
        assert len(files) > 6
        assert page + sum(files.values()) + HEADERS * len(files) <= FIRST, weights
        again = sum(weight + HEADERS for path, weight in files.items() if ASKED_AGAIN.search(path))
        assert page + again <= NEXT, weights
