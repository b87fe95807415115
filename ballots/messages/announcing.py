"""What is said when notice is given: the notice downstairs, and the message to whoever may vote."""

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ballots import wording
from ballots.models import Ballot, Candidate
from kit.times import span, written
from notifications.operations import Words

ANNOUNCED = "ballots.announced"
NOMINATED = "ballots.nominated"
CANDIDACY = "ballots.candidacy"


def notice_title(ballot: Ballot) -> str:
    return (_("Vote: %(title)s") % {"title": ballot.title})[:80]


def notice_body(
    ballot: Ballot,
    *,
    options: list[str],
    heads: int,
    area: Decimal | None,
    opens_at: datetime | None,
    closes_at: datetime | None,
    seal: str,
    now: datetime,
) -> str:
    """Plain text with headings and lists, as notices are written."""
    hours = span(opens_at, closes_at, now=now) if opens_at and closes_at else ""
    roll = wording.roll_in_words(heads, area, ballot.unit)
    parts = [
        ballot.title,
        ballot.text,
        _section(_("What can be chosen"), options),
        wording.answers_in_words(ballot),
        _section(_("Who votes"), [wording.electorate_in_words(ballot), roll]),
        _section(_("With what effect"), wording.effect_in_words(ballot)),
        _section(_("When it has passed"), _passed(ballot)),
        _section(_("When and how"), list(filter(None, [hours, *_how(ballot)]))),
        _section(_("If something is wrong"), _wrong(ballot, seal)),
    ]
    return "\n\n".join(part for part in parts if part)


def _section(heading: str, lines: list[str]) -> str:
    return "\n".join([f"## {heading}", *(f"- {line}" for line in lines)]) if lines else ""


def _passed(ballot: Ballot) -> list[str]:
    comma = pgettext("between two facts", ", ")
    matter = [f"{ballot.matter.name}{comma}{ballot.matter.article}"] if ballot.matter else []
    return matter + wording.thresholds_in_words(ballot)


def _how(ballot: Ballot) -> list[str]:
    page = settings.BASE_URL + ballot.get_absolute_url()
    return [
        _("Online: %(page)s") % {"page": page},
        _("On paper: from your captain, or where this notice hangs. Both count the same."),
        wording.secrecy_in_words(ballot),
        *wording.changing_in_words(ballot),
    ]


def _wrong(ballot: Ballot, seal: str) -> list[str]:
    said = [_("Is a home missing on the roll, or an area wrong? Say so on the page before voting ends.")]
    if seal:
        said.append(_("Question, roll and rules were sealed with this number: %(seal)s") % {"seal": seal})
    return said


def hours_in_words(ballot: Ballot, *, now: datetime) -> str:
    return span(ballot.opens_at, ballot.closes_at, now=now)


def announced(ballot: Ballot, *, now: datetime) -> Words:
    """Says when, never what to choose."""

    def words() -> tuple[str, str]:
        return (
            _("A vote that you have a say in: %(title)s") % {"title": ballot.title},
            _("From %(opens)s to %(closes)s, online or on paper.")
            % {"opens": written(ballot.opens_at, now=now), "closes": written(ballot.closes_at, now=now)},
        )

    return words


# --- candidates ---------------------------------------------------------------------------------------


def url_of_candidates(ballot: Ballot) -> str:
    return reverse("ballots:candidates", args=[ballot.pk])


def nominated(candidate: Candidate) -> Words:
    def words() -> tuple[str, str]:
        return (
            _("A neighbour has named you: %(title)s") % {"title": candidate.ballot.title},
            _("Would you stand? Nobody is on the paper who did not say yes."),
        )

    return words


def candidacy(candidate: Candidate) -> Words:
    """To those who hold the ballot."""

    def words() -> tuple[str, str]:
        return (
            _("%(name)s: %(state)s") % {"name": candidate.name, "state": candidate.get_state_display()},
            candidate.ballot.title,
        )

    return words
