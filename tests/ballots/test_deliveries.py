"""That notice reached a home: by hand with a number, in Linli, or by text; each once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ballots.models import Delivery
from ballots.operations.delivering import collect_all, collect_texts, note_delivery, note_read
from journal.models import Entry
from kit.refused import Refused
from kit.subjects import subject_key
from notices.models import Notice, Told
from notices.operations import tell_home
from tests.ballots.correcting import correct_roll
from tests.ballots.ground import (
    announced,
    elector_at,
    elector_of,
    new_ground,
    opened,
    owner_with_account,
    sell,
)
from tests.ballots.test_proposals import at_once
from tests.ballots.voting import picture
from tests.committees.pages import text_of
from tests.factories import MessageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


def test_by_hand_once_and_with_a_number(ground):
    ballot = announced(ground)
    elector = elector_at(ballot, ground.home("0301"))
    home = elector.homes.get()
    first = note_delivery(by=ground.captain, elector=elector, home=home, way="door")
    assert note_delivery(by=ground.captain, elector=elector, home=home, way="door").pk == first.pk
    assert Entry.objects.filter(verb="ballots.note_delivery").count() == 1
    for fields, sentence in [
        ({"way": "read"}, "上门告知还是"),
        ({"way": "mail"}, "单号"),
        ({"home": elector_at(ballot, ground.home("0302")).homes.get()}, "另一项"),
        ({"by": ground.tenant}, "楼长"),
        ({"by": ground.owner}, "楼长"),
        ({"by": ground.owner, "elector": elector_of(ballot, ground.owner), "home": None}, "自己的家"),
        ({"now": ballot.closes_at}, "截止之前"),
    ]:
        given = {"by": ground.captain, "elector": elector, "home": home, "way": "door"}
        with pytest.raises(Refused, match=sentence):
            note_delivery(**given | fields)
    mail = note_delivery(by=ground.chair, elector=elector, home=home, way="mail", proof=" XA 123 ")
    assert mail.proof == "XA 123"
    away = elector_at(ballot, ground.home("0301", ground.second))
    with pytest.raises(Refused, match="楼长"):
        note_delivery(by=ground.captain, elector=away, way="door")
    elector = correct_roll(by=ground.chair, elector=elector, remove=True, reason="重复")
    with pytest.raises(Refused, match="已经移出"):
        note_delivery(by=ground.chair, elector=elector, home=home, way="door")


def test_who_was_told_at_the_door_is_not_waited_for_by_the_notice_of_the_ballot(ground):
    ballot = announced(ground)
    home = elector_at(ballot, ground.home("0301")).homes.get()
    note_delivery(by=ground.captain, elector=home.elector, home=home, way="door")
    note_delivery(by=ground.captain, elector=home.elector, home=home, way="door")
    assert list(Told.objects.values_list("notice", "dwelling", "way", "by")) == [
        (ballot.notice_id, home.dwelling_id, "door", ground.captain.pk)
    ]
    letter = elector_at(ballot, ground.home("0302")).homes.get()
    note_delivery(by=ground.chair, elector=letter.elector, home=letter, way="mail", proof="XA 1")
    note_delivery(by=ground.chair, elector=letter.elector, home=letter, way="door")  # no captain of that door
    assert Told.objects.count() == 1


def test_of_two_homes_a_captain_tells_at_their_own_door(ground):
    for place in (ground.first, ground.second):
        sell(ground.home("0301", place), ("方甲", "10000000777"))
    ballot = announced(ground)
    elector = elector_at(ballot, ground.home("0301"))
    here, there = elector.homes.order_by("pk")
    assert note_delivery(by=ground.captain, elector=elector, home=here, way="door")
    with pytest.raises(Refused, match="楼长"):
        note_delivery(by=ground.captain, elector=elector, home=there, way="door")
    assert note_delivery(by=ground.chair, elector=elector, home=there, way="door")


def test_whoever_may_vote_and_opens_the_page_was_told(ground, client, django_assert_num_queries):
    ballot = announced(ground)
    for user in (ground.tenant, ground.chair, ground.owner):
        client.force_login(user)
        assert client.get(ballot.get_absolute_url()).status_code == 200
        client.get(ballot.get_absolute_url())
    read = Delivery.objects.get(way="read")
    assert (read.elector, read.home, read.by) == (elector_of(ballot, ground.owner), None, None)
    with django_assert_num_queries(3):  # a look, between the two ends of a savepoint
        assert note_read(user=ground.owner, ballot=ballot) == 0
    assert note_read(user=ground.second_owner, ballot=ballot, now=ballot.closes_at) == 0


def sms(ballot, user, **fields):
    row = {"kind": "ballots.announced", "state": "sent", "sent_at": timezone.now()} | fields
    return MessageFactory(recipient=user, channel="sms", title="x", subject=subject_key(ballot), **row)


def test_text_messages_that_went_out_in_time(ground):
    ballot = announced(ground)
    first = sms(ballot, ground.owner, sent_at=timezone.now() - timedelta(hours=2))
    sms(ballot, ground.owner, kind="ballots.reminder")
    sms(ballot, ground.second_owner, kind="ballots.roll_corrected")
    sms(ballot, ground.second_owner, state="failed", sent_at=None)
    sms(ballot, ground.second_owner, sent_at=ballot.closes_at)
    assert collect_all() == 1
    row = Delivery.objects.get()
    assert (row.elector, row.way, row.at) == (elector_of(ballot, ground.owner), "sms", first.sent_at)
    assert collect_texts(ballot=ballot) == 0


def test_doors_that_captains_ticked_at_the_notice_of_the_ballot(ground):
    ballot, yesterday = announced(ground), timezone.now() - timedelta(days=1)
    Notice.objects.update(publish_at=yesterday - timedelta(days=1))
    ballot.notice.refresh_from_db()
    for door, way in (("0301", "door"), ("0302", "slip")):
        tell_home(by=ground.captain, notice=ballot.notice, dwelling=ground.home(door), way=way, now=yesterday)
    today = tell_home(by=ground.captain, notice=ballot.notice, dwelling=ground.home("0202"))
    assert collect_all() == 1, "a slip says nothing back, and today's tick may be taken back today"
    row = Delivery.objects.get()
    assert (row.home.dwelling, row.way, row.by) == (ground.home("0301"), "door", ground.captain)
    assert row.at == yesterday
    assert collect_all(today.at + timedelta(days=1)) == 1
    assert collect_all(today.at + timedelta(days=1)) == 0


def test_the_proof_home_by_home(ground, client):
    ballot = announced(ground)
    elector = elector_at(ballot, ground.home("0301"))
    note_delivery(by=ground.chair, elector=elector, home=elector.homes.get(), way="mail", proof="XA 123")
    note_read(user=ground.owner, ballot=ballot)
    page = reverse("ballots:deliveries", args=[ballot.pk])
    for user in (ground.captain, ground.owner, ground.tenant, ground.stranger):
        client.force_login(user)
        assert client.get(page).status_code == 404
    client.force_login(ground.staff)
    text = text_of(client.get(page))
    assert "XA 123" in text
    assert "在邻里看过" in text
    assert "潘石斛" in text
    assert "没有送达记录" in text
    assert "还没通知到" not in text, "who voted knows, whatever is on record"
    ways = {way.label: way.count for way in client.get(page).context["ways"]}
    assert list(ways.values()) == [1, 0, 0, 1, 10]


def test_a_photo_is_kept_for_those_who_hold_it(
    ground, client, settings, tmp_path, django_capture_on_commit_callbacks
):
    ballot = announced(ground)
    elector = elector_at(ballot, ground.home("0301"))
    page = reverse("ballots:turnout_place", args=[ballot.pk, ground.first.pk])
    client.force_login(ground.captain)
    given = {"home": elector.homes.get().pk, "way": "door", "proof": "女儿开的门", "photo": picture()}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page, given).status_code == 302
    row = Delivery.objects.get()
    photo = reverse("ballots:delivery_photo", args=[ballot.pk, row.pk])
    assert row.proof == "女儿开的门"
    assert client.get(photo).status_code == 404
    client.force_login(ground.chair)
    answer = client.get(photo)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"


def test_the_cost(ground, client, django_assert_num_queries):
    ballot = announced(ground)
    page = reverse("ballots:deliveries", args=[ballot.pk])
    client.force_login(ground.chair)
    client.get(page)
    with django_assert_num_queries(10):
        client.get(page)
    for elector in ballot.electors.all():
        Delivery.objects.create(elector=elector, way="sms")
        Delivery.objects.create(elector=elector, way="door", by=ground.captain)
    with django_assert_num_queries(10):
        client.get(page)


@pytest.mark.django_db(transaction=True)
def test_two_captains_press_at_the_same_moment(transactional_db):
    ground = new_ground()
    owner_with_account(ground, "0302")
    ballot = opened(ground)
    elector = elector_at(ballot, ground.home("0301"))
    home = elector.homes.get()
    acts = [
        lambda by=by: note_delivery(by=by, elector=elector, home=home, way="door")
        for by in (ground.captain, ground.chair, ground.captain, ground.staff)
    ]
    results = at_once(*acts)
    assert {result.pk for result in results} == {Delivery.objects.get().pk}
    assert Entry.objects.filter(verb="ballots.note_delivery").count() == 1
