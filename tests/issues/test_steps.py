import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from buildings.models import Captaincy, Membership
from issues.models import Issue, IssueEvent
from issues.operations import (
    accept_issue,
    answer_issue,
    confirm_issue,
    dispatch_issue,
    dispute_issue,
    escalate_issue,
    link_issue,
    reopen_issue,
    report_issue,
    resolve_issue,
    start_issue,
    suspend_issue,
    withdraw_issue,
)
from journal.models import Entry
from kit.refused import Refused
from notifications.models import Message, State
from tests.factories import OrganisationFactory, UserFactory
from tests.issues.estate import fresh


@pytest.fixture
def issue(estate):
    return estate.report()


@pytest.fixture
def dispatched(estate, issue):
    return dispatch_issue(by=estate.captain, issue=issue, organisation=estate.property)


@pytest.fixture
def resolved(estate, dispatched):
    return resolve_issue(by=estate.engineer, issue=dispatched, text="换了接头")


def told(user, kind):
    return (
        Message.objects.filter(recipient=user, letter__kind=kind, channel="inbox")
        .exclude(state=State.VOID)
        .count()
    )


def test_the_whole_way(estate, issue, now):
    hours = iter(now + timedelta(hours=n) for n in range(1, 10))
    dispatch_issue(by=estate.captain, issue=issue, organisation=estate.property, now=next(hours))
    assert (issue.holder, issue.holder_organisation) == (estate.captain, None)  # until the other has accepted
    assert (issue.state, issue.offered_organisation) == ("reported", estate.property)
    accept_issue(by=estate.engineer, issue=issue, now=next(hours))
    assert (issue.state, issue.holder, issue.responded_at) == ("accepted", estate.engineer, issue.changed_at)
    assert (issue.holder_organisation, issue.offered_organisation) == (estate.property, None)
    start_issue(by=estate.engineer, issue=issue, now=next(hours))
    assert issue.state == "in_progress"
    resolve_issue(by=estate.engineer, issue=issue, text="换了接头", now=next(hours))
    assert (issue.state, issue.resolved_by, issue.closed_at) == ("resolved", estate.engineer, None)
    reopen_issue(by=estate.resident, issue=issue, text="还滴", now=next(hours))
    assert (issue.state, issue.holder, issue.reopened_count) == ("accepted", estate.engineer, 1)
    assert issue.resolve_by == issue.changed_at + timedelta(hours=24)
    resolve_issue(by=estate.desk, issue=issue, text="又换了一次", now=next(hours))
    confirm_issue(by=estate.resident, issue=issue, is_satisfied=True, text="谢谢", now=next(hours))
    assert (issue.state, issue.is_satisfied, issue.closed_at) == ("confirmed", True, issue.changed_at)
    kinds = ["reported", "dispatched", "accepted", "started", "resolved", "reopened", "resolved", "confirmed"]
    assert list(issue.events.order_by("id").values_list("kind", flat=True)) == kinds
    verbs = Entry.objects.about(issue).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == [f"issues.{kind}" for kind in kinds]


def test_everyone_hears_what_concerns_them_and_nobody_their_own_step(estate, resolved):
    assert told(estate.engineer, "issues.dispatched") == 0  # done by now: voided
    assert told(estate.resident, "issues.progress") == 1
    assert told(estate.resident, "issues.resolved") == 1
    reopen_issue(by=estate.resident, issue=resolved, text="还滴")
    assert told(estate.resident, "issues.resolved") == 0  # no longer asked
    assert told(estate.engineer, "issues.reopened") == 1
    assert not Message.objects.filter(recipient=estate.captain, letter__kind="issues.dispatched").exists()


def test_a_dispatch_voids_what_its_former_holder_was_asked(estate, issue):
    assert told(estate.captain, "issues.received") == 1
    dispatch_issue(by=estate.staff, issue=issue, organisation=estate.property)
    assert told(estate.captain, "issues.received") == 0
    assert told(estate.engineer, "issues.dispatched") == told(estate.desk, "issues.dispatched") == 1


# --- twice, and too late -----------------------------------------------------------------------------------


def test_the_same_step_twice_by_the_same_person_is_once(estate, dispatched):
    for step in (
        lambda: dispatch_issue(by=estate.captain, issue=dispatched, organisation=estate.property),
        lambda: accept_issue(by=estate.engineer, issue=dispatched),
        lambda: start_issue(by=estate.engineer, issue=dispatched),
        lambda: answer_issue(by=estate.engineer, issue=dispatched, text="下午来"),
        lambda: link_issue(by=estate.staff, issue=dispatched, text="联席会议 3 月 14 日"),
        lambda: resolve_issue(by=estate.engineer, issue=dispatched, text="好了"),
        lambda: confirm_issue(by=estate.resident, issue=dispatched, is_satisfied=False),
    ):
        step()
        events, posted = IssueEvent.objects.count(), Message.objects.count()
        step()
        assert (IssueEvent.objects.count(), Message.objects.count()) == (events, posted)


