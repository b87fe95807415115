"""allauth's forms, where ours differ. Apart from people.forms, which allauth itself imports."""

from allauth.account import forms
from django.conf import settings
from django.forms import CheckboxInput, TextInput
from django.utils.translation import gettext_lazy as _

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
        code.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 12}


class ConfirmLoginCodeForm(CodeField, forms.ConfirmLoginCodeForm):
    pass


class VerifyPhoneForm(CodeField, forms.VerifyPhoneForm):
    pass


class ConfirmPasswordResetCodeForm(CodeField, forms.ConfirmPasswordResetCodeForm):
    pass
