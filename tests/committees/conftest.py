import pytest


@pytest.fixture
def estate(db):
    from tests.committees.ground import make_place  # models can be loaded only once Django is set up

    return make_place()


@pytest.fixture
def visit(client):
    """`visit(user)` signs the test client in and forgets what was known about an earlier visitor."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in
