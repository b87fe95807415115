"""Words of letters that nobody sees, in a field of any form."""

import pytest
from django import forms

from kit.blank_words import shows_nothing


class Reason(forms.Form):
    reason = forms.CharField()
    secret = forms.CharField(strip=False, required=False)


@pytest.mark.parametrize(
    "words", ["\u200b", " \u2060\u00ad\t", "\u3164\u3164", "\u2800", "\ufe0f\u034f", "\u202e"]
)
def test_they_are_no_reason(words):
    form = Reason({"reason": words})
    assert form.has_error("reason", "required")
    assert shows_nothing(words)


@pytest.mark.parametrize(
    "words", ["停水", "好\u200b的", "👨\u200d👩\u200d👧", "❤\ufe0f", "한글", "a", "。", "می\u200cخواهم"]
)
def test_between_others_they_stay(words):
    """Families of emoji and some scripts are written with them."""
    form = Reason({"reason": words})
    assert form.is_valid()
    assert form.cleaned_data["reason"] == words


def test_a_password_is_as_it_was_typed():
    form = Reason({"reason": "好", "secret": "\u200b"})
    assert form.is_valid()
    assert form.cleaned_data["secret"] == "\u200b"
