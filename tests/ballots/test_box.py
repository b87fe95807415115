"""The box of a secret ballot: sealed, in the order of its random receipts, and every paper as long as the other."""

import random
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots import box
from ballots.box import BoxError
from ballots.receipts import new_receipt

KEYS = ["o1", "o2", "o3"]
ONE = uuid.UUID("5e0c1f52-5c52-4a55-9c8a-2f6a3a1f0001")
KEY, OTHER = b"k" * 32, b"o" * 32
SIZE = box.size_of(KEYS)


def paper(*choices, receipt=None):
    return {"receipt": receipt or new_receipt(), "choices": list(choices)}


@given(
    st.lists(
        st.permutations(KEYS).flatmap(lambda keys: st.integers(0, 3).map(lambda n: keys[:n])), max_size=20
    )
)
def test_what_goes_in_comes_out_in_the_order_of_receipts(chosen):
    papers = [paper(*choices) for choices in chosen]
    found = box.open_(box.seal(papers, key=KEY, size=SIZE), KEY)
    assert found == sorted(papers, key=lambda one: one["receipt"])


def test_the_order_in_which_papers_went_in_is_nowhere():
    papers = [paper(key) for key in KEYS * 5]
    mixed = random.Random(1).sample(papers, len(papers))
    assert box.open_(box.seal(mixed, key=KEY, size=SIZE), KEY) == box.open_(
        box.seal(papers, key=KEY, size=SIZE), KEY
    )


def test_it_is_as_long_whatever_was_chosen_and_never_twice_the_same():
    none, all_ = (box.seal([paper(*chosen)], key=KEY, size=SIZE) for chosen in ([], KEYS))
    assert len(none) == len(all_)
    two = [paper("o1", receipt=new_receipt()), paper("o2", receipt=new_receipt())]
    assert len(box.seal(two, key=KEY, size=SIZE)) == len(none) + SIZE
    assert box.seal(two, key=KEY, size=SIZE) != box.seal(two, key=KEY, size=SIZE)


def test_nothing_of_it_can_be_read_from_outside():
    receipt = new_receipt()
    sealed = box.seal([paper("o1", receipt=receipt)], key=KEY, size=SIZE)
    assert receipt.encode() not in sealed
    assert b"o1" not in sealed


def test_another_key_and_a_changed_box_do_not_open():
    sealed = box.seal([paper("o1")], key=KEY, size=SIZE)
    for wrong in (sealed[:-1], sealed[:5], b"", sealed[:20] + bytes([sealed[20] ^ 1]) + sealed[21:]):
        with pytest.raises(BoxError):
            box.open_(wrong, KEY)
    with pytest.raises(BoxError):
        box.open_(sealed, OTHER)
    assert box.open_(memoryview(sealed), OTHER, KEY)  # as the database hands it over; with the key before


def test_two_papers_of_one_receipt_and_one_too_long_are_refused():
    with pytest.raises(ValueError, match="one receipt"):
        box.seal([paper("o1", receipt="A"), paper("o2", receipt="A")], key=KEY, size=SIZE)
    with pytest.raises(ValueError, match="does not fit"):
        box.seal([paper(*KEYS, "o4")], key=KEY, size=SIZE)


def test_the_key_is_of_this_site_and_this_ballot_and_outlives_a_new_secret(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "first", []
    key = box.key_of(ONE)
    assert len(key) == 32
    assert key == box.key_of(str(ONE))
    assert key != box.key_of(uuid.uuid4())
    sealed = box.seal([paper("o1")], key=key, size=SIZE)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "second", ["first"]
    assert box.key_of(ONE) != key
    assert box.open_(sealed, *box.keys_of(ONE))
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(BoxError):
        box.open_(sealed, *box.keys_of(ONE))
