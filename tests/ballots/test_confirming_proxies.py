"""委托书, the second reading: until a second person has confirmed it nobody votes by it."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from ballots.models import Ballot, Participation, Proxy, Vote
from ballots.operations.casting import the_door
from ballots.operations.confirming_proxies import confirm_proxy, send_back_proxy
from ballots.operations.proxies import end_proxy
from ballots.queries.desk import proxies_to_confirm
from ballots.queries.listing import to_vote
from ballots.queries.standing import entries_of
from journal.models import Entry
from kit.refused import Refused
from notifications.models import Message
from tests.ballots.ground import elector_at, new_ground, opened
from tests.ballots.voting import own, paper_in, proxy_in, vote
from tests.ballots.waiting import deciding_tasks
from tests.committees.pages import text_of
from tests.committees.test_two_at_once import at_once
from tests.factories import ResidencyFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


@pytest.fixture
def ballot(ground):
    return opened(ground)


def test_until_a_second_person_confirms_it_nobody_votes_by_it(ground, ballot):
    elector = own(ballot, ground.owner)
    proxy = proxy_in(ground, elector, ground.tenant)
    assert entries_of(ground.tenant, ballot) == []
    assert to_vote(ground.tenant, timezone.now()) == []
    with pytest.raises(Refused, match="第二个人"):
        vote(ground.tenant, elector, "yes", proxy=proxy)
    with pytest.raises(Refused, match="第二个人"):
        paper_in(ground.staff, elector, "yes", proxy=proxy)
    told = Message.objects.filter(letter__kind__startswith="ballots.proxy", channel="inbox")
    assert [message.recipient for message in told] == [ground.owner], "the agent hears when they may vote"
    assert "水岸业委会" in told.get().body
    confirm_proxy(by=ground.captain, proxy=proxy)
    confirm_proxy(by=ground.captain, proxy=proxy)  # a second tap
    assert {message.recipient for message in told.all()} == {ground.owner, ground.tenant}
    assert Entry.objects.filter(verb="ballots.confirm_proxy").count() == 1
    assert to_vote(ground.tenant, timezone.now()) == [ballot]
    assert vote(ground.tenant, elector, "yes", proxy=proxy).is_new


def raw_vote(ballot, elector, proxy, channel="proxy") -> Vote:
    Participation.objects.get_or_create(elector=elector, ballot=ballot, defaults={"channel": "phone"})
    return Vote.objects.create(
        client_key=uuid4(),
        ballot=ballot,
        elector=elector,
        choices=["yes"],
        channel=channel,
        cast_by=proxy.recorded_by,
        proxy=proxy,
        receipt="7KQ2-M4XD-9TRC-AB3F",
        cast_at=timezone.now(),
    )


def test_the_database_itself_takes_no_vote_by_it(ground, ballot):
    elector = own(ballot, ground.owner)
    proxy = proxy_in(ground, elector, ground.tenant)
    with pytest.raises(DatabaseError, match="not confirmed"), transaction.atomic():
        raw_vote(ballot, elector, proxy)
    with pytest.raises(Refused, match="第二个人"), transaction.atomic(), the_door():
        Participation.objects.create(elector=elector, ballot=ballot, channel="proxy")
    with pytest.raises(Refused, match="第二个人"), transaction.atomic(), the_door():
        raw_vote(ballot, elector, proxy)
    for changes in (
        {"confirmed_by": ground.staff, "confirmed_at": timezone.now()},  # who recorded it
        {"confirmed_by": ground.tenant, "confirmed_at": timezone.now()},  # who would vote by it
        {"confirmed_at": timezone.now()},
        {"refused_reason": "看不清"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Proxy.objects.filter(pk=proxy.pk).update(**changes)
    confirm_proxy(by=ground.colleague, proxy=proxy)
    for changes in ({"agent": ground.manager}, {"instruction": ["no"]}, {"confirmed_by": ground.chair}):
        with pytest.raises(DatabaseError), transaction.atomic():  # what was read stays
            Proxy.objects.filter(pk=proxy.pk).update(**changes)
    with pytest.raises(DatabaseError), transaction.atomic():
        proxy.delete()


def test_who_does_not_confirm_it(ground, ballot):
    home = ground.home("0301")
    elector = elector_at(ballot, home)
    proxy = proxy_in(ground, elector, ground.captain)
    relative = ResidencyFactory(dwelling=home, kind="family").user
    ground.committee.memberships.create(user=relative, office="staff", started_on="2025-01-01")
    second_home = ground.home("0302", ground.second)
    ResidencyFactory(user=ground.captain, dwelling=second_home)
    namesake = UserFactory(display_name=ground.captain.display_name)
    other_account = ResidencyFactory(dwelling=second_home, user=namesake).user
    ground.committee.memberships.create(user=other_account, office="staff", started_on="2025-01-01")
    for by, sentence in [
        (ground.staff, "您自己登记"),
        (ground.captain, "委托"),
        (relative, "自己家"),
        (other_account, "关系到您自己"),
        (ground.manager, "楼长"),
        (ground.stranger, "楼长"),
    ]:
        for act in (confirm_proxy, lambda **given: send_back_proxy(reason="看不清", **given)):
            with pytest.raises(Refused, match=sentence):
                act(by=by, proxy=proxy)
    with pytest.raises(Refused, match="不能给自己"):
        proxy_in(ground, elector_at(ballot, ground.home("0202")), ground.captain, by=other_account)
    assert confirm_proxy(by=ground.chair, proxy=proxy).confirmed_by == ground.chair
    with pytest.raises(Refused, match="已经有别人"):
        confirm_proxy(by=ground.colleague, proxy=proxy)


def test_or_it_goes_back_and_whoever_recorded_it_reads_why(ground, ballot, client):
    elector = own(ballot, ground.owner)
    proxy = proxy_in(ground, elector, ground.tenant)
    with pytest.raises(Refused) as refused:
        send_back_proxy(by=ground.colleague, proxy=proxy, reason=" ")
    assert refused.value.field == "reason"
    send_back_proxy(by=ground.colleague, proxy=proxy, reason="照片上没有签名")
    send_back_proxy(by=ground.colleague, proxy=proxy, reason="照片上没有签名")
    told = Message.objects.filter(channel="inbox")
    assert "照片上没有签名" in told.get(letter__kind="ballots.proxy_sent_back", recipient=ground.staff).body
    assert told.filter(letter__kind="ballots.proxy_not_held", recipient=ground.owner).exists()
    with pytest.raises(Refused, match="照片上没有签名"):
        confirm_proxy(by=ground.chair, proxy=proxy)
    client.force_login(ground.staff)
    assert "卢芭蕉退回：照片上没有签名" in text_of(client.get(reverse("ballots:proxies", args=[ballot.pk])))
    assert proxy_in(ground, elector, ground.tenant).is_pending  # a better photo


def test_pending_at_the_close_it_counts_as_not_given_and_the_pages_say_so_before(ground, client):
    ballot = opened(ground)
    elector = own(ballot, ground.owner)
    proxy = proxy_in(ground, elector, ground.tenant)
    client.force_login(ground.colleague)
    for page in (ballot.get_absolute_url(), reverse("ballots:proxies", args=[ballot.pk])):
        assert "1 份委托等第二个人确认，到截止还没有确认的，按没有委托算" in text_of(client.get(page))
    with pytest.raises(Refused, match="截止"):
        confirm_proxy(by=ground.colleague, proxy=proxy, now=ballot.closes_at)
    Ballot.objects.filter(pk=ballot.pk).update(closed_at=timezone.now())
    late = "1 份委托截止前没有确认，按没有委托算"
    for name in ("count", "proxies"):
        assert late in text_of(client.get(reverse(f"ballots:{name}", args=[ballot.pk]), follow=True)), name
    with pytest.raises(Refused, match="截止"):
        confirm_proxy(by=ground.colleague, proxy=proxy)


def test_it_waits_on_the_list_of_whoever_may_confirm_it(ground, ballot, client):
    proxy = proxy_in(ground, elector_at(ballot, ground.home("0301")), ground.tenant, instruction=["no"])
    now, asked = timezone.now(), "1 份委托等确认"
    for person in (ground.colleague, ground.chair, ground.captain):
        assert asked in [task.meta for task in deciding_tasks(person, now)], person
        assert list(proxies_to_confirm(person, ballot)) == [proxy]
    for person in (ground.staff, ground.tenant, ground.owner, ground.manager, ground.president):
        assert asked not in [task.meta for task in deciding_tasks(person, now)], person
    page = reverse("ballots:proxy", args=[ballot.pk, proxy.pk])
    for person in (ground.owner, ground.tenant, ground.manager, ground.stranger):
        client.force_login(person)
        assert client.get(page).status_code == client.post(page).status_code == 404
    client.force_login(ground.captain)
    text = text_of(client.get(page))
    photo = reverse("ballots:proxy_photo", args=[ballot.pk, proxy.pk])
    assert photo in client.get(page).content.decode()
    for said in ("1栋0301", "谭菠萝", "本次表决全部事项", "反对", "李龙眼"):
        assert said in text
    kept = client.post(page, {"back": "1", "reason": ""})
    assert (kept.status_code, "哪里不对" in text_of(kept)) == (422, True)
    assert client.post(page).url == reverse("ballots:proxies", args=[ballot.pk])
    assert client.post(page).status_code == 302  # a second tap
    proxy.refresh_from_db()
    assert proxy.confirmed_by == ground.captain
    assert asked not in [task.meta for task in deciding_tasks(ground.colleague, now)]
    client.force_login(ground.staff)
    assert client.get(page).status_code == 302
    assert client.post(page).status_code == 422


def test_the_principal_ends_what_they_never_signed(ground, ballot, client):
    elector = own(ballot, ground.owner)
    proxy = proxy_in(ground, elector, ground.tenant)
    client.force_login(ground.owner)
    assert "如果您没有签过，请结束它" in text_of(client.get(ballot.get_absolute_url()))
    end = reverse("ballots:proxy_end", args=[ballot.pk, proxy.pk])
    assert client.post(end, {"reason": "我没有签过"}).status_code == 302
    with pytest.raises(Refused, match="我没有签过"):
        confirm_proxy(by=ground.colleague, proxy=proxy)


@pytest.mark.django_db(transaction=True)
def test_it_ends_or_it_is_confirmed(transactional_db):
    """The principal takes it back while the second person confirms it: afterwards it does not hold."""
    ground = new_ground()
    for _round in range(4):
        ballot = opened(ground)
        elector = own(ballot, ground.owner)
        proxy = proxy_in(ground, elector, ground.tenant)
        at_once(
            lambda proxy=proxy: confirm_proxy(by=ground.colleague, proxy=proxy),
            lambda proxy=proxy: end_proxy(by=ground.owner, proxy=proxy, reason="我没有签过"),
        )
        with pytest.raises(Refused, match="我没有签过"):
            vote(ground.tenant, elector, "yes", proxy=proxy)
