"""The four neighbourhoods of DOMAIN part 4, their organisations, captains and a few residents."""

from pathlib import Path

from buildings.models import Dwelling, Organisation, Place
from buildings.models.dwellings import AreaSource, Presence
from buildings.operations import (
    HomePlan,
    add_dwellings,
    appoint_captain,
    appoint_member,
    create_place,
    found_organisation,
    put_on_plan,
    register_residency,
    set_presence,
)
from buildings.operations.roster import import_roster
from committees.operations import seat_member
from people.models import User
from portal.demo.roles import DEMO_ROLES
from portal.demo.world import Estate, World

ROSTER = Path(__file__).with_name("roster-shuian.xlsx")
PHONE = {role.key: role.phone for role in DEMO_ROLES}
SEAT_DUTIES = ["会长", "调解", "长者关怀", "环境卫生", "文体活动", "安全巡查", ""]


# Column and row of each building on the plan of its estate; the village's lanes are drawn in order.
PLANS = {
    "shuian": [(0, 0), (1, 0), (2, 0), (0, 1), (2, 1), (0, 2), (1, 2), (2, 2)],
    "haiyun": [(x, y) for y in range(4) for x in range(3)],
    "dieer": [(0, 0), (2, 0), (1, 1), (0, 2), (2, 2)],
}


def build_places(world: World) -> None:
    _street_office(world)
    world.estates["shuian"] = _shuian(world)
    world.estates["haiyun"] = _haiyun(world)
    world.estates["dieer"] = _dieer(world)
    world.estates["jiangbin"] = _jiangbin(world)
    for key, cells in PLANS.items():
        for building, (x, y) in zip(world.estates[key].buildings, cells, strict=True):
            put_on_plan(by=world.admin, place=building, x=x, y=y, now=world.at(-385))
    _partners(world)
    _residents(world)


def _place(world: World, kind: str, name: str, parent: Place | None, position: int = 0) -> Place:
    return create_place(
        by=world.admin, kind=kind, name=name, parent=parent, position=position, now=world.at(-390)
    )


def _found(world: World, kind: str, name: str, place: Place, phone: str, short: str = "", hours: str = ""):
    return found_organisation(
        by=world.admin,
        kind=kind,
        name=name,
        short_name=short,
        serves=[place],
        phone=phone,
        hours=hours,
        now=world.at(-385),
    )


def _join(
    world: World, organisation: Organisation, user: User, office: str, title: str, phone: str = ""
) -> User:
    appoint_member(
        by=world.admin,
        organisation=organisation,
        user=user,
        office=office,
        title=title,
        phone=phone,
        started_on=world.at(-380).date(),
        now=world.at(-380),
    )
    return user


def _street_office(world: World) -> None:
    office = _found(world, "street_office", "桂城街道办事处", world.street, "075700000001", "街道办")
    _join(
        world, office, world.person("陈荔枝", PHONE["street"], "chen@example.org"), "head", "社会治理办主任"
    )


def _estate(
    world: World, key: str, community_name: str, secretary: User, president: User, phone: str, **places
):
    """The organisations that every neighbourhood has; `places` are its place and its buildings or lanes."""
    community = places["community"]
    place = places["place"]
    committee = _found(
        world,
        "residents_committee",
        f"{community_name}居委会",
        community,
        phone,
        hours="早上 8 点半到晚上 9 点",
    )
    party = _found(world, "party_committee", f"{community_name}党委", community, phone)
    council = _found(world, "neighbour_council", f"{place.name}街坊会", place, "", "街坊会")
    _join(world, committee, secretary, "secretary", "社区工作人员", phone)
    _join(world, party, world.person(), "head", "党委书记", phone)
    _join(world, committee, world.person(), "head", "主任", phone)
    estate = Estate(
        place=place,
        community=community,
        buildings=places["buildings"],
        committee=committee,
        party=party,
        council=council,
        secretary=secretary,
        president=president,
    )
    _seat_council(world, estate)
    return estate


