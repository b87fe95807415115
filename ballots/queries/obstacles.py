"""What stands between a draft and its announcement, each in a sentence, with the way to put it right."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots import rules
from ballots.models import Ballot
from ballots.models.ballots import BallotKind, CandidateState, Electorate, LegalEffect, Secrecy
from ballots.queries.roll import HomeOfRoll, RollPlan
from ballots.thresholds import FORMAL_NOTICE_DAYS
from kit.lines import listed
from kit.times import short_day
from people.models import User

FARTHEST = timedelta(days=731)  # "2206" is a slip of the pen, and an announced ballot can only be called off
NAMED_AT_MOST = 5  # homes in one sentence; then how many more


class Obstacle(NamedTuple):
    sentence: str
    field: str | None = None
    url: str = ""


def obstacles_of(ballot: Ballot, plan: RollPlan, *, by: User, now: datetime) -> list[Obstacle]:
    """Empty: nothing stands in the way. The first is what a refusal says."""
    return [
        *of_words(ballot),
        *of_power(ballot, by),
        *of_electorate(ballot),
        *of_answers(ballot),
        *of_hours(ballot, now),
        *of_roll(ballot, plan),
    ]


def url_of_edit(ballot: Ballot) -> str:
    return reverse("ballots:edit", args=[ballot.pk])


def of_words(ballot: Ballot) -> Iterator[Obstacle]:
    if not ballot.title.strip():
        yield Obstacle(
            _("It has no title yet. Write the question in one sentence."), "title", url_of_edit(ballot)
        )


def of_power(ballot: Ballot, by: User) -> Iterator[Obstacle]:
    if not rules.may_ask(ballot.organisation.kind, ballot.electorate, ballot.legal_effect):
        yield Obstacle(
            _("%(organisation)s cannot ask them for a decision. It can ask for their opinion.")
            % {"organisation": ballot.organisation},
            "legal_effect",
            url_of_edit(ballot),
        )
    elif not rules.may_call(user=by, organisation=ballot.organisation, place=ballot.place):
        yield Obstacle(
            _("%(organisation)s does not serve this place any more.") % {"organisation": ballot.organisation},
            "organisation",
            url_of_edit(ballot),
        )


def of_electorate(ballot: Ballot) -> Iterator[Obstacle]:
    edit = url_of_edit(ballot)
    is_formal = ballot.legal_effect == LegalEffect.FORMAL
    if ballot.is_of_owners and is_formal and ballot.matter is None:
        yield Obstacle(_("Say what the owners decide: the law counts by the matter."), "matter", edit)
    if ballot.is_of_owners and ballot.secrecy == Secrecy.SECRET:
        yield Obstacle(_("Owners vote by name, so that each can check the count."), "secrecy", edit)
    if ballot.silence_joins and not ballot.silence_rule:
        yield Obstacle(_("Silence counts only where a local rule says so."), "silence_rule", edit)
    if ballot.electorate == Electorate.MEMBERS and ballot.members_of is None:
        yield Obstacle(_("Say of which council or club the members vote."), "members_of", edit)


def of_answers(ballot: Ballot) -> Iterator[Obstacle]:
    if ballot.kind == BallotKind.ELECTION:
        yield from of_candidates(ballot)
        return
    count, edit = ballot.options.count(), url_of_edit(ballot)
    if count < 2:
        yield Obstacle(_("There is nothing to choose: write at least two options."), "options", edit)
    elif ballot.kind == BallotKind.CHOOSE and ballot.most_choices > count:
        yield Obstacle(
            _("%(most)d may be chosen, but there are only %(count)d options.")
            % {"most": ballot.most_choices, "count": count},
            "most_choices",
            edit,
        )


def of_candidates(ballot: Ballot) -> Iterator[Obstacle]:
    standing = ballot.candidates.filter(state=CandidateState.AGREED).count()
    page = reverse("ballots:candidates", args=[ballot.pk])
    if not standing:
        yield Obstacle(_("Nobody stands yet who said yes."), None, page)
    elif standing < ballot.seats:
        yield Obstacle(
            _("%(seats)d are to be elected, but only %(standing)d stand.")
            % {"seats": ballot.seats, "standing": standing},
            "seats",
            page,
        )


def of_hours(ballot: Ballot, now: datetime) -> Iterator[Obstacle]:
    opens_at, closes_at = ballot.opens_at, ballot.closes_at
    if opens_at is None or closes_at is None:
        yield Obstacle(
            _("Say from when until when people vote."), "opens_at" if opens_at is None else "closes_at"
        )
        return
    if opens_at < now:
        yield Obstacle(_("The hour at which voting begins has passed."), "opens_at")
    if closes_at <= opens_at:
        yield Obstacle(_("Voting would end before it begins."), "closes_at")
    elif closes_at - now > FARTHEST:
        yield Obstacle(_("Voting would end more than two years ahead. Please check the year."), "closes_at")
    if needs_long_notice(ballot) and days_between(now, opens_at) < FORMAL_NOTICE_DAYS:
        yield Obstacle(
            _("Owners are told at least %(days)d days before. The earliest day is %(earliest)s.")
            % {"days": FORMAL_NOTICE_DAYS, "earliest": _earliest(now)},
            "opens_at",
        )


def needs_long_notice(ballot: Ballot) -> bool:
    return ballot.is_of_owners and ballot.legal_effect == LegalEffect.FORMAL


def days_between(now: datetime, then: datetime) -> int:
    """The day of the announcement is not counted (Civil Code, article 201)."""
    return (timezone.localdate(then) - timezone.localdate(now)).days


def _earliest(now: datetime) -> str:
    return short_day(timezone.localdate(now) + timedelta(days=FORMAL_NOTICE_DAYS), now=now)


def of_roll(ballot: Ballot, plan: RollPlan) -> Iterator[Obstacle]:
    if plan.unread:
        yield Obstacle(unread_in_words(plan), "named_list", url_of_edit(ballot))
    if ballot.is_of_owners and plan.without_area:
        home = plan.without_area[0]
        yield Obstacle(
            without_area_in_words(plan.without_area), None, reverse("buildings:place", args=[home.place_id])
        )
    if asks_about_doubts(ballot) and (open_doubts := [d for d in plan.doubts if d.answer is None]):
        yield Obstacle(
            ngettext(
                "The register leaves open whether %(count)d name is one person. Please say so below.",
                "The register leaves open whether %(count)d names are one person each. Please say so below.",
                len(open_doubts),
            )
            % {"count": len(open_doubts)},
            "doubts",
        )
    if not plan.electors and not plan.unread:
        yield Obstacle(_("Nobody would be on the roll."), "electorate", url_of_edit(ballot))


def asks_about_doubts(ballot: Ballot) -> bool:
    """In a poll, whoever may be two people counts as two; in a decision somebody says so."""
    return ballot.legal_effect != LegalEffect.ADVISORY


def without_area_in_words(homes: list[HomeOfRoll]) -> str:
    names, more = listed(home.label for home in homes[:NAMED_AT_MOST]), len(homes) - NAMED_AT_MOST
    if more <= 0:
        return _("No area is known of: %(homes)s. Owners count by their area too.") % {"homes": names}
    return ngettext(
        "No area is known of: %(homes)s and %(count)d more. Owners count by their area too.",
        "No area is known of: %(homes)s and %(count)d more. Owners count by their area too.",
        more,
    ) % {"homes": names, "count": more}


def unread_in_words(plan: RollPlan) -> str:
    first, more = plan.unread[0], len(plan.unread) - 1
    if first.same_as:
        said = _("Line %(number)d has the phone number of line %(other)d: %(line)s") % {
            "number": first.number,
            "other": first.same_as,
            "line": first.line,
        }
    else:
        said = _("Line %(number)d cannot be read: %(line)s") % {"number": first.number, "line": first.line}
    if not more:
        return said
    others = ngettext("%(count)d more line", "%(count)d more lines", more) % {"count": more}
    return _("%(first)s, and %(others)s.") % {"first": said, "others": others}
