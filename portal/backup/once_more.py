"""What people erased and withdrew between the backup and now, as the database that is replaced still knows:
done once more in the rows that came back (PIPL art. 15 and 47)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef

from kit.refused import Refused
from people.models import Consent, ConsentItem, User
from people.operations import withdraw_consents
from portal.my_data import erase_account

Key = tuple[int, datetime]  # number and date of joining: of another site's database both are others'


@dataclass
class Known:
    erased: list[Key] = field(default_factory=list)
    withdrawn: list[tuple[int, datetime, str]] = field(default_factory=list)


@dataclass
class Done:
    count: int = 0
    refused: list[str] = field(default_factory=list)  # "account 17: why"


def known_since(made_at: datetime) -> Known:
    """Nothing where there are no such tables, or those of another time."""
    try:
        with transaction.atomic():
            return _known_since(made_at)
    except DatabaseError:
        return Known()


def _known_since(made_at: datetime) -> Known:
    erased = User.objects.filter(erased_at__gte=made_at).order_by("pk")
    yes = Consent.objects.filter(user=OuterRef("user"), item=OuterRef("item"), withdrawn_at=None)
    noes = Consent.objects.filter(~Exists(yes), withdrawn_at__gte=made_at, user__erased_at=None)
    noes = noes.exclude(item=ConsentItem.ACCOUNT).order_by("user", "item").distinct()
    return Known(
        list(erased.values_list("pk", "date_joined")),
        list(noes.values_list("user", "user__date_joined", "item")),
    )


def do_again(known: Known, now: datetime) -> Done:
    done = Done()
    for pk, joined in known.erased:
        _again(done, (pk, joined), lambda person: erase_account(by=person, now=now))
    for pk, joined, item in known.withdrawn:
        items = [item]
        _again(
            done, (pk, joined), lambda person, said=items: withdraw_consents(by=person, items=said, now=now)
        )
    return done


def _again(done: Done, key: Key, act: Callable[[User], None]) -> None:
    person = User.objects.filter(pk=key[0], date_joined=key[1], erased_at=None).first()
    if person is None:
        return
    try:
        act(person)
        done.count += 1
    except Refused as refused:
        done.refused.append(f"account {person.pk}: {refused}")
