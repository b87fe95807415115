"""What follows from signing in. Allauth says when; the rooms below do not know of it."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import user_logged_in
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.contrib.auth.signals import user_logged_in as any_signing_in
from django.dispatch import receiver

from buildings.operations import claim_homes
from kit.languages import remember_language
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
