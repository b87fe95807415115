"""What the database keeps of each day is what the issues say, whoever changed them and however."""

import random
import threading
from collections import Counter
from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from buildings.models import Place
from issues.clock import at
from issues.models import Category, Issue, Tally
from issues.models.tallies import BOUNDS, FIGURES, SPREADS
from issues.operations import (
    accept_issue,
    answer_issue,
    close_silent,
    confirm_issue,
    fold_tallies,
    mend_tallies,
    merge_issues,
    reopen_issue,
    resolve_issue,
    withdraw_issue,
)
from issues.queries import board, dashboard
from issues.queries.rates import rates
from issues.queries.tallied import mended_since, middle
from journal.models import Entry
from kit.refused import Refused
from portal.schedule import BEAT
from tests.factories import MembershipFactory, OrganisationFactory, make_building, make_estate
from tests.issues.estate import fresh, new_estate

NOW = at(date(2026, 3, 26), time(10))
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def kept() -> Counter:
    """(place, kind, day, figure): how many."""
    found = Counter()
    for row in Tally.objects.all():
        key = (row.place_id, row.category_id, row.day)
        found.update({(*key, name): getattr(row, name) for name in FIGURES})
        for name in SPREADS:
            found.update({(*key, name, n): count for n, count in enumerate(getattr(row, name))})
    return Counter({key: count for key, count in found.items() if count})


def counted() -> Counter:
    """The same, from the issues and their timelines, one by one."""
    found = Counter()
    for issue in Issue.objects.select_related("place").prefetch_related("events"):
        street, community = issue.place.ancestor_ids[:2]
        for place, kind in ((street, issue.category_id), (community, None)):
            found.update((place, kind, *line) for line in lines_of(issue))
    return found


def lines_of(issue: Issue):
    day = timezone.localdate(issue.reported_at)
    yield day, "reported"
    if issue.state in ("resolved", "confirmed", "unrated"):
        yield timezone.localdate(issue.resolved_at), "finished"
    if issue.state in ("withdrawn", "merged", "mediation"):
        yield timezone.localdate(issue.closed_at), "gone"
        return
    yield day, "counted"
    if issue.responded_at is None:
        yield timezone.localdate(issue.respond_by), "waiting"
    else:
        yield day, "answered"
        yield day, "to_answer", between(issue.responded_at - issue.reported_at)
        if issue.responded_at <= issue.respond_by:
            yield day, "in_time"
    if issue.state in ("resolved", "confirmed", "unrated"):
        yield day, "done"
        yield day, "to_finish", between(issue.resolved_at - issue.reported_at)
    words = [e.kind for e in issue.events.order_by("id") if e.kind in ("confirmed", "reopened", "lapsed")]
    last = words[-1] if words else ""
    yield from ((day, name) for name, kinds in WORDS.items() if last in kinds)
    if issue.is_satisfied is not None:
        yield from ((day, name) for name in (["rated", "content"] if issue.is_satisfied else ["rated"]))


WORDS = {"solved": ["confirmed"], "said": ["confirmed", "reopened"], "unrated": ["lapsed"]}


def between(took: timedelta) -> int:
    return sum(took >= timedelta(hours=bound) for bound in BOUNDS[1:])


ACTS = [
    lambda e, i, now: answer_issue(by=e.captain, issue=i, text="收到", now=now),
    lambda e, i, now: accept_issue(by=e.captain, issue=i, now=now),
    lambda e, i, now: resolve_issue(by=e.captain, issue=i, text="好了", now=now),
    lambda e, i, now: resolve_issue(by=e.captain, issue=i, text="好了", now=now),
    lambda e, i, now: confirm_issue(by=e.resident, issue=i, is_satisfied=True, now=now),
    lambda e, i, now: confirm_issue(by=e.resident, issue=i, is_satisfied=False, now=now),
    lambda e, i, now: confirm_issue(by=e.resident, issue=i, is_satisfied=None, now=now),
    lambda e, i, now: reopen_issue(by=e.resident, issue=i, text="还是有", now=now),
    lambda e, i, now: withdraw_issue(by=e.resident, issue=i, text="算了", now=now),
    lambda e, i, now: merge_issues(by=e.staff, issue=i, into=Issue.objects.first(), now=now),
    lambda e, i, now: close_silent(now=now),
]