def _seat_council(world: World, estate: Estate) -> None:
    for number, duty in enumerate(SEAT_DUTIES, start=1):
        holder = None
        if duty:
            user = estate.president if number == 1 else world.person()
            _join(world, estate.council, user, "head" if number == 1 else "member", duty)
            holder = user.memberships.get(organisation=estate.council)
            estate.residents.append(user)
            if number > 1:
                estate.councillors.append(user)
        seat_member(
            by=world.admin,
            council=estate.council,
            number=number,
            duty=duty,
            holder=holder,
            started_on=world.at(-360).date(),
            now=world.at(-360),
        )


def _property(world: World, estate: Estate, name: str, phone: str, engineer: User) -> None:
    estate.property = _found(world, "property_company", name, estate.place, phone, hours="24 小时有人接")
    estate.engineer = _join(world, estate.property, engineer, "staff", "工程主管", phone)
    _join(world, estate.property, world.person(), "head", "项目经理", phone)


def _captain(
    world: World, estate: Estate, place: Place, kind: str, user: User | None = None, **fields
) -> User:
    user = user or world.person()
    number = len(estate.captains) + 1
    appoint_captain(
        by=world.admin,
        user=user,
        place=place,
        kind=kind,
        started_on=world.at(-375).date(),
        ended_on=fields.pop("ended_on", None) or world.at(355).date(),
        phone=user.phone,
        phone_is_public=number % 3 != 0,
        now=world.at(-375),
        **fields,
    )
    estate.captains.append(user)
    return user


def _shuian(world: World) -> Estate:
    community = _place(world, "community", "灯湖社区", world.street, 1)
    place = _place(world, "estate", "水岸公馆", community, 1)
    buildings = [_place(world, "building", f"{n}栋", place, n) for n in range(1, 9)]
    estate = _estate(
        world,
        "shuian",
        "灯湖社区",
        world.person("李龙眼", PHONE["staff"], "li@example.org"),
        world.person("黄木棉", PHONE["president"], "huang@example.org"),
        "075700000100",
        community=community,
        place=place,
        buildings=buildings,
    )
    _property(
        world,
        estate,
        "水岸物业服务中心（演示）",
        "075700000110",
        world.person("区簕杜鹃", PHONE["property"], "ou@example.org"),
    )
    estate.owners = _found(world, "owners_committee", "水岸公馆业委会", place, "", "业委会")
    _join(world, estate.owners, world.person(), "head", "主任")
    with ROSTER.open("rb") as workbook:
        import_roster(
            by=estate.secretary, estate=place, file=workbook, skip_problems=True, now=world.at(-370)
        )
    _shuian_captains(world, estate)
    return estate


def _shuian_captains(world: World, estate: Estate) -> None:
    for building in estate.buildings:
        first = building.name == "1栋"
        luo = world.person("罗白兰", PHONE["captain"], "luo@example.org") if first else None
        about = "退休教师，当楼长第 3 年" if first else ""
        _captain(world, estate, building, "building", luo, floor_from=1, floor_to=16, about=about)
        # The upper half of Building 5 has had no captain since last month: a vacancy is shown, not hidden.
        ended = world.at(-30).date() if building.name == "5栋" else None
        _captain(world, estate, building, "building", floor_from=17, floor_to=32, ended_on=ended)


def _haiyun(world: World) -> Estate:
    community = _place(world, "community", "怡海社区", world.street, 2)
    place = _place(world, "estate", "海韵苑（演示）", community, 1)
    buildings = [_place(world, "building", f"{n}栋", place, n) for n in range(1, 13)]
    for building in buildings:
        for stair in (1, 2):
            unit = _place(world, "stair", f"{stair}单元", building, stair)
            _doors(world, unit, floors=9, areas=["72.30", "86.80"])
    estate = _estate(
        world,
        "haiyun",
        "怡海社区",
        world.person(),
        world.person(),
        "075700000200",
        community=community,
        place=place,
        buildings=buildings,
    )
    _property(world, estate, "海韵苑物业（演示）", "075700000210", world.person())
    for building in buildings:
        _captain(world, estate, building, "building")
    return estate


