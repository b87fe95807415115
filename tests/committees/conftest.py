import pytest


@pytest.fixture
def estate(db):
    from tests.committees.ground import make_place  # models can be loaded only once Django is set up

    return make_place()
