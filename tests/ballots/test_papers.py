"""Papers of a ballot by name: two hands, two readings, the ballot's rule against what was cast online."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from ballots.models import Paper, Participation, Vote
from ballots.operations.leaving_out import spoil_paper
from ballots.operations.papers import confirm_paper, hand_in_paper
from ballots.queries.papers import Papers, papers_by_state
from journal.models import Entry
from kit.refused import Refused
from notifications.models import Message
from tests.ballots.ground import elector_at, new_ground, opened
from tests.ballots.voting import just_before, own, paper_counted, paper_in, proxy_for, scan, vote
from tests.factories import ResidencyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


@pytest.fixture
def ballot(ground):
    return opened(ground)


def test_typed_by_one_and_confirmed_by_another(ground, ballot):
    elector = elector_at(ballot, ground.home("0301"))
    paper = paper_in(ground.staff, elector, "yes", scan=scan())
    assert paper.state == "waiting"
    assert not Participation.objects.exists()
    assert not Vote.objects.exists()
    with pytest.raises(Refused, match="换一个人"):
        confirm_paper(by=ground.staff, paper=paper, choices=["yes"])
    paper = confirm_paper(by=ground.colleague, paper=paper, choices=["yes"])
    assert paper.state == "counted"
    row = Vote.objects.get()
    assert (row.channel, row.choices, row.paper, row.cast_at) == ("paper", ["yes"], paper, paper.handed_in_at)
    assert confirm_paper(by=ground.colleague, paper=paper, choices=["yes"]) == paper  # a second tap
    assert Vote.objects.count() == 1
    assert Participation.objects.get().channel == "paper"
    written = str(list(Entry.objects.filter(verb__startswith="ballots.").values_list("data", flat=True)))
    assert "yes" not in written


def test_whoever_it_speaks_for_hears_of_it(ground, ballot):
    paper_counted(ground.staff, ground.colleague, own(ballot, ground.owner), "yes")
    kinds = set(Message.objects.filter(recipient=ground.owner).values_list("letter__kind", flat=True))
    assert {"ballots.paper_in", "ballots.paper_counted"} <= kinds


def test_two_readings_differ_and_a_third_settles_it(ground, ballot):
    elector = elector_at(ballot, ground.home("0301"))
    paper = paper_in(ground.staff, elector, "yes")
    paper = confirm_paper(by=ground.colleague, paper=paper, choices=["no"])
    assert paper.state == "differs"
    assert not Vote.objects.exists()
    with pytest.raises(Refused, match="第三个人"):
        confirm_paper(by=ground.colleague, paper=paper, choices=["yes"])
    paper = confirm_paper(by=ground.captain, paper=paper, choices=["abstain"])
    assert paper.state == "differs"  # agrees with neither
    paper = confirm_paper(by=ground.captain, paper=paper, choices=["no"])
    assert (paper.state, Vote.objects.get().choices) == ("counted", ["no"])


def test_nobody_handles_a_paper_of_their_own_home(ground, ballot):
    home = ground.home("0301")
    elector = elector_at(ballot, home)
    ResidencyFactory(user=ground.captain, dwelling=home, kind="family")
    with pytest.raises(Refused, match="自己家"):
        paper_in(ground.captain, elector, "yes")
    paper = paper_in(ground.staff, elector, "yes")
    with pytest.raises(Refused, match="自己家"):
        confirm_paper(by=ground.captain, paper=paper, choices=["yes"])
    with pytest.raises(Refused, match="自己家"):
        spoil_paper(by=ground.captain, paper=paper, reason="不算")
    with pytest.raises(Refused, match="楼长"):
        paper_in(ground.captain, elector_at(ballot, ground.home("0301", ground.second)), "yes")
    for stranger in (ground.manager, ground.owner, ground.outsider):
        with pytest.raises(Refused):
            paper_in(stranger, elector_at(ballot, ground.home("0202")), "yes")


def test_handed_in_in_time_it_may_be_typed_in_until_all_are_in(ground, ballot):
    elector = elector_at(ballot, ground.home("0301"))
    late = ballot.closes_at + timedelta(hours=2)
    for at, sentence in [
        (ballot.closes_at, "截止以后"),
        (just_before(ballot.opens_at), "开始投票"),
        (late + timedelta(hours=1), "还没到"),
    ]:
        with pytest.raises(Refused, match=sentence) as refused:
            paper_in(ground.staff, elector, "yes", handed_in_at=at, now=late)
        assert refused.value.field == "handed_in_at"
    type(ballot).objects.filter(pk=ballot.pk).update(closed_at=late)
    in_time = just_before(ballot.closes_at)
    paper = paper_counted(ground.staff, ground.colleague, elector, "yes", handed_in_at=in_time, now=late)
    assert paper.state == "counted"
    assert Participation.objects.filter(elector=elector).exists()


def test_nothing_unknown_twice_or_too_much_is_typed_in(ground, ballot):
    elector = elector_at(ballot, ground.home("0301"))
    for chosen in (["maybe"], ["yes", "no"], []):
        with pytest.raises(Refused):
            paper_in(ground.staff, elector, *chosen)
    paper_in(ground.staff, elector, "yes")
    with pytest.raises(Refused, match="已经有一张"):
        paper_in(ground.colleague, elector, "yes")


def test_a_second_tap_is_no_second_paper(ground, ballot):
    elector, key = elector_at(ballot, ground.home("0301")), uuid4()
    first = paper_in(ground.staff, elector, "yes", client_key=key)
    assert paper_in(ground.staff, elector, "yes", client_key=key) == first
    assert Paper.objects.count() == 1
    for by, door in [(ground.staff, "0302"), (ground.colleague, "0301"), (ground.colleague, "0302")]:
        with pytest.raises(Refused, match="刷新页面"):
            paper_in(by, elector_at(ballot, ground.home(door)), "yes", client_key=key)


# --- against the phone -------------------------------------------------------------------------------------


def test_the_first_counts_where_the_rule_says_so(ground, ballot):
    first, second = own(ballot, ground.owner), own(ballot, ground.second_owner)
    vote(ground.owner, first, "yes")
    with pytest.raises(Refused, match="先投"):
        paper_in(ground.staff, first, "no", handed_in_at=timezone.now(), now=timezone.now())
    paper_in(ground.staff, second, "no")
    with pytest.raises(Refused, match="纸质票"):
        vote(ground.second_owner, second, "yes")


def test_one_that_came_first_but_is_typed_in_later_is_told_where_to_go(ground, ballot, client):
    """The rule stays: what is in counts. Whoever holds the paper hears what to do with it."""
    elector = own(ballot, ground.owner)
    vote(ground.owner, elector, "yes")
    with pytest.raises(Refused, match="异议和答复") as refused:
        paper_in(ground.staff, elector, "no", handed_in_at=ballot.opens_at, now=timezone.now())
    assert "水岸业委会" in str(refused.value)
    objections = reverse("ballots:objections", args=[ballot.pk])
    assert refused.value.url == objections
    long_open = opened(ground, opens_at=timezone.now() - timedelta(days=2))
    elector, at = own(long_open, ground.owner), timezone.localtime() - timedelta(days=1)
    vote(ground.owner, elector, "yes")
    words = {"client_key": uuid4(), "elector": elector.pk, "choices": "no", "day": f"{at:%Y-%m-%d}"}
    client.force_login(ground.staff)
    page = client.post(reverse("ballots:paper_new", args=[long_open.pk]), words | {"hour": f"{at:%H:%M}"})
    assert page.status_code == 422
    assert f'href="{reverse("ballots:objections", args=[long_open.pk])}"' in page.content.decode()


def test_an_hour_to_come_is_asked_about_and_not_taken_for_now(ground, ballot, client):
    elector = own(ballot, ground.owner)
    client.force_login(ground.staff)
    words = {"client_key": uuid4(), "elector": elector.pk, "choices": "no"}

    def handed_in(at):
        day_and_hour = {"day": f"{at:%Y-%m-%d}", "hour": f"{at:%H:%M:%S}"}
        return client.post(reverse("ballots:paper_new", args=[ballot.pk]), words | day_and_hour)

    refused = handed_in(timezone.localtime() + timedelta(days=1))
    assert refused.status_code == 422
    assert refused.context["form"].errors["day"]
    assert handed_in(timezone.localtime() + timedelta(minutes=2)).status_code == 302, "a clock that is fast"
    assert ballot.papers.get().handed_in_at <= timezone.now()


def test_the_paper_takes_its_place_where_the_rule_says_so(ground):
    ballot = opened(ground, paper_rule="paper")
    elector = own(ballot, ground.owner)
    cast = vote(ground.owner, elector, "yes")
    paper_counted(ground.staff, ground.colleague, elector, "no")
    assert Vote.objects.current().get().choices == ["no"]
    cast.vote.refresh_from_db()
    assert cast.vote.replaced_at
    assert Participation.objects.get().channel == "paper"
    with pytest.raises(Refused, match="纸质票"):
        vote(ground.owner, elector, "yes")


def test_even_after_the_close_while_papers_are_read(ground):
    ballot = opened(ground, paper_rule="paper")
    elector = own(ballot, ground.owner)
    vote(ground.owner, elector, "yes")
    paper = paper_in(ground.staff, elector, "no")
    type(ballot).objects.filter(pk=ballot.pk).update(closed_at=ballot.closes_at)
    confirm_paper(by=ground.colleague, paper=paper, choices=["no"])
    assert Vote.objects.current().get().choices == ["no"]


def test_where_a_vote_may_be_changed_their_own_later_one_counts(ground):
    ballot = opened(ground, may_change=True)
    elector = own(ballot, ground.owner)
    paper = paper_in(ground.staff, elector, "no")
    vote(ground.owner, elector, "yes")
    paper.refresh_from_db()
    assert (paper.state, paper.spoilt_by) == ("replaced", None)
    with pytest.raises(Refused, match="网上"):
        confirm_paper(by=ground.colleague, paper=paper, choices=["no"])
    other = own(ballot, ground.second_owner)
    counted = paper_counted(ground.staff, ground.colleague, other, "no")
    vote(ground.second_owner, other, "yes")
    assert Vote.objects.current().get(elector=other).channel == "phone"
    counted.refresh_from_db()
    assert counted.state == "replaced"
    assert papers_by_state(ballot) == Papers(typed=2, counted=0, unread=0, spoilt=0, replaced=2)


def test_an_agent_hands_in_a_paper(ground, ballot):
    elector = elector_at(ballot, ground.home("0301"))
    proxy = proxy_for(ground, elector, None, instruction=["yes"])
    with pytest.raises(Refused, match="委托书"):
        paper_in(ground.staff, elector, "no", proxy=proxy)
    paper_counted(ground.staff, ground.colleague, elector, "yes", proxy=proxy)
    assert Vote.objects.get().proxy == proxy


def test_a_ballot_called_off_takes_none(ground, ballot):
    type(ballot).objects.filter(pk=ballot.pk).update(
        voided_at=timezone.now(), voided_by=ground.chair, void_reason="方案要改"
    )
    elector = elector_at(ballot, ground.home("0301"))
    with pytest.raises(Refused, match="方案要改"):
        hand_in_paper(by=ground.staff, elector=elector, handed_in_at=ballot.opens_at, choices=["yes"])
