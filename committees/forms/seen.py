"""A form that says from what it was filled in (`committees.seen`)."""

from typing import Any

from django import forms
from django.http import QueryDict


class SeenForm(forms.Form):
    seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, initial: dict[str, Any], seen: str) -> None:
        self.present = seen
        super().__init__(data, initial=initial | {"seen": seen})

    def look_again(self) -> None:
        """The page says that somebody changed it; whoever sends it once more has read that."""
        self.data = self.data.copy()
        self.data["seen"] = self.present
