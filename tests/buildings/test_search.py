"""Who looks after a place, and places: public, while it lasts."""

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from buildings.models import Captaincy, Place
from buildings.search import CAPTAINS, PLACES
from kit.search import Asked
from tests.factories import make_building, make_captain, make_estate, make_resident

VISITOR = AnonymousUser()


def found(shelf, words: str, place=None) -> list[int]:
    return list(shelf.find(VISITOR, Asked.read(words), place).order_by("id").values_list("pk", flat=True))


def test_captains_by_name_and_by_office_as_it_is_said(db):
    estate = make_estate("水岸公馆")
    building = make_building(estate, "3栋")
    make_captain(building, user__display_name="罗白兰", phone="10000008888")
    captaincy = Captaincy.objects.get()
    for words in ("罗白兰", "白兰", "3栋楼长", "３ 栋", "水岸公馆 罗", "楼长"):
        assert found(CAPTAINS, words) == [captaincy.pk], words
    assert found(CAPTAINS, "10000008888") == found(CAPTAINS, "巷长") == []
    assert found(CAPTAINS, "楼长", estate) == [captaincy.pk]
    assert found(CAPTAINS, "楼长", make_estate("海韵苑")) == []
    asked = Asked.read("3栋楼长")
    hit = CAPTAINS.hit(CAPTAINS.fetch(CAPTAINS.find(VISITOR, asked, None)).get(), asked, VISITOR)
    assert hit.url == f"/places/{building.pk}/"
    assert "<mark>3栋楼长</mark>" in hit.lead


def test_whose_term_is_over_and_who_only_lives_there_is_not_found(db):
    building = make_building(make_estate())
    make_captain(building, user__display_name="罗白兰", ended_on=timezone.localdate() - timedelta(days=1))
    make_resident(building, user__display_name="何茉莉")
    assert found(CAPTAINS, "罗白兰") == found(CAPTAINS, "何茉莉") == []


def test_places_by_name_with_what_they_stand_in(db):
    estate = make_estate("水岸公馆")
    building = make_building(estate, "3栋")
    assert found(PLACES, f"{estate.name}3栋") == [building.pk]
    assert found(PLACES, f"3栋 {estate.name}") == [building.pk]
    assert found(PLACES, estate.name) == [estate.pk, building.pk]
    assert found(PLACES, "%") == found(PLACES, "_栋") == []
    asked = Asked.read(estate.name)
    hits = [PLACES.hit(row, asked, VISITOR) for row in PLACES.fetch(PLACES.find(VISITOR, asked, None))]
    assert {hit.url for hit in hits} == {f"/places/{estate.pk}/", f"/places/{building.pk}/"}


def test_new_names_are_found_at_once_and_old_ones_no_longer(db):
    """What is found by stands beside the rows, and the database itself keeps it true."""
    estate = make_estate("水岸公馆")
    building = make_building(estate, "3栋")
    captain = make_captain(building, user__display_name="罗白兰")
    captaincy = Captaincy.objects.get()
    captain.display_name = "罗玉兰"
    captain.save()
    assert (found(CAPTAINS, "罗白兰"), found(CAPTAINS, "罗玉兰")) == ([], [captaincy.pk])
    Place.objects.filter(pk=estate.pk).update(name="海韵苑")
    assert found(CAPTAINS, "水岸公馆") == found(PLACES, "水岸公馆") == []
    assert found(CAPTAINS, "海韵苑3栋楼长") == [captaincy.pk]
    assert found(PLACES, "海韵苑3栋") == [building.pk]
    other = make_estate("荔湾里")
    Place.objects.filter(pk=building.pk).update(parent=other, address="灯湖路 8 号")
    assert found(CAPTAINS, f"{other.name}3栋") == [captaincy.pk]
    assert found(CAPTAINS, "海韵苑") == []
    assert found(PLACES, "灯湖路8号") == [building.pk]
    Place.objects.filter(pk=other.parent.pk).update(name="怡海社区")
    assert found(CAPTAINS, "怡海社区") == [captaincy.pk]
