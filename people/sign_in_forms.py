"""allauth's forms, where ours differ. Apart from people.forms, which allauth itself imports."""

import unicodedata

from allauth.account import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import CheckboxInput, TextInput
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from people.phones import normalise


class LoginForm(forms.LoginForm):
    """With a password, for those who set one. The usual way is a code, see account/login.html."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = _("Mobile number or e-mail")
        login.widget = TextInput(attrs={"autocomplete": "username"})
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Keep me signed in on this device")
        self.fields["remember"].widget = CheckboxInput()

    def clean_login(self) -> str:
        login = super().clean_login()
        return normalise(login, invented=settings.DEMO) or login

    def _setup_password_field(self) -> None:
        """allauth takes the password away where signing up asks for none; one can be set later here."""


class NewPassword:
    """One sentence instead of a list of everything a password must not be."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _(
            "At least 8 characters; not your name, not your number, and none that everybody uses."
        )
        self.fields["password2"].label = _("The password once more")


class SetPasswordForm(NewPassword, forms.SetPasswordForm):
    pass


class ChangePasswordForm(NewPassword, forms.ChangePasswordForm):
    pass


class ResetPasswordKeyForm(NewPassword, forms.ResetPasswordKeyForm):
    pass


class CodeField:
    """Six digits, typed from a phone: a keypad, and the browser offers the code that just arrived."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("6-digit code")
        code.error_messages["required"] = _("Please write the 6 digits.")
        code.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 24}

    def clean_code(self) -> str:
        """Pasted with blanks or typed full-width it is the same code; too short, it is not tried."""
        code = "".join(unicodedata.normalize("NFKC", self.cleaned_data["code"]).split())
        if missing := max(0, 6 - len(code)):
            few = ngettext(
                "The code has 6 digits: %(count)s more.", "The code has 6 digits: %(count)s more.", missing
            )
            raise ValidationError(few % {"count": missing}, code="short")
        self.cleaned_data["code"] = code
        return super().clean_code()


class ConfirmLoginCodeForm(CodeField, forms.ConfirmLoginCodeForm):
    pass


class VerifyPhoneForm(CodeField, forms.VerifyPhoneForm):
    pass


class ConfirmPasswordResetCodeForm(CodeField, forms.ConfirmPasswordResetCodeForm):
    pass
