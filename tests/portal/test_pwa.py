"""What makes the site an app on a phone."""

import gzip
import json
import re
from io import BytesIO

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from PIL import Image

from portal.views import pwa
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def static_bytes(name: str) -> bytes:
    with open(finders.find(name), "rb") as file:
        return file.read()


def worker_facts(client: Client) -> dict:
    text = client.get("/sw.js").content.decode()
    return json.loads(re.search(r"^const LINLI = (.*);$", text, re.MULTILINE)[1])


def test_the_manifest_lets_it_be_installed(client):
    response = client.get("/manifest.webmanifest")
    facts = response.json()
    assert response["Content-Type"] == "application/manifest+json"
    assert (facts["name"], facts["lang"], facts["display"]) == ("邻里", "zh-CN", "standalone")
    assert {(icon["sizes"], icon["purpose"]) for icon in facts["icons"]} == {
        (size, purpose) for size in ("192x192", "512x512") for purpose in ("any", "maskable")
    }
    for icon in facts["icons"]:
        picture = Image.open(BytesIO(static_bytes(icon["src"].removeprefix("/static/"))))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]
    assert client.get(facts["start_url"]).status_code == 200
    assert b'rel="manifest" href="/manifest.webmanifest"' in client.get("/").content


def test_the_worker_is_asked_for_anew_each_time_and_may_serve_the_whole_site(client):
    response = client.get("/sw.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert "no-cache" in response["Cache-Control"]
    assert "worker-src 'self'" in response["Content-Security-Policy"]
    assert "Set-Cookie" not in response


def test_the_worker_knows_files_that_exist_and_every_one_the_shell_asks_for(client):
    files = worker_facts(client)["files"]
    for path in files:
        assert finders.find(path.removeprefix("/static/")), path
    page = client.get("/").content.decode()
    asked = set(re.findall(r'"(/static/[^"#]+\.(?:js|css|svg))', page))
    assert asked <= set(files)


def test_a_changed_file_makes_a_new_worker(client, monkeypatch, tmp_path):
    before = worker_facts(client)["version"]
    changed = tmp_path / "linli.js"
    changed.write_text("// new")
    real = finders.find
    pwa.version.cache_clear()
    monkeypatch.setattr(pwa.finders, "find", lambda name: changed if name == "linli/linli.js" else real(name))
    try:
        assert worker_facts(client)["version"] != before
    finally:
        pwa.version.cache_clear()


def test_the_page_for_offline_is_the_same_for_everyone(client):
    visitor = client.get("/offline/").content.decode()
    user = UserFactory(display_name="罗白兰")
    client.force_login(user)
    person = client.get("/offline/").content.decode()
    assert "罗白兰" not in person
    assert "data-who" not in person
    assert person == visitor


def test_a_page_says_whose_it_is(client):
    assert client.get("/")["Linli-Who"] == ""
    user = UserFactory()
    client.force_login(user)
    assert client.get("/")["Linli-Who"] == str(user.pk)
    assert "Linli-Who" not in client.get("/healthz")
    assert "Linli-Who" not in client.get("/manifest.webmanifest")


def test_only_the_form_and_the_desk_are_kept(client):
    assert worker_facts(client)["keep"] == [reverse("issues:new"), reverse("desk")]


def gzipped(*names: str) -> int:
    return len(gzip.compress(b"\n".join(static_bytes(f"linli/{name}.js") for name in names)))


def test_our_script_stays_small():
    """Bytes, gzipped, beside htmx: on every page, and all that the log form can ever load."""
    assert gzipped("queue", "offline", "linli") < 10_500
    assert gzipped("queue", "offline", "linli", "drafts", "photos", "blackout") < 15_500
