from collections.abc import Iterator
from datetime import time
from urllib.parse import urlsplit

from django import forms
from django.forms.boundfield import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from notifications import ways
from notifications.models import CHOOSABLE, Channel, Mode, PushDevice, Topic

SIMPLE = [(mode.value, mode.label) for mode in (Mode.NOW, Mode.OFF)]
CHOICES = {Channel.PUSH: SIMPLE, Channel.EMAIL: Mode.choices, Channel.SMS: SIMPLE}


class PreferencesForm(forms.Form):
    """One choice per topic and channel, the hours of quiet, and the day of the digest."""

    quiet_from = forms.TimeField(
        label=_("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    digest_day = forms.TypedChoiceField(
        label=_("The weekly e-mail comes on"), choices=list(WEEKDAYS.items()), coerce=int
    )

    def __init__(self, *args, chosen: dict | None = None, **kwargs) -> None:
        """`chosen`: what `operations.choose` takes."""
        super().__init__(*args, **kwargs)
        chosen = chosen or {}
        modes = chosen.get("modes", {})
        for topic in Topic:
            for channel in CHOOSABLE:
                name = f"{topic.label} · {channel.label}"
                self.fields[f"{topic}_{channel}"] = forms.ChoiceField(
                    label=name,
                    choices=CHOICES[channel],
                    initial=modes.get((topic, channel), ways.default_mode(topic, channel)),
                    widget=forms.Select(attrs={"class": "input", "aria-label": name}),
                )
        for name in ("quiet_from", "quiet_until", "digest_day"):
            self.fields[name].initial = chosen.get(name)

    def rows(self) -> Iterator[tuple[str, list[tuple[str, BoundField]]]]:
        """By topic, the channels side by side."""
        for topic in Topic:
            yield topic.label, [(channel.label, self[f"{topic}_{channel}"]) for channel in CHOOSABLE]

    def chosen(self) -> dict[str, dict | time | int | None]:
        said = self.cleaned_data
        modes = {(t.value, c.value): said[f"{t}_{c}"] for t in Topic for c in CHOOSABLE}
        return {"modes": modes} | {name: said[name] for name in ("quiet_from", "quiet_until", "digest_day")}


class DeviceForm(forms.Form):
    """A browser's subscription (RFC 8030)."""

    endpoint = forms.CharField(max_length=PushDevice.endpoint.field.max_length)
    p256dh = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=40)

    def clean_endpoint(self) -> str:
        endpoint = self.cleaned_data["endpoint"]
        if not _is_web_address(endpoint):
            raise forms.ValidationError(_("This browser gave an address that cannot be woken."))
        return endpoint


def _is_web_address(text: str) -> bool:
    """As a browser writes one. JSON can hold half a character, which neither a line nor the database carries,
    and an index holds no thousand Chinese ones."""
    try:
        parts = urlsplit(text)
        is_one = parts.hostname and parts.port != 0 and parts.scheme in ("https", "http")
    except ValueError:
        return False
    return bool(is_one) and text.isascii() and text.isprintable()
