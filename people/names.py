"""Names as they are written into forms."""

from django import forms

from kit.blank_words import is_unseen


class NameField(forms.CharField):
    """Without letters that nobody sees: of them alone a name is none, and some turn round what follows."""

    def to_python(self, value: str | None) -> str:
        words = " ".join(super().to_python(value).split())
        return "".join(letter for letter in words if not is_unseen(letter)).strip()
