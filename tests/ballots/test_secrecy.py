"""Whoever has all tables and all logs of a secret ballot cannot say who chose what (tests/ballots/linking.py).

Forty neighbours vote through the pages, three on paper; before the count and after it the whole database, the
sessions, the queue and all that was logged is searched for a way from a voter to a vote. What was logged is more
than the site logs (INFO, no SQL): every logger at DEBUG, and each statement with its values. So would a
PostgreSQL that logs its statements (`log_statement = all`, auto_explain) write the box down with every vote: sealed,
always of another key stream, each paper as long as the other. Without SECRET_KEY nothing comes of it. With
SECRET_KEY, two such boxes show the one paper by which they differ: docs/adr/0011-secret-and-checkable.md.
"""

import json
import logging
import random
import re

import pytest
from django.db import connection, transaction
from django.urls import reverse

from ballots.models import Ballot, Elector, Result, SecretBox
from ballots.operations import count_ballot, papers_are_in
from ballots.operations.closing import close_ballot
from ballots.operations.secret_box import papers_in
from ballots.operations.secret_papers import confirm_secret_paper, mark_paper_voter, type_secret_paper
from journal.models import Entry
from people.models import User
from tests.ballots.counting import after, closed, neighbours
from tests.ballots.ground import Ground, elector_of, new_ground, opened
from tests.ballots.linking import Person, all_logged, at_work, dump, link
from tests.ballots.voting import vote_secretly

CODE = re.compile(r'name="code" value="([^"]+)"')
RECEIPT = re.compile(r'class="receipt">([0-9A-Z-]{19})<')


def ids_from(model, start: int) -> None:
    """So that an id, found in a text, is one."""
    with connection.cursor() as cursor:
        sequence = "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)"
        cursor.execute(sequence, [model._meta.db_table, max(start, highest(model))])


def highest(model) -> int:
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 1


