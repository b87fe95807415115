"""What allauth asks about people: their phone, their name. How messages leave: see portal.sign_in."""

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people.fields import PhoneField
from people.models import User
from people.operations import on_one_line


class PeopleAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This is not the code we sent. Please look again."),
        "phone_password_mismatch": _("The number and the password do not belong together."),
        "email_password_mismatch": _("The e-mail address and the password do not belong together."),
        "username_password_mismatch": _(
            "Please write a mobile number or an e-mail address, and its password."
        ),
        "phone_taken": _("Another account has this number. If it is yours, sign out and sign in with it."),
        "same_as_current": _("This is the one you have now."),
        "too_many_login_attempts": _("That was too often. Please wait a few minutes and try again."),
        "rate_limited": _("That was too often. Please wait a few minutes and try again."),
        "select_only_one": _("Please write either a mobile number or an e-mail address."),
    }

    @transaction.atomic
    def save_user(self, request: HttpRequest, user: User, form, commit: bool = True) -> User:
        """In one go: a person without a phone or an e-mail address is refused by the database."""
        user.phone = form.cleaned_data["phone"]
        user.display_name = on_one_line(form.cleaned_data["display_name"])
        user.set_unusable_password()
        user.save()
        return user

    def phone_form_field(self, **options) -> PhoneField:
        options.pop("label", None)
        return PhoneField(**options)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.phone, user.phone_verified = phone, verified
        user.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone).first()
