"""What this room keeps about a person (people/personal.py)."""

from django.utils.translation import gettext_lazy as _

from people.personal import Section

SECTION = Section(name="ballots", title=_("Proposals and ballots"))
