"""Meetings that come again: begun once by a person, called one by one by the clock, in that person's name."""

import logging
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from buildings.models import Organisation, Place
from buildings.queries import staff_there
from committees import messages
from committees.models import Meeting, MeetingKind, MeetingSeries, SeriesException
from committees.operations.agenda import FOLLOW_UP_MINUTES, ItemPlan, insist_on_enough_time
from committees.operations.meetings import (
    cancel_meeting,
    convene_meeting,
    insist_on_a_convenor,
    insist_on_a_date,
    insist_on_notice,
    kind_called,
    required,
    web_address,
)
from committees.operations.parties import PartyPlan
from committees.queries.series import heads_of, parties_by_kind, running_series
from committees.rules import may_convene
from committees.series import SHANGHAI, insist_on_a_rule, occurrences
from journal.operations import record
from kit.refused import Refused
from kit.times import short_day
from notifications.operations import post
from people.models import User

logger = logging.getLogger(__name__)

LEAST_DAYS_AHEAD = 10  # so that every reminder, the earliest too, finds its time
SHORTEST, LONGEST = 20, 8 * 60  # minutes
USUAL_ITEM = 30  # minutes


@transaction.atomic
def begin_series(
    *,
    by: User,
    kind: str,
    place: Place,
    organisation: Organisation,
    title: str,
    venue: str,
    starts_at: datetime,
    rule: str,
    client_key: UUID,
    minutes: int = 90,
    online_url: str = "",
    now: datetime | None = None,
) -> MeetingSeries:
    """From the first day on, as often as the rule says. A second tap gets what the first one began."""
    now = now or timezone.now()
    if not may_convene(user=by, organisation=organisation, place=place):
        raise Refused(_("Meetings are convened by those who serve this place."))
    if known := already_begun(by, client_key):
        return known
    starts_at = starts_at.replace(microsecond=0)
    held_as = kind_called(kind)
    insist_on_a_convenor(held_as, organisation)
    insist_on_a_length(held_as, minutes)
    insist_on_a_date(starts_at, starts_at + timedelta(minutes=minutes), now)
    insist_on_notice(held_as, starts_at, now)
    insist_on_a_rule(rule, starts_at)
    fields = {
        "kind": held_as,
        "place": place,
        "organisation": organisation,
        "title": required(title, _("Give the meeting a title."), "title"),
        "venue": required(venue, _("Say where you meet."), "venue"),
        "online_url": web_address(online_url),
        "starts_at": starts_at,
        "minutes": minutes,
        "rule": rule.strip().upper().removeprefix("RRULE:"),
        "created_by": by,
        "created_at": now,
    }
    try:
        with transaction.atomic():
            series = MeetingSeries.objects.create(client_key=client_key, **fields)
    except IntegrityError:  # the same tap, a moment earlier, on another connection
        if known := already_begun(by, client_key):
            return known
        raise
    data = {"rule": series.rule, "starts_at": starts_at.isoformat(), "kind": held_as.code}
    record(by=by, verb="committees.begin_series", subject=series, data=data, now=now)
    return series


def already_begun(by: User, key: UUID) -> MeetingSeries | None:
    known = MeetingSeries.objects.filter(client_key=key).first()
    if known and known.created_by_id != by.pk:
        raise Refused(_("This form was used by somebody else. Please open a new one."))
    return known


def insist_on_a_length(kind: MeetingKind, minutes: int) -> None:
    if not SHORTEST <= minutes <= LONGEST:
        sentence = _("A meeting lasts between %(least)d and %(most)d minutes.")
        raise Refused(sentence % {"least": SHORTEST, "most": LONGEST}, field="minutes")
    try:
        insist_on_enough_time(agenda_of(kind, minutes), timedelta(minutes=minutes))
    except Refused as refused:
        raise Refused(refused.sentence, field="minutes") from refused


