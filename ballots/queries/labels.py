"""How a home, and an owner of several, is called on a roll: what others on it may read."""

from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import ngettext

from buildings.models import Place
from buildings.wording import place_name


def home_label(place: Place, door: str, within: str | None) -> str:
    """3栋902; 水岸公馆 3栋902 where the roll is not of one estate."""
    return f"{place_name(place, within=within)}{door}"


def several_homes(labels: Sequence[str]) -> str:
    """3栋902 and 2 more, in the language of the site: it is frozen with the roll."""
    first, *others = labels
    if not others:
        return first[:120]
    with translation.override(settings.LANGUAGE_CODE):
        said = ngettext("%(home)s and %(count)d more", "%(home)s and %(count)d more", len(others))
        return (said % {"home": first, "count": len(others)})[:120]
