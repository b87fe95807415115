"""What a page offers can be done by whoever reads it."""

import pytest
from django.urls import reverse

from buildings.models.organisations import OrganisationKind
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory, make_estate

pytestmark = pytest.mark.django_db
WRITE = f'href="{reverse("notices:new")}"'


@pytest.mark.parametrize(("kind", "writes"), [("property_company", True), ("partner", False)])
def test_only_who_writes_notices_is_offered_to(client, kind, writes):
    serving = OrganisationFactory(kind=OrganisationKind(kind), serves=[make_estate()])
    client.force_login(MembershipFactory(organisation=serving).user)
    assert (WRITE in client.get("/").content.decode()) is writes
    assert client.get(reverse("notices:new")).status_code == (200 if writes else 403)


@pytest.mark.parametrize("name", ["committees:topic_new", "ballots:proposal_new"])
def test_who_has_no_home_here_yet_is_led_to_their_door(client, name):
    client.force_login(UserFactory())
    for ask in (client.get, client.post):
        answer = ask(reverse(name), follow=True)
        assert answer.redirect_chain[-1] == (reverse("buildings:claim_start"), 302)
        assert "请先选您住哪一户" in answer.content.decode()
