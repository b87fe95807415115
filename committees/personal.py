"""What this room keeps about a person (people/personal.py)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from committees.operations.forgetting import forget_person
from people.personal import Kept, Section

THEIR_WORK = "what somebody did in an office; it is told by the offices and by the journal"
WORK = (
    "MeetingSeries.created_by",
    "SeriesException.by",
    "Meeting.convened_by",
    "Meeting.chair",
    "Topic.looked_at_by",
    "AgendaPaper.uploaded_by",
    "Erratum.by",
    "PublicPosting.posted_by",
    "PostingProof.by",
    "PostingComment.answered_by",
    "Attendance.noted_by",
    "Motion.moved_by",
    "Resolution.recorded_by",
    "ActionItem.accepted_by",
    "ActionReport.by",
)

SECTION = Section(
    name="committees",
    title=_("Meetings"),
    kept=(
        Kept(
            "invitations",
            _("Meetings that I was asked to, and attended"),
            "committees.Invitation",
            ("user",),
            ("meeting__title", "meeting__starts_at", "reply", "reason", "says", "replied_at"),
            url="committees:list",
        ),
        Kept(
            "attended",
            _("When I was there"),
            "committees.Attendance",
            (),
            ("meeting__title", "arrived_at", "left_at", "is_online"),
            found=lambda person: Q(invitation__user=person),
        ),
        Kept(
            "spoke",
            _("When I put my hand up and spoke"),
            "committees.Speech",
            (),
            ("meeting__title", "item__title", "side", "asked_at", "started_at", "ended_at", "off_topic"),
            found=lambda person: Q(attendance__invitation__user=person),
        ),
        Kept(
            "seats",
            _("Seats of a council that I hold or held"),
            "committees.CouncilSeat",
            (),
            ("council__name", "number", "duty", "started_on", "ended_on", "end_reason"),
            found=lambda person: Q(holder__user=person),
        ),
        Kept(
            "votes",
            _("Votes that I cast for my party"),
            "committees.MotionVote",
            ("cast_by",),
            ("motion__meeting__title", "motion__text", "choice", "cast_at"),
        ),
        Kept(
            "confirmations",
            _("Minutes that I confirmed"),
            "committees.Confirmation",
            ("by",),
            ("version", "answer", "wording", "signed_by", "at"),
        ),
        Kept(
            "topics",
            _("Topics that I raised"),
            "committees.Topic",
            ("raised_by",),
            ("title", "text", "state", "raised_at"),
            url="committees:topics",
        ),
        Kept(
            "endorsements",
            _("Topics that I support"),
            "committees.Endorsement",
            ("user",),
            ("topic__title", "at"),
        ),
        Kept(
            "comments",
            _("Comments under postings"),
            "committees.PostingComment",
            ("by",),
            ("text", "at", "answered_at"),
        ),
        Kept(
            "promises",
            _("What I promised"),
            "committees.ActionItem",
            ("person",),
            ("text", "due_on", "state", "done_at"),
        ),
        Kept(
            "calendars",
            _("Calendar addresses"),
            "committees.CalendarAddress",
            ("user",),
            ("created_at", "revoked_at"),
        ),
    ),
    stays=(
        _(
            "Sealed minutes and votes, as they were signed, with the names in them: a sealed page is not "
            "changed, nor what was posted of it."
        ),
        _("Topics that you raised and what you said under postings, without your name."),
    ),
    left_out={f"committees.{relation}": THEIR_WORK for relation in WORK},
    erase=lambda person, now: forget_person(person=person, now=now),
)
