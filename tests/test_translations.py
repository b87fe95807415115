"""Chinese is complete and English holds no Chinese, in every room."""

import pytest

from kit import i18n


@pytest.mark.parametrize("room", i18n.ROOMS)
def test_a_rooms_catalogue_is_complete(room):
    assert [str(problem) for problem in i18n.check_room(room)] == []


def test_the_rooms_agree_on_every_translation():
    assert [str(problem) for problem in i18n.check_agreement()] == []
