"""Dissuasion on record, and the door to mediation."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from buildings.models import Membership
from issues.models import DissuasionRecord, Issue
from issues.operations import join_issue, mediate_issue, record_dissuasion
from kit.refused import Refused
from notifications.models import Message
from tests.factories import MembershipFactory, OrganisationFactory, make_resident
from tests.issues.estate import fresh


@pytest.fixture
def noise(estate, now):
    return estate.report(category="noise", text="楼上夜里拖椅子", now=now)


def dissuade(estate, issue, now, **fields):
    words = {
        "by": estate.captain,
        "dissuader": "楼长 罗白兰",
        "dissuaded": "10 楼住户",
        "about": "夜里 11 点拖椅子",
        "at": now,
        "outcome": "promised",
        "witness": "3 楼 梁杨桃",
    }
    return record_dissuasion(issue=issue, now=now + timedelta(minutes=5), **(words | fields))


def test_a_record_is_kept_once_and_never_changed(estate, noise, now):
    key = uuid.uuid4()
    first, again = (dissuade(estate, noise, now, client_key=key) for _tap in range(2))
    assert first == again == DissuasionRecord.objects.get()
    for change in (
        lambda: DissuasionRecord.objects.update(outcome="stopped"),
        lambda: DissuasionRecord.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            change()


def test_the_key_of_another_form_writes_nothing_and_breaks_nothing(estate, noise, now, client):
    key = uuid.uuid4()
    dissuade(estate, noise, now, client_key=key)
    other = estate.report(category="noise", text="楼下唱歌", now=now)
    words = {"dissuader": "罗白兰", "dissuaded": "2 楼住户", "about": "唱歌", "outcome": "promised"}
    client.force_login(estate.captain)
    when = {"at": timezone.localtime(now).strftime("%Y-%m-%dT%H:%M"), "client_key": key}
    page = client.post(f"/issues/{other.pk}/dissuade", words | when)
    assert page.status_code == 422
    assert "这张单用过了" in page.content.decode()
    assert DissuasionRecord.objects.get().issue == noise


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"dissuader": " "}, "dissuader"),
        ({"dissuaded": ""}, "dissuaded"),
        ({"about": ""}, "about"),
        ({"outcome": "eaten"}, "outcome"),
    ],
)
def test_what_is_missing_is_pointed_at(estate, noise, now, wrong, field):
    with pytest.raises(Refused) as refused:
        dissuade(estate, noise, now, **wrong)
    assert refused.value.field == field
    assert not DissuasionRecord.objects.exists()


@pytest.mark.parametrize("days", [1, -61])
def test_it_happened_and_not_long_ago(estate, noise, now, days):
    with pytest.raises(Refused) as refused:
        dissuade(estate, noise, now, at=now + timedelta(days=days))
    assert refused.value.field == "at"


@pytest.mark.parametrize("role", ["resident", "neighbour", "far_neighbour", "engineer"])
def test_it_is_signed_by_those_who_answer(estate, noise, now, role):
    with pytest.raises(Refused):
        dissuade(estate, noise, now, by=getattr(estate, role))


def test_mediation_closes_it_to_other_eyes(estate, noise, now):
    join_issue(by=estate.neighbour, issue=noise, now=now)
    mediate_issue(by=estate.captain, issue=noise, now=now)
    assert (noise.state, noise.next_alarm_at) == ("mediation", None)
    sees = {
        role: noise in Issue.objects.visible_to(fresh(getattr(estate, role)))
        for role in ("resident", "captain", "staff", "neighbour", "far_neighbour", "engineer")
    }
    assert sees == {
        "resident": True,
        "captain": True,
        "staff": True,
        "neighbour": False,
        "far_neighbour": False,
        "engineer": False,
    }
    assert not Issue.objects.readable_by(fresh(estate.staff)).exists()
    assert noise not in Issue.objects.public()
    told = Message.objects.filter(letter__kind="issues.mediation", channel="inbox")
    assert {message.recipient for message in told} == {estate.resident, estate.staff}
    assert not [message for message in told if "拖椅子" in message.title + message.letter.body]


def passed_to(issue, user) -> str:
    rows = Message.objects.filter(letter__kind="issues.mediation", channel="inbox", recipient=user)
    return "\n".join(f"{row.title}\n{row.letter.body}" for row in rows)


def test_who_mediates_is_named_to_the_reporter_and_is_asked_to(estate, noise, now, client):
    studio = OrganisationFactory(kind="mediation_studio", serves=[estate.place], phone="075700000133")
    mediator = MembershipFactory(organisation=studio).user
    mediate_issue(by=estate.captain, issue=noise, now=now)
    assert studio.name in passed_to(noise, estate.resident)
    assert "075700000133" in passed_to(noise, estate.resident)
    assert "请您调解" in passed_to(noise, mediator)
    assert estate.captain.display_name in passed_to(noise, mediator)
    assert passed_to(noise, estate.staff) == ""
    client.force_login(estate.resident)
    page = client.get(noise.get_absolute_url()).content.decode()
    assert f"由{studio.name}调解" in page
    assert "tel:075700000133" in page


def test_without_a_studio_the_community_has_it_and_without_anybody_it_stays(estate, noise, now):
    OrganisationFactory(kind="mediation_studio", serves=[estate.place])  # where nobody is yet
    Membership.objects.all().delete()
    with pytest.raises(Refused, match="没有人调解"):
        mediate_issue(by=fresh(estate.captain), issue=noise, now=now)
    noise.refresh_from_db()
    assert noise.is_open
    clerk = MembershipFactory(organisation=estate.committee).user
    mediate_issue(by=fresh(estate.captain), issue=noise, now=now)
    assert estate.committee.name in passed_to(noise, estate.resident)
    assert "请您调解" in passed_to(noise, clerk)


def test_a_neighbour_sends_nobody_to_mediation(estate, noise, now):
    for person in (estate.neighbour, estate.resident, make_resident(estate.other, "0201")):
        with pytest.raises(Refused):
            mediate_issue(by=person, issue=noise, now=now)
