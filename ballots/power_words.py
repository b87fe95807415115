"""Whose power something is, said to whoever answers and to whoever reads the answer."""

from django.utils.translation import gettext_lazy as _

from committees.models.topics import Power

# What each means for what can come of a proposal; shown beside the choice, and on its page.
SENTENCES = {
    Power.MEETING: _("The parties can agree on it at a meeting, and each promises its part."),
    Power.OWNERS: _("Only the owners together can decide it; a meeting prepares it, a ballot asks them."),
    Power.AUTHORITY: _("Nobody here can decide it. We say which authority does, and what we ask of it."),
    Power.RESIDENTS: _("The residents' assembly decides it; a meeting prepares it, a poll hears neighbours."),
    Power.ELSEWHERE: _("It is for somebody else to settle. We say who, and how to reach them."),
}