def locked_series(series: MeetingSeries) -> MeetingSeries:
    rows = MeetingSeries.objects.select_for_update(of=("self",))
    return rows.select_related("kind", "place", "organisation", "created_by").get(pk=series.pk)


def insist_on_their_series(by: User, series: MeetingSeries) -> None:
    if not may_convene(user=by, organisation=series.organisation, place=series.place):
        raise Refused(_("Meetings are convened by those who serve this place."))


@transaction.atomic
def skip_day(
    *, by: User, series: MeetingSeries, on: date, reason: str, now: datetime | None = None
) -> SeriesException:
    """Leaves one day out. A meeting called for it already is called off, with the same reason."""
    now = now or timezone.now()
    series = locked_series(series)
    insist_on_their_series(by, series)
    if known := series.exceptions.filter(on=on).first():
        return known
    insist_on_a_day_of_it(series, on, now)
    reason = required(reason, _("Say why; everyone invited will read it."), "reason")[:120]
    called = series.meetings.filter(series_on=on).first()
    if called and not called.is_cancelled:
        cancel_meeting(by=by, meeting=called, reason=reason, now=now)
    exception = SeriesException.objects.create(series=series, on=on, reason=reason, by=by)
    data = {"on": on.isoformat(), "reason": reason}
    record(by=by, verb="committees.skip_day", subject=series, data=data, now=now)
    return exception


def insist_on_a_day_of_it(series: MeetingSeries, on: date, now: datetime) -> None:
    midnight = datetime.combine(on, time(), SHANGHAI)
    found = occurrences(series.rule, series.starts_at, midnight - timedelta(1), midnight + timedelta(days=1))
    at = next((each for each in found if each.date() == on), None)
    if at is None or (series.ended_on and on >= series.ended_on):
        raise Refused(_("There is no meeting of this series on that day."), field="on")
    if at <= now:
        raise Refused(_("This day has passed. Choose one that is still ahead."), field="on")


@transaction.atomic
def end_series(
    *, by: User, series: MeetingSeries, on: date | None = None, now: datetime | None = None
) -> MeetingSeries:
    """No meeting is called for this day or later; those that are called already stand, or are called off."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    on = on or today
    series = locked_series(series)
    insist_on_their_series(by, series)
    if series.ended_on and (series.ended_on == on or series.ended_on <= today):
        return series
    if on < today:
        raise Refused(_("This day has passed. Choose one that is still ahead."), field="on")
    series.ended_on = on
    series.save(update_fields=["ended_on"])
    record(by=by, verb="committees.end_series", subject=series, data={"on": on.isoformat()}, now=now)
    return series


@transaction.atomic
def take_over_series(*, by: User, series: MeetingSeries, now: datetime | None = None) -> MeetingSeries:
    """The meetings are called in this person's name from now on: whoever began it has left."""
    now = now or timezone.now()
    series = locked_series(series)
    insist_on_their_series(by, series)
    if series.created_by_id == by.pk:
        return series
    data = {"from": series.created_by_id}
    series.created_by, series.trouble = by, ""
    series.save(update_fields=["created_by", "trouble"])
    record(by=by, verb="committees.take_over_series", subject=series, data=data, now=now)
    return series


# --- called by the clock --------------------------------------------------------------------------------


def call_series(*, now: datetime | None = None) -> int:
    """Every meeting whose time to be called has come; returns how many are new.

    Two workers at once take turns at a series, and the database keeps one meeting for a day of it. One that
    breaks is written down and does not hold up the others.
    """
    now = now or timezone.now()
    new = 0
    for series in running_series(timezone.localdate(now)):
        try:
            new += call_what_is_due(series.pk, now) if days_to_call(series, now) else 0
        except Exception:
            logger.exception("Series %s could not be looked at", series.pk)
    return new


