"""Promises of whoever left: somebody who is there answers at once, hears of it, and is reminded in time."""

from datetime import timedelta

import pytest

from buildings.models import Membership
from committees import messages
from committees.operations import hand_over_action, pass_on_promises, return_action
from committees.reminders import SHANGHAI
from journal.models import Entry
from people.models import User
from tests.committees.ground import STARTS, member
from tests.committees.promises import LATER, promised, reported, told

pytestmark = pytest.mark.django_db
NEXT = (STARTS + timedelta(days=1)).astimezone(SHANGHAI)
NEWS, DUE_KIND = messages.ACTION_NEWS, messages.ACTION_DUE


def leave(user, organisation=None, on=NEXT):
    rows = Membership.objects.filter(user=user, ended_on=None)
    (rows.filter(organisation=organisation) if organisation else rows).update(ended_on=on.date())


def close(user):
    User.objects.filter(pk=user.pk).update(is_active=False)


def names(item, kind):
    return sorted({name for name, _when in told(item, kind)})


@pytest.mark.parametrize("gone", [leave, close])
def test_the_organisation_answers_for_whoever_spoke_for_it_and_left(estate, gone):
    item = promised(estate)
    other = member(organisation=estate.property, office="deputy").user
    gone(estate.manager)
    assert pass_on_promises(now=NEXT) == 1
    item.refresh_from_db()
    assert (item.person, item.organisation, item.state) == (None, estate.property, "open")
    assert "不在" in item.progress
    assert names(item, messages.ACTION) == [other.display_name]
    assert told(item, NEWS)[-1][0] == "李龙眼"
    assert [when for name, when in told(item, DUE_KIND) if name == other.display_name] == [
        "03-15 09:00",
        "03-18 09:00",
        "03-21 09:00",
    ]
    assert estate.manager.display_name not in names(item, DUE_KIND)
    assert "李龙眼" in names(item, DUE_KIND)  # three days late, as before, under a key of its own
    assert Entry.objects.filter(verb="committees.pass_on", by=None).count() == 1
    assert pass_on_promises(now=NEXT) == 0


def test_at_midnight_when_a_term_ends_nobody_is_woken(estate):
    item = promised(estate)
    member(organisation=estate.property, office="deputy")
    leave(estate.manager)
    assert pass_on_promises(now=NEXT.replace(hour=0, minute=4)) == 1
    morning = f"{NEXT:%m-%d} 08:00"
    assert told(item, messages.ACTION)[-1][1] == told(item, NEWS)[-1][1] == morning


def test_of_a_neighbour_whose_account_is_closed_those_who_called_the_meeting_have_it(estate):
    item = promised(estate, organisation=None, person=estate.captain)
    assert pass_on_promises(now=NEXT) == 0
    close(estate.captain)
    assert pass_on_promises(now=NEXT) == 1
    item.refresh_from_db()
    assert (item.person, item.organisation) == (None, estate.committee)
    assert names(item, messages.ACTION) == names(item, DUE_KIND) == ["李龙眼"]


def test_of_an_organisation_without_anybody_those_who_called_the_meeting_have_it(estate):
    item = promised(estate, person=None)
    close(estate.manager)
    assert pass_on_promises(now=NEXT) == 1
    item.refresh_from_db()
    assert item.owner == str(estate.committee)


def test_where_nobody_is_left_the_first_who_comes_is_told(estate):
    item = promised(estate, person=None)
    Membership.objects.exclude(organisation=estate.council).update(ended_on=NEXT.date())
    assert pass_on_promises(now=NEXT) == 0
    item.refresh_from_db()
    assert item.organisation == estate.property
    follower = member(organisation=estate.committee).user
    assert pass_on_promises(now=NEXT) == 1
    assert names(item, messages.ACTION) == [follower.display_name]


def test_a_council_without_anybody_leaves_it_to_the_community(estate):
    meeting = estate.convene(by=estate.president, organisation=estate.council)
    item = promised(estate, meeting, organisation=estate.council, person=None)
    leave(estate.president)
    assert pass_on_promises(now=NEXT) == 1
    item.refresh_from_db()
    assert item.organisation == estate.committee


def test_what_is_said_to_be_done_waits_for_the_yes_and_goes_on_when_it_is_sent_back(estate):
    item = reported(estate, promised(estate))
    close(estate.manager)
    member(organisation=estate.property)
    assert pass_on_promises(now=LATER) == 0
    return_action(by=estate.staff, action_item=item, text="还缺一半", now=LATER)
    assert pass_on_promises(now=LATER) == 1


def test_whoever_never_was_of_the_organisation_keeps_what_they_promised(estate):
    item = promised(estate, person=estate.captain)
    assert pass_on_promises(now=NEXT) == 0
    item.refresh_from_db()
    assert item.person == estate.captain


def test_handed_back_and_gone_again_is_told_again(estate):
    item = promised(estate, person=estate.manager)
    deputy = member(organisation=estate.property, office="deputy").user
    leave(estate.manager)
    assert pass_on_promises(now=NEXT) == 1
    again = member(organisation=estate.property, user=estate.manager, started_on=NEXT.date()).user
    hand_over_action(
        by=estate.staff,
        action_item=item,
        person=again,
        organisation=estate.property,
        reason="回来了",
        now=NEXT,
    )
    close(again)
    assert pass_on_promises(now=NEXT) == 1
    assert deputy.display_name in names(item, messages.ACTION)
    assert deputy.display_name in names(item, DUE_KIND)


# --- reminders that were on their way --------------------------------------------------------------------


def test_reminders_follow_whoever_leads_now(estate):
    item = promised(estate, person=None)
    follower = member(organisation=estate.property, office="head", started_on=NEXT.date()).user
    leave(estate.manager)
    assert names(item, DUE_KIND) == sorted(["区簕杜鹃", "李龙眼"])
    assert pass_on_promises(now=NEXT) == 1
    assert names(item, DUE_KIND) == sorted([follower.display_name, "李龙眼"])
    assert pass_on_promises(now=NEXT) == 0


def test_those_who_hear_that_it_is_late_are_those_who_lead_then(estate):
    item = promised(estate)
    follower = member(organisation=estate.committee).user
    leave(estate.staff)
    assert pass_on_promises(now=NEXT) == 1
    assert names(item, DUE_KIND) == sorted(["区簕杜鹃", follower.display_name])


def test_a_closed_account_leads_nothing(estate):
    deputy = member(organisation=estate.property, office="deputy").user
    plain = member(organisation=estate.property).user
    meeting = estate.convene()
    close(estate.manager)
    close(deputy)
    item = promised(estate, meeting, person=None)
    assert names(item, messages.ACTION) == [plain.display_name]
