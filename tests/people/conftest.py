import re

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh_limits(db):
    """Rate limits are counted in the shared cache, which is a table."""
    cache.clear()


@pytest.fixture
def code_for():
    """The six digits of the newest message to an address, as its owner would read them."""

    from notifications.models import Message  # models exist only after the settings do

    def read(address: str) -> str:
        body = Message.objects.filter(address=address).latest("id").body
        return re.search(r"\b\d{6}\b", body)[0]

    return read


@pytest.fixture
def client_of_another():
    from django.test import Client

    return Client()
