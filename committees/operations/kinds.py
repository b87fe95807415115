"""What kinds of meeting there are. One that is called keeps the rules of the day it was called."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from buildings.models.organisations import OrganisationKind
from committees.models import MeetingKind
from committees.models.kinds import CAPTAINS, Counted, Rules
from committees.operations.meetings import required
from committees.reminders import checked
from committees.rules import CONVENING_KINDS, may_set_kinds
from committees.seen import insist_on_the_same, seen_of
from committees.series import parts_of
from journal.operations import record
from kit.refused import Refused
from people.models import User

OWN_FIELDS = {
    "name",
    "force",
    "convenors",
    "invites",
    "notice_days",
    "notice_is_binding",
    "cadence",
    "agenda",
    "is_open",
    "endorsements",
    "speech_seconds",
    "speeches_each",
    "is_active",
}
RANGES = {
    "notice_days": (0, 90),
    "confirm_hours": (1, 720),
    "post_within_days": (1, 60),
    "posting_days": (1, 365),
    "endorsements": (0, 100),
    "speech_seconds": (30, 600),
    "speeches_each": (1, 10),
}
MOST_SEATS, LONGEST_ITEM = 200, 240


@transaction.atomic
def set_kind(
    *, by: User, code: str, seen: str = "", now: datetime | None = None, **fields: object
) -> MeetingKind:
    """Changes what is named in `fields`, all at once or nothing; the same again changes nothing. `seen`: the
    rules that stood on the page (`committees.seen`)."""
    if not may_set_kinds(user=by):
        raise Refused(_("Only the subdistrict office sets what kinds of meeting there are."))
    if unknown := fields.keys() - OWN_FIELDS - set(Rules.rule_fields()):
        raise TypeError(f"no such field: {', '.join(sorted(unknown))}")
    kind = MeetingKind.objects.select_for_update().filter(pk=code).first()
    if kind is None:
        raise Refused(_("There is no such kind of meeting."))
    before, stood = {name: getattr(kind, name) for name in fields}, seen_of(kind)
    for name, value in fields.items():
        setattr(kind, name, value.strip() if isinstance(value, str) else value)
    changed = {name: [old, getattr(kind, name)] for name, old in before.items() if getattr(kind, name) != old}
    if not changed:
        return kind
    insist_on_the_same(stood, seen)
    insist_on_sense(kind)
    kind.save(update_fields=list(changed))
    record(by=by, verb="committees.set_kind", subject=kind, data=changed, now=now)
    return kind


def insist_on_sense(kind: MeetingKind) -> None:
    insist_on_shares(kind)
    insist_on_ranges(kind)
    insist_on_callers(kind)
    insist_on_invited(kind)
    if kind.cadence:
        parts_of(kind.cadence)
    insist_on_an_agenda(kind)
    if list(kind.reminder_minutes) != checked(kind.reminder_minutes):
        raise Refused(_("The earliest reminder first, each only once."), field="reminder_minutes")


def insist_on_shares(kind: MeetingKind) -> None:
    for name in ("quorum", "majority"):
        part, whole = getattr(kind, f"{name}_numerator"), getattr(kind, f"{name}_denominator")
        field = f"{name}_numerator"
        if part < 1 or whole < 1:
            sentence = _("Nothing is no share. If nobody has to be counted, choose “Nobody”.")
            raise Refused(sentence, field=field)
        if part > whole:
            raise Refused(_("That would be more than there are."), field=field)
        if part == whole and getattr(kind, f"{name}_is_strict"):
            raise Refused(_("More than all can never be reached. Choose “at least”."), field=field)
    if kind.quorum_of == Counted.NOBODY and kind.voters != Counted.NOBODY:
        raise Refused(_("Where nobody is counted, nothing can be voted on."), field="voters")


def insist_on_ranges(kind: MeetingKind) -> None:
    for name, (least, most) in RANGES.items():
        if not least <= getattr(kind, name) <= most:
            what = kind._meta.get_field(name).verbose_name
            sentence = _("%(what)s: at least %(least)d, at most %(most)d.")
            raise Refused(sentence % {"what": what, "least": least, "most": most}, field=name)


def insist_on_callers(kind: MeetingKind) -> None:
    if not kind.convenors:
        raise Refused(_("Say who calls such a meeting."), field="convenors")
    if set(kind.convenors) - {str(each) for each in CONVENING_KINDS}:
        raise Refused(_("One of them cannot call meetings, only be invited."), field="convenors")


def insist_on_invited(kind: MeetingKind) -> None:
    if not kind.invites:
        raise Refused(_("Invite at least one party."), field="invites")
    names = [row["kind"] for row in kind.invites]
    if len(names) != len(set(names)) or set(names) - {*OrganisationKind.values, CAPTAINS}:
        raise Refused(_("Name each party once."), field="invites")
    if not all(1 <= row["seats"] <= MOST_SEATS for row in kind.invites):
        sentence = _("Each party has at least 1 seat and at most %(most)d.")
        raise Refused(sentence % {"most": MOST_SEATS}, field="invites")


def insist_on_an_agenda(kind: MeetingKind) -> None:
    for row in kind.agenda:
        required(row["title"], _("Say what each item is about."), "agenda")
        if not 1 <= row["minutes"] <= LONGEST_ITEM:
            sentence = _("Each item takes at least a minute and at most %(most)d.")
            raise Refused(sentence % {"most": LONGEST_ITEM}, field="agenda")
