"""What the text messages of sign-in say. Short: a text message of Chinese has 70 characters."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

Words = tuple[str, str]


def code(figures: str) -> Words:
    return _("Sign-in code"), _(
        "Linli: your code is %(code)s. Valid for 15 minutes. Give it to nobody, not even to staff."
    ) % {"code": figures}


def no_account() -> Words:
    return _("No account yet"), _(
        "Linli: there is no account with this number yet. Sign up here: %(url)s"
    ) % {"url": settings.BASE_URL + reverse("account_signup")}


def has_account() -> Words:
    return _("You have an account"), _(
        "Linli: this number already has an account. Sign in with a code here: %(url)s"
    ) % {"url": settings.BASE_URL + reverse("account_login")}


def another_number(new: str) -> Words:
    return _("Your number was changed"), _(
        "Linli: your account now has another number, ending in %(end)s. If that was not you, ask the "
        "residents' committee to close the account."
    ) % {"end": new[-4:]}
