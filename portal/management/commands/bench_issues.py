"""Fills the demo up to many issues at once, for `make bench`.

Not by operations: a hundred thousand reports, each with its messages and its place in the record, would take
an hour and measure nothing else. So it goes round the rules of the house, only ever among invented people,
and what it writes satisfies the tables' own constraints.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from buildings.models import Captaincy, Dwelling, Membership, Place, Residency, Service
from buildings.models.organisations import OrganisationKind
from buildings.models.places import CAPTAIN_KINDS, ESTATE_DEPTH
from issues.models import Category, Issue
from people.models import User

MOST_REPORTERS = 20  # of one estate
RECEIVERS = [OrganisationKind.PROPERTY_COMPANY, OrganisationKind.RESIDENTS_COMMITTEE]

# Each of the numbers becomes one issue; hashes of it spread them over hands, categories and hours, alike each
# time. Of a hundred two are open, of two hundred one waits for its reporter's word.
FILL = """
WITH hand AS (
    SELECT * FROM unnest(%(places)s::bigint[], %(holders)s::bigint[], %(organisations)s::bigint[],
                         %(reporters)s::bigint[], %(dwellings)s::bigint[], %(floors)s::smallint[])
        WITH ORDINALITY AS t (place_id, holder_id, organisation_id, reporter_id, dwelling_id, floor, n)
), kind AS (
    SELECT * FROM unnest(%(codes)s::text[], %(tiers)s::text[], %(private)s::boolean[])
        WITH ORDINALITY AS t (code, tier, is_private, n)
), drawn AS (
    SELECT g, g %% 50 = 0 AS is_open, CASE
            WHEN g %% 50 = 0 THEN (ARRAY['reported', 'accepted', 'in_progress'])[1 + g / 50 %% 3]
            WHEN g %% 200 = 1 THEN 'resolved'
            WHEN g %% 10 = 2 THEN 'unrated'
            WHEN g %% 25 = 3 THEN 'withdrawn'
            ELSE 'confirmed'
        END AS state,
        abs(hashint4(g)::bigint) AS hash, abs(hashint4(-g)::bigint) %% 100000 / 100000.0 AS part
    FROM generate_series(%(first)s, %(last)s) AS g
), timed AS (
    SELECT *, %(now)s::timestamptz - CASE
            WHEN is_open THEN part * interval '20 days'
            WHEN state = 'resolved' THEN interval '2 days' + part * interval '4 days'
            ELSE interval '9 days' + part * interval '1000 days'
        END AS reported_at
    FROM drawn
), made AS (
    INSERT INTO issues_issue (
        client_key, category_id, place_id, floor, dwelling_id, spot, title, text, answers,
        is_danger, is_private, tier, state, reporter_id, logged_by_id, caller, holder_id,
        holder_organisation_id, respond_by, resolve_by, due_at, stage_started_at, stage_due_at,
        escalation_count, next_alarm, next_alarm_at, joined_count, reported_at, responded_at,
        resolved_at, resolved_by_id, closed_at, reopened_count, is_satisfied, changed_at
    )
    SELECT gen_random_uuid(), code, place_id, floor, dwelling_id, '', '走廊灯不亮 ' || g,
        '晚上看不清，请来看看。', '[]', false, is_private, tier, state, reporter_id, reporter_id, '',
        holder_id, organisation_id,
        reported_at + interval '1 day', reported_at + interval '15 days',
        reported_at + CASE WHEN state = 'reported' THEN interval '1 day' ELSE interval '15 days' END,
        reported_at, reported_at + interval '15 days', 0,
        CASE WHEN is_open THEN 100 END, CASE WHEN is_open THEN reported_at + interval '30 days' END,
        0, reported_at,
        CASE WHEN state <> 'reported' THEN reported_at + part * interval '30 hours' END,
        CASE WHEN state IN ('resolved', 'confirmed', 'unrated') THEN reported_at + interval '2 days' END,
        CASE WHEN state IN ('resolved', 'confirmed', 'unrated') THEN holder_id END,
        CASE WHEN state IN ('confirmed', 'unrated', 'withdrawn') THEN reported_at + interval '9 days' END,
        0, CASE WHEN state = 'confirmed' THEN g %% 13 <> 0 END, reported_at + interval '1 day'
    FROM timed
    JOIN hand ON hand.n = 1 + hash %% %(hands)s
    JOIN kind ON kind.n = 1 + hash / %(hands)s %% %(kinds)s
    ORDER BY reported_at
    RETURNING id, reported_at, reporter_id, holder_id, holder_organisation_id
)
INSERT INTO issues_issueevent
    (issue_id, at, kind, by_id, by_role, by_line, text, is_relay, holder_id, holder_organisation_id)
