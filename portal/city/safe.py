"""Whether a city may be invented here: never where somebody is real."""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from buildings.models import Ownership
from people.models import User
from portal.city.plan import BASE

INVENTED_PHONE = "100"  # no mobile number in China begins so


@dataclass(frozen=True)
class Found:
    people: int  # with an account
    owners: int  # in a register, with a telephone that may be somebody's


def found() -> Found:
    """Who is here that neither `load_demo` nor `seed_city` made: all of theirs are marked `is_demo`, and ring
    nowhere."""
    people = User.objects.exclude(is_demo=True).count()
    owners = Ownership.objects.exclude(phone="").exclude(phone__startswith=INVENTED_PHONE).count()
    return Found(people, owners)


def why_not(*, is_empty: bool) -> str | None:
    """A sentence, or None where nothing speaks against it. `is_empty` is the word of whoever runs it."""
    here = found()
    if here.people or here.owners:
        return (
            f"Nothing was written. In this database there are {here.people} accounts and {here.owners} "
            "owners' telephones that neither load_demo nor seed_city made: seed_city would bury real people "
            "among invented ones. Give it a database of its own, such as VAR_DIR=/tmp/city make manage DO=…"
        )
    if not settings.DEMO and not is_empty:
        return (
            "Nothing was written. DEMO is off here, so people may be about to come. If this database is only "
            "for measuring, say so: seed_city --i-know-this-is-empty."
        )
    return None


def taken() -> str | None:
    """A table whose rows lie where a city's would."""
    for model in (User, Ownership):
        if model.objects.filter(pk__gt=BASE).exists():
            return model._meta.db_table
    return None


def is_prepared() -> bool:
    """By what `prepare` makes last: one that was killed leaves tables without the first rows in them."""
    return settings.CACHES["default"]["LOCATION"] in connection.introspection.table_names()
