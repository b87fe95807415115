"""What this room keeps about a person (people/personal.py)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from issues.models import Issue
from issues.operations.forgetting import forget_person
from kit.refused import Refused
from people.models import User
from people.personal import Kept, Section

THEIR_WORK = "what somebody did in an office; it is told by the offices and by the journal"


def refuse_while_held(person: User) -> None:
    count = Issue.objects.open().filter(holder=person).count()
    if count:
        words = ngettext(
            "You still answer for %(count)d open issue. Please hand it over first.",
            "You still answer for %(count)d open issues. Please hand them over first.",
            count,
        )
        raise Refused(words % {"count": count}, url=f"{reverse('issues:list')}?show=held")


SECTION = Section(
    name="issues",
    title=_("Issues"),
    kept=(
        Kept(
            "reported",
            _("What I reported"),
            "issues.Issue",
            ("reporter",),
            (
                "pk",
                "title",
                "text",
                "category__pk",
                "place__name",
                "floor",
                "dwelling__door",
                "spot",
                "answers",
                "is_danger",
                "is_private",
                "state",
                "reported_at",
                "resolved_at",
                "closed_at",
                "is_satisfied",
            ),
            url="issues:list",
        ),
        Kept(
            "said",
            _("What I wrote under issues"),
            "issues.IssueEvent",
            ("by",),
            ("issue__pk", "at", "kind", "text"),
        ),
        Kept(
            "photos",
            _("Photos that I sent"),
            "issues.IssuePhoto",
            ("uploaded_by",),
            ("issue__pk", "file", "at"),
            files="file",
        ),
        Kept("followed", _("Issues that I joined"), "issues.Follower", ("user",), ("issue__pk", "at")),
        Kept("views", _("Lists that I saved"), "issues.SavedView", ("user",), ("name", "query")),
    ),
    stays=(_("What you reported and how it went, without your name: others were told of it too."),),
    left_out={
        "issues.Issue.logged_by": THEIR_WORK,
        "issues.Issue.holder": THEIR_WORK,
        "issues.Issue.previous_holder": THEIR_WORK,
        "issues.Issue.offered_to": THEIR_WORK,
        "issues.Issue.resolved_by": THEIR_WORK,
        "issues.IssueEvent.holder": THEIR_WORK,
        "issues.DissuasionRecord.recorded_by": THEIR_WORK,
    },
    before=refuse_while_held,
    erase=lambda person, now: forget_person(person=person, now=now),
)
