from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buildings import messages, rules
from buildings.leaving import refuse_while_held, refuse_without_anybody
from buildings.models import Membership, Organisation, Place, Service
from buildings.models.organisations import Office, OrganisationKind
from buildings.operations.sentences import (
    about_the_end,
    constraints_in_words,
    insist_on_a_term,
    insist_on_an_end,
)
from buildings.queries.duty import places_served_by
from journal.operations import record
from kit.refused import Refused
from notifications.operations import Words, post
from people.models import User


@transaction.atomic
def found_organisation(
    *,
    by: User,
    kind: str,
    name: str,
    serves: Iterable[Place],
    short_name: str = "",
    phone: str = "",
    hours: str = "",
    started_on: date | None = None,
    now: datetime | None = None,
) -> Organisation:
    places = list(serves)
    if not rules.may_found_organisation(user=by, serves=places):
        raise Refused(_("Only staff of every place that it serves may add an organisation."))
    if kind not in OrganisationKind.values:
        raise Refused(_("Please choose what kind of organisation it is."), field="kind")
    if not name.strip():
        raise Refused(_("Please write a name."), field="name")
    now = now or timezone.now()
    with constraints_in_words():
        organisation = Organisation.objects.create(
            kind=kind,
            name=name.strip(),
            short_name=short_name.strip(),
            phone=phone.strip(),
            hours=hours.strip(),
        )
        start = started_on or timezone.localdate(now)
        Service.objects.bulk_create(
            Service(organisation=organisation, place=place, started_on=start) for place in places
        )
    data = {"serves": [place.pk for place in places]}
    record(by=by, verb="buildings.found_organisation", subject=organisation, data=data, now=now)
    return organisation


