"""The neighbourhood of these tests."""

from dataclasses import dataclass

from buildings.models import Organisation, Place
from issues.models import Category
from issues.operations import report_issue
from people.models import User
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    make_building,
    make_captain,
    make_estate,
    make_resident,
)


@dataclass
class Estate:
    """A building of three floors and two doors each with everyone who matters, and a second building beside it."""

    place: Place
    building: Place
    other: Place
    resident: User
    captain: User
    property: Organisation
    engineer: User
    desk: User
    committee: Organisation
    staff: User
    neighbour: User
    far_neighbour: User

    def report(self, by: User | None = None, category: str = "water", **fields):
        fields = {"place": self.building, "text": "天花滴水，昨晚开始"} | fields
        return report_issue(by=by or self.resident, category=Category.objects.get(code=category), **fields)


def fresh(user: User) -> User:
    """The same person in a new request."""
    return User.objects.get(pk=user.pk)


def new_estate() -> Estate:
    place = make_estate()
    building = make_building(place, "3栋")
    other = make_building(place, "4栋")
    property_company = OrganisationFactory(
        kind="property_company", name=f"水岸物业{place.pk}", serves=[place], phone="075700000112"
    )
    committee = OrganisationFactory(kind="residents_committee", serves=[place.parent])
    return Estate(
        place=place,
        building=building,
        other=other,
        resident=make_resident(building, "0201", user__display_name="何茉莉"),
        captain=make_captain(building, user__display_name="罗白兰"),
        property=property_company,
        engineer=MembershipFactory(
            organisation=property_company, title="工程主管", user__display_name="区簕杜鹃"
        ).user,
        desk=MembershipFactory(organisation=property_company, user__display_name="麦石榴").user,
        committee=committee,
        staff=MembershipFactory(organisation=committee, title="书记", user__display_name="李龙眼").user,
        neighbour=make_resident(building, "0302", user__display_name="梁杨桃"),
        far_neighbour=make_resident(other, "0101", user__display_name="冼紫荆"),
    )
