"""A ballot while it is being prepared: everything can still change, and nobody votes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ballots import rules
from ballots.models import Ballot, Candidate, Option
from ballots.models.ballots import BallotKind, Electorate, LegalEffect, Majority, PaperRule, Quorum, Secrecy
from ballots.operations.locking import lock
from buildings.models import Organisation, Place
from journal.operations import record
from kit.refused import Refused
from notifications.operations import void
from people.models import User

# What a form may set; the rest follows from what is done.
FIELDS = {
    "organisation",
    "place",
    "title",
    "text",
    "electorate",
    "legal_effect",
    "kind",
    "matter",
    "members_of",
    "unit",
    "secrecy",
    "may_change",
    "paper_rule",
    "quorum",
    "majority",
    "most_choices",
    "seats",
    "elected_as",
    "elected_to",
    "silence_joins",
    "silence_rule",
    "most_principals",
    "nominations_until",
    "named_list",
    "opens_at",
    "closes_at",
    "proposal",
    "resolution",
}
TRIMMED = ("title", "text", "silence_rule", "named_list")
MOST_OPTIONS = 40
MOST_PRINCIPALS_EVER = 99  # 0: any number

Options = Iterable[tuple[str, str]]  # (wording, more about it)


class Conflict(Refused):
    """Another tab or a colleague saved it meanwhile. What was typed stays in the form; saving again over
    `version` is a decision."""

    def __init__(self, theirs: Ballot) -> None:
        super().__init__(
            _("Somebody else changed this meanwhile. Look at what it says now; saving again replaces it.")
        )
        self.theirs, self.version = theirs, theirs.version


@transaction.atomic
def draft_ballot(
    *,
    by: User,
    organisation: Organisation,
    place: Place,
    title: str,
    electorate: str,
    legal_effect: str = LegalEffect.ADVISORY,
    kind: str = BallotKind.YESNO,
    options: Options = (),
    client_key: UUID | None = None,
    now: datetime | None = None,
    **fields: Any,
) -> Ballot:
    """`fields` are others of FIELDS. A repeated `client_key` gives the first row."""
    now, key = now or timezone.now(), client_key or uuid4()
    if known := Ballot.objects.filter(client_key=key).first():
        return _first(known, by)
    words = {"organisation": organisation, "place": place, "title": title, "electorate": electorate}
    words |= {"legal_effect": legal_effect, "kind": kind, **fields}
    ballot = Ballot(client_key=key, created_by=by, created_at=now, **tidied(words))
    insist_on_sense(by, ballot)
    lines = lines_of(ballot.kind, options)
    ballot.save()
    write_options(ballot, lines)
    record(by=by, verb="ballots.draft", subject=ballot, now=now)
    return ballot


def _first(known: Ballot, by: User) -> Ballot:
    if known.created_by_id != by.pk:
        raise Refused(_("This form was used by somebody else. Please open a new one."))
    return known


@transaction.atomic
def edit_ballot(
    *,
    by: User,
    ballot: Ballot,
    seen_version: int | None = None,
    options: Options | None = None,
    now: datetime | None = None,
    **fields: Any,
) -> Ballot:
    """Changes the fields named. Raises Conflict when it was saved by another since `seen_version`."""
    now = now or timezone.now()
    ballot = lock(ballot)
    insist_on_a_draft(by, ballot)
    theirs = Ballot.objects.get(pk=ballot.pk)
    for name, value in tidied(fields).items():
        setattr(ballot, name, value)
    insist_on_sense(by, ballot)
    changed = {name for name in sorted(FIELDS) if _value(ballot, name) != _value(theirs, name)}
    given = lines_of(ballot.kind, options if options is not None else _kept_lines(theirs, ballot))
    has_other_lines = given != [(o.key, o.label, o.text) for o in theirs.options.all()]
    changed |= {"options"} if has_other_lines else set()
    if not changed:
        return ballot
    if seen_version is not None and seen_version != theirs.version:
        raise Conflict(theirs)
    ballot.version += 1
    ballot.save()
    if has_other_lines:
        write_options(ballot, given)
    record(by=by, verb="ballots.edit", subject=ballot, data={"fields": sorted(changed)}, now=now)
    return ballot


def _value(ballot: Ballot, name: str) -> Any:
    return getattr(ballot, Ballot._meta.get_field(name).attname)


def _kept_lines(theirs: Ballot, ballot: Ballot) -> list[tuple[str, str]]:
    """None of yes, no, abstain is left when it becomes a choice."""
    if BallotKind.YESNO in (theirs.kind, ballot.kind) and theirs.kind != ballot.kind:
        return []
    return [(option.label, option.text) for option in theirs.options.all()]


@transaction.atomic
def discard_ballot(*, by: User, ballot: Ballot, now: datetime | None = None) -> None:
    """A draft may go; what was announced stays, and is called off with a reason."""
    now = now or timezone.now()
    ballot = lock(ballot)
    insist_on_a_draft(by, ballot)
    record(by=by, verb="ballots.discard", subject=ballot, data={"title": ballot.title}, now=now)
    void(subject=ballot)
    Candidate.objects.filter(ballot=ballot).delete()
    Option.objects.filter(ballot=ballot).delete()
    ballot.delete()


@transaction.atomic
def answer_doubts(
    *, by: User, ballot: Ballot, answers: dict[str, dict[str, list]], now: datetime | None = None
) -> Ballot:
    """Which homes of one name are of one person: said by somebody who knows, never guessed.

    {"陈荔枝": {"of": [1, 4, 7], "one": [[1, 4]]}}: asked of homes 1, 4 and 7; 1 and 4 are of one person.
    """
    now = now or timezone.now()
    ballot = lock(ballot)
    insist_on_a_draft(by, ballot)
    same_people = ballot.same_people | answers
    if same_people == ballot.same_people:
        return ballot
    ballot.same_people = same_people
    ballot.save(update_fields=["same_people"])
    record(by=by, verb="ballots.answer_doubts", subject=ballot, data={"answers": len(answers)}, now=now)
    return ballot


def insist_on_a_draft(by: User, ballot: Ballot) -> None:
    if not rules.may_run(user=by, ballot=ballot):
        raise Refused(_("Only those who hold this ballot may change it."))
    if ballot.announced_at:
        raise Refused(_("It was announced already, and stays as it was announced."))


# --- what makes sense ---------------------------------------------------------------------------------


def tidied(fields: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(fields) - FIELDS:
        raise TypeError(f"no field of a ballot: {sorted(unknown)}")
    words = {name: (fields[name] or "").replace("\0", "").strip() for name in TRIMMED if name in fields}
    if "title" in words:
        words["title"] = " ".join(words["title"].split())
    return fields | words


def insist_on_sense(by: User, ballot: Ballot) -> None:
    """Drops what does not belong to this kind of ballot, and refuses what contradicts itself."""
    leave_out_the_rest(ballot)
    insist_on_words(ballot)
    insist_on_power(by, ballot)
    insist_on_the_electorate(ballot)


def leave_out_the_rest(ballot: Ballot) -> None:
    if ballot.electorate != Electorate.OWNERS:
        ballot.matter, ballot.silence_joins = None, False
    if ballot.electorate == Electorate.OWNERS and ballot.matter:
        ballot.quorum, ballot.majority = Quorum.NONE, Majority.MORE_THAN_HALF  # the law says it
    if not ballot.silence_joins:
        ballot.silence_rule = ""
    if ballot.electorate != Electorate.MEMBERS:
        ballot.members_of = None
    if ballot.electorate != Electorate.NAMED:
        ballot.named_list = ""
    if ballot.electorate != Electorate.RESIDENTS:
        ballot.unit = "person"
    if ballot.secrecy == Secrecy.SECRET:
        ballot.may_change, ballot.paper_rule = False, PaperRule.FIRST
    if ballot.kind != BallotKind.CHOOSE:
        ballot.most_choices = 1
    if ballot.kind != BallotKind.ELECTION:
        ballot.seats, ballot.elected_as, ballot.elected_to = 1, "", None
        ballot.nominations_until = None


def insist_on_words(ballot: Ballot) -> None:
    if not ballot.title:
        raise Refused(_("Write the question in one sentence."), field="title")
    for name in ("title", "text", "silence_rule", "named_list"):
        most = Ballot._meta.get_field(name).max_length
        if len(getattr(ballot, name)) > most:
            raise Refused(
                _("A little shorter, please: at most %(most)d characters.") % {"most": most}, field=name
            )


def insist_on_power(by: User, ballot: Ballot) -> None:
    asks = {"user": by, "organisation": ballot.organisation, "place": ballot.place}
    if not rules.may_call(**asks):
        raise Refused(
            _("You cannot hold a ballot at this place in the name of %(organisation)s.")
            % {"organisation": ballot.organisation},
            field="organisation",
        )
    for name, choices in (("electorate", Electorate), ("legal_effect", LegalEffect), ("kind", BallotKind)):
        if getattr(ballot, name) not in choices.values:
            raise Refused(_("Please choose one of these."), field=name)
    if not rules.may_call(**asks, electorate=ballot.electorate, legal_effect=ballot.legal_effect):
        raise Refused(
            _("%(organisation)s cannot ask them for a decision. It can ask for their opinion.")
            % {"organisation": ballot.organisation},
            field="legal_effect",
        )


def insist_on_the_electorate(ballot: Ballot) -> None:
    if ballot.electorate == Electorate.MEMBERS and ballot.members_of is None:
        raise Refused(_("Say of which council or club the members vote."), field="members_of")
    if ballot.electorate == Electorate.OWNERS and ballot.secrecy == Secrecy.SECRET:
        raise Refused(
            _("Owners vote by name, so that each can check the count."),
            field="secrecy",
        )
    if ballot.silence_joins and not ballot.silence_rule:
        raise Refused(
            _("Silence counts only where a local rule says so. Write down which one."), field="silence_rule"
        )
    if ballot.most_choices < 1:
        raise Refused(_("At least one can be chosen."), field="most_choices")
    if ballot.seats < 1:
        raise Refused(_("At least one is elected."), field="seats")
    if not 0 <= ballot.most_principals <= MOST_PRINCIPALS_EVER:
        raise Refused(
            _("A figure from 0 to %(most)d, please.") % {"most": MOST_PRINCIPALS_EVER},
            field="most_principals",
        )


# --- options ------------------------------------------------------------------------------------------


def lines_of(kind: str, options: Options) -> list[tuple[str, str, str]]:
    """(key, label, text) of each. Those of a yes-or-no ballot are always the same; those of an election are
    the candidates who said yes, on the day of the announcement."""
    if kind == BallotKind.YESNO:
        return yes_no_abstain()
    if kind == BallotKind.ELECTION:
        return []
    named = [(" ".join(label.split()), text.strip()) for label, text in options if label.strip()]
    _insist_on_lines(named)
    return [(f"o{number}", label, text) for number, (label, text) in enumerate(named, start=1)]


def _insist_on_lines(named: Sequence[tuple[str, str]]) -> None:
    if len({label for label, _text in named}) < len(named):
        raise Refused(_("Two options have the same wording."), field="options")
    if len(named) > MOST_OPTIONS:
        raise Refused(_("At most %(most)d options, please.") % {"most": MOST_OPTIONS}, field="options")
    if any(len(label) > 120 or len(text) > 600 for label, text in named):
        raise Refused(
            _("A wording has at most 120 characters; what explains it, at most 600."), field="options"
        )


def yes_no_abstain() -> list[tuple[str, str, str]]:
    """In the language of the site: the paper downstairs has the same words."""
    with translation.override(settings.LANGUAGE_CODE):
        return [
            ("yes", pgettext("on a ballot", "Yes"), ""),
            ("no", pgettext("on a ballot", "No"), ""),
            ("abstain", pgettext("on a ballot", "Abstain"), ""),
        ]


def write_options(ballot: Ballot, lines: Sequence[tuple[str, str, str]]) -> None:
    ballot.options.all().delete()
    Option.objects.bulk_create(
        Option(ballot=ballot, key=key, label=label, text=text, position=position)
        for position, (key, label, text) in enumerate(lines)
    )
