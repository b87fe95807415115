"""Loads the demo through the operations that people use: it cannot show what the software does not do."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from buildings.models import Place
from buildings.operations import create_place
from notifications.operations import settle
from people.models import User
from portal.demo.councils import (
    begin_the_series,
    fill_the_tray,
    found_councils,
    talk_about_the_posting,
)
from portal.demo.deciding import (
    ask_about_breakfast,
    ask_about_charging,
    decide_on_adverts,
    decide_on_gates,
    decide_on_pipes,
    elect_council,
)
from portal.demo.homes import newcomers_knock
from portal.demo.issues import has_older_issues, write_older_issues, write_recent_issues
from portal.demo.meetings import hold_older_meetings, hold_recent_meetings
from portal.demo.notices import write_older_notices, write_recent_notices
from portal.demo.places import build_places, house_people
from portal.demo.proposing import write_first_proposals, write_other_proposals
from portal.demo.reach import reach_people
from portal.demo.world import ADMIN_EMAIL, World, read_world


def is_empty() -> bool:
    return not Place.objects.exists()


LOADING = 0x64656D6F  # the number of the lock that lets one load at a time: "demo"


@contextmanager
def one_transaction() -> Iterator[None]:
    """All or nothing at the top, so that a savepoint for each verb, half of all queries, would guard nothing.

    `make demo` beside a copy that is still writing its year waits for it, and then finds it done.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOADING])
        connection.features.uses_savepoints = False
        try:
            yield
        finally:
            connection.features.uses_savepoints = True


@one_transaction()
def load_demo(now: datetime | None = None) -> bool:
    """What the first pages need, within seconds; False when there are places already.

    The same day and the same seed give the same neighbourhood.
    """
    if not is_empty():
        return False
    now = now or timezone.now()
    admin = User.objects.create_superuser(
        email=ADMIN_EMAIL, password=None, display_name="演示管理员", is_demo=True
    )
    world = World(now=now, admin=admin, street=None, rng=random.Random("linli"))  # noqa: S311
    world.street = create_place(by=admin, kind="street", name="桂城街道", parent=None, now=world.at(-390))
    build_places(world)
    _let_the_planner_look()
    write_recent_issues(world)
    found_councils(world)
    hold_recent_meetings(world)
    fill_the_tray(world)
    begin_the_series(world)
    talk_about_the_posting(world)
    write_recent_notices(world)
    ask_about_charging(world, write_first_proposals(world))
    reach_people(world)
    newcomers_knock(world)
    settle(before=world.at(-2))
    return True


@one_transaction()
def load_year(now: datetime | None = None) -> bool:
    """The year behind it; False when it is there already. Slower, and no first page waits for it."""
    world = read_world(now or timezone.now())
    if has_older_issues(world):
        return False
    _let_the_planner_look()
    house_people(world)
    write_older_issues(world)
    hold_older_meetings(world)
    _let_the_planner_look()
    write_older_notices(world)
    write_other_proposals(world)
    decide_on_adverts(world)
    decide_on_pipes(world)
    elect_council(world)
    ask_about_breakfast(world)
    decide_on_gates(world)
    settle(before=world.at(-2))
    return True


def _let_the_planner_look() -> None:
    """It has seen none of these rows yet: they are in our own transaction.

    At our own tables: the server's, which it shares between databases, would stay locked until we are done.
    """
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(sorted(tables))}")
