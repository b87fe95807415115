from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kit.refused import Refused
from notices.models import Notice


class Conflict(Refused):
    """Somebody saved the same notice meanwhile. Both texts are shown, and nothing is lost: saving again over
    `version` is a decision.
    """

    def __init__(self, theirs: Notice) -> None:
        super().__init__(_("Somebody else changed this meanwhile. Both texts are below; nothing is lost."))
        self.theirs, self.version = theirs, theirs.version


def locked(notices: QuerySet[Notice], *, skip_locked: bool = False) -> QuerySet[Notice]:
    """The rows themselves are locked, not the organisation that is read beside them. Whoever opens it
    meanwhile is noted all the same (`no_key`): to tell a district takes a while."""
    rows = notices.select_related("organisation")
    return rows.select_for_update(of=("self",), skip_locked=skip_locked, no_key=True)


def lock(notice: Notice) -> Notice:
    """As it stands now, held until the transaction ends."""
    found = locked(Notice.objects.filter(pk=notice.pk)).first()
    if found is None:
        raise Refused(_("This draft was thrown away meanwhile."))
    return found
