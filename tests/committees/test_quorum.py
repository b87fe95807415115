"""Whether enough are there, and whether enough said yes: at the edges, and for any numbers."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from committees.quorum import PartyCount, Share, is_adopted, quorum_of

HALF, MOST = Share(1, 2, is_strict=True), Share(2, 3)
few = st.integers(min_value=0, max_value=12)


@st.composite
def shares(draw) -> Share:
    whole = draw(st.integers(min_value=1, max_value=7))
    part = draw(st.integers(min_value=1, max_value=whole))
    return Share(part, whole, is_strict=draw(st.booleans()) and part < whole)


PARTIES = st.lists(
    st.builds(PartyCount, seats=st.integers(min_value=1, max_value=9), present=few), max_size=9
)


@pytest.mark.parametrize(
    "share, whole, least",
    [
        (HALF, 4, 3),
        (HALF, 5, 3),
        (HALF, 1, 1),
        (MOST, 3, 2),
        (MOST, 4, 3),
        (Share(1, 2), 4, 2),
        (Share(1, 1), 4, 4),
    ],
)
def test_how_many_it_takes(share, whole, least):
    assert share.least(whole) == least
    assert share.is_reached(least, whole)
    assert not share.is_reached(least - 1, whole)


@given(shares(), few, few)
def test_a_share_is_the_fraction_it_says(share, part, whole):
    if whole == 0:
        assert not share.is_reached(part, whole)
        return
    have, need = Fraction(part, whole), Fraction(share.numerator, share.denominator)
    assert share.is_reached(part, whole) == (have > need if share.is_strict else have >= need)
    assert 1 <= share.least(whole) <= whole
    assert share.is_reached(part, whole) == (part >= share.least(whole))


@given(PARTIES, shares(), st.booleans())
def test_a_quorum_never_asks_for_more_than_there_are(parties, share, counts_people):
    quorum = quorum_of(parties, share=share, counts_people=counts_people)
    everyone = [PartyCount(party.seats, party.seats) for party in parties]
    assert quorum.have <= quorum.total
    assert quorum_of(everyone, share=share, counts_people=counts_people).is_met == bool(parties)
    nobody = [PartyCount(party.seats, 0) for party in parties]
    assert not quorum_of(nobody, share=share, counts_people=counts_people).is_met
    assert quorum.is_met == (quorum.total > 0 and quorum.missing == 0)


@given(PARTIES.filter(bool), shares(), st.booleans(), st.data())
def test_one_more_in_the_room_never_undoes_a_quorum(parties, share, counts_people, data):
    number = data.draw(st.integers(min_value=0, max_value=len(parties) - 1))
    more = list(parties)
    more[number] = PartyCount(parties[number].seats, parties[number].present + 1)
    before = quorum_of(parties, share=share, counts_people=counts_people)
    after = quorum_of(more, share=share, counts_people=counts_people)
    assert before.have <= after.have <= before.have + 1
    assert after.is_met or not before.is_met
    # A party that is there already is no more of a party; one with all seats taken no more people.
    if parties[number].present:
        assert after.parties == before.parties
    if parties[number].present >= parties[number].seats:
        assert after == before


@given(PARTIES, st.integers(min_value=1, max_value=20))
def test_a_number_named_by_hand_stands_instead_of_the_share(parties, fixed):
    quorum = quorum_of(parties, share=HALF, counts_people=True, fixed=fixed)
    assert quorum.need == fixed
    assert quorum.is_met == (quorum.total > 0 and quorum.have >= fixed)


@given(few, few, few, shares(), few)
def test_a_majority_is_of_those_who_voted_or_of_all(votes_for, votes_against, abstentions, share, absent):
    voted = votes_for + votes_against + abstentions
    assert is_adopted(votes_for, votes_against, abstentions, share) == share.is_reached(votes_for, voted)
    of_all = is_adopted(votes_for, votes_against, abstentions, share, of_all=voted + absent)
    # Silence counts as no yes: what has a majority of all has one of those who voted.
    assert not of_all or is_adopted(votes_for, votes_against, abstentions, share)
    assert not is_adopted(0, votes_against, abstentions, share)
    # An abstention helps no side, and a "no" turned into one changes nothing.
    assert is_adopted(votes_for, votes_against + abstentions, 0, share) == is_adopted(
        votes_for, votes_against, abstentions, share
    )
