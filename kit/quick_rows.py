"""Rows of the database made into models, and choices into words, without asking the same again for each.

Django's `Model.__init__` is made for whatever may be handed to it; a row has its columns in their order, and
twenty issues with their places and offices are a hundred and sixty rows. The words of a choice are looked for
in a dictionary that Django puts together anew for every row.
"""

from collections.abc import Sequence
from inspect import getattr_static
from typing import Any

from django.db.models import Field, Model
from django.db.models.base import ModelState
from django.db.models.fields.files import FileDescriptor
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_init, pre_init
from django.utils.encoding import force_str

# What such a class lays under a column's name puts the value into `__dict__` of a new object, and no more.
PLAIN = (DeferredAttribute, ForeignKeyDeferredAttribute, FileDescriptor)
COLUMNS, WORDS = "columns_of_rows", "words_of_choices"
DJANGO_S_ROW = Model.from_db.__func__
DJANGO_S_WORD = Model._get_FIELD_display


def use_quick_rows() -> None:
    """Before any model is made: each keeps the second of these for its choices when it is made."""
    Model.from_db = classmethod(from_db)
    Model._get_FIELD_display = display


def from_db(cls: type[Model], db: str, field_names: Sequence[str], values: Sequence[Any]) -> Model:
    columns = _columns(cls)
    if columns is None or _is_listened_to(cls):
        return DJANGO_S_ROW(cls, db, field_names, values)
    if len(values) != len(columns):
        columns = [name for name in columns if name in field_names]
    made, state = cls.__new__(cls), ModelState()
    state.adding, state.db = False, db
    made.__dict__["_state"] = state
    made.__dict__.update(zip(columns, values, strict=False))
    return made


def _columns(cls: type[Model]) -> tuple[str, ...] | None:
    """The names of its columns in their order; None where more than that belongs to making one of it."""
    options = cls._meta
    known = options.__dict__.get(COLUMNS)
    if known is None or known[0] is not options.concrete_fields:
        names = tuple(field.attname for field in options.concrete_fields)
        known = (options.concrete_fields, names if _is_plain(cls, names) else None)
        options.__dict__[COLUMNS] = known
    return known[1]


def _is_plain(cls: type[Model], names: tuple[str, ...]) -> bool:
    after = cls.__mro__[cls.__mro__.index(Model) + 1 : -1]
    makes_it_django_s_way = (
        cls.__init__ is Model.__init__
        and cls.__new__ is object.__new__
        and cls.__setattr__ is object.__setattr__
        and not any("__init__" in vars(one) for one in after)
        and not cls._meta.abstract
    )
    return makes_it_django_s_way and all(type(getattr_static(cls, name)) in PLAIN for name in names)


def _is_listened_to(cls: type[Model]) -> bool:
    someone = pre_init.receivers or post_init.receivers
    return bool(someone) and (pre_init.has_listeners(cls) or post_init.has_listeners(cls))


def display(self: Model, field: Field) -> str:
    """`get_state_display()`: the words of the state, or the state itself where no words are known."""
    choices = field.choices
    if type(choices) is not list:
        return DJANGO_S_WORD(self, field)
    value = getattr(self, field.attname)
    known = field.__dict__.get(WORDS)
    try:
        if known is None or known[0] is not choices:
            known = field.__dict__[WORDS] = (choices, dict(field.flatchoices))
        return force_str(known[1].get(value, value), strings_only=True)
    except TypeError:  # no key of a dictionary: a list of values
        return DJANGO_S_WORD(self, field)
