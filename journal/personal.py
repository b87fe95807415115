"""What this room keeps about a person (people/personal.py)."""

from django.utils.translation import gettext_lazy as _

from people.personal import Kept, Section

SECTION = Section(
    name="journal",
    title=_("The record"),
    kept=(
        # Without `data`, which may speak of others.
        Kept("what_i_did", _("What I did"), "journal.Entry", ("by",), ("at", "verb", "subject")),
        Kept(
            "done_for_me",
            _("What others did for me"),
            "journal.Entry",
            ("on_behalf_of",),
            ("at", "verb", "subject"),
        ),
    ),
    stays=(
        _("The record of what was done, at least six months (Cybersecurity Law): a number, not your name."),
    ),
)
