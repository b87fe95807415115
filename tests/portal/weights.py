"""What the home page costs over the wire: first with nothing kept, then with what the browser may keep."""

import gzip
import re

from django.contrib.staticfiles import finders
from django.test import Client

from people.models import User
from portal.demo.roles import DEMO_ROLES

FIRST, NEXT, SCRIPTS = 60 * 1024, 15 * 1024, 20 * 1024
HEADERS = 350  # of one answer, as measured with all of our own: policy, cookie, vary
# With this ending a browser asks again; everything else of ours has a hashed name and is kept for a year.
ASKED_AGAIN = re.compile(r"/(sw\.js|manifest\.webmanifest)$")
LINKED = re.compile(r'(?:href|src)="(/static/[^"#]+|/manifest\.webmanifest)')
LAZY = re.compile(r'rel="apple-touch-icon" href="([^"]+)"')  # asked for when the page is put on a home screen


def squeezed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def parts(client: Client, html: str) -> dict[str, int]:
    """Each file that the page asks for by itself, and what it weighs."""
    asked = dict.fromkeys(LINKED.findall(html))
    for path in LAZY.findall(html):
        asked.pop(path, None)
    found = {}
    for path in asked:
        if path.startswith("/static/"):
            with open(finders.find(path.removeprefix("/static/")), "rb") as file:
                found[path] = squeezed(file.read())
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
        files = parts(client, gzip.decompress(answer.content).decode())
        weights = {key: page} | files
        assert len(files) > 6
        assert page + sum(files.values()) + HEADERS * len(files) <= FIRST, weights
        assert sum(weight for path, weight in files.items() if path.endswith(".js")) <= SCRIPTS, weights
        again = sum(weight + HEADERS for path, weight in files.items() if ASKED_AGAIN.search(path))
        assert page + again <= NEXT, weights