@pytest.mark.parametrize("seed", range(3))
def test_any_course_of_things_leaves_what_a_fresh_count_finds(estate, seed):
    dice, issues, done = random.Random(seed), [], Counter()
    now = NOW - 30 * DAY
    for _step in range(70):
        now += timedelta(hours=dice.choice([1, 5, 20]))
        if len(issues) < 4 or dice.random() < 0.2:
            kind = dice.choice(["water", "litter", "noise"])
            issues.append(estate.report(category=kind, now=now, text=str(len(issues))))
            continue
        act = dice.randrange(len(ACTS))
        try:
            with transaction.atomic():
                ACTS[act](estate, Issue.objects.get(pk=dice.choice(issues).pk), now)
                done[act] += 1
        except Refused:
            continue
        if dice.random() < 0.1:
            fold_tallies()
    assert len(done) > 5
    assert kept() == counted()
    fold_tallies()
    assert kept() == counted()
    keys = list(Tally.objects.values_list("place", "category", "day"))
    assert len(keys) == len(set(keys))
    assert mend_tallies() == 0


def test_past_all_operations_too(estate, elsewhere):
    for number in range(6):
        estate.report(now=NOW - number * DAY, text=str(number))
    first, second = Issue.objects.all()[:2]
    rows = Issue.objects.order_by("-pk")
    copies = [
        Issue(**{f.attname: getattr(first, f.attname) for f in Issue._meta.fields[2:]}) for _ in range(3)
    ]
    Issue.objects.bulk_create(copies)
    rows.filter(pk=second.pk).update(place=elsewhere, category=Category.objects.get(code="noise"))
    rows.filter(pk__gt=second.pk).update(reported_at=NOW - 40 * DAY)
    Issue.objects.filter(pk=copies[0].pk).delete()
    assert kept() == counted()
    other = make_estate()
    Place.objects.filter(pk=estate.place.pk).update(parent=other.parent)  # with all that stands in it
    assert kept() == counted()


def test_what_changes_no_figure_writes_no_row(estate):
    issue = estate.report(now=NOW)
    before = Tally.objects.count()
    Issue.objects.filter(pk=issue.pk).update(title="新的标题", next_alarm_at=NOW + DAY)
    assert Tally.objects.count() == before


def test_what_is_wrong_is_mended_and_said(estate, capsys, caplog):
    estate.report(now=NOW)
    estate.report(now=NOW - DAY)
    street = estate.place.parent.parent
    Tally.objects.filter(place=street, category="water").update(reported=7)
    Tally.objects.filter(place=estate.place.parent, day=NOW.date()).delete()
    assert kept() != counted()
    call_command("mend_tallies")
    assert kept() == counted()
    assert "mended: 3 days" in capsys.readouterr().out
    told = Entry.objects.filter(verb="issues.mend_tallies", subject=f"buildings.place:{street.pk}")
    assert sorted((e.data["place"], e.data["kind"], e.data["days"]) for e in told) == sorted(
        [(street.pk, "water", 2), (estate.place.parent_id, "", 1)]
    )
    assert "were wrong on 2 days" in caplog.text
    assert mended_since(timezone.now() - DAY) == 3
    call_command("mend_tallies")
    assert "Every tally was right." in capsys.readouterr().out
    assert {"issues.tasks.fold_tallies", "issues.tasks.mend_tallies"} <= {e["task"] for e in BEAT.values()}


# --- the pages that read them --------------------------------------------------------------------------------


def office(estate):
    street = estate.place.parent.parent
    return MembershipFactory(organisation=OrganisationFactory(kind="street_office", serves=[street])).user


@pytest.fixture
def spring(estate):
    """Fifty days, in two communities."""
    far = make_building(make_estate(community=None), "9栋")
    Place.objects.filter(pk=far.parent.parent_id).update(parent=estate.place.parent.parent)
    dice, official = random.Random(5), office(estate)
    far = Place.objects.get(pk=far.pk)
    for number in range(24):
        start = NOW - number * 2 * DAY - dice.randrange(20) * HOUR
        place = far if number % 3 == 0 else estate.building
        kind = dice.choice(["water", "litter", "noise"])
        issue = estate.report(by=official, category=kind, place=place, now=start, text=str(number))
        if number % 4 == 3:
            continue
        if number % 8 == 4:
            withdraw_issue(by=official, issue=issue, text="算了", now=start + HOUR)
            continue
        Issue.objects.filter(pk=issue.pk).update(
            state="confirmed",
            responded_at=start + dice.randrange(1, 40) * HOUR,
            resolved_at=start + 2 * DAY,
            resolved_by=estate.staff,
            closed_at=start + 2 * DAY,
            is_satisfied=dice.choice([True, False, None]),
            next_alarm=None,
            next_alarm_at=None,
        )
    return far


