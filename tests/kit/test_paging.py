from base64 import urlsafe_b64decode
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from kit.paging import Page, page_of, paginate, read_cursor, write_cursor

START = datetime(2026, 3, 12, 9, 0, 0, 123456, tzinfo=UTC)
NEWEST_FIRST = ("-expire_date", "session_key")

VALUES = st.one_of(
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.datetimes(timezones=st.just(UTC)),
    st.dates(),
    st.decimals(allow_nan=False),
    st.uuids(),
)


@given(st.lists(VALUES, min_size=1, max_size=4))
def test_a_cursor_gives_back_exactly_what_went_in(values):
    back = read_cursor(write_cursor(values, "salt"), "salt", len(values))
    assert back == values
    assert [type(value) for value in back] == [type(value) for value in values]


def test_microseconds_and_kinds_survive():
    values = [START, date(2026, 3, 12), Decimal("1.10"), uuid4(), True, 7]
    assert read_cursor(write_cursor(values, "salt"), "salt", 6) == values


@given(st.text())
def test_any_nonsense_is_no_cursor(nonsense):
    assert read_cursor(nonsense, "salt", 2) is None


def test_a_cursor_of_another_list_or_order_is_no_cursor():
    cursor = write_cursor([START, 1], "salt")
    assert read_cursor(cursor, "other", 2) is None
    assert read_cursor(cursor, "salt", 3) is None
    assert read_cursor(cursor[:-1] + ("a" if cursor[-1] != "a" else "b"), "salt", 2) is None


def test_a_cursor_can_be_read_by_nobody_else():
    """It stands in an address, and its values may be more than the reader may know: a minute, a name."""
    cursor = write_cursor([START, "何茉莉" * 9], "salt")
    kept = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    assert not [word for word in ("2026", "何", "u4f55", "str") if word.encode() in kept]


def test_the_same_place_has_the_same_address_and_a_new_key_opens_the_old(settings):
    """So that a page that did not change is the same page."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "before", []
    cursor = write_cursor([START, 1], "salt")
    assert write_cursor([START, 1], "salt") == cursor
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "now", ["before"]
    assert read_cursor(cursor, "salt", 2) == [START, 1]
    assert write_cursor([START, 1], "salt") != cursor
    settings.SECRET_KEY_FALLBACKS = []
    assert read_cursor(cursor, "salt", 2) is None


def test_a_null_cannot_be_a_place_in_a_list():
    with pytest.raises(TypeError, match="never null"):
        write_cursor([None], "salt")


def make_sessions(count: int) -> list[str]:
    """Three to a moment, so that the second field decides."""
    Session.objects.bulk_create(
        Session(session_key=f"{n:04d}", session_data="", expire_date=START + timedelta(microseconds=n // 3))
        for n in range(count)
    )
    return list(Session.objects.order_by(*NEWEST_FIRST).values_list("session_key", flat=True))


def walk(size: int) -> list[list[str]]:
    pages, cursor = [], ""
    while True:
        page = paginate(Session.objects.all(), NEWEST_FIRST, cursor, size)
        pages.append([row.session_key for row in page])
        cursor = page.next_cursor
        if not cursor:
            return pages


@pytest.mark.django_db
@pytest.mark.parametrize("count, size", [(0, 5), (1, 5), (5, 5), (6, 5), (30, 7), (31, 1)])
def test_the_pages_together_are_the_whole_list_once(count, size):
    expected = make_sessions(count)
    pages = walk(size)
    assert [key for page in pages for key in page] == expected
    assert len(pages) == max(1, -(-count // size))
    assert all(len(page) == size for page in pages[:-1])


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_a_page_is_one_query(count, django_assert_num_queries):
    make_sessions(count)
    with django_assert_num_queries(1):
        first = paginate(Session.objects.all(), NEWEST_FIRST, size=10)
    assert len(first) == min(count, 10)
    with django_assert_num_queries(1):
        paginate(Session.objects.all(), NEWEST_FIRST, first.next_cursor, size=10)


@pytest.mark.django_db
def test_a_row_that_arrives_above_moves_nothing_below():
    make_sessions(20)
    first = paginate(Session.objects.all(), NEWEST_FIRST, size=5)
    Session.objects.create(session_key="new", session_data="", expire_date=START + timedelta(days=1))
    second = paginate(Session.objects.all(), NEWEST_FIRST, first.next_cursor, size=5)
    expected = [row.session_key for row in Session.objects.exclude(pk="new").order_by(*NEWEST_FIRST)[5:10]]
    assert [row.session_key for row in second] == expected


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["", "nonsense", "a:b:c", "，", "x" * 5000, "\x00"])
def test_a_bad_cursor_in_the_address_gives_the_first_page(cursor):
    Group.objects.bulk_create(Group(name=f"{n:02d}") for n in range(4))
    request = RequestFactory().get("/", {"after": cursor})
    assert [group.name for group in page_of(request, Group.objects.all(), ("name",), 3)] == ["00", "01", "02"]


@pytest.mark.django_db
def test_a_cursor_from_another_order_gives_the_first_page():
    make_sessions(9)
    other = paginate(Session.objects.all(), ("session_key",), size=3).next_cursor
    page = paginate(Session.objects.all(), NEWEST_FIRST, other, 3)
    assert [row.session_key for row in page] == walk(3)[0]


def test_an_empty_page_is_false_and_has_no_next():
    assert not Page([])
    assert Page([]).next_cursor == ""
