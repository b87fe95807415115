"""Fixtures of the room. Models are imported when they are asked for: this file is read before Django is set up."""

import pytest


@pytest.fixture
def world(db):
    from tests.buildings.world import make_world

    return make_world()


@pytest.fixture
def page(client):
    """`page(user, address, **posted)`: the answer to that person; with `posted`, to their form."""

    def open_page(user, address: str, posted: dict | None = None):
        client.logout()
        if user is not None:
            client.force_login(user)
        return client.get(address) if posted is None else client.post(address, posted)

    return open_page


@pytest.fixture
def bring(world):
    from buildings.operations.roster import import_roster
    from tests.buildings.workbooks import HEADER, workbook

    def do(*rows, now=None):
        return import_roster(by=world.staff, estate=world.estate, file=workbook(HEADER, *rows), now=now)

    return do


@pytest.fixture
def sold(world, bring):
    """0101 was 陈荔枝's, who is registered there, and is 黄木棉's now."""
    from django.utils import timezone

    from tests.buildings.still_here import DAY, row
    from tests.factories import UserFactory

    bring(row("陈荔枝", "10000000001"), now=timezone.now() - 30 * DAY)
    former = world.resident("0101", user=UserFactory(display_name="陈荔枝", phone="10000000001"))
    bring(row("黄木棉", "10000000002"))
    return former
