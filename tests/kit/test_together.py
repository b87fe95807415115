"""One question for several lists gives what each of them would have given."""

from datetime import timedelta

import pytest
from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.sessions.models import Session
from django.db.models import Count, DurationField, F, OuterRef, Prefetch, Value
from django.db.models.functions import JSONObject
from django.utils import timezone

from issues.models import Issue, IssueEvent
from issues.queries.lists import with_names
from kit.together import Part
from kit.together import ask_together as ask
from people.models import User
from tests.issues.estate import new_estate

pytestmark = pytest.mark.django_db


def ask_together(*lists) -> list[list]:
    return list(ask({str(number): rows for number, rows in enumerate(lists)}).values())


def test_rows_values_sums_and_nothing(django_assert_num_queries):
    estate, now = new_estate(), timezone.now()
    for text in ('灯"坏\\了', "水管", ""):
        estate.report(text=text, category="litter", now=now - timedelta(days=1))
    events = IssueEvent.objects.filter(issue=OuterRef("pk")).order_by("pk")
    facts = JSONObject(kind="kind", number="pk", half=Value(0.5))

    def lists():
        return [
            with_names(Issue.objects.order_by("-pk"))[:2],
            Issue.objects.annotate(lines=ArraySubquery(events.values_list(facts))).order_by("pk"),
            Issue.objects.annotate(when=ArrayAgg("events__at")).only("title", "place").order_by("pk"),
            Issue.objects.values_list("client_key", "reported_at", "suspended_until", "answers").order_by(
                "pk"
            ),
            Issue.objects.order_by().values("category").annotate(n=Count("pk")),
            Issue.objects.filter(pk__in=[]),
            Issue.objects.filter(title="nothing of the kind"),
            User.objects.filter(pk=estate.resident.pk).union(User.objects.filter(pk=estate.captain.pk)),
            Issue.objects.order_by("place__name", "pk").distinct(),
        ]

    apart = [list(rows) for rows in lists()]
    with django_assert_num_queries(1):
        asked = lists()
        together = ask_together(*asked)
        names = [(issue.category.label, str(issue.place.parent), str(issue.holder)) for issue in together[0]]
        assert [list(rows) for rows in asked] == together
    assert together == apart
    assert names == [(i.category.label, str(i.place.parent), str(i.holder)) for i in apart[0]]
    for number in (0, 1, 8):
        assert [state(row) for row in together[number]] == [state(row) for row in apart[number]]
    assert [row.lines for row in together[1]] == [row.lines for row in apart[1]]
    assert [row.when for row in together[2]] == [row.when for row in apart[2]]
    assert together[2][0].get_deferred_fields() == apart[2][0].get_deferred_fields()


def state(row) -> dict:
    return {name: value for name, value in row.__dict__.items() if name != "_state"}


def test_what_is_prefetched_comes_too(django_assert_num_queries):
    new_estate().report()
    rows = Issue.objects.prefetch_related(Prefetch("events", IssueEvent.objects.order_by("pk"), "lines"))
    with django_assert_num_queries(2):
        ((issue,),) = ask_together(rows)
        assert issue.lines[0].kind == "reported"


def test_nothing_at_all_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert ask_together(Issue.objects.none(), Issue.objects.filter(pk__in=[])) == [[], []]


def test_what_json_does_not_keep_is_refused():
    took = Issue.objects.annotate(took=F("resolved_at") - F("reported_at"))
    with pytest.raises(TypeError, match="does not travel"):
        ask_together(took.annotate(length=Value(timedelta(1), DurationField())))


def test_rows_know_the_database_that_they_were_read_from_this_time():
    """One question, kept for as long as the process lives, is asked of a replica and of the primary."""
    part, line = Part(Session.objects.all()), ("key", "data", timezone.now())
    for using in ("replica", "default", "replica"):
        part.rows._db = using
        assert [row._state.db for row in part.made_of([line])] == [using]
