"""The newest of some places, found place by place, are those that a look at all of them gives; and what an
address knows of its notice stays true, whatever is done to the notice or the place."""

import random
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buildings.standing import standing_of
from kit.paging import page_from, window
from notices import queries
from notices.models import Notice, NoticePlace, NoticeState
from notices.operations import withdraw_notice
from notices.queries import archive
from tests.factories import OrganisationFactory, PlaceFactory, UserFactory, make_captain, make_staff
from tests.notices.ground import again, new_ground

pytestmark = pytest.mark.django_db
ORDER = ("-publish_at", "-id")


@pytest.fixture
def board():
    """Forty notices at random addresses and hours: some public, some over, withdrawn, to come, or urgent."""
    ground, rng, now = new_ground(), random.Random("newest"), timezone.now()
    stair = PlaceFactory(kind="stair", name="甲梯", parent=ground.first)
    places = [
        ground.street,
        ground.community,
        ground.estate,
        ground.first,
        ground.second,
        ground.elsewhere,
        stair,
    ]
    committee = OrganisationFactory(serves=[ground.street])
    for number in range(40):
        at = now - timedelta(hours=rng.randrange(-4, 40))
        notice = Notice.objects.create(
            organisation=rng.choice([ground.committee, committee]),
            author=ground.writer,
            title=f"第 {number} 号",
            body="<p>换阀门。</p>",
            audience=rng.choice([["residents"], ["owners"], ["captains"]]),
            category=rng.choice(["utilities", "safety"]),
            is_public=rng.random() < 0.5,
            asks_acknowledgement=rng.random() < 0.3,
            is_urgent=(urgent := rng.random() < 0.1),
            urgent_reason="管子爆了" if urgent else "",
            state=(state := rng.choices(["published", "withdrawn", "draft"], [8, 1, 1])[0]),
            withdrawn_reason="写错了" if state == "withdrawn" else "",
            publish_at=at,
            expires_at=rng.choice([None, at + timedelta(hours=rng.randrange(1, 50))]),
        )
        for place in rng.sample(places, rng.choice([1, 1, 2])):
            NoticePlace.objects.create(notice=notice, place=place)
    return ground


def readers(ground):
    return {
        "resident": ground.resident,
        "neighbour": ground.neighbour,
        "outsider": ground.outsider,
        "captain": ground.captain,
        "captain of two": make_captain(ground.second, user=again(ground.captain)),
        "staff": ground.writer,
        "street": make_staff(ground.street, "street_office"),
        "company": make_staff(ground.estate, "property_company"),
        "stranger": ground.stranger,
        "superuser": UserFactory(is_superuser=True),
        "visitor": AnonymousUser(),
    }


def pages_of(user, size: int, **chosen) -> list[int]:
    """As the list page goes through them."""
    rows, paths = queries.chosen_for(user, **chosen)
    few, found, cursor = partial(page_rows_of, user, paths), [], ""
    while True:
        page = page_from(list(window(rows, ORDER, cursor, size, few)), ORDER, size, Notice)
        found += [notice.pk for notice in page]
        if not (cursor := page.next_cursor):
            return found


def page_rows_of(user, paths, rows, most):
    return queries.page_rows(user, rows, paths, most)


def in_order(rows) -> list[int]:
    return list(rows.order_by(*ORDER).values_list("pk", flat=True))


def test_pages_are_the_whole_list_in_order_for_every_reader(board):
    choices = [{}, {"category": "safety"}]
    choices += [{"place": place} for place in (board.street, board.community, board.estate, board.first)]
    seen = 0
    for name, user in readers(board).items():
        mine = [{"mine": True}] if standing_of(user).neighbour_paths else []
        for chosen in choices + mine:
            whole = in_order(queries.listed_for(user, **chosen))
            assert (name, chosen, pages_of(user, 2 + seen % 7, **chosen)) == (name, chosen, whole)
            seen += len(whole)
    assert seen > 200, "the board is not empty for them"


def test_the_front_and_the_homes_that_are_asked(board):
    now = timezone.now()
    for name, user in readers(board).items():
        standing = standing_of(user)
        near = Notice.objects.visible_to(user).standing(now)
        if served := standing.service_paths():
            near = near.around(served | standing.neighbour_paths)
        elif standing.neighbour_paths:
            near = near.addressed_to(user)
        newest = in_order(near)[:4]
        assert (name, [one.pk for one in queries.latest_for(user, 4, now)]) == (name, newest)
        urgent, latest = queries.front_for(user, 4, now)
        assert (name, [one.pk for one in latest]) == (name, newest)
        burning = [
            one
            for one in near.filter(is_urgent=True).order_by(*ORDER)
            if one.expires_at or _is_fresh(one, now)
        ]
        assert (name, urgent) == (name, burning[0] if burning else None)

    paths = {board.first.path}
    asked = Notice.objects.visible_to(board.captain).standing(now).around(paths)
    wanted = {one.pk for one in asked if one.asks_acknowledgement or one.is_urgent}
    assert {one.pk for one in queries.asking_homes(paths, board.captain, 60, now)} == wanted != set()


