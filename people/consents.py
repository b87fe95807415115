"""Which words people read, and what rooms above know of a yes: who may not give it, what ends with a no.

The rooms above register when they start, so that nothing here imports upward.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils.functional import Promise

from people.models import Consent, ConsentItem, User

# The edition of the words that stand in templates/people/: change it whenever their sense changes, and
# everybody is asked anew when they next sign in.
WORDING = "2026-11"
# Asked after signing up; one's home is asked about when one says which it is.
ASKED_AT_FIRST = [ConsentItem.TEXTS, ConsentItem.EMAILS, ConsentItem.NAME]

Check = Callable[[User, str], str | Promise | None]
Ending = Callable[[User, datetime], None]
_checks: list[Check] = []
_endings: dict[str, Ending] = {}


def register_check(check: Check) -> None:
    """`check(person, item)` is a sentence where this person cannot say yes to it; else nothing."""
    if check not in _checks:
        _checks.append(check)


def register_ending(item: str, ending: Ending) -> None:
    """`ending(by, now)` ends what the yes allowed; it may refuse, and then the yes stands."""
    _endings[str(item)] = ending


def refusal(person: User, item: str) -> str | Promise | None:
    return next((sentence for check in _checks if (sentence := check(person, item))), None)


def not_answered(person: User) -> list[ConsentItem]:
    """Of what is asked at first, to which they said neither yes nor no in the words of today: they closed the
    page, were registered by others, or the words have changed since."""
    said = Consent.objects.filter(user=person, wording=WORDING).values_list("item", flat=True)
    return [item for item in ASKED_AT_FIRST if item not in set(said) and not refusal(person, item)]


def was_asked(person: User) -> bool:
    """Whether the account itself was agreed to, in the words of today."""
    return Consent.objects.filter(user=person, wording=WORDING, item=ConsentItem.ACCOUNT).exists()


def end_what_it_allowed(person: User, item: str, now: datetime) -> None:
    if ending := _endings.get(str(item)):
        ending(person, now)
