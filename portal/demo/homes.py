"""Newcomers at the door of the demo's captain, and slips of paper that were handed out there."""

import uuid

from buildings.models import Captaincy, Dwelling
from buildings.models.dwellings import Residency
from buildings.operations import claim_home, make_door_codes
from people.models import ConsentItem, User
from people.operations import give_consents
from portal.demo.roles import DEMO_ROLES
from portal.demo.world import World

PHONE = {role.key: role.phone for role in DEMO_ROLES}
NEWCOMERS = [("叶水翁", "tenant", "上周刚搬来，晚上按门铃都在"), ("卢含笑", "family", "")]


def newcomers_knock(world: World) -> None:
    """Two wait for the captain's answer; one batch of codes lies in the homes of the building."""
    captain = User.objects.get(phone=PHONE["captain"])
    captaincy = Captaincy.objects.filter(user=captain).select_related("place").first()
    homes = [
        home
        for home in Dwelling.objects.below(captaincy.place.path).select_related("place").order_by("id")
        if captaincy.has_floor(home.floor)
    ]
    lived_in = set(Residency.objects.filter(dwelling__in=homes).values_list("dwelling", flat=True))
    free = [home for home in homes if home.pk not in lived_in]
    for (name, kind, note), home in zip(NEWCOMERS, free, strict=False):
        newcomer = world.person(name)
        give_consents(by=newcomer, items=[ConsentItem.ACCOUNT], now=world.at(-2))
        claim_home(
            by=newcomer, dwelling=home, kind=kind, client_key=uuid.UUID(int=world.rng.getrandbits(128), version=4),
            agreed=True, note=note, now=world.at(-1),
        )  # fmt: skip
    make_door_codes(by=captain, place=captaincy.place, dwellings=free[2:8], kind="owner", now=world.at(-3))
