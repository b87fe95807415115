"""The number of a grown-up, which a child types, finds them and is not kept (PIPL art. 6 and 19)."""

import uuid

import pytest

from buildings.models import ResidencyClaim
from buildings.operations import claim_for_child, lapse_claims
from tests.buildings.test_claims import ask
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NUMBER = "10000006001"


def kept() -> set[str]:
    return set(ResidencyClaim.objects.values_list("guardian_phone", flat=True))


def test_whether_it_finds_somebody_or_not(world):
    mother = world.resident("0101", user=UserFactory(phone=NUMBER))
    found = ask(UserFactory(), world.home(), is_minor=True, guardian_phone=NUMBER)
    nobody = ask(UserFactory(), world.home(), is_minor=True, guardian_phone="10000006999")
    written = claim_for_child(
        by=mother, dwelling=world.home(), display_name="小荔枝", agreed=True, client_key=uuid.uuid4()
    )
    assert (found.guardian, nobody.guardian, written.guardian) == (mother, None, mother)
    assert kept() == {"", "-"}


def test_those_that_were_kept_before_go(world):
    world.resident("0101", user=UserFactory(phone=NUMBER))
    for number in (NUMBER, "10000006999"):
        claim = ask(UserFactory(), world.home(), is_minor=True, guardian_phone=number)
        ResidencyClaim.objects.filter(pk=claim.pk).update(guardian_phone=number)
    assert lapse_claims() == 0
    assert kept() == {"", "-"}
