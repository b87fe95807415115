"""Four eyes: two people, one of them of those who hold the ballot; whatever the two of them do."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from ballots.operations.confirming_corrections import confirm_correction
from ballots.operations.confirming_proxies import confirm_proxy
from ballots.operations.corrections import propose_correction
from ballots.operations.papers import confirm_paper
from ballots.operations.secret_papers import confirm_secret_paper, mark_paper_voter, type_secret_paper
from ballots.queries.desk import secret_to_read, to_read
from ballots.queries.waiting import ballots_with_papers
from ballots.second_person import is_one_person, second_person
from kit.refused import Refused
from people.models import User
from tests.ballots.counting import closed
from tests.ballots.ground import elector_at, new_ground, opened
from tests.ballots.voting import own, paper_in, proxy_in
from tests.factories import ResidencyFactory, UserFactory, make_captain

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


def fresh(person: User) -> User:
    """As the next request knows them."""
    return User.objects.get(pk=person.pk)


def deputy_of(ground, **fields) -> User:
    return make_captain(ground.first, role="deputy", **fields)


def twin_of(person: User, home) -> User:
    """A second account of theirs: no number in common, the same name, and vouched for at the same home."""
    ResidencyFactory(user=person, dwelling=home, kind="family")
    name = " ".join(person.display_name)  # written with blanks between, it is the same name
    return ResidencyFactory(dwelling=home, kind="family", user=UserFactory(display_name=name)).user


def test_who_is_one_person(ground):
    home = ground.home("0302", ground.second)
    assert is_one_person(ground.staff, fresh(ground.staff))
    assert not is_one_person(ground.staff, ground.colleague)
    assert is_one_person(ground.staff, twin_of(ground.staff, home))
    namesake = UserFactory(display_name=ground.staff.display_name)
    assert not is_one_person(ground.staff, namesake), "a name alone is no person"
    wife = ResidencyFactory(dwelling=home, kind="family").user
    assert not is_one_person(ground.staff, wife), "nor is a home"


def test_a_number_is_one_however_it_is_written(ground):
    first = UserFactory(phone="10000000991", phone_verified=True)
    second = UserFactory(phone="+8610000000991", phone_verified=True)
    assert is_one_person(first, second)
    second.phone_verified = False
    assert not is_one_person(first, second), "anybody can type a number"


def test_one_of_the_two_holds_the_ballot(ground):
    ballot, deputy = opened(ground), deputy_of(ground)
    assert second_person(ground.staff, ground.colleague, ballot) == ""
    assert second_person(ground.captain, ground.staff, ballot) == ""
    assert second_person(ground.chair, ground.captain, ballot) == ""
    assert "水岸业委会" in second_person(ground.captain, deputy, ballot)
    assert "两个人" in second_person(ground.staff, ground.staff, ballot)
    twin = twin_of(ground.captain, ground.home("0302", ground.second))
    assert "两个账号" in second_person(ground.captain, twin, ballot)


def test_papers_by_name(ground):
    ballot, deputy = opened(ground), deputy_of(ground)
    elector = elector_at(ballot, ground.home("0301"))
    paper = paper_in(ground.captain, elector, "yes")
    with pytest.raises(Refused, match="组织方"):
        confirm_paper(by=deputy, paper=paper, choices=["yes"])
    assert not to_read(deputy, ballot).exists()
    assert ballots_with_papers(deputy) == []
    assert list(to_read(ground.chair, ballot)) == [paper]
    assert [ballot.papers_waiting for ballot in ballots_with_papers(ground.staff)] == [1]
    assert confirm_paper(by=ground.staff, paper=paper, choices=["no"]).state == "differs"
    with pytest.raises(Refused, match="组织方"):  # two captains against those who hold the ballot
        confirm_paper(by=deputy, paper=paper, choices=["yes"])
    assert not to_read(deputy, ballot).exists()
    assert confirm_paper(by=ground.colleague, paper=paper, choices=["yes"]).state == "counted"


def test_papers_of_two_accounts(ground):
    ballot = opened(ground)
    deputy = twin_of(ground.staff, ground.home("0302", ground.second))
    make_captain(ground.first, role="deputy", user=deputy)
    paper = paper_in(ground.staff, elector_at(ballot, ground.home("0301")), "yes")
    with pytest.raises(Refused, match="两个账号"):
        confirm_paper(by=deputy, paper=paper, choices=["yes"])


def test_secret_papers(ground):
    ballot = opened(ground, electorate="residents", secrecy="secret")
    deputy = deputy_of(ground)
    mark_paper_voter(by=ground.staff, elector=own(ballot, ground.owner))
    paper = type_secret_paper(by=ground.captain, ballot=closed(ballot), choices=["no"])
    with pytest.raises(Refused, match="组织方"):
        confirm_secret_paper(by=deputy, paper=paper, choices=["no"])
    assert not secret_to_read(deputy, ballot).exists()
    assert confirm_secret_paper(by=ground.staff, paper=paper, choices=["no"]).state == "counted"


def test_proxies_and_corrections(ground):
    ballot, deputy = opened(ground), deputy_of(ground)
    elector = elector_at(ballot, ground.home("0301"))
    proxy = proxy_in(ground, elector, ground.tenant, by=ground.captain)
    with pytest.raises(Refused, match="组织方"):
        confirm_proxy(by=deputy, proxy=proxy)
    assert confirm_proxy(by=ground.staff, proxy=proxy).confirmed_at
    twin = twin_of(ground.chair, ground.home("0302", ground.second))
    ground.owners_committee.memberships.create(user=twin, office="member", started_on="2025-01-01")
    asked = propose_correction(by=ground.chair, elector=elector, reason="按产权证", representative="长女")
    with pytest.raises(Refused, match="两个账号"):
        confirm_correction(by=twin, proposed=asked)
    assert confirm_correction(by=ground.staff, proposed=asked).representative == "长女"


def test_by_another_account_nobody_takes_their_own_home_in_hand(ground):
    """Neither its papers nor its entry on the roll."""
    ballot = opened(ground)
    elector = own(ballot, ground.owner)
    home, yesterday = elector.homes.first().dwelling, timezone.localdate() - timedelta(days=1)
    ResidencyFactory(user=ground.colleague, dwelling=home, kind="family", ended_on=yesterday)
    User.objects.filter(pk=ground.colleague.pk).update(display_name=ground.owner.display_name)
    other = fresh(ground.colleague)
    with pytest.raises(Refused, match="关系到您自己"):
        paper_in(other, elector, "yes")
    User.objects.filter(pk=ground.chair.pk).update(display_name=ground.owner.display_name)
    ResidencyFactory(user=ground.chair, dwelling=home, kind="family", ended_on=yesterday)
    with pytest.raises(Refused, match="关系到您自己"):
        propose_correction(by=fresh(ground.chair), elector=elector, area=Decimal("99"), reason="量错了")
