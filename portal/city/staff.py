"""The organisations of an invented city and whoever works in them. Pure; numbered like all the rest."""

from dataclasses import dataclass, field
from typing import NamedTuple

from portal.city.names import community_name, estate_name, street_name
from portal.city.plan import BASE, Community, Estate, Plan, Street

FIRST_PHONE = 10_000_100_000  # of those who work there; residents have theirs from 10000200001 on
COUNCIL = ("会长", "调解", "长者关怀", "环境卫生", "文体活动", "安全巡查")


class Organisation(NamedTuple):
    id: int
    kind: str
    name: str
    short_name: str
    place: int


class Member(NamedTuple):
    id: int
    user: int
    organisation: int
    office: str
    title: str


@dataclass
class Staff:
    plan: Plan
    organisations: list[Organisation] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    workers: int = 0  # accounts beside those of residents: numbered after them
    by_place: dict[int, dict[str, tuple[int, int]]] = field(default_factory=dict)  # {kind: (its id, whom)}
    names: dict[int, str] = field(default_factory=dict)  # of estates, by their place

    def found(self, kind: str, name: str, short_name: str, place: int) -> int:
        pk = BASE + len(self.organisations) + 1
        self.organisations.append(Organisation(pk, kind, name, short_name, place))
        return pk

    def join(self, organisation: int, office: str, title: str, user: int | None = None) -> int:
        if user is None:
            self.workers += 1
            user = self.first_worker + self.workers - 1
        self.members.append(Member(BASE + len(self.members) + 1, user, organisation, office, title))
        return user

    @property
    def first_worker(self) -> int:
        return BASE + self.plan.residents + 1

    def phone(self, user: int) -> str:
        return str(FIRST_PHONE + user - self.first_worker + 1)

    def estate_name(self, estate: Estate) -> str:
        return self.names[estate.place]

    def at(self, street: Street, community: Community, estate: Estate) -> tuple[int | None, ...]:
        """Organisation and person, of: property company, committee, council, owners; of the street."""
        here, around = self.by_place[estate.place], self.by_place[community.place]
        company, engineer = here.get("property_company", (None, None))
        owners, _head = here.get("owners_committee", (None, None))
        committee = around["residents_committee"]
        return (
            company,
            engineer,
            *committee,
            *here["neighbour_council"],
            owners,
            *self.by_place[street.place]["street_office"],
        )


def staff_of(plan: Plan) -> Staff:
    staff = Staff(plan)
    for street in plan.streets:
        _office(staff, street)
    for _street, community in plan.communities:
        _committees(staff, community)
        for estate in community.inside:
            _companies(staff, community, estate)
            _council(staff, community, estate)
    return staff


def _office(staff: Staff, street: Street) -> None:
    office = staff.found("street_office", f"{street_name(street.number)}办事处", "街道办", street.place)
    head = staff.join(office, "head", "社会治理办主任")
    staff.join(office, "staff", "社会治理办科员")
    staff.by_place[street.place] = {"street_office": (office, head)}


def _committees(staff: Staff, community: Community) -> None:
    """The secretary convenes and takes the minutes."""
    name = community_name(community.number)
    committee = staff.found("residents_committee", f"{name}居委会", "居委会", community.place)
    secretary = staff.join(committee, "secretary", "社区工作人员")
    for office, title in (("head", "主任"), ("staff", "网格员"), ("staff", "网格员")):
        staff.join(committee, office, title)
    party = staff.found("party_committee", f"{name}党委", "党委", community.place)
    head = staff.join(party, "head", "党委书记")
    staff.by_place[community.place] = {
        "residents_committee": (committee, secretary),
        "party_committee": (party, head),
    }


def _companies(staff: Staff, community: Community, estate: Estate) -> None:
    """A village has no property company and no owners' committee."""
    name = estate_name(estate.number, is_village=estate.is_village)
    staff.names[estate.place] = name
    found = staff.by_place[estate.place] = {}
    if estate.is_village:
        return
    name = f"{community_name(community.number)}{name}"
    company = staff.found("property_company", f"{name}物业", "物业", estate.place)
    engineer = staff.join(company, "staff", "工程主管")
    staff.join(company, "head", "项目经理")
    found["property_company"] = company, engineer
    if estate.number % 2:
        owners = staff.found("owners_committee", f"{name}业委会", "业委会", estate.place)
        people = estate.inside[0]
        head = staff.join(owners, "head", "主任", people.first_person + people.grown_ups - 1)
        found["owners_committee"] = owners, head


def _council(staff: Staff, community: Community, estate: Estate) -> None:
    """Residents: the third and the following of each building in turn."""
    name = f"{community_name(community.number)}{staff.estate_name(estate)}街坊会"
    council, seated = staff.found("neighbour_council", name, "街坊会", estate.place), []
    for number, duty in enumerate(COUNCIL):
        building = estate.inside[number % len(estate.inside)]
        which = 2 + number // len(estate.inside)
        if which < building.grown_ups:
            office = "head" if not seated else "member"
            seated.append(staff.join(council, office, duty, building.first_person + which))
    if not seated:  # an estate of two people
        seated.append(staff.join(council, "head", COUNCIL[0], estate.inside[0].first_person))
    staff.by_place[estate.place]["neighbour_council"] = council, seated[0]