def test_reopening_and_withdrawing_twice_is_once(estate, resolved):
    for _tap in range(2):
        reopen_issue(by=estate.resident, issue=resolved, text="还滴")
    assert resolved.reopened_count == 1
    for _tap in range(2):
        withdraw_issue(by=estate.resident, issue=resolved, text="算了")
    assert resolved.events.filter(kind="withdrawn").count() == 1


def test_a_second_tab_learns_that_things_moved_on(estate, dispatched):
    stale = Issue.objects.get(pk=dispatched.pk)
    withdraw_issue(by=estate.resident, issue=dispatched, text="已经好了")
    with pytest.raises(Refused, match="已撤回"):
        resolve_issue(by=estate.engineer, issue=stale, text="好了")
    assert stale.state == "withdrawn"
    assert not IssueEvent.objects.filter(kind="resolved").exists()


def test_resolving_what_a_colleague_resolved_is_refused(estate, resolved):
    with pytest.raises(Refused):
        resolve_issue(by=estate.desk, issue=resolved, text="我也办好了")
    assert resolved.resolved_by == estate.engineer


def test_a_colleague_s_issue_is_taken_already(estate, dispatched):
    accept_issue(by=estate.engineer, issue=dispatched)
    with pytest.raises(Refused, match="区簕杜鹃"):
        accept_issue(by=estate.desk, issue=dispatched)


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_the_same_moment_one_has_it(estate):
    """Two real connections: the second waits for the row, then reads that it is taken."""
    issue = dispatch_issue(by=estate.captain, issue=estate.report(), organisation=estate.property)
    barrier, results = threading.Barrier(2, timeout=20), {}

    def take(user):
        try:
            own = Issue.objects.get(pk=issue.pk)
            barrier.wait()
            results[user.pk] = accept_issue(by=fresh(user), issue=own).holder_id
        except Refused as refused:
            results[user.pk] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[user]) for user in (estate.engineer, estate.desk)]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
    issue.refresh_from_db()
    other = estate.desk if issue.holder == estate.engineer else estate.engineer
    assert results[issue.holder_id] == issue.holder_id
    assert isinstance(results[other.pk], Refused)
    assert IssueEvent.objects.filter(kind="accepted").count() == 1


# --- who may ----------------------------------------------------------------------------------------------