def secret_ballot(voters: int) -> tuple[Ground, Ballot, list[Person], dict[int, User]]:
    """With voters who will say yes or no, in a known order that is not the one of the roll."""
    ground = new_ground()
    ids_from(User, 710_000)
    ids_from(Elector, 820_000)
    users = neighbours(ground, voters)
    ballot = opened(ground, electorate="residents", secrecy="secret")
    dice = random.Random(11)
    electors = {elector_of(ballot, user).pk: user for user in users}
    answers = ["yes", "no"] * (voters // 2)
    order = list(electors)
    dice.shuffle(answers)
    dice.shuffle(order)
    people = [
        Person((str(pk), str(user.pk), user.display_name, user.phone), pk, answer)
        for (pk, user), answer in zip(((pk, electors[pk]) for pk in order), answers, strict=True)
    ]
    return ground, ballot, people, electors


def vote_on_the_page(client, ballot: Ballot, person: Person, user: User) -> None:
    client.force_login(user)
    before = boxed()
    with at_work(person):
        page = client.get(ballot.get_absolute_url()).content.decode()
        words = {"entry": person.elector, "choices": person.choice, "is_of_age": "on"}
        url = reverse("ballots:vote", args=[ballot.pk])
        answer = client.post(url, words | {"code": CODE.search(page).group(1)})
    # What a log of requests and two looks at the size of the box would add.
    person.log += [f"{url} {answer.status_code} {len(answer.content)}", f"grew {boxed() - before}"]
    person.receipt = RECEIPT.search(answer.content.decode()).group(1)


def boxed() -> int:
    row = SecretBox.objects.first()
    return len(row.sealed) if row else 0


def put_into_the_box(client, ballot: Ballot, person: Person, user: User) -> None:
    client.force_login(user)
    with at_work(person):
        client.post(reverse("ballots:paper_mark", args=[ballot.pk]), {"elector": person.elector})


def read_the_papers(client, ground: Ground, ballot: Ballot, answers: list[str]) -> None:
    for number, answer in enumerate(answers, start=1):
        client.force_login(ground.staff)
        words = {"choices": answer, "number": number}
        assert client.post(reverse("ballots:secret_paper_new", args=[ballot.pk]), words).status_code == 302
        client.force_login(ground.colleague)
        url = reverse("ballots:secret_paper", args=[ballot.pk, number])
        assert client.post(url, words).status_code == 302


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_voters_and_three_papers_cannot_be_told(client):
    ground, ballot, people, users = secret_ballot(24)
    phones, papers, spare = people[:20], people[20:23], people[23]
    for person in phones:
        vote_on_the_page(client, ballot, person, users[person.elector])
    for person in papers:
        put_into_the_box(client, ballot, person, ground.staff)
    voters = phones + papers
    before = dump()
    assert link(before, voters) == []
    receipts = {person.receipt for person in phones}
    whole = "".join(row.text for rows in before.values() for row in rows)
    assert not [receipt for receipt in receipts if receipt in whole or receipt.replace("-", "") in whole]
    close_ballot(ballot.pk, now=after(ballot))
    said: list[str] = []
    with all_logged(said):
        read_the_papers(client, ground, ballot, [person.choice for person in papers[::-1]])
    for person in papers:
        person.log += said  # nothing in it may be of one of them
    assert link(dump(), voters) == []
    ballot.refresh_from_db()
    inside = papers_in(ballot, SecretBox.objects.get())
    assert receipts < {paper["receipt"] for paper in inside}
    assert len(inside) == 23

    papers_are_in(by=ground.staff, ballot=ballot, now=after(ballot, hours=1))
    assert link(dump(), voters) == []
    result = count_ballot(by=ground.staff, ballot=ballot, now=after(ballot, hours=1))
    afterwards = dump()
    assert link(afterwards, voters) == []
    holding = {t for t, rows in afterwards.items() if any(phones[0].receipt in row.text for row in rows)}
    assert holding == {"ballots_result"}
    assert not stands_anywhere(spare, result.file)
    assert {key: count["heads"] for key, count in result.tally["counts"].items()} == {
        key: sum(person.choice == key for person in voters) for key in ("yes", "no", "abstain")
    }
    assert not Entry.objects.filter(by__in=users.values(), verb__startswith="ballots.").exists()


def stands_anywhere(person: Person, text: str) -> bool:
    return any(mark in text for mark in person.marks)


LEAKS = {
    "leak_value": "voter bigint, receipt text",
    "leak_order": "receipt text",
    "leak_answers": "answer text",
    "leak_company": "answer text",
    "leak_time": "at timestamptz, answer text",
}


@pytest.fixture
def leaks(transactional_db):
    with connection.cursor() as cursor:
        for table, columns in LEAKS.items():
            cursor.execute(f"CREATE TABLE {table} ({columns})")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {', '.join(LEAKS)}")


@pytest.mark.slow
def test_the_same_attack_finds_each_leak(leaks):
    """Sixteen voters of a program that keeps what it should not, each thing in a table of its own."""
    _ground, _ballot, people, users = secret_ballot(16)
    for person in people:
        elector = Elector.objects.get(pk=person.elector)
        with at_work(person), transaction.atomic(), connection.cursor() as cursor:
            cast = vote_secretly(users[person.elector], elector, person.choice)
            cursor.execute("INSERT INTO leak_company VALUES (%s)", [person.choice])
            logging.getLogger("leak").debug("thank you, %s", cast.receipt)
        person.receipt = cast.receipt
    dice = random.Random(3)
    with connection.cursor() as cursor:
        for person in people:
            cursor.execute("INSERT INTO leak_order VALUES (%s)", [person.receipt])
            cursor.execute("INSERT INTO leak_answers VALUES (%s)", [person.choice])
        for person in dice.sample(people, len(people)):
            cursor.execute("INSERT INTO leak_value VALUES (%s, %s)", [person.elector, person.receipt])
            cursor.execute("INSERT INTO leak_time VALUES (%s, %s)", [person.ended, person.choice])
    found = link(dump(), people)
    for sentence in (
        "value: leak_value has a receipt beside its voter",
        "order: receipts in leak_order lie as voters came (as it lies)",
        "order: answers in leak_answers lie as voters came (as it lies)",
        "order: answers in leak_time lie as voters came (by at)",
        "company: leak_company.answer tells who chose yes",
        "company: leak_time.answer tells who chose no",
        "value: (log) a receipt stands in what their request logged",
        "company: (log) yes tells who chose yes",
    ):
        assert sentence in found, sentence
    assert all("leak" in sentence or "(log)" in sentence for sentence in found), found


# ── one paper ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_one_paper_alone_names_nothing_before_nor_after_the_count():
    """Whatever the only paper says, the tables are the same: what was read lies sealed, all as long, and goes
    into the box among the others. Who opened the wooden box knows what lay in it; the site cannot help that."""
    ground, ballot, people, users = secret_ballot(8)
    for person in people[:6]:
        elector = Elector.objects.get(pk=person.elector)
        vote_secretly(users[person.elector], elector, person.choice)
    mark_paper_voter(by=ground.staff, elector=Elector.objects.get(pk=people[6].elector))
    closed(ballot)
    one, other = (told_at_each_step(ground, ballot, answer) for answer in ("yes", "no"))
    assert one == other


def told_at_each_step(ground: Ground, ballot: Ballot, answer: str) -> list[list[str]]:
    """The tables of the room after the first reading, a differing one, and the one that settles it; undone."""
    steps, another = [], {"yes": "no", "no": "yes"}[answer]
    with transaction.atomic():
        paper = type_secret_paper(by=ground.staff, ballot=ballot, choices=[answer])
        steps.append(without_the_seal())
        paper = confirm_secret_paper(by=ground.colleague, paper=paper, choices=[another])
        steps.append(without_the_seal())
        confirm_secret_paper(by=ground.captain, paper=paper, choices=[answer])
        steps.append(without_the_seal())
        transaction.set_rollback(True)
    return steps


def without_the_seal() -> list[str]:
    """Rows of the room and of the journal, sorted: what was undone leaves holes that are filled at any time. Of
    what is sealed the length; hours and running numbers are left out."""
    rows = []
    for table, held in dump().items():
        if not table.startswith(("ballots_", "journal_")):
            continue
        for row in held:
            values = {name: value for name, value in row.values.items() if name not in ("id", "at")}
            rows.append(f"{table} {json.dumps(values, sort_keys=True)}")
    return sorted(re.sub(r"\\\\x([0-9a-f]+)", lambda sealed: f"{len(sealed[1])} sealed", row) for row in rows)


@pytest.mark.django_db
def test_the_file_does_not_say_which_came_on_paper():
    ground, ballot, people, users = secret_ballot(8)
    for person in people[:6]:
        elector = Elector.objects.get(pk=person.elector)
        vote_secretly(users[person.elector], elector, person.choice)
    mark_paper_voter(by=ground.staff, elector=Elector.objects.get(pk=people[6].elector))
    closed(ballot)
    paper = type_secret_paper(by=ground.staff, ballot=ballot, choices=["abstain"])
    confirm_secret_paper(by=ground.colleague, paper=paper, choices=["abstain"])
    papers_are_in(by=ground.staff, ballot=ballot, now=after(ballot, hours=1))
    count_ballot(by=ground.staff, ballot=ballot, now=after(ballot, hours=1))
    result = Result.objects.get()
    lines = [json.loads(line.partition("\t")[0]) for line in result.file.splitlines()]
    papers = [line for line in lines if line["line"] == "paper"]
    assert {frozenset(paper) for paper in papers} == {
        frozenset(("line", "receipt", "choices", "heads", "area"))
    }
    assert [paper["receipt"] for paper in papers] == sorted(paper["receipt"] for paper in papers)
    assert all(re.fullmatch(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", paper["receipt"]) for paper in papers)
    for word in ("paper", "phone", "channel"):
        assert word not in json.dumps(result.tally)
    assert not [person for person in people if stands_anywhere(person, result.file)]
