"""Also where only an end is written down a name is opened on record, and a child's is for its guardian."""

import pytest
from django.urls import reverse

from journal.models import Entry
from tests.factories import UserFactory, make_resident


def reads():
    return Entry.objects.filter(verb="personal_data.read").values_list("by", "subject", "data__purpose")


def test_who_moves_out_is_named_on_record_and_finds_it(world, page):
    captain = world.captain()
    neighbour = world.resident("0101", user=UserFactory(display_name="冼紫荆"))
    address = reverse("buildings:move_out", args=[neighbour.residencies.get().pk])
    assert "冼紫荆" in page(neighbour, address).content.decode()
    assert not reads(), "one's own name"
    assert "冼紫荆" in page(captain, address).content.decode()
    assert list(reads()) == [(captain.pk, f"people.user:{neighbour.pk}", "moved_out")]
    assert "登记有人搬走" in page(neighbour, reverse("my_data")).content.decode()


@pytest.mark.parametrize("name", ["buildings:move_out", "buildings:of_age"])
def test_a_child_is_named_to_its_guardian_alone(world, page, name):
    mother, child = world.resident("0101"), UserFactory(display_name="小龙眼")
    make_resident(world.building, "0101", user=child, is_minor=True, guardian=mother)
    address = reverse(name, args=[child.residencies.get().pk])
    for other in (world.captain(), world.staff, world.admin):
        answer = page(other, address)
        assert answer.status_code == 200
        assert "小龙眼" not in answer.content.decode()
    assert "小龙眼" in page(mother, address).content.decode()
    assert not reads()
