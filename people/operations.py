"""Accounts. The journal lies above this room: whoever registers a person at the desk records that there."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.refused import Refused
from people.models import User

# The constraint's name, then what to say and which field of a form it is about.
TAKEN = {
    "people_user_phone_key": (gettext_lazy("This phone number already belongs to an account."), "phone"),
    "people_user_email_key": (gettext_lazy("This e-mail address already belongs to an account."), "email"),
}


@transaction.atomic
def register_person(
    *,
    by: User | None,
    display_name: str,
    phone: str | None = None,
    email: str | None = None,
    language: str = "zh-hans",
    shows_name: bool = False,
    phone_verified: bool = False,
    is_demo: bool = False,
    now: datetime | None = None,
) -> User:
    """An account without a password, for someone who was registered at the desk; they sign in by code.

    Without phone and e-mail they cannot sign in: others act for them, and tell them.
    """
    now, display_name = now or timezone.now(), on_one_line(display_name)
    if not display_name:
        raise Refused(_("Please write a name."), field="display_name")
    person = User(
        display_name=display_name,
        phone=phone or None,
        email=(email or "").lower() or None,
        language=language,
        shows_name=shows_name,
        phone_verified=phone_verified,
        registered_at_desk=True,
        is_demo=is_demo,
        date_joined=now,
    )
    person.set_unusable_password()
    _save_new(person)
    return person


def _save_new(person: User) -> None:
    """The database says whether a number is taken, also when two desks write it at the same moment."""
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name not in TAKEN:
            raise
        sentence, field = TAKEN[name]
        raise Refused(sentence, field=field) from error


def on_one_line(name: str) -> str:
    """A name stands in the head of an e-mail, where a line's end would begin another header."""
    return " ".join(name.split())


@transaction.atomic
def update_profile(*, by: User, display_name: str, shows_name: bool, language: str) -> User:
    display_name = on_one_line(display_name)
    if not display_name:
        raise Refused(_("Please write your name."), field="display_name")
    by.display_name, by.shows_name, by.language = display_name, shows_name, language
    by.save(update_fields=["display_name", "shows_name", "language"])
    return by
