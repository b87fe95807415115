"""Accounts. The journal lies above this room: whoever registers a person at the desk records that there."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.refused import Refused
from people import consents
from people.models import Consent, ConsentItem, User

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
    if shows_name:
        _say_yes(person, ConsentItem.NAME, now)
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
def update_profile(
    *, by: User, display_name: str, shows_name: bool, language: str, now: datetime | None = None
) -> User:
    display_name = on_one_line(display_name)
    if not display_name:
        raise Refused(_("Please write your name."), field="display_name")
    _one_at_a_time(by)
    if shows_name != by.shows_name:
        answer = give_consents if shows_name else withdraw_consents
        try:
            answer(by=by, items=[ConsentItem.NAME], now=now)
        except Refused as refusal:  # a child's is its guardian's to say
            raise Refused(refusal.sentence, field="shows_name") from refusal
    by.display_name, by.shows_name, by.language = display_name, shows_name, language
    by.save(update_fields=["display_name", "shows_name", "language"])
    return by


@transaction.atomic
def choose_language(*, by: User, language: str, now: datetime | None = None) -> User:
    """Pages follow a cookie of the device; letters and messages follow this."""
    if language in dict(settings.LANGUAGES) and language != by.language:
        by.language = language
        by.save(update_fields=["language"])
    return by


# --- consent: the row itself is the record -----------------------------------------------------------------


@transaction.atomic
def answer_consents(
    *, by: User, asked: Iterable[str], yes: Iterable[str], now: datetime | None = None
) -> None:
    """What was asked on one page and not ticked is a no, and is kept as one."""
    asked, yes, now = set(asked), set(yes), now or timezone.now()
    give_consents(by=by, items=[ConsentItem.ACCOUNT, *sorted(yes & asked)], now=now)
    withdraw_consents(by=by, items=sorted(asked - yes), now=now)


@transaction.atomic
def give_consents(*, by: User, items: Iterable[str], now: datetime | None = None) -> None:
    """A yes that stands already stays as it is, with its date."""
    now = now or timezone.now()
    _one_at_a_time(by)
    for item in items:
        if sentence := consents.refusal(by, item):
            raise Refused(sentence, field=str(item))
        _say_yes(by, item, now)
        if item == ConsentItem.NAME:
            _show_name(by, True)


@transaction.atomic
def withdraw_consents(*, by: User, items: Iterable[str], now: datetime | None = None) -> None:
    """What the yes allowed ends with it. A no to what was never agreed to is kept too."""
    now = now or timezone.now()
    _one_at_a_time(by)
    for item in items:
        if item == ConsentItem.ACCOUNT:
            raise Refused(_("Without it there is no account. To end it, have your account erased."))
        consents.end_what_it_allowed(by, item, now)
        _say_no(by, item, now)
        if item == ConsentItem.NAME:
            _show_name(by, False)


def _one_at_a_time(person: User) -> None:
    """Whoever erased the account on another device meanwhile says nothing any more."""
    if User.objects.select_for_update(no_key=True).get(pk=person.pk).erased_at:
        raise Refused(_("This account was erased meanwhile."))


def _say_yes(person: User, item: str, now: datetime) -> None:
    """A yes to earlier words ends with the one to those of today: both stay on record."""
    standing = Consent.objects.filter(user=person, item=item, withdrawn_at=None)
    if not standing.filter(wording=consents.WORDING).exists():
        standing.update(withdrawn_at=Greatest(Value(now), F("given_at")))
        Consent.objects.create(user=person, item=item, wording=consents.WORDING, given_at=now)


def _say_no(person: User, item: str, now: datetime) -> None:
    rows = Consent.objects.filter(user=person, item=item)
    ended = Greatest(Value(now), F("given_at"))  # given by another tap a moment later, or by a faster clock
    known = rows.filter(wording=consents.WORDING)
    if not rows.filter(withdrawn_at=None).update(withdrawn_at=ended) and not known.exists():
        # Never a yes to these words: begun and ended at once, so that the channels know of the no.
        Consent.objects.create(
            user=person, item=item, wording=consents.WORDING, given_at=now, withdrawn_at=now
        )


def _show_name(person: User, shows: bool) -> None:
    User.objects.filter(pk=person.pk).update(shows_name=shows)
    person.shows_name = shows


# --- erasing -----------------------------------------------------------------------------------------------


@transaction.atomic
def erase_person(*, person: User, now: datetime | None = None) -> None:
    """Name, addresses and every way in are gone; the row stays, for what was signed with it.

    Whoever decides about it (the person, at portal.my_data) has ended everything else before.
    """
    now = now or timezone.now()
    _one_at_a_time(person)
    given = Consent.objects.filter(user=person, withdrawn_at=None)
    given.update(withdrawn_at=Greatest(Value(now), F("given_at")))
    for model in (EmailAddress, Authenticator, UserSession, SocialAccount):
        for row in model.objects.filter(user=person):
            row.end() if isinstance(row, UserSession) else row.delete()
    person.groups.clear()
    person.user_permissions.clear()
    with translation.override(settings.LANGUAGE_CODE):
        nobody = _("A neighbour who left")
    _named_in_the_administration(person).update(object_repr=nobody)
    person.display_name = nobody
    person.phone = person.email = None
    person.set_unusable_password()
    person.phone_verified = person.shows_name = person.is_active = person.is_staff = False
    person.erased_at = now
    person.save()


def _named_in_the_administration(person: User) -> QuerySet[LogEntry]:
    """Django's list of what was administered calls each row by its name: an account, an office of theirs."""
    account = Q(content_type__app_label="people", content_type__model="user", object_id=str(person.pk))
    return LogEntry.objects.filter(account | Q(object_repr__contains=person.display_name))
