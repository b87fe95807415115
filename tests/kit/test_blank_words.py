"""Words of letters that nobody sees, in a field of any form."""

import pytest
from django import forms
from django.utils import translation

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


class Seats(forms.Form):
    seats = forms.IntegerField(min_value=1, max_value=240)
    name = forms.CharField(required=False)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"seats": "0"}, "最小填 1。"),
        ({"seats": "241"}, "最大填 240。"),
        ({"seats": "一半"}, "请写一个整数。"),
        ({"seats": "5", "name": "a\x00b"}, "里面有看不见的空字符，请删掉，重新写一遍。"),
    ],
)
def test_what_does_not_fit_is_said_as_a_neighbour_would(data, said):
    with translation.override("zh-hans"):
        assert [str(one) for errors in Seats(data).errors.values() for one in errors] == [said]
