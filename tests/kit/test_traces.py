"""What can hold the words at all is known before anything is looked for."""

import pytest
from django.db import connection

from buildings.models import Organisation
from kit import traces
from kit.bigrams import grams
from kit.search import Asked, hopeful
from kit.traces import MANY, expected, possible, there
from portal.search import SHELVES
from tests.issues.estate import new_estate
from tests.notices.ground import new_ground

pytestmark = pytest.mark.django_db


def trace(word: str, table: str = "notices_notice"):
    return table, tuple(grams(word))


def kinds_that_may_hold(*typed: str) -> list[list[str]]:
    found = hopeful([Asked.read(one) for one in typed], SHELVES)
    return [[shelf.key for shelf in shelves] for _reading, shelves in found]


def test_only_kinds_with_a_row_that_has_its_pairs_are_looked_through():
    ground, estate = new_ground(), new_estate()
    ground.publish(title="电梯年检")
    estate.report(title="水泵房漏水")
    assert kinds_that_may_hold("水泵房", "年检", "霜降") == [["issues"], ["notices"]]


def test_words_that_stand_in_two_texts_of_one_thing_are_found():
    """A meeting holds a word in its title and another on its agenda."""
    needs = {
        "both": [[trace("电梯")], [trace("年检"), trace("停水")]],
        "one": [[trace("簕杜鹃"), trace("停水")]],
    }
    new_ground().publish(title="电梯停水")
    assert possible(needs) == ["both", "one"]
    assert possible({"none": [[trace("电梯")], [trace("簕杜鹃")]], "unknown": []}) == ["unknown"]


def test_a_number_of_an_issue_and_the_name_of_an_office_stand_in_no_text():
    assert kinds_that_may_hold("#37") == [["issues"]]
    assert kinds_that_may_hold("楼长") == [["captains"]]


def test_what_is_in_very_many_rows_is_not_looked_up(django_assert_num_queries):
    rows = (Organisation(name=f"水岸物业{n}", kind="property_company") for n in range(MANY + 200))
    Organisation.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE buildings_organisation")
    common, rare = (trace(word, "buildings_organisation") for word in ("水岸", "簕杜鹃"))
    assert expected([common, rare])[0] == MANY
    with django_assert_num_queries(1):
        assert there([common]) == {common}
    with django_assert_num_queries(2):
        assert there([common, rare]) == {common}


def test_nothing_is_asked_about_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert possible({}) == []
        assert possible({"unknown": []}) == ["unknown"]


@pytest.mark.django_db(transaction=True)
def test_a_pair_that_a_large_table_does_not_have_is_not_expected_there(monkeypatch):
    """PostgreSQL expects every pair in some of many rows; a part of what the index has of it tells."""
    monkeypatch.setattr(traces, "MANY", 1)
    rows = (Organisation(name=f"水岸物业{n}", kind="property_company") for n in range(3_000))
    Organisation.objects.bulk_create(rows)
    common, rare = (trace(word, "buildings_organisation") for word in ("水岸", "岸簕"))
    several = trace("水岸物业", "buildings_organisation")
    assert there([common, rare, several]) == {common, several}
    with connection.cursor() as cursor:
        cursor.execute("SHOW gin_fuzzy_search_limit")
        assert cursor.fetchone() == ("0",)  # for whatever is asked next


def test_within_a_transaction_no_part_is_asked_for(monkeypatch):
    """It would go on to the end of it, and a search find only a part."""
    monkeypatch.setattr(traces, "MANY", 1)
    with connection.cursor() as cursor:
        assert there([trace("岸簕", "buildings_organisation")])
        cursor.execute("SHOW gin_fuzzy_search_limit")
        assert cursor.fetchone() == ("0",)
