"""Names as they are written into forms."""

import unicodedata

from django import forms

UNSEEN = {"Cc", "Cf"}  # Unicode's categories of control and format characters


class NameField(forms.CharField):
    """Without letters that nobody sees: of them alone a name is none, and some turn round what follows."""

    def to_python(self, value: str | None) -> str:
        words = " ".join(super().to_python(value).split())
        return "".join(letter for letter in words if unicodedata.category(letter) not in UNSEEN).strip()
