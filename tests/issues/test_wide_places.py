"""The form of somebody who serves far more buildings than one chooses from: only what it shows is read."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from buildings.models import Place
from issues.queries.places import MOST_CHOICES, places_to_choose
from kit.chinese import natural_key
from tests.factories import PlaceFactory, make_estate, make_staff


def buildings(estate: Place, count: int) -> list[Place]:
    """Made from the last to the first, so that neither their ids nor their names as text are in order."""
    return [PlaceFactory(kind="building", name=f"{n}栋", parent=estate) for n in range(count, 0, -1)]


def rows_read(asked: CaptureQueriesContext) -> int:
    with connection.cursor() as cursor:
        counts = [
            cursor.execute(query["sql"]) or len(cursor.fetchall())
            for query in asked.captured_queries
            if 'FROM "buildings_place"' in query["sql"] and '"last"' in query["sql"]
        ]
    assert counts
    return sum(counts)


def test_of_very_many_buildings_the_first_are_offered_and_the_others_stay_unread(db):
    first = make_estate("水岸公馆")
    second = make_estate("海韵苑", first.parent)
    third = make_estate("望湖园", first.parent)
    stand = buildings(first, 25) + buildings(second, 50)
    far = buildings(third, 70)
    staff = make_staff(first.parent.parent, "street_office")
    with CaptureQueriesContext(connection) as asked:
        found = places_to_choose(staff)
    here = sorted(stand, key=lambda place: (place.parent_id, natural_key(place.name)))
    offered = [place for place in found if place.kind == "building"]
    estates = [place for place in found if place.kind == "estate"]
    assert len(found) == MOST_CHOICES
    assert offered == [place for place in here if place in offered] == here[: len(offered)]
    assert len(offered) + len(estates) == MOST_CHOICES
    assert not set(far) & set(found)
    assert rows_read(asked) <= MOST_CHOICES + 1 + 50, "as many as are shown, and the estate of the last"


def test_where_there_are_few_one_question_brings_them_all(db):
    estate = make_estate("水岸公馆")
    buildings(estate, 12)
    staff = make_staff(estate.parent)
    with CaptureQueriesContext(connection) as asked:
        found = places_to_choose(staff)
    names = [place.name for place in found]
    assert [name for name in names if "栋" in name] == [f"{n}栋" for n in range(1, 13)]
    assert names[-1] == estate.parent.name, "what lies around them comes last"
    assert sum('"last"' in query["sql"] for query in asked.captured_queries) == 1