MAY = {
    # verb: who may, of resident (reporter), captain, engineer (of the holder), staff, neighbour, far_neighbour
    # Passed on and not accepted yet: it is still the captain's, and the engineer's for the taking.
    "accept": {"captain", "engineer", "staff"},
    "start": {"captain", "engineer", "staff"},
    "resolve": {"captain", "engineer", "staff"},
    "dispute": {"captain", "engineer"},
    "suspend": set(),
    "escalate": {"captain", "engineer", "staff"},
    "dispatch": {"captain", "staff"},
    "answer": {"resident", "captain", "engineer", "staff"},
    "withdraw": {"resident"},
}
ROLES = ["resident", "captain", "engineer", "staff", "neighbour", "far_neighbour"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", MAY)
def test_who_may_do_what_to_an_issue_of_the_property_company(estate, dispatched, verb, role):
    person = getattr(estate, role)
    do = {
        "accept": lambda: accept_issue(by=person, issue=dispatched),
        "start": lambda: start_issue(by=person, issue=dispatched),
        "resolve": lambda: resolve_issue(by=person, issue=dispatched, text="好了"),
        "dispatch": lambda: dispatch_issue(by=person, issue=dispatched, organisation=estate.committee),
        "dispute": lambda: dispute_issue(by=person, issue=dispatched, text="不归我们"),
        "suspend": lambda: suspend_issue(
            by=person, issue=dispatched, text="等配件", until=timezone.localdate() + timedelta(days=3)
        ),
        "escalate": lambda: escalate_issue(by=person, issue=dispatched, text="没人管"),
        "answer": lambda: answer_issue(by=person, issue=dispatched, text="嗯"),
        "withdraw": lambda: withdraw_issue(by=person, issue=dispatched, text="算了"),
    }[verb]
    before = IssueEvent.objects.count()
    if role in MAY[verb]:
        do()
        assert IssueEvent.objects.count() == before + 1
    else:
        with pytest.raises(Refused):
            do()
        assert IssueEvent.objects.count() == before


@pytest.mark.parametrize("role", [*ROLES, "stranger"])
@pytest.mark.parametrize("step", [confirm_issue, reopen_issue])
def test_only_the_reporter_says_whether_it_is_done(estate, resolved, step, role):
    person = UserFactory() if role == "stranger" else getattr(estate, role)
    if role == "resident":
        step(by=person, issue=resolved, text="嗯")
    else:
        with pytest.raises(Refused):
            step(by=person, issue=resolved, text="嗯")
        assert Issue.objects.get().state == "resolved"


def test_nobody_confirms_their_own_work(estate):
    issue = estate.report(by=estate.engineer)
    dispatch_issue(by=estate.captain, issue=issue, organisation=estate.property)
    resolve_issue(by=estate.engineer, issue=issue, text="自己报的，自己修好了")
    with pytest.raises(Refused):
        confirm_issue(by=estate.engineer, issue=issue)


def test_who_logged_it_for_a_caller_confirms_too(estate):
    issue = estate.report(by=estate.captain, on_behalf_of=estate.neighbour)
    resolve_issue(by=estate.engineer, issue=issue, text="好了")
    confirm_issue(by=estate.captain, issue=issue, is_satisfied=True)
    assert Entry.objects.get(verb="issues.confirmed").on_behalf_of == estate.neighbour


def test_silence_is_not_satisfaction(estate, resolved):
    confirm_issue(by=estate.resident, issue=resolved)
    assert resolved.is_satisfied is None


@pytest.mark.parametrize("ended", ["captain", "engineer"])
def test_on_the_day_an_office_ends_so_does_what_it_allowed(estate, issue, dispatched, ended):
    if ended == "captain":
        dispatched = estate.report(text="又一件")
        Captaincy.objects.update(ended_on=timezone.localdate())
    else:
        Membership.objects.filter(user=estate.engineer).update(ended_on=timezone.localdate())
    person = fresh(getattr(estate, ended))
    for step in (accept_issue, start_issue):
        with pytest.raises(Refused):
            step(by=person, issue=dispatched)
    assert not Issue.objects.held_by(person).exists()
    assert not Issue.objects.visible_to(person).exists()


def test_staff_take_over_for_their_own_organisation(estate, dispatched):
    accept_issue(by=estate.staff, issue=dispatched)
    assert (dispatched.holder, dispatched.holder_organisation) == (estate.staff, estate.committee)
    assert dispatched.offered_organisation is None


def test_a_captain_who_solves_it_keeps_it(estate, issue):
    accept_issue(by=estate.captain, issue=issue)
    resolve_issue(by=estate.captain, issue=issue, text="拧紧了")
    assert (issue.holder, issue.holder_organisation, issue.resolved_by) == (
        estate.captain,
        None,
        estate.captain,
    )
    assert issue.events.first().capacity == "3栋楼长"


def test_it_is_passed_only_to_who_serves_there(estate, issue):
    stranger = OrganisationFactory(kind="property_company", name="别处物业")
    with pytest.raises(Refused) as refused:
        dispatch_issue(by=estate.captain, issue=issue, organisation=stranger)
    assert refused.value.field == "organisation"
    with pytest.raises(Refused) as refused:
        dispatch_issue(by=estate.captain, issue=issue, organisation=estate.property, holder=estate.neighbour)
    assert refused.value.field == "holder"
    assert Issue.objects.get().holder == estate.captain


def test_a_dispatch_moves_no_deadline(estate, issue, now):
    before = issue.respond_by, issue.resolve_by
    dispatch_issue(by=estate.captain, issue=issue, organisation=estate.property, now=now + timedelta(hours=5))
    assert (issue.respond_by, issue.resolve_by, issue.responded_at) == (*before, None)


def test_a_word_of_the_reporter_is_no_response(estate, issue):
    answer_issue(by=estate.resident, issue=issue, text="还在滴")
    assert issue.responded_at is None
    assert told(estate.captain, "issues.answered") == 1
    answer_issue(by=estate.captain, issue=issue, text="我来看看")
    assert issue.responded_at is not None
    assert told(estate.resident, "issues.answered") == 1


@pytest.mark.parametrize("text", ["", "  \n "])
def test_some_steps_need_words(estate, resolved, text):
    for step in (
        lambda: answer_issue(by=estate.engineer, issue=resolved, text=text),
        lambda: reopen_issue(by=estate.resident, issue=resolved, text=text),
    ):
        with pytest.raises(Refused) as refused:
            step()
        assert refused.value.field == "text"


# --- what the database holds by itself ---------------------------------------------------------------------


def test_the_timeline_is_final(estate, issue):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        IssueEvent.objects.update(text="改写")
    with pytest.raises(IntegrityError), transaction.atomic():
        IssueEvent.objects.all().delete()


@pytest.mark.parametrize(
    "lie",
    [
        {"holder": None},
        {"next_alarm": None},
        {"state": "suspended"},
        {"state": "merged", "closed_at": timezone.now(), "next_alarm": None, "next_alarm_at": None},
        {"state": "withdrawn", "closed_at": timezone.now()},  # and its alarm still set
        {"offered_at": timezone.now()},
        {"stage_due_at": timezone.now() - timedelta(days=400)},
        {"state": "confirmed"},
        {"state": "resolved"},
        {"is_satisfied": True},
        {"closed_at": timezone.now()},
    ],
)
def test_the_database_refuses_what_cannot_be(estate, issue, lie):
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.update(**lie)


def test_a_superuser_does_any_step_and_leaves_it_with_its_holder(estate, issue):
    root = UserFactory(is_superuser=True)
    start_issue(by=root, issue=issue)
    assert (issue.state, issue.holder) == ("in_progress", estate.captain)
    assert report_issue(by=root, category=issue.category, place=estate.other).state == "reported"