def test_a_subdistrict_s_rates_are_those_of_its_rows(estate, spring, django_assert_num_queries):
    street = estate.place.parent.parent
    person = fresh(office(estate))
    with django_assert_num_queries(2):  # their standing, the tallies
        found = rates(user=person, place=street, days=30, now=NOW)
    Issue.objects.update(is_private=False)
    company = OrganisationFactory(kind="property_company", serves=[street])
    read = rates(user=MembershipFactory(organisation=company).user, place=street, days=30, now=NOW)
    assert set(found.categories) == set(read.categories) == {"water", "litter", "noise"}
    assert set(found.places) == {estate.place.parent_id, spring.parent.parent_id}
    assert plain(found.total) == plain(read.total)
    assert {key: plain(of) for key, of in found.places.items()} == {
        key: plain(of) for key, of in read.places.items()
    }
    assert {key: plain(of) for key, of in found.categories.items()} == {
        key: plain(of) for key, of in read.categories.items()
    }
    for near, exact in ((found.total.to_answer, read.total.to_answer), (found.total.to_resolve, 2 * DAY)):
        assert nearest(near) <= exact <= nearest(near, 1)


def plain(of):
    return of.count, of.responded, of.resolved, of.satisfied, of.unrated, of.answered, of.done


def nearest(length: timedelta, above: int = 0) -> timedelta:
    hours = [bound for bound in BOUNDS if bound <= length / HOUR]
    return timedelta(hours=BOUNDS[len(hours) - 1 + above])


def test_a_dashboard_of_tallies_says_what_its_parts_say(estate, spring):
    street = estate.place.parent.parent
    kept = dashboard(office(estate), NOW)
    parts = {estate.place.path, spring.parent.path}  # estates: read row by row
    read = dashboard(office(estate), NOW, paths=parts)
    assert kept.open == 6
    for name in ("open", "overdue", "reported_this_week", "done_this_week", "open_change", "median"):
        assert getattr(kept, name) == getattr(read, name), name
    assert (kept.ages, kept.weeks, kept.satisfied) == (read.ages, read.weeks, read.satisfied)
    assert sum(week.done for week in kept.weeks) == 14
    both = dashboard(office(estate), NOW, paths={street.path, estate.place.path})
    assert both.weeks == kept.weeks


@pytest.mark.parametrize("many", [7, 6])
def test_where_very_much_is_open_it_is_counted_once_a_minute(estate, spring, monkeypatch, many):
    monkeypatch.setattr(board, "MANY", many)
    assert dashboard(office(estate), NOW).open == 6
    estate.report(text="路灯不亮", now=NOW)
    assert dashboard(office(estate), NOW + timedelta(seconds=20)).open == (7 if many == 7 else 6)
    assert dashboard(office(estate), NOW + timedelta(minutes=1)).open == 7
    assert dashboard(office(estate), NOW + timedelta(seconds=70), paths={estate.place.path}).open == 5


@pytest.mark.parametrize(
    ("spread", "hours"), [({}, None), ({1: 4}, 0.375), ({3: 1, 4: 1}, 1.5), ({2: 1, 23: 5}, 1440)]
)
def test_the_median_lies_between_its_bounds(spread, hours):
    counts = [spread.get(number, 0) for number in range(len(BOUNDS))]
    assert middle(counts) == (None if hours is None else timedelta(hours=hours))
    assert all(low < high for low, high in pairwise(BOUNDS))


# --- several at once -----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_write_and_a_third_folds_and_mends_at_once():
    from issues.operations.categories import load_categories

    load_categories()
    estate = new_estate()
    barrier, failed = threading.Barrier(3), []

    def run(act) -> None:
        try:
            barrier.wait(timeout=10)
            for number in range(12):
                act(number)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    def report(number: int) -> None:
        issue = estate.report(now=NOW, text=f"{threading.get_ident()} {number}")
        withdraw_issue(by=estate.resident, issue=issue, text="算了", now=NOW + HOUR)

    def look_after(_number: int) -> None:
        fold_tallies()
        failed.extend([mend_tallies()] * bool(mend_tallies()))

    threads = [threading.Thread(target=run, args=[act]) for act in (report, report, look_after)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert failed == []
    assert kept() == counted()
    fold_tallies()
    assert kept() == counted()


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_whoever_writes_in_the_same_community():
    from issues.operations.categories import load_categories

    load_categories()
    estate, seen = new_estate(), []

    def other() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
                estate.report(by=estate.neighbour, now=NOW, text="第二件")
            fold_tallies()
            seen.append(Tally.objects.count())
        except Exception as error:
            seen.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        estate.report(by=estate.resident, now=NOW, text="第一件")
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(timeout=30)
        assert seen == [2]  # of the subdistrict and of the community; the first one's are not to be seen yet
    fold_tallies()
    assert kept() == counted()
