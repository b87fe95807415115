"""In the last days, by day, once a day, to whoever is silent; captains twice; nobody after voting."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from ballots.models import Ballot
from ballots.operations.calling_off import void_ballot
from ballots.operations.closing import close_due
from ballots.operations.reminding import remind_voters, tell_captains
from ballots.tasks import collect_texts, remind_of_ballots
from notifications.models import Message
from tests.ballots.correcting import correct_roll
from tests.ballots.ground import elector_at, elector_of, in_days, new_ground, opened, owner_with_account
from tests.ballots.test_proposals import at_once
from tests.ballots.voting import paper_in, vote, vote_secretly

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


def ending(ground, **fields):
    """Voting began two days ago and ends in two days."""
    return opened(ground, opens_at=timezone.now() - timedelta(days=2), closes_at=in_days(2, 20), **fields)


def reminders(user, **fields):
    return Message.objects.filter(letter__kind="ballots.reminder", recipient=user, channel="inbox", **fields)


def waiting(user):
    return reminders(user).exclude(state="void")


def test_once_a_day_in_the_last_three_days(ground):
    ballot = opened(ground, closes_at=in_days(6, 20))
    assert remind_voters(ballot.closes_at - timedelta(days=4)) == 0
    for days, count in [(2.4, 1), (2.4, 1), (1.4, 2), (0.4, 3)]:
        remind_voters(ballot.closes_at - timedelta(days=days))
        assert reminders(ground.owner).count() == count
    titles = list(reminders(ground.owner).order_by("pk").values_list("letter__title", flat=True))
    assert "剩几天" in titles[0]
    assert "剩一天" in titles[1]
    assert "今天" in titles[2]
    assert not any(word in title for title in titles for word in ("同意", "反对"))
    remind_voters(ballot.closes_at)
    assert reminders(ground.owner).count() == 3
    row = reminders(ground.owner).first()
    assert row.by_day
    assert not row.is_essential
    assert row.expires_at == ballot.closes_at


def test_the_day_before_is_the_last_one_where_voting_ends_at_midnight(ground):
    ballot = opened(ground, closes_at=in_days(6, 0))
    for hours in (38, 14):  # at ten in the morning
        remind_voters(ballot.closes_at - timedelta(hours=hours))
    titles = list(reminders(ground.owner).order_by("pk").values_list("letter__title", flat=True))
    assert "剩一天" in titles[0]
    assert "今天" in titles[1]


def test_only_whoever_is_silent(ground):
    ballot = ending(ground)
    vote(ground.owner, elector_of(ballot, ground.owner), "yes")
    remind_voters()
    assert not reminders(ground.owner).exists()
    assert not reminders(ground.tenant).exists()
    assert waiting(ground.second_owner).count() == 1
    paper_in(ground.staff, elector_of(ballot, ground.second_owner), "no")
    assert not waiting(ground.second_owner).exists()
    remind_voters(timezone.now() + timedelta(days=1))
    assert not waiting(ground.second_owner).exists()


def test_of_a_secret_ballot_too(ground):
    ballot = ending(ground, electorate="residents", secrecy="secret")
    remind_voters()
    assert waiting(ground.tenant).exists()
    vote_secretly(ground.tenant, elector_of(ballot, ground.tenant), "yes")
    assert not waiting(ground.tenant).exists()


def test_whoever_votes_for_two_is_reminded_of_the_other(ground):
    ballot = ending(ground)
    first, second = elector_of(ballot, ground.owner), elector_at(ballot, ground.home("0301"))
    correct_roll(by=ground.chair, elector=second, voter=ground.owner, reason="共有人推举")
    remind_voters()
    vote(ground.owner, first, "yes")
    assert waiting(ground.owner).exists()
    vote(ground.owner, second, "no")
    assert not waiting(ground.owner).exists()


def test_whoever_votes_no_longer_hears_no_more(ground):
    ballot = ending(ground)
    remind_voters()
    correct_roll(
        by=ground.chair, elector=elector_of(ballot, ground.owner), voter=ground.tenant, reason="改由代表投票"
    )
    correct_roll(
        by=ground.chair, elector=elector_of(ballot, ground.second_owner), remove=True, reason="重复登记"
    )
    assert not waiting(ground.owner).exists()
    assert not waiting(ground.second_owner).exists()


def test_a_ballot_that_is_closed_or_called_off_reminds_nobody(ground):
    shut, off = ending(ground), ending(ground)
    close_due(shut.closes_at, ballot=shut)
    void_ballot(by=ground.chair, ballot=off, reason="方案要改")
    assert remind_voters() == 0
    assert tell_captains() == 0


def test_captains_hear_twice_how_many_and_never_which(ground):
    ballot = opened(ground, closes_at=in_days(6, 20))
    told = Message.objects.filter(letter__kind="ballots.turnout", channel="inbox")
    collect_texts()
    collect_texts()
    row = told.get()
    assert row.recipient == ground.captain
    assert "6 户" in row.body
    assert "何" not in row.body
    assert row.url.endswith(f"/ballots/{ballot.pk}/turnout/")
    assert not row.is_essential
    vote(ground.owner, elector_of(ballot, ground.owner), "yes")
    late = ballot.closes_at - timedelta(days=2)
    remind_of_ballots(late.isoformat())
    remind_of_ballots((late + timedelta(days=1)).isoformat())
    assert told.count() == 2
    assert "5 户" in told.order_by("pk").last().body


def test_the_beat_calls_them(ground):
    named = {entry["task"]: entry["schedule"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    daily = named["ballots.tasks.remind_of_ballots"]
    assert (daily.hour, daily.minute) == ({2}, {0})  # 10:00 at the site
    assert named["ballots.tasks.collect_texts"] == 900.0


@pytest.mark.django_db(transaction=True)
def test_a_vote_while_the_reminders_are_written(transactional_db):
    """Whichever comes first, nobody who has voted is left with a reminder that waits."""
    ground = new_ground()
    people = [ground.owner, ground.second_owner, owner_with_account(ground, "0301")]
    for _round in range(4):
        ballot = ending(ground)
        acts = [
            lambda user=user, ballot=ballot: vote(user, elector_of(ballot, user), "yes") for user in people
        ]
        results = at_once(*acts, remind_voters)
        assert not [result for result in results if isinstance(result, Exception)]
        for user in people:
            assert not waiting(user).exists()
        void_ballot(by=ground.chair, ballot=Ballot.objects.get(pk=ballot.pk), reason="下一轮")
