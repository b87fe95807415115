"""What a writer is asked before a notice goes out, goes back or comes down."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notices.forms.hours import HourForm, RefusableForm


class PublishForm(HourForm):
    """`seen_version` is the one that was read before saying yes."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def cleaned_hour(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("publish_at", "seen_version")}


class WithdrawForm(RefusableForm):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everyone who could read the notice sees this sentence in its place."),
        error_messages={"required": _("Please say why, in a sentence that everyone may read.")},
    )


class SendBackForm(RefusableForm):
    reason = forms.CharField(
        label=_("What should be different?"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Who wrote it is told this."),
    )