def _is_fresh(notice: Notice, now) -> bool:
    return notice.publish_at > now - queries.URGENT_LASTS


def test_an_address_knows_its_notice_whatever_becomes_of_it(ground):
    notice = ground.publish(places=[ground.first], asks_acknowledgement=True)
    address = notice.addresses.get()

    def known() -> tuple:
        address.refresh_from_db()
        return address.publish_at, address.expires_at, address.must_reach, address.area

    notice.refresh_from_db()
    assert known() == (notice.publish_at, None, True, ground.community)
    later = timezone.now() + timedelta(days=2)
    Notice.objects.filter(pk=notice.pk).update(publish_at=later)
    assert known()[0] == later
    Notice.objects.filter(pk=notice.pk).update(
        expires_at=later + timedelta(days=1), asks_acknowledgement=False
    )
    assert known() == (later, later + timedelta(days=1), False, ground.community)
    Notice.objects.filter(pk=notice.pk).update(state=NoticeState.DRAFT)
    assert known()[0] is None
    Notice.objects.filter(pk=notice.pk).update(state=NoticeState.PUBLISHED)
    assert known()[0] == later

    # The estate moves to the community next door, and its buildings with it.
    other = ground.elsewhere.parent.parent
    ground.estate.parent = other
    ground.estate.save()
    assert known()[3] == other
    address.place = ground.street
    address.save()
    assert known()[3] == ground.street


def test_the_archive_counts_what_the_list_shows(board):
    """The years from the first and the last alone, the months of a whole subdistrict by its communities."""
    year = timezone.localdate().year
    counted = 0
    for name, user in readers(board).items():
        for place in (None, board.street, board.community, board.first):
            rows, paths = queries.chosen_for(user, place=place)
            whole = list(queries.listed_for(user, place=place).values_list("publish_at", flat=True))
            months = Counter(at.month for at in map(timezone.localtime, whole) if at.year == year)
            assert (name, place, archive.counts_of(rows, paths, year)) == (name, place, dict(months))
            years = {timezone.localtime(at).year for at in whole}
            known = archive.years_of(rows, paths)
            assert (name, place, known[:1], known[-1:]) == (name, place, [*years][-1:], [*years][:1])
            counted += len(whole)
    assert counted > 200


def test_the_first_and_the_last_are_found_without_going_through_the_others(ground):
    """Of a quarter of a million that hang in a subdistrict, each look at them took seconds."""
    for number in range(60):
        at = timezone.now() - timedelta(days=30 * number)
        notice = ground.publish(title=f"第 {number} 号", places=[ground.first])
        Notice.objects.filter(pk=notice.pk).update(publish_at=at)
    street = make_staff(ground.street, "street_office")
    rows, paths = queries.chosen_for(street)
    with CaptureQueriesContext(connection) as asked:
        assert len(archive.years_of(rows, paths)) >= 5
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE notices_notice, notices_noticeplace")
        for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"):  # as with very many
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + asked.captured_queries[0]["sql"])
        plan = cursor.fetchone()[0][0]["Plan"]
    assert most_read(plan, "notices_notice") <= 4


def most_read(node: dict, table: str) -> float:
    """Rows of it that one part of the plan looked at, again and again or at once."""
    here = node["Actual Rows"] * node["Actual Loops"] if node.get("Relation Name") == table else 0
    return max([here, *(most_read(inner, table) for inner in node.get("Plans", ()))])


def test_what_is_withdrawn_leaves_the_lists(ground):
    kept, gone = ground.publish(title="还在"), ground.publish(title="不在了")
    withdraw_notice(by=ground.writer, notice=gone, reason="写错了")
    assert queries.latest_for(ground.resident) == [kept]


@pytest.mark.parametrize("count", [1, 30])
def test_a_page_of_the_list_is_one_question(ground, count):
    for number in range(count):
        ground.publish(title=f"第 {number} 号", places=[ground.first, ground.community])
    rows, paths = queries.chosen_for(ground.resident)
    standing_of(ground.resident)
    with CaptureQueriesContext(connection) as asked:
        found = list(window(rows, ORDER, "", 10, partial(page_rows_of, ground.resident, paths)))
    assert (len(asked), len(found)) == (1, min(count, 11))
