"""Emergencies: two people, or a reason; few enough to be believed; told again while they last."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from buildings.models import Organisation, Place
from kit.refused import Refused
from notices import rules
from notices.models import Notice, NoticeState
from notices.models.notices import WENT_OUT
from people.models import User

MOST_A_DAY = 3  # of one organisation, without the community's staff
A_DAY = timedelta(days=1)
MOST_REPEATS, SHORTEST_PAUSE, LONGEST_PAUSE = 3, 15, 24 * 60  # the pauses in minutes


def check_repeats(repeats: int, minutes: int) -> None:
    if not 0 <= repeats <= MOST_REPEATS:
        raise Refused(
            _("Tell again %(most)d times at most.") % {"most": MOST_REPEATS},
            field="repeats",
        )
    if not SHORTEST_PAUSE <= minutes <= LONGEST_PAUSE:
        raise Refused(
            _("Leave at least %(least)d minutes and at most a day between.") % {"least": SHORTEST_PAUSE},
            field="repeat_minutes",
        )


def raise_alarm(notice: Notice, by: User, places: list[Place], at: datetime) -> None:
    """Before an emergency goes out, at its hour: notes the second person, if any. Raises Refused."""
    if not notice.is_urgent:
        return
    if notice.state == NoticeState.REVIEW and by.pk not in (notice.author_id, notice.submitted_by_id):
        notice.confirmed_by = by
    insist_on_two(notice, is_changed=False)
    insist_on_few(notice, by, places, at)


def insist_on_two(notice: Notice, *, is_changed: bool) -> None:
    """Words that changed since a second person confirmed them were confirmed by nobody."""
    if not notice.is_urgent or notice.urgent_reason or (notice.confirmed_by_id and not is_changed):
        return
    raise Refused(
        _("An emergency needs a second person. Send it for review, or say why it cannot wait for one."),
        field="urgent_reason",
    )


def insist_on_few(notice: Notice, by: User, places: list[Place], at: datetime) -> None:
    """Notes the hour of its alarm, by which it is counted: what was published long ago and becomes an
    emergency today is one of today, what waits for next week is one of next week.

    The organisation is held, so that two at the same moment are counted one after the other; what others
    report to it meanwhile is not held up (`no_key`).
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=notice.organisation_id)
    notice.alarm_at = at
    if rules.may_always_alarm(user=by, organisation=organisation, places=places):
        return
    others = Notice.objects.filter(
        organisation=organisation,
        is_urgent=True,
        state__in=WENT_OUT,
        alarm_at__gt=at - A_DAY,
        alarm_at__lt=at + A_DAY,
    ).exclude(pk=notice.pk)
    if is_crowded([*others.values_list("alarm_at", flat=True), at]):
        raise Refused(
            _("That is the fourth emergency in a day. Call the community first: its staff can send it."),
            field="is_urgent",
        )


def is_crowded(hours: Iterable[datetime]) -> bool:
    """Whether any stretch of a day holds more alarms than MOST_A_DAY. Pure."""
    hours = sorted(hours)
    return any(late - early < A_DAY for early, late in zip(hours, hours[MOST_A_DAY:], strict=False))
