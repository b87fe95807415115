"""Rows that come along as JSON are the rows that a query of their own would give."""

import pytest
from django.db.models import OuterRef

from ballots.models import Ballot, Elector, Option, Vote
from kit.carried import carried, first_of, partly, prefetched, unpacked
from tests.ballots.ground import new_ground, opened
from tests.ballots.voting import own, vote

pytestmark = pytest.mark.django_db


def columns(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_rows_come_back_as_they_are(django_assert_num_queries):
    ground = new_ground()
    ballot = opened(ground)
    vote(ground.owner, own(ballot, ground.owner), "yes")
    this = {"ballot": OuterRef("pk")}
    rows = Ballot.objects.filter(pk=ballot.pk).annotate(
        roll=carried(Elector.objects.filter(**this).order_by("number"), home="place__name"),
        votes_cast=carried(Vote.objects.filter(**this)),
        none=carried(Elector.objects.none()),
        choices=carried(Option.objects.filter(**this).order_by("position", "id")),
    )
    with django_assert_num_queries(1):
        found = rows.get()
        prefetched(found, "options", found.choices)
        options = list(found.options.all())
    electors, first = unpacked(Elector, found.roll), first_of(Vote, found.votes_cast)
    expected = list(ballot.electors.order_by("number"))
    assert [columns(row) for row in electors] == [columns(row) for row in expected]
    assert str(electors[0].area) == str(expected[0].area) == "80.00"
    assert electors[0].home == ground.first.name
    assert columns(first) == columns(Vote.objects.get())
    assert [option.label for option in options] == [option.label for option in ballot.options.all()]
    assert options[0].ballot is found
    assert unpacked(Elector, found.none) == [] == unpacked(Elector, None)
    assert first_of(Elector, found.none) is None


def test_a_row_of_which_little_is_known_asks_for_the_rest(django_assert_num_queries):
    ground = new_ground()
    with django_assert_num_queries(1):
        place = partly(type(ground.first), id=ground.first.pk, name="一号")
        assert (place.name, place.path) == ("一号", ground.first.path)