def _dieer(world: World) -> Estate:
    community = _place(world, "community", "叠二社区", world.street, 3)
    place = _place(world, "estate", "叠二名苑", community, 1)
    buildings = [_place(world, "building", f"{n}栋", place, n) for n in range(1, 6)]
    for building in buildings:
        _doors(world, building, floors=18, areas=["88.00", "96.50", "102.30", "125.70"])
    estate = _estate(
        world,
        "dieer",
        "叠二社区",
        world.person(),
        world.person(),
        "075700000300",
        community=community,
        place=place,
        buildings=buildings,
    )
    _property(world, estate, "叠二名苑物业（演示）", "075700000310", world.person())
    for building in buildings:
        _captain(world, estate, building, "building")
    return estate


def _jiangbin(world: World) -> Estate:
    """An old village: lanes instead of an estate, no property company, a captain for each lane."""
    community = _place(world, "community", "江滨社区", world.street, 4)
    road = _place(world, "road", "新村大道东", community, 1)
    lanes = [_place(world, "lane", f"{n}巷", road, n) for n in range(1, 24)]
    for lane in lanes:
        doors = [HomePlan(door=f"{number}号") for number in range(1, 15)]
        add_dwellings(by=world.admin, place=lane, homes=doors, now=world.at(-370))
    estate = _estate(
        world,
        "jiangbin",
        "江滨社区",
        world.person(),
        world.person(),
        "075700000400",
        community=community,
        place=road,
        buildings=lanes,
    )
    for lane in lanes:
        _captain(world, estate, lane, "lane")
    _captain(world, estate, road, "road")
    return estate


def _doors(world: World, place: Place, floors: int, areas: list[str]) -> None:
    homes = [
        HomePlan(door=f"{floor}{number:02d}", floor=floor, area=area)
        for floor in range(1, floors + 1)
        for number, area in enumerate(areas, start=1)
    ]
    add_dwellings(
        by=world.admin, place=place, homes=homes, area_source=AreaSource.REGISTER, now=world.at(-370)
    )


def _partners(world: World) -> None:
    for name, phone in [("桂城派出所（演示）", "110"), ("供水公司（演示）", "075700000500")]:
        partner = _found(world, "partner", name, world.street, phone)
        _join(world, partner, world.person(), "staff", "联络员", phone)


def _residents(world: World) -> None:
    shuian = world.estates["shuian"]
    first = shuian.buildings[0]
    _live(world, shuian, world.person("何茉莉", PHONE["resident"], "he@example.org"), first, "0902", "tenant")
    _live(world, shuian, world.person("麦石榴", PHONE["elder"]), first, "0303", "owner")
    for estate in world.estates.values():
        homes = list(Dwelling.objects.below(estate.place.path).order_by("id"))
        for home in world.rng.sample(homes, 16):
            kind = world.rng.choice(["owner", "owner", "tenant", "family"])
            _live(world, estate, world.person(), home.place, home.door, kind)
    for key, door in [("captain", "0501"), ("president", "1102")]:
        user = User.objects.get(phone=PHONE[key])
        _live(world, shuian, user, first, door, "owner")


def house_people(world: World) -> None:
    """Where captains live, and what is known of how homes are lived in (70 % commuters, DOMAIN part 4)."""
    for estate in world.estates.values():
        homes = Dwelling.objects.below(estate.place.path).order_by("id").select_related("place")
        commuters = [home for home in homes if home.presence in {Presence.UNKNOWN, Presence.HOME}]
        for home in world.rng.sample(commuters, min(len(commuters), 60)):
            set_presence(by=world.admin, dwelling=home, presence=Presence.COMMUTER, now=world.at(-340))
        for captain in estate.captains:
            _house_captain(world, estate, captain)


def _house_captain(world: World, estate: Estate, captain: User) -> None:
    place = captain.captaincies.first().place
    home = Dwelling.objects.below(place.path).order_by("floor", "door").first()
    if home is not None and captain.phone != PHONE["captain"]:
        _live(world, estate, captain, home.place, home.door, "owner")


def _live(world: World, estate: Estate, user: User, place: Place, door: str, kind: str) -> None:
    register_residency(
        by=estate.secretary,
        user=user,
        dwelling=world.dwelling(place, door),
        kind=kind,
        started_on=world.at(-350).date(),
        now=world.at(-350),
    )
    estate.residents.append(user)
