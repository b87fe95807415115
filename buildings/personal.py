"""What this room keeps about a person, and what a child under 14 cannot agree to."""

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from buildings import rules
from buildings.models import Ownership, Residency
from buildings.operations.letting_go import erase_standing, refuse_while_needed
from buildings.operations.moving_in import NOT_FOR_CHILDREN
from people.models import User
from people.personal import Kept, Section

DOOR = ("dwelling__place__name", "dwelling__door")
SPAN = ("started_on", "ended_on")
THEIR_WORK = "what somebody did in an office; it is told by the offices and by the journal"


def lived_in(person: User) -> Q:
    """Today: how it is lived in is no business of whoever moved away."""
    return Q(pk__in=Residency.objects.current().filter(user=person).values("dwelling"))


def beside_my_number(person: User) -> Q:
    """One owner's only: a number that stands beside several names (an agent's, a company's) is nobody's."""
    number = person.phone if person.phone_verified else None
    names = set(Ownership.objects.filter(phone=number).values_list("owner_name", flat=True)) if number else ()
    return Q(phone=number) if len(names) == 1 else Q(pk=None)


SECTION = Section(
    name="buildings",
    title=_("My home and my office"),
    kept=(
        Kept(
            "homes",
            _("Homes"),
            "buildings.Residency",
            ("user",),
            (*DOOR, "kind", *SPAN, "lives_here", "is_minor"),
            url="buildings:my_claims",
        ),
        Kept(
            "lived_in",
            _("How my home is lived in"),
            "buildings.Dwelling",
            (),
            ("place__name", "door", "floor", "area", "area_source", "presence"),
            found=lived_in,
        ),
        Kept(
            "register",
            _("What the owners' register says beside my number"),
            "buildings.Ownership",
            (),
            (*DOOR, "owner_name", "phone", "source", *SPAN),
            found=beside_my_number,
        ),
        Kept(
            "wards",
            _("Children I answer for"),
            "buildings.Residency",
            ("guardian",),
            (*DOOR, *SPAN),
            url="buildings:my_claims",
        ),
        Kept(
            "claims",
            _("Homes that I asked for"),
            "buildings.ResidencyClaim",
            ("user",),
            (
                *DOOR,
                "kind",
                "lives_here",
                "is_minor",
                "note",
                "lease_until",
                "state",
                "asked_at",
                "decided_at",
                "reason",
            ),
            url="buildings:my_claims",
        ),
        Kept(
            "claims_of_wards",
            _("Homes asked for a child of mine"),
            "buildings.ResidencyClaim",
            ("guardian",),
            (*DOOR, "state", "asked_at", "guardian_agreed_at", "decided_at"),
            url="buildings:my_claims",
        ),
        Kept(
            "door_codes",
            _("Codes on paper that I used"),
            "buildings.DoorCode",
            ("used_by",),
            (*DOOR, "kind", "used_at"),
        ),
        Kept("door_tries", _("Wrong codes of the last hour"), "buildings.DoorTry", ("user",), ("at",)),
        Kept(
            "still_here",
            _("Homes sold where I was said to live on"),
            "buildings.StillHere",
            ("user",),
            ("ownership__dwelling__place__name", "ownership__dwelling__door", "said_at"),
        ),
        Kept(
            "captaincies",
            _("Terms as captain"),
            "buildings.Captaincy",
            ("user",),
            (
                "place__name",
                "kind",
                "role",
                "floor_from",
                "floor_to",
                *SPAN,
                "selection",
                "phone",
                "phone_is_public",
                "about",
            ),
        ),
        Kept(
            "memberships",
            _("Offices"),
            "buildings.Membership",
            ("user",),
            ("organisation__name", "office", "title", "phone", *SPAN),
        ),
    ),
    stays=(
        _("That a home was yours and for how long, without your name: what was decided there hangs on it."),
        _(
            "If you own a home: name and number as the owners' register has them. They come from the title "
            "or the property company, not from your account; the community corrects them."
        ),
    ),
    left_out={
        "buildings.Residency.verified_by": THEIR_WORK,
        "buildings.ResidencyClaim.decided_by": THEIR_WORK,
        "buildings.ResidencyClaim.vouched_by": THEIR_WORK,
        "buildings.DoorCode.made_by": THEIR_WORK,
        "buildings.Captaincy.appointed_by": THEIR_WORK,
        "buildings.StillHere.said_by": THEIR_WORK,
    },
    before=refuse_while_needed,
    erase=lambda person, now: erase_standing(person=person, now=now),
)


def not_for_children(person: User, item: str) -> str | Promise | None:
    if item in NOT_FOR_CHILDREN and rules.is_minor(person):
        return _("Under 14 this stays off: no text messages, and no name in a list.")
    return None
