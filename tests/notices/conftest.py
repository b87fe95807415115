"""Models are imported inside: this file is read before Django knows its settings."""

import pytest


@pytest.fixture
def ground(db):
    from tests.notices.ground import new_ground

    return new_ground()


@pytest.fixture
def signed_in(client):
    """`signed_in(user)` gives a client of that person's own."""
    from django.test import Client

    def sign_in(user):
        own = Client()
        own.force_login(user)
        return own

    return sign_in


@pytest.fixture(autouse=True)
def speaks_chinese():
    """A page read in English by the test before leaves its language behind in this thread."""
    from django.utils import translation

    with translation.override("zh-hans"):
        yield
