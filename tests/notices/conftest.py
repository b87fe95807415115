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
