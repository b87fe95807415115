"""A visitor's browser is told that a page is the one it has; nobody who is signed in is."""

import re

import pytest
from django.test import Client

from tests.notices.ground import new_ground

pytestmark = pytest.mark.django_db


def ask(client: Client, path: str, etag: str = "", **headers: str):
    return client.get(path, headers=headers | ({"If-None-Match": etag} if etag else {}))


def test_a_visitor_is_sent_what_has_changed_and_nothing_else():
    ground, client = new_ground(), Client()
    notice = ground.publish(title="停水")
    for path in ("/notices/", f"/notices/{notice.pk}/", "/", "/meetings/", "/privacy/"):
        first = ask(client, path)
        assert first["Cache-Control"] == "no-cache"
        again = ask(client, path, first["ETag"])
        assert (again.status_code, again.content) == (304, b""), path
    board = ask(client, "/notices/")
    ground.publish(title="停电")
    assert ask(client, "/notices/", board["ETag"]).status_code == 200


def test_it_holds_through_compression_and_for_the_right_language_only():
    new_ground().publish()
    client, squeezed = Client(), {"Accept-Encoding": "gzip"}
    first = ask(client, "/notices/", **squeezed)
    assert first["Content-Encoding"] == "gzip"
    assert ask(client, "/notices/", first["ETag"], **squeezed).status_code == 304
    other = ask(client, "/notices/", first["ETag"], **squeezed, **{"Accept-Language": "en"})
    assert other.status_code == 200
    assert {"Cookie", "Accept-Language"} <= {name.strip() for name in first["Vary"].split(",")}


def test_a_page_that_is_kept_has_a_form_that_works():
    """Its token belongs to the cookie of that browser; with another cookie the page is sent anew."""
    new_ground().publish()
    client = Client(enforce_csrf_checks=True)
    kept = ask(client, "/notices/")
    assert ask(client, "/notices/", kept["ETag"]).status_code == 304
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', kept.content.decode())[1]
    said = client.post("/language/setlang/", {"language": "en", "csrfmiddlewaretoken": token})
    assert said.status_code == 302
    assert ask(Client(), "/notices/", kept["ETag"]).status_code == 200


def test_whoever_is_signed_in_gets_the_page_each_time():
    ground = new_ground()
    ground.publish()
    visitor = ask(Client(), "/notices/")
    client = Client()
    client.force_login(ground.resident)
    own = ask(client, "/notices/", visitor["ETag"])
    assert own.status_code == 200
    assert "ETag" not in own
    assert own["Cache-Control"] == "private, no-cache"
