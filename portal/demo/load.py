"""Loads the demo through the operations that people use, so that it cannot show what the software does not do."""

import random
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from buildings.models import Place
from buildings.operations import create_place
from notifications.operations import settle
from people.models import User
from portal.demo.issues import write_issues
from portal.demo.meetings import hold_meetings
from portal.demo.notices import write_notices
from portal.demo.places import build_places
from portal.demo.world import World


def is_empty() -> bool:
    return not Place.objects.exists()


@transaction.atomic
def load_demo(now: datetime | None = None) -> World:
    """All or nothing. The same day and the same seed give the same neighbourhood."""
    now = now or timezone.now()
    admin = User.objects.create_superuser(
        email="admin@example.org", password=None, display_name="演示管理员", is_demo=True
    )
    world = World(now=now, admin=admin, street=None, rng=random.Random("linli"))  # noqa: S311
    world.street = create_place(by=admin, kind="street", name="桂城街道", parent=None, now=world.at(-390))
    build_places(world)
    write_issues(world)
    hold_meetings(world)
    write_notices(world)
    settle(before=world.at(-2))
    return world
