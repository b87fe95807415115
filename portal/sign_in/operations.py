"""What signing in writes beside what allauth does."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils import timezone

from journal.operations import record
from people.models import User
from people.operations import on_one_line


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