@transaction.atomic
def call_what_is_due(pk: int, now: datetime) -> int:
    """Under the series' lock, and asked again: another worker, or a person, was perhaps here meanwhile."""
    taken = MeetingSeries.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    series = taken and running_series(timezone.localdate(now)).filter(pk=pk).first()
    if not series:
        return 0
    days = days_to_call(series, now)
    return sum(call_one(series, at, now) for at in days)


def days_to_call(series: MeetingSeries, now: datetime) -> list[datetime]:
    """A day more than the notice: "at least so many days ahead" holds after a night without power too."""
    ahead = timedelta(days=max(series.kind.notice_days + 1, LEAST_DAYS_AHEAD))
    left_out = {exception.on for exception in series.exceptions.all()}
    left_out |= {meeting.series_on for meeting in series.meetings.all()}
    found = occurrences(series.rule, series.starts_at, now, now + ahead, left_out)
    return [at for at in found if series.ended_on is None or at.date() < series.ended_on]


def call_one(series: MeetingSeries, at: datetime, now: datetime) -> bool:
    try:
        with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
            convene(series, at, now)
    except Refused as refused:
        say_the_trouble(series, at, str(refused), now)
        return False
    if series.trouble:
        series.trouble = ""
        series.save(update_fields=["trouble"])
    return True


def convene(series: MeetingSeries, at: datetime, now: datetime) -> Meeting:
    by = series.created_by
    if not by.is_active:
        sentence = _("%(person)s, in whose name the meetings are called, has no account any more.")
        raise Refused(sentence % {"person": by.display_name})
    return convene_meeting(
        by=by,
        organisation=series.organisation,
        title=series.title,
        place=series.place,
        venue=series.venue,
        online_url=series.online_url,
        starts_at=at,
        ends_at=at + timedelta(minutes=series.minutes),
        parties=parties_of(series),
        agenda=agenda_of(series.kind, series.minutes),
        kind=series.kind_id,
        is_open=series.kind.is_open,
        series=series,
        series_on=at.date(),
        client_key=uuid5(series.client_key, at.date().isoformat()),
        now=now,
    )


def parties_of(series: MeetingSeries) -> list[PartyPlan]:
    offers = parties_by_kind(series.kind, series.place)
    return [
        PartyPlan(
            name=str(offer.organisation)[:60] if offer.organisation else _("The captains"),
            organisation=offer.organisation,
            users=[user for user, _line in offer.people],
            seats=offer.seats or None,
        )
        for offer in offers
    ]


def agenda_of(kind: MeetingKind, minutes: int) -> Sequence[ItemPlan]:
    """The kind's template; without one a single item, in which every party says how it stands."""
    if kind.agenda:
        return [ItemPlan(row["title"], row["minutes"]) for row in kind.agenda]
    with translation.override(settings.LANGUAGE_CODE):
        return [ItemPlan(_("How things stand with each party"), min(USUAL_ITEM, minutes - FOLLOW_UP_MINUTES))]


def say_the_trouble(series: MeetingSeries, at: datetime, sentence: str, now: datetime) -> None:
    """On the series' page; and to the heads of the organisation, once, until it goes on again; where nobody
    of it is left, to the community's staff."""
    is_new = not series.trouble
    with translation.override(settings.LANGUAGE_CODE):
        words = {"day": short_day(at, now=now), "why": sentence}
        trouble = (_("%(day)s could not be called: %(why)s") % words)[:200]
    if trouble == series.trouble:
        return
    series.trouble = trouble
    series.save(update_fields=["trouble"])
    if is_new:
        post(
            to=heads_of(series.organisation) or staff_there(series.place),
            kind=messages.SERIES,
            words=messages.series_in_trouble(series),
            url=reverse("committees:series_detail", args=[series.pk]),
            subject=series,
            dedupe=f"series {series.pk} trouble {at.date().isoformat()} u{series.created_by_id}",
            due_at=now,
        )
        data = {"on": at.date().isoformat(), "why": sentence}
        record(by=None, verb="committees.series_in_trouble", subject=series, data=data, now=now)
