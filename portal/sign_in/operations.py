"""What signing in writes beside what allauth does."""

import logging
from datetime import datetime, timedelta
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from journal.operations import record
from kit.refused import Refused
from notifications.models import CODE, Channel
from notifications.operations import Cap, let_go_devices, post, post_to_address
from people.models import User
from people.operations import on_one_line
from portal.sign_in import messages as words_of

logger = logging.getLogger(__name__)
# A hard limit, counted in the database: text messages cost money and wake people up.
TEXTS = [Cap(5, timedelta(hours=1)), Cap(10, timedelta(days=1))]


@transaction.atomic
def open_account(*, phone: str, display_name: str, now: datetime | None = None) -> tuple[User, bool]:
    """For a number that a code has just proven. If an account with it came first, it is that one."""
    person = User(phone=phone, phone_verified=True, display_name=on_one_line(display_name))
    person.date_joined = now or timezone.now()
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        return User.objects.get(phone=phone), False
    record(by=person, verb="people.opened", subject=person, now=now)
    return person, True


@transaction.atomic
def connect_weixin(*, by: User, uid: str, now: datetime | None = None) -> SocialAccount | None:
    """None if that WeChat belongs to somebody else already, which stays so."""
    account, is_new = SocialAccount.objects.get_or_create(provider="weixin", uid=uid, defaults={"user": by})
    if is_new:
        record(by=by, verb="people.weixin_connected", subject=by, now=now)
    return account if account.user_id == by.pk else None


def note_last_seen(*, session_key: str, now: datetime | None = None) -> None:
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=now or timezone.now())


def forget_what_is_over(*, now: datetime | None = None) -> None:
    """Sessions whose time has run out, the network address and browser of each, and counts of tries that are
    over: none is asked for any more, and each says where somebody was."""
    now = now or timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    there = Session.objects.filter(session_key=OuterRef("session_key"))
    # A day old: whoever signs in at this moment may have the one row and not yet the other.
    UserSession.objects.filter(~Exists(there), last_seen_at__lt=now - timedelta(days=1)).delete()
    with connection.cursor() as cursor:
        cache = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
        cursor.execute(f"DELETE FROM {cache} WHERE expires < %s", [now])  # noqa: S608 (a name of ours)


# --- the administration ------------------------------------------------------------------------------------
@transaction.atomic
def administer_account(
    *,
    by: User,
    person: User,
    display_name: str,
    language: str,
    is_active: bool,
    is_staff: bool,
    is_superuser: bool,
    now: datetime | None = None,
) -> User:
    """Closes an account, or lets somebody into the administration. Which fields changed is written down."""
    if not by.is_superuser:
        raise Refused(_("Only a superuser may do this."))
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    wanted = {
        "display_name": on_one_line(display_name),
        "language": language,
        "is_active": is_active,
        "is_staff": is_staff,
        "is_superuser": is_superuser,
    }
    changed = [name for name, value in wanted.items() if getattr(person, name) != value]
    _refuse_to_lock_out(by, person, wanted)
    for name in changed:
        setattr(person, name, wanted[name])
    if changed:
        person.save(update_fields=changed)
        let_go_devices(person=person)
        record(by=by, verb="people.administered", subject=person, data={"changed": changed}, now=now)
    return person


def _refuse_to_lock_out(by: User, person: User, wanted: dict) -> None:
    if not wanted["display_name"]:
        raise Refused(_("Please write a name."), field="display_name")
    if person.erased_at and wanted["is_active"]:
        raise Refused(_("This account was erased meanwhile."), field="is_active")
    if person == by and not (wanted["is_active"] and wanted["is_staff"] and wanted["is_superuser"]):
        raise Refused(
            _("You cannot take this right from yourself. Another superuser can."), field="is_superuser"
        )


@transaction.atomic
def take_away_second_step(*, by: User, authenticator: Authenticator, now: datetime | None = None) -> None:
    """For somebody who lost the phone with it: they are signed out everywhere, and set up another.

    Spare codes that would be left alone go too: with them allauth would go on asking for a second step that
    nobody has but who kept the paper.
    """
    if not by.is_superuser:
        raise Refused(_("Only a superuser may do this."))
    person, kind = authenticator.user, authenticator.type
    if not Authenticator.objects.filter(pk=authenticator.pk).delete()[0]:
        return  # gone with the one before it on the same list, or by another superuser
    steps = Authenticator.objects.filter(user=person)
    if not steps.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        steps.delete()
    for session in UserSession.objects.filter(user=person):
        session.end()
    let_go_devices(person=person)
    record(by=by, verb="people.second_step_taken", subject=person, data={"kind": kind}, now=now)


@transaction.atomic
def tell_of_another_number(*, person: User, old: str, now: datetime | None = None) -> None:
    """The phone that had been theirs hears of it, too: somebody else may have changed the number.

    Where no more text messages may go out, the number is changed all the same.
    """
    event = f"people.number {uuid4()}"
    about = {"url": reverse("usersessions_list"), "subject": person, "dedupe": event}
    post(to=[person], kind="people.number", words=lambda: words_of.another_number(person.phone), **about)
    with translation.override(person.language):
        title, body = words_of.another_number(person.phone)
    until = (now or timezone.now()) + timedelta(days=1)
    text = {"kind": CODE, "title": title, "body": body, "dedupe": f"{CODE} {uuid4()}", "expires_at": until}
    try:
        with transaction.atomic():
            post_to_address(channel=Channel.SMS, address=old, caps=TEXTS, **text)
    except Refused:
        logger.warning("the former number of person %s was not told of the change: no more texts", person.pk)
