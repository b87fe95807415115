"""`make bench` measures a page as the person it is for."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from launcher.bench import PAGES, Client
from launcher.options import Options
from launcher.sentences import Stop
from portal.demo.roles import DEMO_ROLES
from tests.factories import UserFactory


@pytest.fixture
def chosen(live_server, settings) -> Options:
    settings.DEMO = True
    address = urlsplit(live_server.url)
    return Options(address.hostname, address.hostname, address.port, Path("/nowhere"), True, {})


def test_a_client_enters_as_the_demo_s_person(chosen):
    resident = next(role for role in DEMO_ROLES if role.key == "resident")
    UserFactory(phone=resident.phone, is_demo=True)
    with Client(chosen) as visitor, Client(chosen, "resident") as person:
        assert visitor.get("/inbox/")[0] == 302
        assert person.get("/inbox/")[0] == 200


def test_who_is_not_in_the_demo_is_said(chosen):
    with pytest.raises(Stop, match="mayor"):
        Client(chosen, "mayor")


def test_every_page_names_somebody_whom_the_demo_has():
    assert {page.role for page in PAGES} <= {"", *(role.key for role in DEMO_ROLES)}
