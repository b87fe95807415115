"""What is typed at the desk where papers and proxies come in."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ballots.forms.choosing import ChoosingForm
from ballots.models import Proxy
from committees.forms.fields import date_field, time_field
from kit.refused import Refused
from kit.uploads import CleanPhoto, clean_photo
from people.phones import normalise

CLOCKS_DIFFER = timedelta(minutes=5)  # the desk's from ours: typed in the very minute in which it came


class PhotoField(forms.FileField):
    """One photo, made small and stripped of where it was taken."""

    def __init__(self, **kwargs) -> None:
        widget = forms.FileInput(attrs={"accept": "image/*"})
        super().__init__(**{"widget": widget} | kwargs)

    def clean(self, data, initial=None) -> CleanPhoto | None:
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return clean_photo(file)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None


class FindForm(forms.Form):
    door = forms.CharField(
        label=_("Door"),
        max_length=40,
        error_messages={"required": _("Type the door, for example 902.")},
    )


class PaperForm(ChoosingForm):
    """The first reading: what is marked on the paper, and when it was handed in."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    day = date_field(_("Handed in on"), initial=timezone.localdate)
    hour = time_field(_("at about"), initial=lambda: timezone.localtime().strftime("%H:%M"))
    proxy = forms.ModelChoiceField(
        Proxy.objects.none(), required=False, label=_("Who signed it"), empty_label=_("The voter")
    )
    scan = PhotoField(required=False, label=_("Photo of the paper"))

    def __init__(self, *args, proxies, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proxy"].queryset = proxies
        if not proxies:
            del self.fields["proxy"]
        if "blank" in self.fields:
            self.fields["blank"].label = _("Nothing is marked on it: they abstain")

    def handed_in_at(self) -> datetime:
        words, now = self.cleaned_data, timezone.now()
        at = datetime.combine(words["day"], words["hour"], timezone.get_current_timezone())
        return now if now < at <= now + CLOCKS_DIFFER else at


class ReadingForm(ChoosingForm):
    """Another reading, without the ones before."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "blank" in self.fields:
            self.fields["blank"].label = _("Nothing is marked on it: they abstain")


class PaperReadingForm(ReadingForm):
    """Of a paper by name: the key is the vote's, and finds the slip again where the answer was lost."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it does not count"),
        max_length=200,
        help_text=_("It stands in the record that everybody here can read. Please name nobody."),
        error_messages={"required": _("Say why it does not count; it stands in the record.")},
    )


class SendBackForm(forms.Form):
    """Of the second person: what is wrong, for whoever recorded it or asked for it."""

    reason = forms.CharField(
        label=_("What is wrong with it"),
        max_length=200,
        error_messages={"required": _("Say in a sentence what is wrong.")},
    )


class EndProxyForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the proxy ends"),
        max_length=200,
        error_messages={"required": _("Say in a sentence why the proxy ends.")},
    )


class ProxyForm(ChoosingForm):
    """As it stands on the signed paper. The agent's phone finds their account, if they have one."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    agent_name = forms.CharField(
        label=_("Who votes for them"),
        max_length=80,
        error_messages={"required": _("Who votes for them? Please write the name that stands on the paper.")},
    )
    agent_phone = forms.CharField(
        label=_("Their phone"),
        max_length=20,
        required=False,
        help_text=_("With it they can vote online. Without it they hand in a paper."),
    )
    scope = forms.CharField(
        label=_("For what it holds"),
        max_length=200,
        error_messages={"required": _("Write down for what the proxy holds, as it stands on the paper.")},
    )
    is_instructed = forms.BooleanField(required=False, label=_("The paper says what to choose"))
    scan = PhotoField(
        label=_("Photo of the signed paper"),
        error_messages={"required": _("A proxy is written. Please add a photo of the signed paper.")},
    )

    def __init__(self, *args, options: Sequence, **kwargs) -> None:
        super().__init__(*args, options=options, **kwargs)
        if "choices" in self.fields:
            self.fields["choices"].required = False
        if self.ballot.is_secret:
            for name in [*self.choosing_fields(), "is_instructed"]:
                self.fields.pop(name, None)

    def choosing_fields(self) -> list[str]:
        return [name for name in self.fields if name in ("choices", "blank") or name.startswith("rank-")]

    def clean(self) -> dict:
        """What is ticked below counts as an instruction only where the paper gives one."""
        if self.data.get(self.add_prefix("is_instructed")):
            return super().clean()
        data = forms.Form.clean(self)
        data["chosen"] = None
        return data

    def clean_agent_phone(self) -> str:
        text = self.cleaned_data["agent_phone"].strip()
        phone = normalise(text, invented=True) if text else ""
        if phone is None:
            raise forms.ValidationError(_("This is no mobile number."))
        return phone
