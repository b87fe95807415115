"""What somebody tries who wants more than their own vote."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ballots import record_pdf
from ballots.operations import announce_ballot, answer_nomination, nominate, withdraw_candidacy
from ballots.operations.counting import draw_lot
from ballots.operations.leaving_out import confirm_spoilt_secret_paper, spoil_secret_paper
from ballots.operations.opening_names import open_roll_names
from ballots.operations.proxies import end_proxy
from ballots.operations.secret_papers import (
    confirm_secret_paper,
    mark_paper_voter,
    type_secret_paper,
)
from buildings.models import Service
from journal.models import Entry
from kit.refused import Refused
from tests.ballots.counting import after, cast_for, closed, counted
from tests.ballots.ground import SINCE, drafted, elector_at, member, new_ground, opened, resident_of
from tests.ballots.voting import own, paper_in, proxy_for
from tests.committees.pages import text_of
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground():
    return new_ground()


def test_a_poll_is_no_way_to_the_names_of_the_register(ground, client):
    """A volunteer prepares a poll among owners, to read who owns what."""
    team = OrganisationFactory(kind="volunteer_team", name="灯湖志愿队", serves=[ground.estate])
    Service.objects.update(started_on=SINCE)
    volunteer = member(organisation=team, office="member").user
    among_owners = {
        "electorate": "owners",
        "legal_effect": "advisory",
        "matter": None,
        "organisation": team,
        "by": volunteer,
    }
    poll = drafted(ground, **among_owners)
    page = reverse("ballots:announce", args=[poll.pk])
    client.force_login(volunteer)
    text = text_of(client.get(page))
    assert "0101" in text
    assert "何茉莉" not in text
    client.force_login(ground.staff)
    assert "何茉莉" in text_of(client.get(page))

    ballot = opened(ground, announcer=ground.staff, **among_owners)
    with pytest.raises(Refused, match="门牌"):
        open_roll_names(by=volunteer, ballot=ballot, purpose="看看", words="栋")
    assert open_roll_names(by=ground.staff, ballot=ballot, purpose="核对名册", words="0101")
    of_owners = opened(ground)
    assert open_roll_names(by=ground.chair, ballot=of_owners, purpose="核对名册", words="0101")


def test_a_search_that_no_text_column_takes(ground, client):
    ballot = opened(ground)
    client.force_login(ground.owner)
    assert client.get(reverse("ballots:roll", args=[ballot.pk]), {"q": "01\0"}).status_code == 200
    with pytest.raises(Refused):
        open_roll_names(by=ground.chair, ballot=ballot, purpose="核对名册", words="\0")


def test_an_agent_takes_no_paper_of_the_principal_in_hand(ground, client):
    ballot = opened(ground)
    elector = elector_at(ballot, ground.home("0202"))
    proxy = proxy_for(ground, elector, ground.captain)
    with pytest.raises(Refused, match="委托"):
        paper_in(ground.captain, elector, "no", proxy=proxy)
    client.force_login(ground.captain)
    new = reverse("ballots:paper_new", args=[ballot.pk])
    assert client.get(new, {"elector": elector.pk}).status_code == 404
    end_proxy(by=ground.captain, proxy=proxy, reason="业主自己来投")
    assert client.get(new, {"elector": elector.pk}).status_code == 200


def election_with_a_captain_who_stands(ground):
    """The captain looks after the first building, lives in the second, and even is one of those who hold it."""
    member(organisation=ground.committee, office="staff", user=ground.captain)
    resident_of(ground.second, "0301", user=ground.captain)
    draft = drafted(
        ground,
        electorate="residents",
        kind="election",
        elected_as="captain",
        nominations_until=timezone.now() + timedelta(days=7),
    )
    for person in (ground.captain, ground.owner):
        nominate(by=person, ballot=draft, user=person)
    return draft


def test_a_candidate_handles_no_papers_and_draws_no_lot(ground, client):
    draft = election_with_a_captain_who_stands(ground)
    now = timezone.now() - timedelta(days=10)
    ballot = announce_ballot(
        by=ground.staff,
        ballot=draft,
        opens_at=now + timedelta(days=9),
        closes_at=now + timedelta(days=20),
        now=now,
    )
    elector = own(ballot, ground.second_owner)
    with pytest.raises(Refused, match="候选人"):
        paper_in(ground.captain, elector, "o1")
    client.force_login(ground.captain)
    for name in ("papers", "proxies"):
        assert client.get(reverse(f"ballots:{name}", args=[ballot.pk])).status_code == 404
    assert paper_in(ground.staff, elector, "o1").state == "waiting"
    closed(ballot)
    given = {
        "ballot": ballot,
        "tied": ["o1", "o2"],
        "order": ["o1", "o2"],
        "how": "抽签",
        "witnesses": "街坊",
    }
    with pytest.raises(Refused, match="候选人"):
        draw_lot(by=ground.captain, drawn_at=after(ballot), now=after(ballot), **given)


def test_a_candidate_strikes_no_rival_without_an_account(ground):
    draft = election_with_a_captain_who_stands(ground)
    rival = nominate(by=ground.tenant, ballot=draft, name="韦白玉兰")
    said = {"candidate": rival, "consent_note": "签了字"}
    with pytest.raises(Refused):
        answer_nomination(by=ground.captain, agrees=False, **said)
    assert answer_nomination(by=ground.staff, agrees=True, **said).state == "agreed"
    with pytest.raises(Refused, match="候选人"):
        withdraw_candidacy(by=ground.captain, candidate=rival)


def test_nobody_alone_reads_a_secret_paper_and_drops_it(ground):
    """Neither whoever typed it in, nor whoever reads it after them."""
    ballot = opened(ground, electorate="residents", secrecy="secret")
    mark_paper_voter(by=ground.staff, elector=own(ballot, ground.owner))
    paper = type_secret_paper(by=ground.staff, ballot=closed(ballot), choices=["no"])
    assert spoil_secret_paper(by=ground.colleague, paper=paper, reason="看不清").state == "waiting"
    with pytest.raises(Refused, match="第二个人"):
        confirm_spoilt_secret_paper(by=ground.colleague, paper=paper)
    assert confirm_secret_paper(by=ground.captain, paper=paper, choices=["yes"]).state == "differs"
    assert confirm_spoilt_secret_paper(by=ground.captain, paper=paper).state == "spoilt"
    kept = Entry.objects.get(verb="ballots.spoil_secret_paper")
    assert kept.data == {"number": 1, "reason": "看不清"}, "the row itself goes with the count"


def test_the_record_without_names_has_none_in_its_corrections(ground):
    """Entries of a named list are called by the persons' names."""
    ballot = opened(
        ground,
        electorate="named",
        organisation=ground.committee,
        named_list="韦白玉兰\n莫杨桃",
        secrecy="secret",
    )
    cast_for(ballot.electors.get(number=1), "yes")
    result = counted(ballot)
    words = {"address": "https://linli.example/", "language": "zh-hans"}
    html = record_pdf.record_html(ballot, result, whole=False, **words)
    assert "韦白玉兰" not in html
    assert "#1" in html
