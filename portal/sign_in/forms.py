"""Forms of codes, of the second step, of passkeys and of WeChat: allauth's, where ours differ."""

from collections.abc import Callable
from typing import Any

from allauth.account.forms import RequestLoginCodeForm as AllauthsRequestLoginCodeForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthsActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from allauth.socialaccount.forms import DisconnectForm as AllauthsDisconnectForm
from django import forms
from django.forms.fields import InvalidJSONInput
from django.utils.translation import gettext_lazy as _

from people.fields import PhoneField
from people.forms import SignupForm
from people.sign_in_forms import CodeField


class RequestLoginCodeForm(AllauthsRequestLoginCodeForm):
    """allauth lets either be missing, since one is enough; with neither it would fail."""

    def clean(self) -> dict:
        said = super().clean()
        if not (self.errors or said.get("phone") or said.get("email")):
            self.add_error("phone", _("Please write your mobile number, or your e-mail address."))
        return said


class AuthenticateForm(CodeField, mfa.AuthenticateForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code of the app, or a spare code")


class ReauthenticateForm(CodeField, mfa.ReauthenticateForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code of the app, or a spare code")


class ActivateTOTPForm(CodeField, AllauthsActivateTOTPForm):
    pass


UNREADABLE = (
    TypeError, ValueError, KeyError, AttributeError, IndexError, AssertionError, RecursionError,
)  # fmt: skip


class ReadsWhatTheBrowserSays:
    """What a browser says of a passkey is JSON that anybody can write: whatever it is, it is an answer."""

    def _said(self, clean: Callable[[], Any]) -> Any:
        try:
            return clean()
        except UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_code") from error


class Said(forms.JSONField):
    def to_python(self, value: Any) -> Any:
        """Python refuses to read a number of thousands of figures, or thousands of brackets, and Django
        does not expect that."""
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as error:
            raise get_adapter().validation_error("incorrect_code") from error

    def bound_data(self, data: Any, initial: Any) -> InvalidJSONInput:
        """What was refused is of no use a second time: it is not read once more to be shown again."""
        return InvalidJSONInput("")


class Credential(ReadsWhatTheBrowserSays, forms.Form):
    credential = Said(widget=forms.HiddenInput)

    def clean_credential(self) -> Authenticator:
        return self._said(super().clean_credential)


class LoginWebAuthnForm(Credential, webauthn.LoginWebAuthnForm):
    pass


class AuthenticateWebAuthnForm(Credential, webauthn.AuthenticateWebAuthnForm):
    pass


class ReauthenticateWebAuthnForm(Credential, webauthn.ReauthenticateWebAuthnForm):
    pass


class PasskeyName(forms.Form):
    name = forms.CharField(
        label=_("What to call it"),
        max_length=60,
        help_text=_("So that you know later which device it is."),
        error_messages={"required": _("Please write a name.")},
    )


class AddWebAuthnForm(ReadsWhatTheBrowserSays, webauthn.AddWebAuthnForm):
    """Always one that signs in by itself; the kind that only follows a password is not offered."""

    name = PasskeyName.base_fields["name"]
    credential = Said(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        del self.fields["passwordless"]

    def clean(self) -> dict:
        self.cleaned_data["passwordless"] = True
        return self._said(super().clean)


class EditWebAuthnForm(webauthn.EditWebAuthnForm):
    name = PasskeyName.base_fields["name"]


class DisconnectForm(AllauthsDisconnectForm):
    """Without a password too: the code to one's number is always a way in."""

    def clean(self) -> dict | None:
        return super(AllauthsDisconnectForm, self).clean()


class WeixinPhoneForm(forms.Form):
    phone = PhoneField()


class WeixinNameForm(forms.Form):
    display_name = SignupForm.base_fields["display_name"]
