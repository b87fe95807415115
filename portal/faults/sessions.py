"""Cookies of people who have signed in already: how one signs in is tried elsewhere."""

import time
from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from buildings.models import Place
from buildings.operations import create_place
from people.models import User
from portal.faults.ground import ADMIN

# Names of allauth's (account/internal/flows/login.py).
METHODS, METHODS_OF = "account_authentication_methods", "account_authentication_methods_user"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def confirm_phones() -> None:
    """So that text messages reach them."""
    User.objects.update(phone_verified=True)


def of_people(count: int) -> list[str]:
    return cookies(User.objects.exclude(email=ADMIN).order_by("pk")[:count])


def of_admin() -> str:
    """Who has shown a second step, too: the page of what was sent opens to nobody without."""
    admin = User.objects.get(email=ADMIN)
    Authenticator.objects.get_or_create(user=admin, type=Authenticator.Type.TOTP, defaults={"data": {}})
    return _cookie(admin, {"method": "mfa", "type": "totp", "at": time.time()})


def cookies(people: Iterable[User]) -> list[str]:
    return [_cookie(person) for person in people]


def _cookie(person: User, *shown: dict[str, object]) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session[METHODS], session[METHODS_OF] = list(shown), str(person.pk)
    session.save()
    token = "x" * 32
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={token}"


def home() -> dict:
    """A building where the property company's people may log an issue."""
    estate = Place.objects.get(kind="estate")
    admin = User.objects.get(email=ADMIN)
    building = create_place(by=admin, kind="building", name="1栋", parent=estate)
    return {"place": building.pk}
