"""One trouble, many neighbours."""

import threading

import pytest
from django.db import connection

from issues.models import Follower, Issue
from issues.operations import confirm_issue, join_issue, leave_issue, merge_issues, resolve_issue
from kit.refused import Refused
from notifications.models import Message
from tests.factories import make_building, make_estate, make_resident
from tests.issues.estate import fresh


def test_mine_too_counts_once_and_can_be_taken_back(estate):
    issue = estate.report()
    for _tap in range(2):
        join_issue(by=estate.neighbour, issue=issue)
    assert issue.joined_count == issue.followers.count() == 1
    leave_issue(by=estate.neighbour, issue=issue)
    assert issue.joined_count == 0


@pytest.mark.django_db(transaction=True)
def test_two_neighbours_at_the_same_moment_are_two(estate):
    issue, barrier = estate.report(), threading.Barrier(2, timeout=20)

    def join(user):
        try:
            own = Issue.objects.get(pk=issue.pk)
            barrier.wait()
            join_issue(by=fresh(user), issue=own)
        finally:
            connection.close()

    threads = [threading.Thread(target=join, args=[u]) for u in (estate.neighbour, estate.far_neighbour)]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
    issue.refresh_from_db()
    assert issue.joined_count == Follower.objects.count() == 2


def test_neither_the_reporter_nor_a_stranger_joins(estate, elsewhere):
    from tests.factories import make_resident

    issue = estate.report()
    for person in (estate.resident, make_resident(elsewhere)):
        with pytest.raises(Refused):
            join_issue(by=person, issue=issue)


def test_nobody_joins_what_they_may_not_see(estate):
    issue = estate.report(is_private=True)
    with pytest.raises(Refused):
        join_issue(by=estate.neighbour, issue=issue)


def test_who_joined_hears_that_it_is_done_and_is_asked_nothing(estate):
    issue = join_issue(by=estate.neighbour, issue=estate.report())
    resolve_issue(by=estate.captain, issue=issue, text="好了")
    told = Message.objects.filter(recipient=estate.neighbour, channel="inbox")
    assert [message.kind for message in told] == ["issues.progress"]
    with pytest.raises(Refused):
        confirm_issue(by=estate.neighbour, issue=issue)


def test_merged_reporters_follow_the_survivor(estate):
    survivor, double = estate.report(text="主水管爆了"), estate.report(by=estate.neighbour, text="没水")
    join_issue(by=estate.far_neighbour, issue=double)
    merge_issues(by=estate.staff, issue=double, into=survivor)
    assert (double.state, double.merged_into, double.next_alarm_at) == ("merged", survivor, None)
    followers = set(survivor.followers.values_list("user", flat=True))
    assert followers == {estate.neighbour.pk, estate.far_neighbour.pk}
    assert survivor.joined_count == 2
    assert Message.objects.filter(
        recipient=estate.neighbour, letter__kind="issues.merged", channel="inbox"
    ).exists()
    resolve_issue(by=estate.captain, issue=survivor, text="换了管")
    told = Message.objects.filter(recipient=estate.neighbour, letter__kind="issues.progress", channel="inbox")
    assert told.count() == 1


def test_only_who_may_open_the_survivor_is_led_to_it(estate, client):
    """It lies in the estate next door; whoever followed over to it may see it, other neighbours may not."""
    beyond = make_building(make_estate("海韵苑", community=estate.place.parent), "9栋")
    survivor = estate.report(by=make_resident(beyond), place=beyond)
    double = join_issue(by=estate.neighbour, issue=estate.report())
    merge_issues(by=estate.staff, issue=double, into=survivor)
    next_door = make_resident(estate.building, "0301")
    opens = {estate.resident: True, estate.neighbour: True, estate.staff: True, next_door: False}
    for user, may in opens.items():
        client.force_login(user)
        assert (client.get(survivor.get_absolute_url()).status_code == 200) is may
        page = client.get(double.get_absolute_url()).content.decode()
        assert f"编号 {survivor.number} 里接着办" in page
        assert (f'href="{survivor.get_absolute_url()}"' in page) is may


def test_merging_is_for_staff_and_never_into_itself_or_into_a_private_one(estate):
    one, two, private = estate.report(), estate.report(text="另一件"), estate.report(is_private=True)
    theirs = estate.report(by=estate.neighbour, is_private=True)
    with pytest.raises(Refused, match="谁也看不到对方的"):
        merge_issues(by=estate.staff, issue=theirs, into=private)
    with pytest.raises(Refused):
        merge_issues(by=estate.captain, issue=one, into=two)
    for into in (one, private):
        with pytest.raises(Refused) as refused:
            merge_issues(by=estate.staff, issue=one, into=into)
        assert refused.value.field == "into"
    assert set(Issue.objects.values_list("state", flat=True)) == {"reported"}


@pytest.mark.django_db(transaction=True)
def test_merging_each_into_the_other_at_the_same_moment_leaves_one_open(estate):
    one, two = estate.report(), estate.report(text="另一件")
    barrier, refused = threading.Barrier(2, timeout=20), []

    def merge(pk, into):
        try:
            issue, other = Issue.objects.get(pk=pk), Issue.objects.get(pk=into)
            barrier.wait()
            merge_issues(by=fresh(estate.staff), issue=issue, into=other)
        except Refused as sentence:
            refused.append(sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=merge, args=pair) for pair in ((one.pk, two.pk), (two.pk, one.pk))]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
    assert sorted(Issue.objects.values_list("state", flat=True)) == ["merged", "reported"]
    assert len(refused) == 1