@transaction.atomic
def describe_organisation(
    *,
    by: User,
    organisation: Organisation,
    name: str,
    short_name: str,
    phone: str,
    hours: str,
    seen: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> Organisation:
    """The words and the duty phone by which people find it. `seen`: as they stood where they were changed, so
    that a form that was opened before puts out no number that somebody gave since."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if not rules.may_appoint_member(
        user=by, organisation=organisation, served=places_served_by(organisation)
    ):
        raise Refused(_("Only its head and staff of the places that it serves may change it."))
    if not name.strip():
        raise Refused(_("Please write a name."), field="name")
    fields = {"name": name, "short_name": short_name, "phone": phone, "hours": hours}
    if seen is not None and any(getattr(organisation, field) != seen[field] for field in fields):
        raise Refused(_("Somebody else changed this meanwhile. Please open it again and look."))
    for field, value in fields.items():
        setattr(organisation, field, value.strip())
    with constraints_in_words():
        organisation.save(update_fields=list(fields))
    record(by=by, verb="buildings.describe_organisation", subject=organisation, now=now)
    return organisation


@transaction.atomic
def begin_service(
    *,
    by: User,
    organisation: Organisation,
    place: Place,
    started_on: date | None = None,
    ended_on: date | None = None,
    now: datetime | None = None,
) -> Service:
    """From that day on its members see what lies in the place."""
    if not rules.may_administer(user=by, place=place):
        raise Refused(_("Only staff of the place may say who serves it."))
    now = now or timezone.now()
    started_on = started_on or timezone.localdate(now)
    insist_on_a_term(started_on, ended_on)
    with constraints_in_words():
        service = Service.objects.create(
            organisation=organisation,
            place=place,
            started_on=started_on,
            ended_on=ended_on,
        )
    record(by=by, verb="buildings.begin_service", subject=organisation, data={"place": place.pk}, now=now)
    return service


@transaction.atomic
def end_service(*, by: User, service: Service, on: date, now: datetime | None = None) -> Service:
    """From that day on its members see nothing there any more; it is shortened, never lengthened. With the
    day of its start, today or later, it is taken back. Refused while something is open there that nobody
    else could go on with."""
    rows = Service.objects.select_for_update(of=["self"], no_key=True).select_related("place", "organisation")
    service = rows.get(pk=service.pk)
    if not rules.may_administer(user=by, place=service.place):
        raise Refused(_("Only staff of the place may say who serves it."))
    if service.ended_on and on > service.ended_on:
        raise Refused(_("The term already ends on or before that day."), field="ended_on")
    insist_on_an_end(service, on, timezone.localdate(now or timezone.now()))
    refuse_without_anybody(service, on)
    service.ended_on = on
    with constraints_in_words():
        service.save(update_fields=["ended_on"])
    data = about_the_end(service) | {"place": service.place_id}
    record(by=by, verb="buildings.end_service", subject=service.organisation, data=data, now=now)
    return service


@transaction.atomic
def appoint_member(
    *,
    by: User,
    organisation: Organisation,
    user: User,
    office: str,
    title: str = "",
    phone: str = "",
    started_on: date | None = None,
    ended_on: date | None = None,
    now: datetime | None = None,
) -> Membership:
    """Whoever is a member already is given the other office from today on: the seat and the promises that
    hang on this membership stay theirs."""
    if not rules.may_appoint_member(
        user=by, organisation=organisation, served=places_served_by(organisation)
    ):
        raise Refused(_("Only its head and staff of the places that it serves may appoint its members."))
    if office not in Office.values:
        raise Refused(_("Please choose an office."), field="office")
    now = now or timezone.now()
    words = {"office": office, "title": title.strip(), "phone": phone.strip()}
    began = started_on is None or started_on <= timezone.localdate(now)
    if began and ended_on is None and (known := _other_office(organisation, user, words, now)):
        return _change_office(by, known, words, now)
    started_on = started_on or timezone.localdate(now)
    insist_on_a_term(started_on, ended_on)
    with constraints_in_words():
        membership = Membership.objects.create(
            organisation=organisation,
            user=user,
            **words,
            started_on=started_on,
            ended_on=ended_on,
        )
    record(by=by, verb="buildings.appoint_member", subject=membership, data={"user": user.pk}, now=now)
    _tell(by, membership, messages.OFFICE, messages.given_an_office(membership), now)
    return membership


def _tell(by: User, membership: Membership, kind: str, words: Words, now: datetime) -> None:
    """Whoever it is about, unless it is their own doing."""
    served = places_served_by(membership.organisation)
    post(
        to=[membership.user] if membership.user_id != by.pk else [],
        kind=kind,
        words=words,
        url=served[0].get_absolute_url() if served else reverse("buildings:list"),
        subject=membership,
        dedupe=f"membership {membership.pk} {kind} {now.isoformat()}",
        due_at=now,
    )


def _other_office(
    organisation: Organisation, user: User, words: dict[str, str], now: datetime
) -> Membership | None:
    """Their membership of today, where it is another office that they are given."""
    rows = Membership.objects.current(timezone.localdate(now)).select_for_update(no_key=True)
    known = rows.filter(organisation=organisation, user=user, ended_on=None).first()
    return known if known and any(getattr(known, name) != word for name, word in words.items()) else None


def _change_office(by: User, membership: Membership, words: dict[str, str], now: datetime) -> Membership:
    data = {"user": membership.user_id, "before": membership.office, "office": words["office"]}
    for name, word in words.items():
        setattr(membership, name, word)
    membership.save(update_fields=list(words))
    record(by=by, verb="buildings.appoint_member", subject=membership, data=data, now=now)
    _tell(by, membership, messages.OFFICE, messages.given_an_office(membership), now)
    return membership


@transaction.atomic
def end_membership(*, by: User, membership: Membership, on: date, now: datetime | None = None) -> Membership:
    """What the office allowed ends on that day; a term is shortened, never lengthened. With the day of its
    start, today or later, it is taken back. Refused while something stays to be handed over."""
    rows = Membership.objects.select_for_update(of=["self"]).select_related("user", "organisation")
    membership = rows.get(pk=membership.pk)
    served = places_served_by(membership.organisation)
    if not rules.may_end_membership(user=by, membership=membership, served=served):
        raise Refused(_("Only its head and staff of the places that it serves may appoint its members."))
    if membership.ended_on and on > membership.ended_on:
        raise Refused(_("The term already ends on or before that day."), field="ended_on")
    now = now or timezone.now()
    insist_on_an_end(membership, on, timezone.localdate(now))
    refuse_while_held(membership)
    refuse_without_anybody(membership, on)
    membership.ended_on = on
    with constraints_in_words():
        membership.save(update_fields=["ended_on"])
    data = about_the_end(membership)
    record(by=by, verb="buildings.end_membership", subject=membership, data=data, now=now)
    _tell(by, membership, messages.OFFICE_ENDED, messages.office_ended(membership), now)
    return membership
