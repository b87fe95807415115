"""What follows from signing in. Allauth says when; the rooms below do not know of it."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed, password_reset, password_set, user_logged_in
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.contrib.auth.signals import user_logged_in as any_signing_in
from django.contrib.auth.signals import user_logged_out as any_signing_out
from django.dispatch import receiver

from buildings.operations import claim_homes
from kit.languages import remember_language
from notifications.operations import let_go_devices
from notifications.this_browser import note_who_is_here
from people.models import User
from portal.sign_in.middleware import note_seen


@receiver(user_logged_in)
def speak_their_language(request, user: User, response=None, **_kwargs) -> None:
    """What was chosen on this device stands; on a new one, what the person chose before."""
    if response is not None and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        remember_language(response, user.language)


@receiver(user_logged_in)
def find_their_home(request, user: User, **_kwargs) -> None:
    """The roster knows the phone numbers of owners: who proves such a number is at home at once."""
    claim_homes(by=user)


@receiver(authenticator_added)
def has_just_shown_it(request, user: User, authenticator, **_kwargs) -> None:
    """Whoever set up a second step a moment ago is not asked for it before the spare codes are shown."""
    record_authentication(
        request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
    )


@receiver(any_signing_in)
def seen_just_now(request, **_kwargs) -> None:
    note_seen(request.session)


# --- which browsers are woken: those where their owner is signed in -----------------------------------------


@receiver([user_logged_in, password_changed, password_set])
def wake_them_here(request, **_kwargs) -> None:
    """With another password the session here goes on under another key, and all others are over."""
    note_who_is_here(request)


@receiver(password_reset)
def wake_them_nowhere(user: User, **_kwargs) -> None:
    let_go_devices(person=user)


@receiver(any_signing_out)
def let_them_sleep(request, user: User | None, **_kwargs) -> None:
    if user is not None:
        let_go_devices(person=user, ending=request.session.session_key or "")