SELECT id, reported_at, 'reported', reporter_id, 'neighbour', '', '', false, holder_id, holder_organisation_id
FROM made ORDER BY reported_at
"""


class Hand(NamedTuple):
    """Columns of FILL: where, who has it, for which organisation, who said so, at which door and floor."""

    places: int
    holders: int
    organisations: int | None
    reporters: int
    dwellings: int | None
    floors: int | None


class Command(BaseCommand):
    requires_system_checks = []
    help = "Fills the demo up to so many issues, for measuring. Never where real people are."

    def add_arguments(self, parser):
        parser.add_argument("count", type=int)

    def handle(self, *args, count: int, **options):
        if not settings.DEMO or User.objects.exclude(is_demo=True).exists():
            raise CommandError("Invented issues are only written where everybody is invented, and DEMO=1.")
        before = Issue.objects.count()
        if count > before:
            fill(before, count)
        with connection.cursor() as cursor:  # as the database does by itself, but before we measure
            cursor.execute("VACUUM ANALYZE issues_issue, issues_issueevent")
        self.stdout.write(f"{Issue.objects.count()} issues, {max(0, count - before)} of them new")


@transaction.atomic
def fill(before: int, count: int) -> None:
    hands, kinds = hands_of_demo(), list(Category.objects.values_list("code", "tier", "is_private"))
    if not hands:
        raise CommandError("The demo is not loaded: there is nobody to have an issue.")
    known = columns(Hand._fields, hands) | columns(("codes", "tiers", "private"), kinds)
    known |= {"hands": len(hands), "kinds": len(kinds), "first": before + 1, "last": count}
    with connection.cursor() as cursor:
        cursor.execute(FILL, known | {"now": timezone.now() - timedelta(minutes=5)})


def columns(names: Sequence[str], rows: Sequence[tuple]) -> dict[str, list]:
    return {name: [row[number] for row in rows] for number, name in enumerate(names)}


def hands_of_demo() -> list[Hand]:
    """Each place that a captain can look after, with its captain and with who serves it, by turns.

    Reported by people of the same estate, every third about a door of its own.
    """
    homes, neighbours, served = _homes(), _neighbours(), _served()
    captains = dict(Captaincy.objects.current().leading().values_list("place_id", "user_id"))
    found = []
    for place, path in Place.objects.filter(kind__in=CAPTAIN_KINDS).order_by("pk").values_list("pk", "path"):
        here = [(captains[place], None)] if place in captains else []
        here += [(member, organisation) for top, member, organisation in served if path.startswith(top)]
        for person in neighbours[estate_of(path)][:MOST_REPORTERS]:
            for holder, organisation in here:
                home, floor = homes[place][len(found) % len(homes[place])] if homes[place] else (None, None)
                door = home if len(found) % 3 == 0 else None
                found.append(Hand(place, holder, organisation, person, door, floor))
    return found


def _homes() -> dict[int, list[tuple[int, int | None]]]:
    found = defaultdict(list)
    for place, home, floor in Dwelling.objects.order_by("pk").values_list("place_id", "pk", "floor"):
        found[place].append((home, floor))
    return found


def _neighbours() -> dict[tuple[str, ...], list[int]]:
    found = defaultdict(list)
    rows = Residency.objects.current().filter(user__isnull=False).order_by("pk")
    for path, user in rows.values_list("dwelling__place__path", "user_id"):
        found[estate_of(path)].append(user)
    return found


def _served() -> list[tuple[str, int, int]]:
    """(path of the place, who has it first, for which organisation)"""
    members = dict(Membership.objects.current().order_by("-pk").values_list("organisation_id", "user_id"))
    services = Service.objects.current().filter(organisation__kind__in=RECEIVERS).order_by("pk")
    rows = services.values_list("place__path", "organisation_id")
    return [(path, members[pk], pk) for path, pk in rows if pk in members]


def estate_of(path: str) -> tuple[str, ...]:
    return tuple(path.strip("/").split("/")[:ESTATE_DEPTH])
