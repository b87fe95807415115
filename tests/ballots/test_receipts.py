"""The code by which somebody finds their own vote."""

import re

import pytest

from ballots.receipts import new_receipt, normalised


def test_a_new_receipt_is_random_and_has_no_letters_that_look_alike():
    codes = {new_receipt() for _ in range(2000)}
    assert len(codes) == 2000
    shape = re.compile("([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}")
    assert all(shape.fullmatch(code) for code in codes)
    assert set("".join(codes)) == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ-")
    assert all(normalised(code) == code for code in codes)


@pytest.mark.parametrize(
    "typed",
    [
        "7kq2-m4xd-9trc-ab3f",
        " 7KQ2M4XD9TRCAB3F ",
        "7KQ2 M4XD 9TRC AB3F",
        "７ＫＱ２—M4XD—9TRC—ab3f",
        "7KQ2－M4XD\n9TRC·AB3F",
    ],
)
def test_it_is_read_however_it_is_typed(typed):
    assert normalised(typed) == "7KQ2-M4XD-9TRC-AB3F"


def test_letters_that_look_alike_are_read_as_figures():
    assert normalised("oOiI-lL00-0011-AB3F") == "0011-1100-0011-AB3F"


@pytest.mark.parametrize(
    "typed", ["", "7KQ2", "7KQ2-M4XD-9TRC-AB3", "7KQ2-M4XD-9TRC-AB3FF", "7KQ2-M4XD-9TRC-AB3U", "回执"]
)
def test_what_cannot_be_a_receipt_is_nothing(typed):
    assert normalised(typed) == ""
