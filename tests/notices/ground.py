"""Two communities of one subdistrict; in the first an estate with two buildings, its committee and its neighbours."""

from dataclasses import dataclass
from uuid import uuid4

from buildings.models import Organisation, Place
from notices.models import Notice
from notices.operations import draft_and_publish, draft_notice
from people.models import User
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PlaceFactory,
    UserFactory,
    make_building,
    make_captain,
    make_resident,
)


@dataclass
class Ground:
    street: Place
    community: Place
    estate: Place
    first: Place  # a building of three floors with two doors each
    second: Place
    elsewhere: Place  # a building in another community
    committee: Organisation
    writer: User  # staff of the residents' committee, lives elsewhere
    resident: User  # of the first building, 0101
    neighbour: User  # of the second building
    captain: User  # of the first building
    outsider: User  # lives in the other community
    stranger: User  # has an account and nothing else

    def words(self, **fields) -> dict:
        return {
            "organisation": self.committee,
            "title": "今天下午停水",
            "body": "各位街坊：\n\n换阀门。",
            "places": [self.first],
            "client_key": uuid4(),
            "urgent_reason": "管子爆了，等不到明天" if fields.get("is_urgent") else "",
        } | fields

    def draft(self, **fields) -> Notice:
        return draft_notice(by=self.writer, **self.words(**fields))

    def publish(self, **fields) -> Notice:
        return draft_and_publish(by=self.writer, **self.words(**fields))


def new_ground() -> Ground:
    street = PlaceFactory()
    community = PlaceFactory(kind="community", name="灯湖社区", parent=street)
    other = PlaceFactory(kind="community", name="怡海社区", parent=street)
    estate = PlaceFactory(kind="estate", name="水岸公馆", parent=community, position=1)
    first, second = make_building(estate, "1栋"), make_building(estate, "2栋")
    elsewhere = make_building(PlaceFactory(kind="estate", name="海韵苑", parent=other), "9栋")
    committee = OrganisationFactory(
        name="灯湖社区居委会", short_name="灯湖居委会", phone="075700000100", serves=[community]
    )
    return Ground(
        street=street,
        community=community,
        estate=estate,
        first=first,
        second=second,
        elsewhere=elsewhere,
        committee=committee,
        writer=MembershipFactory(organisation=committee, user__display_name="李龙眼").user,
        resident=make_resident(first, user__email="home@example.org", user__display_name="何茉莉"),
        neighbour=make_resident(second),
        captain=make_captain(first, user__display_name="罗白兰"),
        outsider=make_resident(elsewhere),
        stranger=UserFactory(),
    )


def again(user: User) -> User:
    """As the next request sees this person: what they are is asked anew."""
    return User.objects.get(pk=user.pk)
