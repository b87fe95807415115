import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.phones import normalise


@pytest.mark.parametrize(
    "written, kept",
    [
        ("13800000902", "13800000902"),
        ("138 0000 0902", "13800000902"),
        ("138-0000-0902", "13800000902"),
        ("１３８０００００９０２", "13800000902"),
        ("+86 138 0000 0902", "13800000902"),
        ("＋８６ 13800000902", "13800000902"),
        ("8613800000902", "13800000902"),
        ("0086 138 0000 0902", "13800000902"),
        ("\u202d13800000902\u202c", "13800000902"),  # as copied from a contact list
        ("+852 5123 4567", "+85251234567"),
        ("1380000090", None),
        ("138000009020", None),
        ("12800000902", None),
        ("0757 8888 8888", None),
        ("+86 0757 88888888", None),
        ("十三八", None),
        ("1٣800000902", None),
        ("+1٣800000902", None),
        ("", None),
        ("10000020001", None),
    ],
)
def test_a_number_as_written_and_as_kept(written, kept):
    assert normalise(written) == kept


def test_the_demonstration_has_numbers_nobody_has():
    assert normalise("1000002 0001", invented=True) == "10000020001"
    assert normalise("11000020001", invented=True) is None


@given(st.text(max_size=40))
def test_what_is_kept_stays_as_it_is(text):
    kept = normalise(text, invented=True)
    assert kept is None or normalise(kept, invented=True) == kept
