"""What the database refuses, said to the person."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from buildings.models.dated import Dated
from kit.refused import Refused

USED = _("This form was already used. Please open a new one.")
END_BEFORE_START = _("The end must come after the start.")
TERM_BEFORE_START = _("The term must end after it starts.")

# The constraint's name, then what to say and which field of a form it is about.
SENTENCES: dict[str, tuple[Promise, str | None]] = {
    "captaincy_ends_after_it_starts": (TERM_BEFORE_START, "ended_on"),
    "captaincy_floors_in_order": (_("The first floor must not lie above the last."), "floor_to"),
    "captaincy_one_lead_for_a_floor_at_a_time": (
        _(
            "Another captain already leads some of these floors in that time. "
            "End that term first, or appoint a deputy."
        ),
        None,
    ),
    "residency_ends_after_it_starts": (END_BEFORE_START, "ended_on"),
    "captaincy_made_once": (USED, None),
    "residency_made_once": (USED, None),
    "place_made_once": (USED, None),
    "residency_once_at_a_time": (_("This person is already registered for this home."), "person"),
    "membership_ends_after_it_starts": (END_BEFORE_START, "ended_on"),
    "membership_once_at_a_time": (_("This person is already a member of this organisation."), "user"),
    "service_ends_after_it_starts": (END_BEFORE_START, "ended_on"),
    "service_once_at_a_time": (_("This organisation already serves this place."), "place"),
    "organisation_name_once": (_("There is already an organisation of this name."), "name"),
    "place_name_once_in_its_parent": (_("There is already a place of this name there."), "name"),
    "place_alone_on_its_cell": (_("Another place already stands there on the plan."), "x"),
    "place_does_not_contain_itself": (_("A place cannot stand inside itself."), "parent"),
    "place_is_not_its_own_parent": (_("A place cannot stand inside itself."), "parent"),
    "place_stands_in_a_place": (
        _("Say in which place it stands; only a subdistrict stands alone."),
        "parent",
    ),
    "dwelling_door_once_in_its_place": (_("This door is already there."), "door"),
    "dwelling_area_is_positive": (_("The area must be more than 0."), "area"),
}


@contextmanager
def constraints_in_words() -> Iterator[None]:
    """A violated constraint becomes a `Refused`; what was written inside is taken back."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name not in SENTENCES:
            raise
        sentence, field = SENTENCES[name]
        raise Refused(sentence, field=field) from error


def insist_on_a_term(started_on: date, ended_on: date | None, sentence: Promise = END_BEFORE_START) -> None:
    """Nothing begins with its end: that is how what was taken back is kept."""
    if ended_on and ended_on <= started_on:
        raise Refused(sentence, field="ended_on")


def insist_on_an_end(row: Dated, on: date, today: date, sentence: Promise = END_BEFORE_START) -> None:
    """An end on the day of the start takes back what was entered today, or is still to begin; what held for a
    day did hold."""
    if on < row.started_on or (on == row.started_on and row.started_on < today):
        raise Refused(sentence, field="on")


def about_the_end(row: Dated) -> dict[str, str | bool]:
    """For the record."""
    return {"on": row.ended_on.isoformat()} | ({"taken_back": True} if row.is_taken_back else {})
