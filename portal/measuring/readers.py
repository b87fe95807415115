"""Whom the pages of a city are opened as, and the places, numbers and names that stand in their addresses."""

from dataclasses import dataclass, field

from django.core.management.base import CommandError
from django.db import connection
from django.test import Client

from ballots.models import Ballot
from committees.models import Meeting
from issues.models import Issue
from notices.models import Notice
from people.models import User
from portal.city import city as cities

# The first building, where 50 times as much happens as in others, and who acts there.
FIRST = """
SELECT first_person, captain, president, engineer, secretary, official, place, estate, community, street
FROM seed_city_building ORDER BY n LIMIT 1
"""


@dataclass(frozen=True)
class Ground:
    """`people`: each reader's user by key, a visitor's None. `words`: what addresses name."""

    people: dict[str, int | None]
    words: dict[str, int] = field(default_factory=dict)


def ground() -> Ground:
    if cities.begun() is None:
        raise CommandError("There is no city in this database: make one by `seed_city` first.")
    with connection.cursor() as cursor:
        cursor.execute(FIRST)
        resident, captain, president, engineer, secretary, official, *places = cursor.fetchone()
    people = {"visitor": None, "resident": resident, "captain": captain, "president": president}
    people |= {"company": engineer, "staff": secretary, "street": official}
    words = dict(zip(("building", "estate", "community", "street"), places, strict=True))
    return Ground(people, words | _newest(User.objects.get(pk=resident), words["building"]))


def _newest(user: User, building: int) -> dict[str, int]:
    """What the hot resident finds first, so that everyone of the place may open it."""
    rows = {
        "notice": Notice.objects.visible_to(user).filter(state="published").order_by("-publish_at", "-pk"),
        "issue": Issue.objects.visible_to(user).filter(place=building).order_by("-pk"),
        "meeting": Meeting.objects.visible_to(user).order_by("-starts_at", "-pk"),
        "ballot": Ballot.objects.visible_to(user).order_by("-pk"),
    }
    return {name: found.values_list("pk", flat=True).first() or 0 for name, found in rows.items()}


def client_of(user: int | None) -> Client:
    """Signed in by the back door: what is measured is the page, and no reader's second step."""
    client = Client(SERVER_NAME="localhost", headers={"accept-language": "zh-CN"})
    if user is not None:
        backend = "django.contrib.auth.backends.ModelBackend"
        client.force_login(User.objects.get(pk=user), backend=backend)
    return client
