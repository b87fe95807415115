"""So few votes are not secret: it is said before anybody is asked, and before anything is counted."""

import pytest
from django.urls import reverse

from ballots.models import Result
from ballots.operations import announce_ballot, count_ballot
from ballots.operations.closing import close_due
from kit.refused import Refused
from notifications.models import Message
from tests.ballots.counting import after, neighbours
from tests.ballots.ground import drafted, elector_of, in_days, new_ground, opened
from tests.ballots.voting import vote_secretly
from tests.committees.pages import text_of

pytestmark = pytest.mark.django_db
SECRET = {"electorate": "residents", "secrecy": "secret"}


@pytest.fixture
def ground(db):
    return new_ground()


def test_on_a_roll_of_fewer_than_five_whoever_announces_says_that_they_know(ground, client):
    draft = drafted(ground, **SECRET)  # three live here
    with pytest.raises(Refused, match="3 位") as refused:
        announce_ballot(by=ground.staff, ballot=draft)
    assert refused.value.field == "knows_few"
    client.force_login(ground.staff)
    assert "不到 5" in text_of(client.get(draft.get_absolute_url()))
    page = reverse("ballots:announce", args=[draft.pk])
    assert "3 位" in text_of(client.get(page))
    hours = {"opens_on": f"{in_days(16):%Y-%m-%d}", "closes_on": f"{in_days(20):%Y-%m-%d}", "do": "announce"}
    words = hours | {"seen_version": draft.version}
    assert client.post(page, words).status_code == 422
    assert client.post(page, words | {"knows_few": "on"}).status_code == 302
    draft.refresh_from_db()
    assert draft.announced_at
    assert "3 位" in text_of(client.get(draft.get_absolute_url()))
    client.force_login(ground.owner)
    assert "3 位" not in text_of(client.get(draft.get_absolute_url())).split("怎样算通过")[0]


def test_by_name_or_with_five_nobody_is_asked(ground, client):
    client.force_login(ground.staff)
    by_name = drafted(ground, electorate="residents")
    assert (
        'name="knows_few"' not in client.get(reverse("ballots:announce", args=[by_name.pk])).content.decode()
    )
    announce_ballot(by=ground.staff, ballot=by_name)
    neighbours(ground, 2)
    enough = drafted(ground, **SECRET)
    assert (
        'name="knows_few"' not in client.get(reverse("ballots:announce", args=[enough.pk])).content.decode()
    )
    assert announce_ballot(by=ground.staff, ballot=enough).announced_at


def test_few_votes_wait_for_a_person_who_knows(ground, client):
    people = neighbours(ground, 6)
    few, enough, none = (opened(ground, **SECRET) for _ in range(3))
    for ballot, count in ((few, 4), (enough, 5)):
        for person in people[:count]:
            vote_secretly(person, elector_of(ballot, person), "yes")
    close_due(after(none))
    assert set(Result.objects.values_list("ballot", flat=True)) == {enough.pk, none.pk}
    told = Message.objects.filter(letter__kind="ballots.count_waits", channel="inbox", recipient=ground.staff)
    assert "4 " in told.get().body
    with pytest.raises(Refused, match="4 ") as refused:
        count_ballot(by=ground.staff, ballot=few, now=after(few))
    assert refused.value.field == "knows_few"
    client.force_login(ground.staff)
    page = reverse("ballots:count", args=[few.pk])
    assert 'name="knows_few"' in client.get(page).content.decode()
    assert "4 " in text_of(client.get(few.get_absolute_url()))
    assert client.post(page).status_code == 422
    assert not Result.objects.filter(ballot=few).exists()
    assert client.post(page, {"knows_few": "on"}).status_code == 302
    assert Result.objects.get(ballot=few).papers == 4
