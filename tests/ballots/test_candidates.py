"""Nobody stands who did not say yes, and whoever stands may stand back until voting begins."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from ballots.models import Ballot, Candidate
from ballots.operations import announce_ballot, answer_nomination, nominate, withdraw_candidacy
from kit.refused import Refused
from notifications.models import Message
from tests.ballots.ground import drafted, in_days, new_ground
from tests.committees.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground():
    return new_ground()


@pytest.fixture
def visit(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def election(ground):
    """Of one captain by the residents: neighbours name whom they like for a week."""
    return drafted(
        ground,
        electorate="residents",
        kind="election",
        title="选 1 栋楼长",
        seats=1,
        elected_as="captain",
        nominations_until=in_days(7),
    )


def test_named_asked_agreed_and_on_the_paper(ground, election):
    asked = nominate(by=ground.tenant, ballot=election, user=ground.owner, home="1栋")
    assert (asked.state, asked.name) == ("asked", "何茉莉")
    assert nominate(by=ground.second_owner, ballot=election, user=ground.owner) == asked
    assert (
        Message.objects.filter(letter__kind="ballots.nominated", channel="inbox").get().recipient
        == ground.owner
    )
    own = nominate(
        by=ground.second_owner, ballot=election, user=ground.second_owner, statement="每周走一遍楼梯"
    )
    assert own.state == "agreed"

    with pytest.raises(Refused, match="本人"):
        answer_nomination(by=ground.staff, candidate=asked, agrees=True)
    answer_nomination(by=ground.owner, candidate=asked, agrees=True, statement="有事找得到我")
    ballot = announce_ballot(by=ground.staff, ballot=election)
    assert list(ballot.options.values_list("key", "label", "text")) == [
        ("o1", "何茉莉", "有事找得到我"),
        ("o2", "区山茶", "每周走一遍楼梯"),
    ]
    assert Candidate.objects.get(pk=asked.pk).option.key == "o1"


def test_somebody_without_an_account_agrees_on_paper(ground, election):
    with pytest.raises(Refused, match="写上姓名"):
        nominate(by=ground.tenant, ballot=election, name=" ")
    other = nominate(by=ground.tenant, ballot=election, name="韦白玉兰", home="2栋")
    with pytest.raises(Refused, match="由发起选举的人去问"):
        answer_nomination(by=ground.tenant, candidate=other, agrees=True)
    with pytest.raises(Refused, match="怎么同意的"):
        answer_nomination(by=ground.staff, candidate=other, agrees=True)
    other = answer_nomination(by=ground.staff, candidate=other, agrees=True, consent_note="签字纸，3 月 3 日")
    assert other.state == "agreed"


def test_two_of_one_name_are_told_apart(ground, election):
    for home in ("1栋", "2栋", "2栋"):
        named = nominate(by=ground.staff, ballot=election, name="陈荔枝", home=home)
        answer_nomination(by=ground.staff, candidate=named, agrees=True, consent_note="当面")
    ballot = announce_ballot(by=ground.staff, ballot=election)
    assert [o.label for o in ballot.options.all()] == ["陈荔枝", "陈荔枝 · 2栋", "陈荔枝 (2)"]


def test_fewer_candidates_than_seats(ground, election):
    election.seats = 2
    election.save()
    nominate(by=ground.owner, ballot=election, user=ground.owner)
    declined = nominate(by=ground.owner, ballot=election, user=ground.tenant)
    answer_nomination(by=ground.tenant, candidate=declined, agrees=False)
    with pytest.raises(Refused, match="要选 2 人，可是只有 1 人"):
        announce_ballot(by=ground.staff, ballot=election)


def test_standing_back_until_voting_begins(ground, election):
    mine = nominate(by=ground.owner, ballot=election, user=ground.owner)
    nominate(by=ground.tenant, ballot=election, user=ground.tenant)
    ballot = announce_ballot(by=ground.staff, ballot=election)
    with pytest.raises(Refused, match="不能再加人"):
        nominate(by=ground.second_owner, ballot=ballot, user=ground.second_owner)
    mine.refresh_from_db()
    with pytest.raises(Refused, match="表决已经开始"):
        withdraw_candidacy(by=ground.owner, candidate=mine, now=ballot.opens_at)
    with pytest.raises(Refused, match="候选人本人"):
        withdraw_candidacy(by=ground.staff, candidate=mine)
    mine = withdraw_candidacy(by=ground.owner, candidate=mine)
    assert withdraw_candidacy(by=ground.owner, candidate=mine).state == "withdrawn"
    assert ballot.options.get(key="o1").withdrawn_at
    assert ballot.options.get(key="o2").withdrawn_at is None


def test_who_names_whom_and_until_when(ground, election):
    with pytest.raises(Refused, match="有表决权的人提名"):
        nominate(by=ground.outsider, ballot=election, name="某人")
    with pytest.raises(Refused, match="有表决权的人才能参选"):
        nominate(by=ground.owner, ballot=election, user=ground.outsider)
    after = election.nominations_until + timedelta(minutes=1)
    with pytest.raises(Refused, match="有表决权的人提名"):
        nominate(by=ground.owner, ballot=election, user=ground.owner, now=after)
    assert nominate(by=ground.staff, ballot=election, user=ground.owner, now=after)
    with pytest.raises(Refused, match="不选人"):
        nominate(by=ground.staff, ballot=drafted(ground), name="某人")
    for number in range(10):
        nominate(by=ground.tenant, ballot=election, name=f"街坊{number}")
    with pytest.raises(Refused, match="提了 10 位"):
        nominate(by=ground.tenant, ballot=election, name="还有一位")


def test_the_page_asks_the_nominee_and_shows_others_only_who_stands(ground, election, visit):
    address = f"/ballots/{election.pk}/candidates/"
    assert visit(ground.outsider).get(address).status_code == 404
    page = visit(ground.tenant)
    sent = {"do": "nominate", "client_key": "6f1f4f9e-0f0f-4d8e-9c59-1d2f3a4b5c6d", "name": "何阿姨"}
    assert page.post(address, sent | {"phone": "12"}).status_code == 422
    assert page.post(address, sent | {"phone": ground.owner.phone}).url == address
    candidate = Candidate.objects.get()
    assert candidate.user == ground.owner
    assert "何阿姨" in text_of(page.get(address))
    assert "何阿姨" not in text_of(visit(ground.second_owner).get(address))

    nominee = visit(ground.owner)
    assert "有街坊提名了您，您愿意吗" in text_of(nominee.get(address))
    nominee.post(address, {"do": "agree", "candidate": candidate.pk, "stand-statement": "随叫随到"})
    assert "随叫随到" in text_of(visit(ground.second_owner).get(address))
    visit(ground.owner).post(address, {"do": "withdraw", "candidate": candidate.pk})
    assert Candidate.objects.get().state == "withdrawn"
    visit(ground.second_owner).post(address, {"do": "stand", "stand-statement": "我来"})
    assert Candidate.objects.get(user=ground.second_owner).state == "agreed"
    assert timezone.now() < election.nominations_until


def test_neighbours_are_led_to_where_candidates_are_named_until_that_day(ground, election, visit):
    """The page was there for them, and nothing led to it."""
    page, way = reverse("ballots:list"), reverse("ballots:candidates", args=[election.pk])
    assert f'href="{way}"' in visit(ground.tenant).get(page).content.decode()
    assert way not in visit(ground.outsider).get(page).content.decode()
    assert way in visit(ground.tenant).get(f"{page}?place={ground.estate.pk}").content.decode()
    Ballot.objects.filter(pk=election.pk).update(nominations_until=in_days(-1))
    assert way not in visit(ground.tenant).get(page).content.decode()


def test_whoever_prepares_it_does_not_read_that_neighbours_see_nothing_of_it(ground, election, visit):
    page = visit(election.created_by).get(reverse("ballots:list"))
    assert election.title in text_of(page)
    assert "只有准备的人看得到" not in text_of(page)
    Ballot.objects.filter(pk=election.pk).update(nominations_until=None)
    assert "只有准备的人看得到" in text_of(visit(election.created_by).get(reverse("ballots:list")))


def test_of_whoever_did_not_answer_in_time_nothing_is_asked_any_more(ground, election, visit):
    for person in (ground.second_owner, ground.owner):
        nominate(by=ground.second_owner, ballot=election, user=person)
    announce_ballot(by=election.created_by, ballot=election, opens_at=in_days(20), closes_at=in_days(25))
    page = visit(ground.owner).get(reverse("ballots:candidates", args=[election.pk]))
    assert 'value="agree"' not in page.content.decode()
    assert "没有等到您的答复" in text_of(page)


def test_whoever_changes_their_mind_twice_is_heard_each_time(ground, election):
    asked = nominate(by=ground.tenant, ballot=election, user=ground.owner)
    for agrees in (False, True, False):
        answer_nomination(by=ground.owner, candidate=asked, agrees=agrees)
    told = Message.objects.filter(letter__kind="ballots.candidacy", channel="inbox", recipient=ground.staff)
    assert told.count() == 3


def test_whoever_says_yes_stands_with_their_own_name_and_words(ground, election, visit):
    """The page asks them without what was written of them, and says that neighbours read their name."""
    asked = nominate(by=ground.tenant, ballot=election, user=ground.owner, name="老赖何", home="欠费三年")
    agreed = answer_nomination(by=ground.owner, candidate=asked, agrees=True)
    assert (agreed.name, agreed.home) == ("何茉莉", "")
    page = text_of(visit(ground.second_owner).get(f"/ballots/{election.pk}/candidates/"))
    assert "何茉莉" in page
    assert "老赖" not in page
    assert "欠费" not in page
    nominate(by=ground.second_owner, ballot=election, user=ground.second_owner)
    ballot = announce_ballot(by=ground.staff, ballot=election)
    assert [option.label for option in ballot.options.all()] == ["何茉莉", "区山茶"]


def test_who_names_somebody_does_not_learn_whether_the_number_is_known(ground, election, visit):
    address, page = f"/ballots/{election.pk}/candidates/", visit(ground.tenant)
    shown = []
    for phone in (ground.owner.phone, "10000999990"):
        named = {"do": "nominate", "client_key": uuid4(), "name": "何阿姨", "home": "1栋", "phone": phone}
        assert page.post(address, named).url == address
        shown.append(text_of(page.get(address)))
        Candidate.objects.all().delete()
    assert "何阿姨" in shown[0]
    assert shown[0] == shown[1]


def test_a_name_for_the_paper_has_no_letters_that_nobody_sees(ground, election, visit):
    """Else two who look the same stand on it, or what follows is turned round."""
    named = {"do": "nominate", "client_key": uuid4(), "name": "\u202e李\u200b 龙眼", "phone": ""}
    visit(ground.tenant).post(f"/ballots/{election.pk}/candidates/", named)
    assert Candidate.objects.get().name == "李 龙眼"
    unseen = {"do": "nominate", "client_key": uuid4(), "name": "\u2067\u2069", "phone": ""}
    assert visit(ground.tenant).post(f"/ballots/{election.pk}/candidates/", unseen).status_code == 422
