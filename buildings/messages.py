"""Who is told what about captains and homes. Words are made in the reader's language."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buildings.models import Captaincy, Membership, Organisation, Residency, ResidencyClaim
from buildings.wording import captain_role
from kit.times import short_day
from notifications.operations import Words

CLAIM, GUARDIAN = "buildings.claim", "buildings.guardian"
OFFICE, OFFICE_ENDED = "buildings.office", "buildings.office_ended"
MOVED_OUT, VACANCY = "buildings.moved_out", "buildings.vacancy"
LAST_MEMBER, LEASE_OVER = "buildings.last_member", "buildings.lease_over"


def appointed_as_captain(captaincy: Captaincy) -> Words:
    def words() -> tuple[str, str]:
        now = timezone.now()
        facts = {
            "role": captain_role(captaincy),
            "start": short_day(captaincy.started_on, now=now),
            "end": short_day(captaincy.ended_on, now=now) if captaincy.ended_on else "",
        }
        title = _("You are now: %(role)s") % facts
        if captaincy.ended_on:
            body = _("Your term is from %(start)s to %(end)s. Neighbours find you on the building's page.")
        else:
            body = _("Your term begins on %(start)s. Neighbours find you on the building's page.")
        return title, body % facts

    return words


def captaincy_ended(captaincy: Captaincy) -> Words:
    def words() -> tuple[str, str]:
        day = short_day(captaincy.ended_on, now=timezone.now())
        facts = {"role": captain_role(captaincy), "day": day}
        if captaincy.is_taken_back:
            return _("Taken back: %(role)s") % facts, taken_back()
        title = _("Your term ends on %(day)s: %(role)s") % facts
        return title, _(
            "From that day on you no longer see the households. Thank you for looking after the neighbours."
        )

    return words


def given_an_office(membership: Membership) -> Words:
    def words() -> tuple[str, str]:
        body = _("You see what concerns it, and act for it. If that is a mistake, tell your community.")
        title = _("You are now: %(role)s")
        if membership.started_on > timezone.localdate():
            title = _("From %(day)s on you are: %(role)s")
        day = short_day(membership.started_on, now=timezone.now())
        return title % {"role": office_in_words(membership), "day": day}, body

    return words


def office_ended(membership: Membership) -> Words:
    def words() -> tuple[str, str]:
        day = short_day(membership.ended_on, now=timezone.now())
        facts = {"role": office_in_words(membership), "day": day}
        if membership.is_taken_back:
            return _("Taken back: %(role)s") % facts, taken_back()
        title = _("Your term ends on %(day)s: %(role)s") % facts
        return title, _("From that day on you act for it no more. If that is a mistake, tell your community.")

    return words


def taken_back() -> str:
    return _(
        "The entry was taken back and is over at once; what it let you see is no longer shown. If that is "
        "wrong, please tell your community."
    )


def office_in_words(membership: Membership) -> str:
    return f"{membership.organisation} {membership.title or membership.get_office_display()}"


def nobody_follows(
    captaincy: Captaincy, ends_on: date | None, others: int, *, is_ahead: bool, now: datetime
) -> Words:
    """`ends_on`: none where the account was closed in the midst of a term; `others`: how many beside it."""

    def words() -> tuple[str, str]:
        day = short_day(ends_on, now=now) if ends_on else ""
        facts = {"role": captain_role(captaincy), "day": day, "others": others}
        more = ngettext(
            "So it is at one more place around it.", "So it is at %(others)d more places around it.", others
        )
        if is_ahead:
            title = _("Nobody follows yet on %(day)s: %(role)s") % facts
            body = _("The term ends on that day. Please see to it in time who looks after the neighbours.")
        else:
            title = _("Nobody is there any more: %(role)s") % facts
            body = _("What neighbours say there goes to the next level. Please find somebody who follows.")
        return title, f"{body}\n{more % facts}" if others else body

    return words


def nobody_of(organisation: Organisation, ends_on: date, *, is_ahead: bool, now: datetime) -> Words:
    """`ends_on`: from which day on nobody of it is in office."""

    def words() -> tuple[str, str]:
        facts = {"organisation": organisation, "day": short_day(ends_on, now=now)}
        if is_ahead:
            title = _("%(organisation)s: the last term ends on %(day)s, and nobody follows yet")
            body = _(
                "From that day on nobody acts for it: not on issues, not at meetings, not on ballots. Please "
                "see to it in time that somebody is elected or appointed, and entered here."
            )
        else:
            title = _("%(organisation)s: nobody is in office any more")
            body = _("The last term ended on %(day)s. Please see to it who follows, and enter them here.")
        return title % facts, body % facts

    return words


def residency_verified(residency: Residency) -> Words:
    def words() -> tuple[str, str]:
        home = {"place": residency.dwelling.place.name, "door": residency.dwelling.door}
        title = _("Your home is registered: %(place)s %(door)s") % home
        return title, _(
            "You now receive the notices of your building, and your captain knows whose door it is."
        )

    return words


def moved_out(residency: Residency) -> Words:
    """With the day, which may lie ahead; behind the link stands whom to tell if it is wrong."""

    def words() -> tuple[str, str]:
        day = short_day(residency.ended_on, now=timezone.now())
        home = {"place": residency.dwelling.place.name, "door": residency.dwelling.door, "day": day}
        if residency.is_taken_back:
            return _("%(place)s %(door)s: your entry there was taken back") % home, taken_back()
        if residency.is_minor:  # said to the guardian
            title = _("%(place)s %(door)s: noted that your child is no longer there from %(day)s on") % home
            return title, _("The captain or the community has noted it. If that is wrong, please tell them.")
        title = _("%(place)s %(door)s: noted that you are no longer there from %(day)s on") % home
        return title, _(
            "The captain or the community has noted it. What residents of this building see is then no "
            "longer shown to you. If that is wrong, please tell them."
        )

    return words


def lease_over(residency: Residency) -> Words:
    def words() -> tuple[str, str]:
        home = {"place": residency.dwelling.place.name, "door": residency.dwelling.door}
        title = _("%(place)s %(door)s: the lease noted here is over") % home
        return title, _(
            "What residents of this building see is no longer shown to you. If you live on there, say so "
            "here: your captain confirms it."
        )

    return words


def claim_asked(claim: ResidencyClaim) -> Words:
    """Shown on a locked screen perhaps: the building, no name and no door."""

    def words() -> tuple[str, str]:
        title = _("%(place)s: somebody says that they live here") % {"place": claim.dwelling.place.name}
        return title, _("Please look whether it is so, and answer within 30 days.")

    return words


def guardian_asked(claim: ResidencyClaim) -> Words:
    def words() -> tuple[str, str]:
        title = _("A child of your home needs your yes")
        return title, _("Under 14, a grown-up of the same home answers for what is kept. Please look.")

    return words


def claim_refused(claim: ResidencyClaim) -> Words:
    def words() -> tuple[str, str]:
        title = _("%(place)s: your home was not confirmed") % {"place": claim.dwelling.place.name}
        return title, _("The reason: %(reason)s") % {"reason": claim.reason}

    return words


def claim_lapsed(claim: ResidencyClaim) -> Words:
    def words() -> tuple[str, str]:
        title = _("%(place)s: nobody has answered in 30 days") % {"place": claim.dwelling.place.name}
        return title, _(
            "We are sorry. Please ask once more, or call the community and say which door is yours."
        )

    return words
