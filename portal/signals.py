"""What follows from signing in. Allauth says when; the rooms below do not know of it."""

from allauth.account.signals import user_logged_in
from django.dispatch import receiver

from buildings.operations import claim_homes
from people.models import User


@receiver(user_logged_in)
def find_their_home(request, user: User, **_kwargs) -> None:
    """The roster knows the phone numbers of owners: who proves such a number is at home at once."""
    claim_homes(by=user)
