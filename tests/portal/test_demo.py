"""The demonstration is made by the same operations as everything else, and has something on every page."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from itertools import chain

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ballots.models import Ballot, Delivery, Proposal
from ballots.models.proposals import ProposalState
from buildings.models import Captaincy, Dwelling, Place
from buildings.queries import captain_of
from committees.models import Meeting, MeetingSeries
from committees.series import next_dates
from issues.models import Issue, IssueState
from journal.models import Entry
from kit.refused import Refused
from notices.models import Notice, NoticeState
from notifications.models import Message, State
from people.models import User
from portal.demo.load import LOADING, is_empty, load_demo, load_year, one_transaction
from portal.demo.roles import DEMO_ROLES
from portal.views.outbox import kind_in_words
from tests.factories import UserFactory
from tests.portal.weights import weigh_home_pages


def load_at(clock: time, monkeypatch) -> None:
    now = timezone.make_aware(datetime.combine(timezone.localdate(), clock))
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert load_demo() is True
    assert Notice.objects.get(is_urgent=True, asks_acknowledgement=True).is_out, (
        "today's is on every home page"
    )


@pytest.mark.slow
@pytest.mark.django_db
def test_the_demo_is_four_places_and_a_year_also_right_after_midnight(client, monkeypatch):
    assert is_empty()
    load_at(time(0, 1), monkeypatch)
    assert load_demo() is False, "there are places already"

    estates = {place.name: place for place in Place.objects.filter(kind__in=["estate", "road"])}
    homes = {name: Dwelling.objects.below(place.path).count() for name, place in estates.items()}
    assert homes == {"水岸公馆": 1020, "海韵苑（演示）": 432, "叠二名苑": 360, "新村大道东": 322}
    assert Captaincy.objects.current().count() >= 50

    # One vacancy, shown and not hidden: the upper floors of Building 5.
    fifth = Place.objects.get(name="5栋", parent=estates["水岸公馆"])
    assert captain_of(fifth, 8) is not None
    assert captain_of(fifth, 20) is None

    assert load_year() is True
    assert load_year() is False, "the year is written once"
    assert Issue.objects.count() == 260
    assert Meeting.objects.count() == 64
    assert Notice.objects.filter(state=NoticeState.PUBLISHED).count() >= 190
    assert set(Issue.objects.values_list("state", flat=True)) == set(IssueState.values)
    assert Entry.objects.filter(verb__startswith="issues.").count() > 260

    for role in DEMO_ROLES:
        user = User.objects.get(phone=role.phone)
        assert user.is_demo
        client.force_login(user)
        assert client.get(reverse("home"), follow=True).status_code == 200

    what_was_decided()
    what_is_told_can_be_opened()

    # No two kinds of message read alike to staff.
    kinds = set(Message.objects.values_list("letter__kind", flat=True))
    assert len({kind_in_words(kind) for kind in kinds}) == len(kinds) > 10

    # A year of telling is history: no old mail goes out, and nobody finds hundreds of unread messages.
    before = timezone.now() - timedelta(days=3)
    assert not Message.objects.filter(state=State.PENDING, due_at__lt=before).exists()
    resident = User.objects.get(phone="10000020001")
    waiting = resident.messages.filter(state=State.PENDING).count()
    assert 0 < Message.objects.inbox_of(resident).unread().count() + waiting < 20


def what_is_told_can_be_opened():
    """Of each kind of message the newest two; by whoever it was told."""
    told = Message.objects.exclude(letter__url="").exclude(state__in=[State.VOID, State.EXPIRED])
    kinds = told.values_list("letter__kind", flat=True).distinct()
    for message in chain.from_iterable(told.filter(letter__kind=kind).order_by("-id")[:2] for kind in kinds):
        reader = Client()
        reader.force_login(message.recipient)
        answer = reader.get(message.letter.url, follow=True)
        assert answer.status_code == 200, f"{message.letter.kind} {message.letter.url} {message.recipient}"


def what_was_decided():
    """DOMAIN part 4: five ballots, one of each sort, and one of a whole estate; and proposals at six points of their way."""
    ballots = {ballot.title: ballot for ballot in Ballot.objects.select_related("result")}
    assert {title: (ballot.electorate, str(ballot.state())) for title, ballot in ballots.items()} == {
        "电动车集中充电点，您看建在哪里": ("residents", "open"),
        "使用维修资金更换 5 栋供水立管": ("owners", "counted"),
        "利用 1 栋外墙广告经营": ("owners", "counted"),
        "水岸公馆街坊会理事改选": ("members", "counted"),
        "1 栋 0104 房改作早餐店": ("owners", "announced"),
        "使用维修资金更换各栋门禁和对讲": ("owners", "open"),
    }
    poll = ballots["电动车集中充电点，您看建在哪里"]
    resident = User.objects.get(phone="10000020001")
    own = poll.electors.get(voters__user=resident)
    assert not hasattr(own, "participation"), "the demo's resident is asked"
    assert poll.papers.filter(state="counted").exists()
    assert poll.papers.filter(state="waiting").exists()
    told = Delivery.objects.filter(elector__ballot=poll, elector__place__name="1栋")
    assert set(told.values_list("way", flat=True)) == {"sms", "door", "mail"}
    assert told.count() >= 25
    gates = ballots["使用维修资金更换各栋门禁和对讲"].electors
    assert gates.values("place").distinct().count() > 1
    assert gates.filter(participation__isnull=False).values("place").distinct().count() > 1

    pipes = ballots["使用维修资金更换 5 栋供水立管"].result
    assert pipes.passed is True
    assert pipes.notice.state == NoticeState.PUBLISHED
    adverts = ballots["利用 1 栋外墙广告经营"].result
    tests = {test["name"]: test for test in adverts.tally["tests"]}
    agreed = tests["agreement_heads"]
    assert adverts.passed is False
    assert round(100 * agreed["figure"] / agreed["whole"]) == 74
    assert tests["participation_heads"]["met"]
    assert tests["participation_area"]["met"]
    council = ballots["水岸公馆街坊会理事改选"]
    assert council.is_secret
    assert len(council.result.tally["elected"]) == 3
    states = Proposal.objects.values_list("state", flat=True)
    assert set(states) == set(ProposalState.values) - {ProposalState.DRAFT, ProposalState.WITHDRAWN}
    weigh_home_pages()


@pytest.mark.slow
@pytest.mark.django_db
def test_the_demo_can_be_loaded_right_before_midnight(monkeypatch):
    load_at(time(23, 59, 30), monkeypatch)
    series = MeetingSeries.objects.get()
    days = next_dates(series.rule, series.starts_at, timezone.now(), 6)
    assert len({(day.year, day.month) for day in days}) == 6, (
        "one in every month, also where it began on a 31st"
    )
    assert len({day.weekday() for day in days}) == 1


@pytest.mark.django_db
def test_a_demo_that_cannot_be_finished_leaves_nothing():
    real = UserFactory(phone=DEMO_ROLES[0].phone)  # somebody has that number already
    with pytest.raises(Refused):
        load_demo()
    assert is_empty()
    assert list(User.objects.all()) == [real]


@pytest.mark.django_db(transaction=True)
def test_the_demo_is_loaded_by_one_at_a_time():
    def another_may() -> bool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOADING])
            return cursor.fetchone()[0]

    with ThreadPoolExecutor(1) as other:
        with one_transaction():
            assert other.submit(another_may).result() is False
        assert other.submit(another_may).result() is True
        other.submit(lambda: connection.close()).result()
