from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buildings import messages, rules
from buildings.leaving import refuse_while_held
from buildings.models import Captaincy, Place
from buildings.models.captaincies import CaptaincyRole, Selection
from buildings.models.places import CAPTAIN_KINDS
from buildings.operations.sentences import (
    TERM_BEFORE_START,
    USED,
    about_the_end,
    constraints_in_words,
    insist_on_a_term,
    insist_on_an_end,
)
from journal.operations import record
from kit.refused import Refused
from notifications.operations import post
from people.models import User


@transaction.atomic
def appoint_captain(
    *,
    by: User,
    user: User,
    place: Place,
    kind: str,
    role: str = CaptaincyRole.LEAD,
    floor_from: int | None = None,
    floor_to: int | None = None,
    started_on: date | None = None,
    ended_on: date | None = None,
    phone: str = "",
    phone_is_public: bool = False,
    selection: str = Selection.RECOMMENDED,
    about: str = "",
    client_key: UUID | None = None,
    now: datetime | None = None,
) -> Captaincy:
    """`ended_on` is the first day without the office. Two leads never share a floor on the same day."""
    if not rules.may_appoint_captain(user=by, place=place):
        raise Refused(_("Only staff of the community may appoint a captain here."))
    if place.kind not in CAPTAIN_KINDS or kind != place.kind:
        raise Refused(
            _("Captains look after a building, a stair, a lane or a road, each of its own kind."),
            field="kind",
        )
    # One appointment at a time for a place: two that overlap are told apart instead of deadlocking.
    Place.objects.select_for_update(no_key=True).get(pk=place.pk)
    if known := client_key and Captaincy.objects.filter(client_key=client_key).first():
        if (known.appointed_by_id, known.user_id, known.place_id) != (by.pk, user.pk, place.pk):
            raise Refused(USED)
        return known
    now = now or timezone.now()
    started_on = started_on or timezone.localdate(now)
    insist_on_a_term(started_on, ended_on, TERM_BEFORE_START)
    with constraints_in_words():
        captaincy = Captaincy.objects.create(
            user=user,
            place=place,
            kind=kind,
            role=role,
            floor_from=floor_from,
            floor_to=floor_to,
            started_on=started_on,
            ended_on=ended_on,
            phone=phone.strip(),
            phone_is_public=phone_is_public,
            selection=selection,
            about=about.strip(),
            appointed_by=by,
            client_key=client_key,
        )
    record(by=by, verb="buildings.appoint_captain", subject=captaincy, data={"user": user.pk}, now=now)
    post(
        to=[user],
        kind="buildings.appointed",
        words=messages.appointed_as_captain(captaincy),
        url=reverse("buildings:place", args=[place.pk]),
        subject=captaincy,
        dedupe=f"captaincy {captaincy.pk} appointed",
        due_at=now,
    )
    return captaincy


@transaction.atomic
def end_captaincy(
    *, by: User, captaincy: Captaincy, on: date, reason: str, now: datetime | None = None
) -> Captaincy:
    """On that day the captain no longer sees the households; a term can be shortened, never lengthened. One
    that begins today, or later, can be taken back: with the day of its start it is over at once.

    Refused while something stays with the captain that must be handed over first.
    """
    captaincy = (
        Captaincy.objects.select_for_update(of=["self"]).select_related("place", "user").get(pk=captaincy.pk)
    )
    if not (rules.may_appoint_captain(user=by, place=captaincy.place) or captaincy.user_id == by.pk):
        raise Refused(_("Only staff of the community, and the captain, may end this term."))
    if not reason.strip():
        raise Refused(_("Please write the reason in a few words."), field="reason")
    if captaincy.is_taken_back and on == captaincy.ended_on:
        return captaincy  # a second tap changes nothing
    if captaincy.ended_on and on >= captaincy.ended_on:
        raise Refused(_("The term already ends on or before that day."), field="on")
    now = now or timezone.now()
    insist_on_an_end(captaincy, on, timezone.localdate(now), TERM_BEFORE_START)
    refuse_while_held(captaincy)
    captaincy.ended_on = on
    with constraints_in_words():
        captaincy.save(update_fields=["ended_on"])
    data = about_the_end(captaincy) | {"reason": reason.strip()}
    record(by=by, verb="buildings.end_captaincy", subject=captaincy, data=data, now=now)
    post(
        to=[captaincy.user],
        kind="buildings.captaincy_ended",
        words=messages.captaincy_ended(captaincy),
        url=reverse("buildings:place", args=[captaincy.place_id]),
        subject=captaincy,
        dedupe=f"captaincy {captaincy.pk} ends {on.isoformat()}",
        due_at=now,
    )
    return captaincy
