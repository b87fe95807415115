"""A question under a notice whose publisher has nobody left: the community's staff answer, and say for whom."""

from uuid import uuid4

import pytest
from django.utils import timezone

from buildings.models import Membership, Service
from kit.refused import Refused
from notices.models import NoticeComment
from notices.operations import answer_question, ask_again, ask_question
from notifications.models import Message
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory, make_staff
from tests.notices.ground import again
from tests.notices.pages import page


@pytest.fixture
def company(ground):
    return OrganisationFactory(kind="property_company", name="演示物业", serves=[ground.estate])


@pytest.fixture
def notice(ground, company):
    ground.writer, staff = MembershipFactory(organisation=company, office="head").user, ground.writer
    notice = ground.publish(organisation=company, places=[ground.estate], allows_comments=True)
    ground.writer = staff
    Message.objects.all().delete()
    return notice


def ask(ground, notice) -> NoticeComment:
    words = {"text": "附表在哪里看？", "client_key": uuid4()}
    return ask_question(by=again(ground.resident), notice=notice, **words)


def told(kind="notices.comment") -> set:
    return {one.recipient for one in Message.objects.filter(letter__kind=kind, channel="inbox")}


def gone(company):
    Membership.objects.filter(organisation=company).update(ended_on=timezone.localdate())


def serves_nowhere(company):
    Service.objects.filter(organisation=company).delete()


@pytest.mark.parametrize("left", [gone, serves_nowhere])
def test_the_staff_at_its_places_are_asked_and_answer_in_their_own_name(
    ground, notice, company, left, signed_in
):
    left(company)
    said = ask(ground, notice)
    assert told() == told("notices.comment_due") == {ground.writer}
    assert "您的回复" in page(signed_in(ground.writer), f"/notices/{notice.pk}/questions/{said.pk}/")
    for _tap in range(2):
        said = answer_question(by=again(ground.writer), comment=said, answer="在居委会看")
    assert said.answer == f"{ground.committee.name}答复：在居委会看"
    (answered,) = Message.objects.filter(letter__kind="notices.comment_answered", channel="inbox")
    assert answered.body == said.answer  # the company's name does not stand under words of others


def test_what_was_asked_before_goes_to_them_as_well(ground, notice, company):
    ask(ground, notice)
    assert ground.writer not in told()
    assert ask_again() == 0
    gone(company)
    assert ask_again()
    assert ground.writer in told()
    assert ask_again() == 0


def test_without_staff_it_goes_to_the_administrators(ground, notice, company):
    root = UserFactory(is_superuser=True)
    Membership.objects.all().delete()
    ask(ground, notice)
    assert told() == {root}


def test_while_somebody_of_the_publisher_is_there_nobody_else_answers(ground, notice, company):
    said = ask(ground, notice)
    for person in (again(ground.writer), make_staff(ground.elsewhere.parent.parent)):
        with pytest.raises(Refused):
            answer_question(by=person, comment=said, answer="我来说")
    gone(company)
    with pytest.raises(Refused):  # staff of another community
        answer_question(by=make_staff(ground.elsewhere.parent.parent), comment=said, answer="我来说")
