"""What this room keeps about a person (people/personal.py)."""

from django.utils.translation import gettext_lazy as _

from people.personal import Kept, Section

THEIR_WORK = "what somebody did in an office; it is told by the offices and by the journal"

SECTION = Section(
    name="notices",
    title=_("Notices"),
    kept=(
        Kept(
            "read",
            _("Read and acknowledged"),
            "notices.NoticeRead",
            ("user",),
            ("notice__title", "read_at", "acknowledged_at"),
            url="notices:list",
        ),
        Kept(
            "comments",
            _("Questions and comments"),
            "notices.NoticeComment",
            ("by",),
            ("notice__title", "text", "at", "answered_at", "hidden_at", "hidden_reason"),
            url="notices:list",
        ),
        Kept(
            "board_photos",
            _("Photos of boards that I sent"),
            "notices.BoardPhoto",
            ("by",),
            ("place__name", "hung_on", "file", "at"),
            files="file",
        ),
        Kept("told", _("Homes that I told"), "notices.Told", ("by",), ("notice__title", "way", "on", "at")),
    ),
    stays=(_("That a home was reached by a notice, and what was asked under it, without your name."),),
    left_out={
        "notices.Notice.author": THEIR_WORK,
        "notices.Notice.submitted_by": THEIR_WORK,
        "notices.Notice.confirmed_by": THEIR_WORK,
        "notices.NoticeComment.answered_by": THEIR_WORK,
        "notices.NoticeComment.hidden_by": THEIR_WORK,
        "notices.NoticeFile.by": THEIR_WORK,
    },
)
