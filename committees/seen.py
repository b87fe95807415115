"""What a form was filled in from, in short: two who change one thing do not overwrite each other unseen."""

from hashlib import sha256

from django.db.models import Model
from django.utils.translation import gettext as _

from kit.refused import Refused

NOTHING = "none"


class SeenOtherwise(Refused):
    """It was changed since it was read: shown once more as it is now, and sent again it is a decision."""


def seen_of(row: Model | None) -> str:
    """Another word where any of it was changed since."""
    if row is None:
        return NOTHING
    values = [str(getattr(row, field.attname)) for field in row._meta.concrete_fields]
    return sha256("\0".join(values).encode()).hexdigest()[:20]


def insist_on_the_same(stands: str, seen: str) -> None:
    """`stands` of the locked row; `seen` is empty where nobody looked at a page."""
    if seen and seen != stands:
        raise SeenOtherwise(
            _("Somebody else changed this meanwhile. Look at what it says now; saving again replaces it.")
        )
