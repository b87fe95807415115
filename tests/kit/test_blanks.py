"""What is somebody's own in a statement's values becomes a blank; what is neither that nor always the same, not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kit.blanks import DOWN, UP, Blank, NotAlike, Person, blanks_in
from kit.times import midnight

HOUR = timedelta(hours=1)
NOW = datetime(2026, 3, 9, 4, 5, 6, 7, tzinfo=UTC)
ONE = Person([UP, UP + 1], [NOW, NOW - 900 * HOUR])
OTHER = Person([DOWN, DOWN - 1], [NOW + 30.3 * HOUR, NOW - 700 * HOUR])
SHE = Person([7, 8], [NOW + 77 * HOUR, NOW - 5000 * HOUR])


def hers(of) -> list:
    """The values that `of(person)` gives for two invented persons, filled in for her."""
    made = blanks_in(ONE, OTHER, of(ONE), of(OTHER))
    return [value(SHE) if isinstance(value, Blank) else value for value in made]


def values(person: Person) -> list:
    home, street = person.numbers
    now, joined = person.moments
    return [
        home, f"/{street}/{home}/", f"/{street}/%", [street, home, 3], "open", 5, None, True,
        now, now - 3 * HOUR, midnight(now) + HOUR, joined + HOUR, now.date() + timedelta(days=2),
    ]  # fmt: skip


def test_numbers_paths_lists_and_hours_are_filled_in():
    assert hers(values) == values(SHE)


def test_what_comes_out_of_a_set_may_come_in_any_order():
    def paths(person):
        return sorted(f"/{number}/" for number in person.numbers)

    assert paths(ONE) == ["/700000000000000/", "/700000000000001/"]
    assert set(hers(paths)) == {"/7/", "/8/"}


@pytest.mark.parametrize(
    "of",
    [
        lambda person: [min(person.numbers)],  # of one the first, of the other the second
        lambda person: [person.numbers[0] % 1000],
        lambda person: [person.moments[0].hour],
        lambda person: [date(2026, 3, 9)],  # looked up on the way: another day tomorrow
        lambda person: [NOW],
        lambda person: ["since 2026-03-09"],
        lambda person: [person.moments[0].replace(minute=0)],
    ],
)
def test_what_is_nobodys_and_yet_not_always_the_same_is_refused(of):
    with pytest.raises(NotAlike):
        hers(of)
