"""A site without a place yet has no page to begin from: what its first administrator does, in order."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from buildings.models import Membership, Organisation, Place
from buildings.models.organisations import STAFF_KINDS, OrganisationKind
from buildings.models.places import PlaceKind
from people.models import User

OFFICES = {OrganisationKind.STREET_OFFICE, *STAFF_KINDS}


@dataclass(frozen=True)
class Step:
    title: str
    hint: str
    url: str
    is_done: bool
    is_next: bool


def first_steps(user: User) -> list[Step]:
    """Empty once somebody holds an office who may go on by the pages, and for everybody else."""
    if not user.is_superuser or Membership.objects.current().filter(organisation__kind__in=OFFICES).exists():
        return []
    done = [
        Place.objects.filter(kind=PlaceKind.STREET).exists(),
        Organisation.objects.filter(kind__in=OFFICES).exists(),
        False,
    ]
    return [
        Step(title, hint, reverse(name), is_done, at == done.index(False))
        for at, ((title, hint, name), is_done) in enumerate(zip(_words(), done, strict=True))
    ]


def _words() -> list[tuple[Any, ...]]:
    return [
        (
            _("Add the subdistrict"),
            _("It stands in no other place. All others stand in it."),
            "admin:buildings_place_add",
        ),
        (
            _("Register its office"),
            _("Say which places it serves, and its duty phone: neighbours see it."),
            "admin:buildings_organisation_add",
        ),
        (
            _("Give its first officer the office"),
            _(
                "They sign up by phone first; here you find them by their number. From then on they add "
                "communities, estates, organisations and captains by the pages."
            ),
            "admin:buildings_membership_add",
        ),
    ]
