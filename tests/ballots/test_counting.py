"""The count: once, after the close, of every paper; sealed with a file that recounts to the same."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from ballots import verify
from ballots.models import Result, SecretBox, SecretPaper
from ballots.operations import count_ballot, count_or_say_why
from ballots.operations.secret_papers import confirm_secret_paper, mark_paper_voter, type_secret_paper
from ballots.queries.results import breakdown_of, shown_buildings
from journal.models import Entry
from kit.refused import Refused
from notifications.models import Message
from tests.ballots.counting import after, cast_for, closed, counted, neighbours, owners_vote
from tests.ballots.ground import elector_of, new_ground, opened
from tests.ballots.voting import paper_in, vote_secretly
from tests.browser.markup import faults_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


def recounted(result: Result, tmp_path: Path, *more: str) -> subprocess.CompletedProcess:
    """By the program that is handed out, in a process of its own and without any of our code."""
    file = tmp_path / "ballot.txt"
    file.write_bytes(result.file.encode())
    words = [sys.executable, "-I", verify.__file__, str(file), "--posted", result.chain_head, *more]
    return subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path)


def test_the_figures_the_file_and_the_message(ground, tmp_path):
    ballot = owners_vote(ground, *["yes"] * 6, "no", "abstain")
    result = counted(ballot)
    tally = result.tally
    assert tally["counts"]["yes"] == {"heads": 6, "area": "480.00"}
    assert tally["participation"] == {"heads": 8, "area": "640.00"}
    margins = {
        row["name"]: (row["figure"], row["least"], row["margin"], row["met"]) for row in tally["tests"]
    }
    assert margins["participation_heads"] == (8, 8, 0, True)
    assert margins["participation_area"] == ("640.00", "640.00", "0.00", True)
    assert margins["agreement_heads"] == (6, 5, 1, True)
    assert result.passed
    assert result.papers == 8
    assert json.loads(result.file.splitlines()[-1].split("\t")[0]) == tally | {"line": "tally"}
    assert recounted(result, tmp_path).returncode == 0
    assert set(Message.objects.filter(letter__kind="ballots.counted").values_list("letter__body", flat=True))
    assert "6" not in Message.objects.filter(letter__kind="ballots.counted").first().body
    assert Entry.objects.get(verb="ballots.count").data == {"papers": 8, "chain_head": result.chain_head}


def test_one_head_short_is_not_passed(ground):
    result = counted(owners_vote(ground, *["yes"] * 7))
    failed = {row["name"]: row["margin"] for row in result.tally["tests"] if not row["met"]}
    assert result.passed is False
    assert failed == {"participation_heads": -1, "participation_area": "-80.00"}


def test_an_empty_ballot_is_counted_and_not_passed(ground, tmp_path):
    result = counted(opened(ground))
    assert (result.papers, result.passed) == (0, False)
    assert recounted(result, tmp_path).returncode == 0


def test_not_before_the_close_nor_by_anybody(ground):
    ballot = opened(ground)
    with pytest.raises(Refused, match="投票还没结束"):
        count_ballot(by=ground.chair, ballot=ballot)
    for stranger in (ground.owner, ground.captain, ground.manager):
        with pytest.raises(Refused):
            count_ballot(by=stranger, ballot=ballot, now=after(ballot))
    assert not Result.objects.exists()


def test_twice_is_once_and_nobody_rewrites_it(ground):
    result = counted(owners_vote(ground, "yes"), ground.chair)
    again = count_ballot(by=ground.staff, ballot=result.ballot)
    assert (again.pk, again.counted_by) == (result.pk, ground.chair)
    for change in ({"passed": True}, {"file": "x"}, {"tally": {}}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Result.objects.update(**change)
    told = Message.objects.filter(letter__kind="ballots.counted").values_list("recipient", "channel")
    assert len(told) == len(set(told)) > 0


def test_a_paper_that_one_person_read_holds_the_count_up(ground):
    ballot = opened(ground)
    paper_in(ground.staff, ballot.electors.first(), "yes")
    closed(ballot)
    assert count_or_say_why(ballot=ballot, now=after(ballot)) is None
    told = Message.objects.filter(letter__kind="ballots.count_waits")
    assert set(told.values_list("recipient", flat=True)) == {ground.chair.pk}
    with pytest.raises(Refused, match="1"):
        count_ballot(by=ground.chair, ballot=ballot, now=after(ballot))


def secret(ground, people=()):
    return opened(ground, electorate="residents", secrecy="secret")


def test_a_paper_without_a_choice_says_so_at_its_lines(ground, client):
    voter = neighbours(ground, 1)[0]
    ballot = secret(ground)
    mark_paper_voter(by=ground.staff, elector=elector_of(ballot, voter))
    closed(ballot)
    client.force_login(ground.staff)
    refused = client.post(reverse("ballots:secret_paper_new", args=[ballot.pk]), {"number": 1})
    assert (refused.status_code, faults_of(refused.content.decode())) == (422, [])
    assert 'id="id_choices-e"' in refused.content.decode()


def test_secret_papers_are_mixed_in_and_leave_nothing(ground, tmp_path):
    people = neighbours(ground, 4)
    ballot = secret(ground)
    for person, choice in zip(people[:3], ("yes", "no", "yes"), strict=True):
        vote_secretly(person, elector_of(ballot, person), choice)
    mark_paper_voter(by=ground.staff, elector=elector_of(ballot, people[3]))
    closed(ballot)
    with pytest.raises(Refused, match="1"):
        count_ballot(by=ground.staff, ballot=ballot, now=after(ballot))
    paper = type_secret_paper(by=ground.staff, ballot=ballot, choices=["abstain"])
    confirm_secret_paper(by=ground.colleague, paper=paper, choices=["abstain"])
    result = counted(ballot, ground.staff)
    assert {key: row["heads"] for key, row in result.tally["counts"].items()} == {
        "yes": 2,
        "no": 1,
        "abstain": 1,
    }
    assert not SecretBox.objects.exists()
    assert not SecretPaper.objects.exists()
    lines = [json.loads(line.split("\t")[0]) for line in result.file.splitlines()]
    papers = [line.keys() for line in lines if line["line"] == "paper"]
    assert papers == [{"line", "receipt", "choices", "heads", "area"}] * 4
    assert not any(p.display_name in result.file for p in people)
    assert recounted(result, tmp_path).returncode == 0
    assert breakdown_of(result.ballot) is None


def test_a_person_is_a_number_in_the_file_a_home_is_its_door(ground):
    people = neighbours(ground, 1)
    ballot = opened(ground, electorate="residents", secrecy="named")
    cast_for(elector_of(ballot, people[0]), "yes")
    result = counted(ballot)
    assert people[0].display_name not in result.file
    homes = counted(owners_vote(ground, "yes"))
    assert "0101" in homes.file
    assert "何茉莉" not in homes.file


@pytest.mark.parametrize(
    ("ballots", "shown"),
    [
        ({1: 5, 2: 5}, {1, 2}),
        ({1: 4, 2: 9}, set()),  # one hidden: the total less the other would tell
        ({1: 4, 2: 9, 3: 6}, {2}),  # 3 goes with it
        ({1: 2, 2: 2, 3: 9, 4: 7}, {3}),  # four ballots together are still too few
        ({1: 4, 2: 3, 3: 9}, {3}),
        ({1: 4}, set()),
    ],
)
def test_a_building_that_is_left_out_cannot_be_worked_out(ballots, shown):
    assert set(shown_buildings(ballots)) == shown
    hidden = [count for place, count in ballots.items() if place not in shown]
    assert not hidden or not shown or (len(hidden) > 1 and sum(hidden) >= 5)


def test_the_breakdown_adds_up(ground):
    ballot = owners_vote(ground, *["yes"] * 5, "no", *["no"] * 5, "yes")
    counted(ballot)
    table = breakdown_of(ballot)
    assert [(line.ballots, dict(line.heads)) for line in table.lines] == [
        (6, {"yes": 5, "no": 1, "abstain": 0}),
        (6, {"yes": 1, "no": 5, "abstain": 0}),
    ]
    assert table.hidden == 0


def test_the_hour_alone_shuts_the_door(ground):
    """The closing job has not come by; whoever counts shuts it, and no vote is later than the count."""
    people = neighbours(ground, 1)
    ballot = opened(ground, electorate="residents")
    cast_for(elector_of(ballot, people[0]), "yes")
    count_ballot(by=ground.staff, ballot=ballot, now=after(ballot))
    ballot.refresh_from_db()
    assert ballot.closed_at == ballot.papers_in_at
    assert ballot.closed_at - ballot.closes_at == timedelta(minutes=1)
    assert ballot.state(timezone.now()) == "counted"
