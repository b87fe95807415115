"""An estate whose property company has as many members as a meeting invites, all with an e-mail address."""

import base64
import os
from dataclasses import dataclass
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils import timezone

from buildings.models import Organisation, Place
from buildings.operations import appoint_member, create_place, found_organisation
from notifications.operations import add_device, void
from people.models import User
from people.operations import register_person

HOST = "@faults.example.org"
ADMIN = f"admin{HOST}"
COMMITTEE, COMPANY = "试运社区居委会", "试运物业"
FIRST_PHONE = 10000040000


@dataclass(frozen=True)
class Ground:
    secretary: User
    committee: Organisation
    company: Organisation
    place: Place
    delegates: list[User]


def is_for_trials() -> bool:
    """Nobody real is here, and nobody of the demonstration: only the people of this file, or none."""
    return settings.TRIALS and not User.objects.exclude(email__endswith=HOST).exists()


def make_ground(invited: int) -> None:
    admin = User.objects.create_superuser(email=ADMIN, password=None, display_name="试运", is_demo=True)
    street = create_place(by=admin, kind="street", name="桂城街道", parent=None)
    community = create_place(by=admin, kind="community", name="试运社区", parent=street)
    estate = create_place(by=admin, kind="estate", name="试运花园", parent=community)
    committee = _found(admin, "residents_committee", COMMITTEE, community)
    company = _found(admin, "property_company", COMPANY, estate)
    _join(admin, committee, 0)
    for number in range(1, invited + 1):
        _join(admin, company, number)


def reach_everywhere(push: str) -> None:
    """Numbers are confirmed, and each has a browser that can be woken at `push`, with one key for all."""
    User.objects.update(phone_verified=True)
    key, secret = new_browser_keys()
    for number, person in enumerate(read_ground().delegates):
        add_device(by=person, endpoint=f"{push}{number}", p256dh=key, auth=secret)


def new_browser_keys() -> tuple[str, str]:
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    octets = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return tuple(base64.urlsafe_b64encode(each).decode().rstrip("=") for each in (octets, os.urandom(16)))


def read_ground() -> Ground:
    committee = Organisation.objects.get(name=COMMITTEE)
    company = Organisation.objects.get(name=COMPANY)
    return Ground(
        secretary=committee.memberships.select_related("user").get().user,
        committee=committee,
        company=company,
        place=Place.objects.get(kind="estate"),
        delegates=[member.user for member in company.memberships.select_related("user").order_by("pk")],
    )


def _found(admin: User, kind: str, name: str, place: Place) -> Organisation:
    return found_organisation(by=admin, kind=kind, name=name, serves=[place], started_on=_long_ago())


def _join(admin: User, organisation: Organisation, number: int) -> None:
    person = register_person(
        by=admin,
        display_name=f"代表{number}",
        phone=str(FIRST_PHONE + number),
        email=f"{number}{HOST}",
        is_demo=True,
    )
    office = appoint_member(
        by=admin, organisation=organisation, user=person, office="staff", started_on=_long_ago()
    )
    void(subject=office)  # a letter of the house's own would stand in the books beside those of the trial


def _long_ago():
    return timezone.localdate() - timedelta(days=365)
