"""Who lives behind the doors of one building, and whether a notice has come there: opened, and on record."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from buildings.models import Dwelling, Place, Residency
from buildings.standing import standing_of
from journal.operations import record, record_read
from kit.refused import Refused
from notices import rules
from notices.models import Notice
from notices.queries.coverage import homes_meant, with_reach
from people.models import User


@dataclass(frozen=True)
class Door:
    home: Dwelling  # with `reach`
    names: list[str]


@transaction.atomic
def open_names(*, by: User, notice: Notice, place: Place, purpose: str) -> list[Door]:
    """To be shown once; what for is written down. The notice comes with `place_rows`."""
    if not rules.may_see_names(user=by, notice=notice):
        raise Refused(_("The names are for those who published this, and for staff of the place."))
    if len(purpose.strip()) < 2:
        raise Refused(_("Please say what you need them for."), field="purpose")
    homes = _homes(by, notice, place)
    record_read(by=by, subject=place, purpose=purpose.strip())  # whoever lives there finds it in "my data"
    record(by=by, verb="notices.open_names", subject=notice, data={"place": place.pk})
    names: dict[int, list[str]] = {home.pk: [] for home in homes}
    living = Residency.objects.current().filter(dwelling__in=names, is_minor=False).select_related("user")
    for residency in living.order_by("kind", "pk"):
        if residency.user.display_name not in names[residency.dwelling_id]:
            names[residency.dwelling_id].append(residency.user.display_name)
    return [Door(home, names[home.pk]) for home in homes]


def _homes(by: User, notice: Notice, place: Place) -> list[Dwelling]:
    homes = homes_meant(notice).below(place.path)
    if not rules.may_see_all_names(user=by, notice=notice):
        homes = homes.looked_after(standing_of(by))
    return list(with_reach(homes, notice).select_related("place").order_by("place__path", "floor", "door"))
