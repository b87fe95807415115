"""`make bench` measures a page as the person it is for."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from launcher.bench import BOARD, GROWING, PAGES, SEARCH, Client, Growth
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
    assert {page.role for page in (*PAGES, *GROWING, *BOARD, *SEARCH)} <= {
        "",
        *(role.key for role in DEMO_ROLES),
    }


@pytest.mark.parametrize(
    "p50, queries, holds",
    [
        ([40.0, 60.0], [7, 7], True),
        ([40.0, 61.0], [7, 7], False),
        ([40.0, 40.0], [7, 8], False),
    ],
    ids=["as it should be", "slower", "more queries"],
)
def test_a_page_that_grows_with_the_issues_is_marked(p50, queries, holds):
    line = Growth("queue, staff", "/issues/queue/", p50, queries)
    assert line.holds is holds
    assert line.line().endswith("!") is not holds
