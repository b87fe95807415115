"""A list of whoever runs the site, and the tabs of a desk, on a site where very much was ever reported."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from buildings.models import Membership
from issues.models import Issue
from issues.queries import queue
from issues.queries.lists import FILTERS, listed
from kit.paging import window
from people.models import User
from tests.factories import UserFactory, make_staff
from tests.issues.estate import fresh, new_estate

MANY = 8_000


@pytest.fixture
def estate(db):
    return new_estate()


def fill(number: int = MANY) -> None:
    """As many as were reported in years, each as the one there is, by and with a hundred neighbours."""
    people = [person.pk for person in UserFactory.create_batch(100)]
    own = {"id", "client_key", "holder", "reporter"}
    names = ", ".join(field.column for field in Issue._meta.concrete_fields if field.name not in own)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO issues_issue ({names}, client_key, holder_id, reporter_id)"
            f" SELECT {names}, gen_random_uuid(), (%s)[1 + n %% 100], (%s)[1 + n / 7 %% 100]"
            " FROM issues_issue, generate_series(1, %s) AS n",
            [people, people, number],
        )
        cursor.execute("ANALYZE issues_issue")


def rows_read(rows) -> int:
    """Of issues and of people, with those that were looked at and left."""
    plan = json.loads(rows.explain(format="json", analyze=True))[0]["Plan"]

    def parts(node: dict):
        yield node
        for inner in node.get("Plans", ()):
            yield from parts(inner)

    return max(
        (part["Actual Rows"] + part.get("Rows Removed by Filter", 0)) * part["Actual Loops"]
        for part in parts(plan)
        if part.get("Relation Name") == "issues_issue"
    )


def first_page(user: User, show: str):
    return window(listed(user, show, None, timezone.now()), FILTERS[show], "", 20)


@pytest.mark.parametrize("show", list(FILTERS))
def test_the_list_of_whoever_runs_the_site_reads_what_they_see_alone(estate, show):
    """They see what is theirs: not all that was ever reported, of which nearly nothing is."""
    root = UserFactory(is_superuser=True)
    issue = estate.report()
    fill()
    Issue.objects.filter(pk=issue.pk).update(holder=root, holder_organisation=None)
    assert set(first_page(root, "all")) == {issue}
    assert rows_read(first_page(root, show)) < MANY / 10


def test_the_few_who_run_the_site_are_found_among_all_who_live_in_it(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'person_runs_the_site'")
        ((said,),) = cursor.fetchall()
    assert "is_superuser" in said
    administrators = User.objects.filter(is_superuser=True, is_active=True)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "person_runs_the_site" in administrators.explain()


def test_the_tabs_of_a_great_desk_are_counted_once_a_minute_and_its_own_at_once(estate, monkeypatch):
    monkeypatch.setattr(queue, "MANY", 3)
    staff, now = make_staff(estate.place.parent.parent, "street_office"), timezone.now()
    mine = [estate.report(text=f"天花滴水 {number}") for number in range(4)]
    counts, _views = queue.counts_of(fresh(staff), now)
    assert (counts.running, counts.waiting) == (4, 0)
    desk = Membership.objects.get(user=staff).organisation
    Issue.objects.filter(pk=mine[0].pk).update(holder_organisation=desk)
    estate.report(text="又一处")
    again, _views = queue.counts_of(fresh(staff), now)
    assert (again.running, again.waiting, again.ours) == (4, 1, 1), (
        "what waits for them is never a minute old"
    )
    later, _views = queue.counts_of(fresh(staff), now + timedelta(minutes=1))
    assert later.running == 5
    engineer, _views = queue.counts_of(fresh(estate.engineer), now)
    assert engineer.running == 5, "another desk is another count"


def test_the_tabs_of_a_small_desk_are_counted_each_time(estate):
    now = timezone.now()
    estate.report()
    assert queue.counts_of(fresh(estate.engineer), now)[0].running == 1
    estate.report(text="又一处")
    assert queue.counts_of(fresh(estate.engineer), now)[0].running == 2
