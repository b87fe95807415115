"""The second step: staff must have one, whoever else likes to may; and what passkeys are bound to."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from buildings.models.organisations import STAFF_KINDS, OrganisationKind
from buildings.standing import standing_of
from people.devices import device
from people.models import User
from people.passkeys import host_of

Type = Authenticator.Type
AT_THE_DOOR = {Type.TOTP, Type.WEBAUTHN}
OFFICES = STAFF_KINDS | {OrganisationKind.STREET_OFFICE}
AFTER = "after_second_step"  # in the session: the page that staff wanted before they met it


class SecondStepAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Please look again."),
        "cannot_generate_recovery_codes": _("Spare codes come with a second step; set one up first."),
    }

    def is_mfa_enabled(self, user: User | AnonymousUser, types=None) -> bool:
        """A neighbour's passkey is one more way in, not a second lock: a code to their phone still opens.

        For staff it is the second step, as a code from an app is for everyone who set it up.
        """
        if types is not None and set(types) == AT_THE_DOOR and not must_have(user):
            types = [Type.TOTP]
        return super().is_mfa_enabled(user, types)

    def generate_authenticator_name(self, user: User, type: str) -> str:
        return device(context.request.headers.get("User-Agent", ""))

    def get_totp_issuer(self) -> str:
        return gettext("Linli")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": host_of(settings.BASE_URL), "name": gettext("Linli")}


def must_have(user: User | AnonymousUser) -> bool:
    """Whoever can read about others by office; the demonstration's people, entered by a tap, cannot.

    The administration is never open without: a host may let its offices off (STAFF_SECOND_STEP=0), not those.
    """
    if not asks_anybody() or not user.is_authenticated:
        return False
    if settings.DEMO and user.is_demo:
        return False
    return user.is_staff or user.is_superuser or (settings.STAFF_SECOND_STEP and _has_office(user))


def knows_spare_codes(user: User | AnonymousUser) -> bool:
    """allauth makes them with a neighbour's passkey too, and nobody saw those: they go with a second step."""
    return must_have(user) or Authenticator.objects.filter(user=user, type=Type.TOTP).exists()


def asks_anybody() -> bool:
    return settings.STAFF_SECOND_STEP or not settings.DEMO


def is_over(user: User | AnonymousUser) -> bool:
    """An invented person, whom anybody could be with a tap, after the demonstration on the same database."""
    return not (settings.DEMO or settings.TRIALS) and getattr(user, "is_demo", False)


def _has_office(user: User) -> bool:
    """In a party committee, a residents' committee or a street office, whatever it serves today."""
    return any(capacity.organisation_kind in OFFICES for capacity in standing_of(user).capacities)


def is_missing(user: User | AnonymousUser) -> bool:
    """One query, and only for those who must have one."""
    return must_have(user) and not Authenticator.objects.filter(user=user, type__in=AT_THE_DOOR).exists()


def next_step(request: HttpRequest) -> str:
    """Name of the page that staff meet before any other: where a second step is set up, or where it is shown.

    The latter for a session from before the appointment: it came in without, as neighbours may.
    One query, and only for those who must have one.
    """
    if not must_have(request.user):
        return ""
    rows = Authenticator.objects.filter(user=request.user, type__in=AT_THE_DOOR)
    kinds = set(rows.values_list("type", flat=True))
    if not kinds:
        return "second_step"
    if any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user)):
        return ""
    return "mfa_reauthenticate" if Type.TOTP in kinds else "mfa_reauthenticate_webauthn"
