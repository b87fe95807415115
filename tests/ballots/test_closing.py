"""The door: shut once when the hour has come, and never for what is not due."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ballots.models import Ballot, Result
from ballots.operations import count_ballot, papers_are_in, void_ballot
from ballots.operations.closing import close_ballot, close_due
from ballots.operations.secret_papers import mark_paper_voter
from ballots.tasks import close_ballots
from journal.models import Entry
from kit.subjects import subject_key
from notifications.models import Message
from tests.ballots.counting import after, neighbours
from tests.ballots.ground import announced, drafted, elector_of, in_days, new_ground, opened
from tests.ballots.voting import just_before, paper_counted, vote_secretly

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


def test_each_is_closed_once_at_its_hour(ground):
    soon, later = opened(ground), opened(ground, closes_at=timezone.now() + timedelta(days=9))
    drafted(ground)
    announced(ground)
    assert close_due(just_before(soon.closes_at)) == []
    assert close_due(soon.closes_at) == [soon.pk]
    assert close_due(soon.closes_at + timedelta(minutes=1)) == []
    soon.refresh_from_db()
    assert soon.closed_at == soon.closes_at
    assert Entry.objects.get(verb="ballots.close").by is None
    assert close_due(later.closes_at, ballot=soon) == []
    later.refresh_from_db()
    assert later.closed_at is None


def test_a_machine_whose_clock_is_fast_shuts_no_door(ground, client, monkeypatch):
    ballot = opened(ground, closes_at=timezone.now() + timedelta(days=9))
    client.force_login(ground.owner)
    ahead = timezone.now() + timedelta(days=9, hours=1)
    with monkeypatch.context() as clock:
        clock.setattr(timezone, "now", lambda: ahead)
        assert close_due() == []
        client.get(ballot.get_absolute_url())
    ballot.refresh_from_db()
    assert ballot.closed_at is None
    over = opened(ground, opens_at=timezone.now() - timedelta(days=9))  # for five days
    assert client.get(over.get_absolute_url()).status_code == 200
    over.refresh_from_db()
    assert over.closed_at


def test_a_door_that_shuts_at_midnight_wakes_nobody(ground):
    poll = {"electorate": "residents", "legal_effect": "advisory", "closes_at": in_days(3, 0)}
    ballots = [
        opened(ground, secrecy="secret", **poll),
        opened(ground, **(poll | {"closes_at": in_days(3, 12)})),
    ]
    waits = opened(ground, secrecy="secret", **poll)
    mark_paper_voter(by=ground.staff, elector=elector_of(waits, ground.owner))
    for ballot in ballots:
        close_due(ballot.closes_at)
    told = Message.objects.filter(letter__kind__in=["ballots.counted", "ballots.count_waits"])
    hours = set(told.values_list("letter__kind", "letter__subject", "due_at"))
    assert hours == {
        ("ballots.counted", subject_key(ballots[0]), in_days(3, 8)),
        ("ballots.counted", subject_key(ballots[1]), ballots[1].closes_at),
        ("ballots.count_waits", subject_key(waits), in_days(3, 8)),
    }


def test_it_is_counted_at_once_where_no_paper_can_be_under_way(ground):
    """Of a secret ballot it is known; of one by name, people say when all papers are typed in."""
    poll = {"electorate": "residents", "legal_effect": "advisory"}
    secret, named, formal = opened(ground, secrecy="secret", **poll), opened(ground, **poll), opened(ground)
    on_paper, waits = opened(ground, **poll), opened(ground, secrecy="secret", **poll)
    paper_counted(ground.staff, ground.colleague, elector_of(on_paper, ground.owner), "yes")
    mark_paper_voter(by=ground.staff, elector=elector_of(waits, ground.owner))
    closed = close_due(after(formal))
    assert set(closed) == {ballot.pk for ballot in (secret, named, formal, on_paper, waits)}
    assert set(Result.objects.values_list("ballot", "counted_by")) == {(secret.pk, None), (named.pk, None)}
    told = Message.objects.filter(letter__kind="ballots.count_waits")
    assert set(told.values_list("letter__url", flat=True)) == {
        reverse("ballots:count", args=[ballot.pk]) for ballot in (formal, on_paper, waits)
    }
    assert "录入" in told.get(recipient=ground.chair).body
    late = paper_counted(
        ground.staff, ground.colleague, formal.electors.first(), "yes", now=after(formal, hours=9)
    )
    assert late.state == "counted"
    papers_are_in(by=ground.chair, ballot=formal, seen=1, now=after(formal, hours=10))
    assert count_ballot(by=ground.chair, ballot=formal, now=after(formal, hours=10)).papers == 1


def test_one_that_cannot_be_counted_holds_up_no_other(ground, settings, caplog):
    poll = {"electorate": "residents", "legal_effect": "advisory", "secrecy": "secret"}
    people = neighbours(ground, 5)
    broken, whole = opened(ground, **poll), opened(ground, **poll)
    for person in people:
        vote_secretly(person, elector_of(broken, person), "yes")
    settings.SECRET_KEY = "another " * 8  # somebody lost the key in which the box was sealed
    assert set(close_due(after(broken))) == {broken.pk, whole.pk}
    assert Result.objects.get().ballot == whole
    told = Message.objects.filter(letter__kind="ballots.count_waits", channel="inbox")
    assert {(message.url, "打不开" in message.body) for message in told} == {
        (reverse("ballots:count", args=[broken.pk]), True)
    }
    assert f"the box of ballot {broken.pk} does not open" in caplog.text
    assert "yes" not in caplog.text


def test_what_was_called_off_is_not_closed(ground):
    ballot = opened(ground)
    Ballot.objects.filter(pk=ballot.pk).update(
        voided_at=timezone.now(), voided_by=ground.chair, void_reason="方案要改"
    )
    assert close_due(ballot.closes_at) == []


def test_beat_nudges_it(ground, settings):
    ballot = opened(ground)
    assert close_ballots(ballot.closes_at.isoformat()) == 1
    entries = settings.CELERY_BEAT_SCHEDULE.values()
    assert [entry["schedule"] for entry in entries if entry["task"] == "ballots.tasks.close_ballots"] == [
        60.0
    ]


def test_one_that_was_shut_and_not_counted_any_more_is_counted_by_the_next_round(ground):
    """Whoever shut it was stopped between the two: the machine went off, or the count broke off once."""
    poll = {"electorate": "residents", "legal_effect": "advisory", "secrecy": "secret"}
    whole, waits, over = opened(ground, **poll), opened(ground), opened(ground, **poll)
    for ballot in (whole, waits, over):
        assert close_ballot(ballot.pk, now=after(ballot))
    void_ballot(by=over.created_by, ballot=over, reason="问题写错了")
    days_later = after(whole, hours=99)
    assert close_due(days_later) == []
    assert Result.objects.get().ballot == whole
    told = Message.objects.filter(letter__kind="ballots.count_waits")
    assert set(told.values_list("letter__url", flat=True)) == {reverse("ballots:count", args=[waits.pk])}
    before = told.count()
    close_due(days_later)
    assert (Result.objects.count(), told.count()) == (1, before), "said once"
