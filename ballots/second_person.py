"""Four eyes: which two may vouch together for a paper, a proxy, a correction, a calling off. Two accounts are
not yet two people, and two captains are not yet those who hold the ballot."""

import unicodedata

from django.utils.translation import gettext as _

from ballots import rules
from ballots.models import Ballot
from buildings.models import Residency
from people.models import User
from people.phones import normalise


def second_person(first: User, second: User, ballot: Ballot) -> str:
    """Why these two cannot vouch for it together, in a sentence for the second; "" where they can."""
    if first.pk == second.pk:
        return _("That takes two people, and you are the first of them. Please ask a colleague.")
    if is_one_person(first, second):
        return _("These are two accounts of one person. Please leave it to somebody else.")
    if not any(rules.may_run(user=user, ballot=ballot) for user in (second, first)):
        sentence = _(
            "One of the two belongs to those who hold this ballot. Please leave it to %(organisation)s."
        )
        return sentence % {"organisation": ballot.organisation}
    return ""


def is_one_person(first: User, second: User) -> bool:
    """The same account, the same confirmed number, or the same name at one home."""
    if first.pk == second.pk:
        return True
    number = confirmed_number(first)
    if number and number == confirmed_number(second):
        return True
    return plain_name(first) == plain_name(second) and have_one_home(first, second)


def confirmed_number(user: User) -> str | None:
    """As it is dialled: +86 or not, it is one number."""
    if not user.phone or not user.phone_verified:
        return None
    return normalise(user.phone, invented=True) or user.phone


def plain_name(user: User) -> str:
    return in_letters(user.display_name)


def in_letters(name: str) -> str:
    """However it is typed: full-width, with a space, in capitals."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def have_one_home(first: User, second: User) -> bool:
    """Now or before: somebody vouched for each of these ties."""
    homes = Residency.objects.filter(user=first).values("dwelling")
    return Residency.objects.filter(user=second, dwelling__in=homes).exists()
