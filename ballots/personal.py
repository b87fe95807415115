"""What this room keeps about a person (people/personal.py).

What somebody chose in a secret ballot cannot be handed out: nothing leads from a person to a vote there.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ballots.models import RollVoter
from ballots.operations.forgetting import forget_person
from people.models import User
from people.personal import Kept, Section

THEIR_WORK = "what somebody did in an office; it is told by the offices and by the journal"
WORK = (
    "Ballot.created_by",
    "Ballot.announced_by",
    "Ballot.papers_in_by",
    "Ballot.voided_by",
    "CallingOff.by",
    "CallingOff.confirmed_by",
    "CallingOff.refused_by",
    "Comment.hidden_by",
    "Comment.appeal_decided_by",
    "Deliberation.host",
    "Deliberation.summed_up_by",
    "Delivery.by",
    "Lot.recorded_by",
    "Objection.answered_by",
    "Paper.typed_by",
    "Paper.confirmed_by",
    "Paper.spoilt_by",
    "Paper.spoilt_confirmed_by",
    "Proposal.answered_by",
    "ProposalRule.set_by",
    "ProposalStep.done_by",
    "ProposedCorrection.by",
    "ProposedCorrection.confirmed_by",
    "ProposedCorrection.refused_by",
    "Proxy.confirmed_by",
    "Proxy.recorded_by",
    "Proxy.refused_by",
    "Result.counted_by",
    "RollCorrection.by",
    "RollCorrection.confirmed_by",
    "SecretPaper.typed_by",
    "SecretPaper.confirmed_by",
    "SecretPaper.spoilt_by",
    "SecretPaper.spoilt_confirmed_by",
)
BY_THEMSELVES = {"channel__in": ["phone", "proxy"]}  # a paper is typed in by others


def of_my_entries(person: User) -> Q:
    """Of whoever votes for it today; who was represented by somebody else since does not."""
    return Q(elector__in=RollVoter.objects.filter(user=person, ended_at=None).values("elector"))


SECTION = Section(
    name="ballots",
    title=_("Proposals and ballots"),
    kept=(
        Kept(
            "proposals",
            _("Proposals that I wrote"),
            "ballots.Proposal",
            ("author",),
            ("title", "text", "state", "published_at", "answer", "changed_at"),
            url="ballots:proposals",
        ),
        Kept(
            "seconded",
            _("Proposals that I second"),
            "ballots.Endorsement",
            ("user",),
            ("proposal__title", "at"),
        ),
        Kept(
            "comments",
            _("What I said about proposals"),
            "ballots.Comment",
            ("author",),
            ("proposal__title", "side", "text", "at", "withdrawn_at", "hidden_at", "hidden_reason", "appeal"),
        ),
        Kept(
            "agreements",
            _("Comments that I agree with"),
            "ballots.Agreement",
            ("user",),
            ("comment__proposal__title", "at"),
        ),
        Kept(
            "rolls",
            _("Ballots in which I may vote"),
            "ballots.RollVoter",
            ("user",),
            ("elector__ballot__title", "elector__label", "elector__area", "elector__removed_at", "ended_at"),
            url="ballots:list",
        ),
        Kept(
            "votes",
            _("Votes that I cast, by name"),
            "ballots.Vote",
            ("cast_by",),
            ("ballot__title", "elector__label", "choices", "channel", "receipt", "cast_at", "replaced_at"),
            only=BY_THEMSELVES,
        ),
        Kept(
            "votes_through_others",
            _("Votes by name of my entries, on paper or through somebody else"),
            "ballots.Vote",
            (),
            ("ballot__title", "elector__label", "choices", "channel", "receipt", "cast_at", "replaced_at"),
            only={"channel__in": ["paper", "proxy"]},
            found=of_my_entries,
        ),
        Kept(
            "took_part",
            _("Ballots in which a vote of mine was cast"),
            "ballots.Participation",
            (),
            ("ballot__title", "elector__label", "channel"),
            found=of_my_entries,
        ),
        Kept(
            "proxies",
            _("Votes that I may cast for others"),
            "ballots.Proxy",
            ("agent",),
            (
                "ballot__title",
                "elector__label",
                "scope",
                "instruction",
                "recorded_at",
                "confirmed_at",
                "ended_at",
            ),
        ),
        Kept(
            "objections",
            _("Objections that I made"),
            "ballots.Objection",
            ("by",),
            ("ballot__title", "about", "text", "at", "state", "answer", "answered_at"),
        ),
        Kept(
            "candidacies",
            _("Elections in which I was named"),
            "ballots.Candidate",
            ("user",),
            ("ballot__title", "name", "home", "statement", "state", "answered_at"),
        ),
        Kept(
            "nominations",
            _("Elections for which I named somebody"),
            "ballots.Candidate",
            ("nominated_by",),
            ("ballot__title", "nominated_at", "state"),
        ),
    ),
    stays=(
        _("Votes as they were counted, by the home or the number on the roll: a count is not changed."),
        _(
            "What you chose in a secret ballot is not in your data: nothing leads from you to it, "
            "not even for us."
        ),
        _("Your name on the roll of a formal owners' ballot, as evidence of what the owners decided."),
        _("Proposals, comments and objections that are out, without your name: others answered them."),
    ),
    left_out={f"ballots.{relation}": THEIR_WORK for relation in WORK},
    erase=lambda person, now: forget_person(person=person, now=now),
)
