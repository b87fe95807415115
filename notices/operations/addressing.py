"""Where a notice goes: checked against what its organisation serves today, kept as rows."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from buildings.models import Dwelling, Organisation, Place
from kit.refused import Refused
from notices import rules
from notices.addresses import Address, tidy
from notices.models import Group, Notice, NoticePlace
from notices.queries.recipients import addresses_of, recipients
from people.models import User


def asked_for(places: Iterable[Place] | None, addresses: Iterable[Address] | None) -> list[Address]:
    """`places` is the short form: each as a whole."""
    addresses = list(addresses or [])
    for address in addresses:
        _check_floors(address)
    return tidy([*(Address(place) for place in places or []), *addresses])


def _check_floors(address: Address) -> None:
    low, high = address.floor_from, address.floor_to
    if low is None and high is None:
        return
    if low is None or high is None or low > high or address.dwelling:
        raise Refused(_("Say from which floor to which, the lower one first."), field="narrow")


def check_addresses(by: User, organisation: Organisation, addresses: list[Address]) -> None:
    if not addresses:
        raise Refused(_("Choose at least one place."), field="places")
    places = fresh(addresses)
    if not rules.may_address(user=by, organisation=organisation, places=places.values()):
        raise Refused(
            _("%(organisation)s does not serve all of these places.") % {"organisation": organisation},
            field="places",
        )
    for address in addresses:
        _check_door(address, places[address.place.pk])


def fresh(addresses: list[Address]) -> dict[int, Place]:
    """The places as they stand now: since the form was opened one may have been moved elsewhere."""
    return Place.objects.in_bulk({address.place.pk for address in addresses})


def _check_door(address: Address, place: Place) -> None:
    if not address.dwelling:
        return
    if not Dwelling.objects.filter(pk=address.dwelling.pk, place__path__startswith=place.path).exists():
        raise Refused(_("This door is not in %(place)s.") % {"place": place}, field="narrow")


def check_audience(audience: Iterable[str]) -> list[str]:
    """In one order, so that the same choice is the same row."""
    chosen = set(audience)
    if not chosen or chosen - set(Group.values):
        raise Refused(_("Choose for whom there it is."), field="audience")
    return [group for group in Group.values if group in chosen]


def insist_on_somebody(notice: Notice, addresses: list[Address]) -> None:
    if not notice.is_public and not recipients(addresses, notice.audience).exists():
        raise Refused(
            _("Nobody there would be told: none of them is on Linli. Choose more places or groups."),
            field="places",
        )


def add_addresses(notice: Notice, addresses: Iterable[Address]) -> None:
    NoticePlace.objects.bulk_create(
        NoticePlace(
            notice=notice,
            place=address.place,
            floor_from=address.floor_from,
            floor_to=address.floor_to,
            dwelling=address.dwelling,
        )
        for address in addresses
    )


def change_addresses(notice: Notice, by: User, wanted: list[Address]) -> bool:
    """Once people there were told, an address may be added or widened, none taken away."""
    before = {address.key: address for address in addresses_of(notice)}
    after = {address.key: address for address in wanted}
    if before.keys() == after.keys():
        return False
    check_addresses(by, notice.organisation, wanted)
    lost = [old for old in before.values() if not any(new.covers(old) for new in wanted)]
    if lost and notice.announced_at:
        raise Refused(
            _("People there have been told already. Withdraw the notice instead of taking a place away."),
            field="places",
        )
    for key in before.keys() - after.keys():
        place, low, high, dwelling = key
        rows = notice.addresses.filter(place=place, floor_from=low, floor_to=high, dwelling=dwelling)
        rows.delete()
    add_addresses(notice, [address for key, address in after.items() if key not in before])
    return True
