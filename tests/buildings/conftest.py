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
