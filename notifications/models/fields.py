"""Columns of the largest table: words as small numbers, and nothing at all where there is nothing to say."""

from collections.abc import Mapping
from typing import Any

from django.db import models


class WordField(models.Field):
    """One of a few words, kept in two bytes. A number is for ever: it is never given to another word."""

    def __init__(self, *args, codes: Mapping[str, int], **kwargs) -> None:
        self.codes = {str(word): number for word, number in codes.items()}
        self.words = {number: word for word, number in self.codes.items()}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)  # what a word is called is no business of the database
        return name, path, args, kwargs | {"codes": self.codes}

    def get_internal_type(self) -> str:
        return "SmallIntegerField"

    def from_db_value(self, value: int | None, *_context) -> str | None:
        return None if value is None else self.words[value]

    def to_python(self, value: Any) -> Any:
        return self.words.get(value, value) if isinstance(value, int) else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value if value is None or isinstance(value, int) else self.codes[str(value)]


class SpareCharField(models.CharField):
    """Text that hardly any row has: "" is kept as NULL, which takes no room."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs | {"null": True, "blank": True, "default": ""})

    def from_db_value(self, value: str | None, *_context) -> str:
        return value or ""

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value) or None


class SpareCountField(models.PositiveSmallIntegerField):
    """A number that hardly any row has: 0 is kept as NULL. Ask for it by `gt`, never for 0."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs | {"null": True, "default": 0})

    def from_db_value(self, value: int | None, *_context) -> int:
        return value or 0

    def get_db_prep_save(self, value: Any, connection) -> Any:
        if isinstance(value, int) and not value:
            return None
        return super().get_db_prep_save(value, connection)


class KeyField(models.BigIntegerField):
    """A primary key that is worked out from the row: what may be there once only has one number."""

    def get_pk_value_on_save(self, instance: models.Model) -> int:
        return instance.key()
