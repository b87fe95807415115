"""What a person gets of their votes, and what goes with them when they leave. A count stays, byte for byte."""

import io
import json
import zipfile

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from ballots import verify
from ballots.models import Elector, Participation, Proxy, Result, Vote
from ballots.operations import nominate, withdraw_candidacy
from people.models import User
from portal.my_data import erase_account, exported
from tests.ballots.counting import counted
from tests.ballots.ground import drafted, elector_at, elector_of, in_days, new_ground, opened
from tests.ballots.voting import own, paper_counted, proxy_for, vote, vote_secretly

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


def export(person: User) -> tuple[dict[str, list[dict]], str]:
    """The lists of this room by name; and all that is in the archive, as one text."""
    archive = zipfile.ZipFile(io.BytesIO(b"".join(exported(person, timezone.now()))))
    texts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".json")}
    lists = {
        name.removeprefix("ballots/").removesuffix(".json"): json.loads(text)
        for name, text in texts.items()
        if name.startswith("ballots/")
    }
    return lists, "\n".join(texts.values())


def test_my_rolls_and_my_votes_by_name_come_with_me_and_no_secret_vote(ground):
    named = opened(ground, electorate="residents", title="要不要修亭子")
    secret = opened(ground, electorate="residents", secrecy="secret", title="信不信任街坊会")
    cast = vote(ground.owner, own(named, ground.owner), "no")
    hidden = vote_secretly(ground.owner, own(secret, ground.owner), "yes")
    paper_counted(ground.staff, ground.colleague, own(named, ground.second_owner), "yes")
    lists, whole = export(ground.owner)
    assert {row["elector__ballot__title"] for row in lists["rolls"]} == {"要不要修亭子", "信不信任街坊会"}
    (row,) = lists["votes"]
    assert (row["choices"], row["receipt"], row["channel"]) == (["no"], cast.receipt, "phone")
    assert hidden.receipt not in whole
    assert '"yes"' not in whole
    assert export(ground.staff)[0]["votes"] == []  # typed in for others
    counted(secret, ground.staff)
    assert hidden.receipt in Result.objects.get(ballot=secret).file
    assert hidden.receipt not in export(ground.owner)[1]


def test_what_an_agent_cast_for_another_says_for_whom(ground):
    ballot = opened(ground)
    elector = own(ballot, ground.owner)
    proxy = proxy_for(ground, elector, ground.manager, instruction=["yes"])
    vote(ground.manager, elector, "yes", proxy=proxy)
    lists, whole = export(ground.manager)
    assert [row["elector__label"] for row in lists["votes"]] == [elector.label]
    assert [row["instruction"] for row in lists["proxies"]] == [["yes"]]
    assert "何茉莉" not in whole


def test_whoever_leaves_takes_name_and_phone_and_no_count_changes(ground):
    poll = opened(ground, electorate="residents", legal_effect="advisory", title="要不要修亭子")
    formal = opened(ground)
    for ballot in (poll, formal):
        vote(ground.owner, own(ballot, ground.owner), "yes")
        vote(ground.second_owner, own(ballot, ground.second_owner), "no")
    entry, evidence = elector_of(poll, ground.owner), elector_of(formal, ground.owner)
    assert (entry.name, bool(evidence.phone)) == ("何茉莉", True)
    before = {ballot.pk: kept(counted(ballot, ballot.created_by)) for ballot in (poll, formal)}
    rolls = {ballot.pk: sums(ballot) for ballot in (poll, formal)}
    erase_account(by=ground.owner)
    for ballot in (poll, formal):
        result = Result.objects.get(ballot=ballot)
        assert kept(result) == before[ballot.pk]
        assert sums(ballot) == rolls[ballot.pk]
        assert "一样" in list(verify.check(result.file.encode(), result.chain_head))[-1]
        assert "何茉莉" not in result.file
    entry.refresh_from_db()
    evidence.refresh_from_db()
    assert (entry.name, entry.phone, entry.label) == ("", "", f"#{entry.number}")
    # An owner may ask a court to set the decision aside: the roll is the evidence (Civil Code, article 280).
    assert (evidence.name, evidence.phone, evidence.label) == ("何茉莉", "", "1栋0101")
    assert (
        Vote.objects.filter(elector=entry).count() == Participation.objects.filter(elector=entry).count() == 1
    )


def kept(result: Result) -> tuple:
    result.refresh_from_db()
    return result.file, result.tally, result.passed, result.chain_head, result.papers


def sums(ballot) -> list[tuple]:
    return list(ballot.electors.values_list("number", "kind", "heads", "area", "revision", "removed_at"))


def test_whoever_leaves_while_people_vote_is_counted_all_the_same(ground):
    """The roll is frozen with them on it, and a secret vote could not be found to take it out."""
    secret = opened(ground, electorate="residents", secrecy="secret")
    named = opened(ground, electorate="residents")
    vote_secretly(ground.owner, own(secret, ground.owner), "yes")
    vote(ground.owner, own(named, ground.owner), "yes")
    erase_account(by=ground.owner)
    for ballot in (secret, named):
        result = counted(ballot, ground.staff)
        assert result.tally["counts"]["yes"]["heads"] == 1
        assert "何茉莉" not in result.file


def test_an_entry_that_others_vote_for_too_keeps_its_name_and_an_agent_loses_theirs(ground):
    ballot = opened(ground, electorate="residents", unit="home")
    elector = elector_at(ballot, ground.home("0101"))
    before = (elector.name, elector.label)
    proxy = proxy_for(ground, elector, ground.tenant)
    assert proxy.agent_name == "谭菠萝"
    erase_account(by=ground.tenant)
    assert Proxy.objects.get().agent_name == "已离开的街坊"
    elector.refresh_from_db()
    assert (elector.name, elector.label) == before


# ── what the database lets go (migration 0006) ──────────────────────────────────────────────────────────────


def test_a_name_on_a_frozen_roll_may_go_and_never_become_another(ground):
    ballot = opened(ground, electorate="residents")
    entry = own(ballot, ground.owner)
    rows = Elector.objects.filter(pk=entry.pk)
    for change in (
        {"name": "谭菠萝"},
        {"representative": "谭菠萝"},
        {"label": "#999"},
        {"label": ""},
        {"name": "", "area": "1.00"},
        {"name": "", "number": 999},
        {"name": "", "label": "谭菠萝"},
        {"name": "", "removed_at": timezone.now()},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    rows.update(name="", phone="", representative="", label=f"#{entry.number}")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(name="何茉莉")
    home = elector_at(opened(ground), ground.home("0102"))
    with pytest.raises(DatabaseError), transaction.atomic():  # a home keeps its door
        Elector.objects.filter(pk=home.pk).update(label=f"#{home.number}")


def test_who_stood_back_before_the_paper_was_printed_is_named_nowhere(ground):
    election = drafted(
        ground, electorate="residents", kind="election", elected_as="captain", nominations_until=in_days(7)
    )
    mine = nominate(by=ground.owner, ballot=election, user=ground.owner, home="1栋", statement="有事找得到我")
    theirs = nominate(by=ground.tenant, ballot=election, user=ground.second_owner)
    withdraw_candidacy(by=ground.owner, candidate=mine)
    erase_account(by=ground.owner)
    erase_account(by=ground.second_owner)
    for row in (mine, theirs):
        row.refresh_from_db()
        assert (row.name, row.home, row.statement) == ("已离开的街坊", "", "")
        assert row.state == "withdrawn"
