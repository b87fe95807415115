"""A question put together once gives everyone what theirs would have given."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Prefetch, Q
from django.db.transaction import TransactionManagementError, atomic
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kit import kept_plans
from kit.blanks import DOWN, UP, NotAlike, Person
from kit.kept_questions import KeptQuestion, kept, kept_row
from people.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def question(build) -> KeptQuestion:
    made = [Person([UP], []), Person([DOWN], [])]
    return KeptQuestion(*((who, lambda who=who: {"rows": build(*who.numbers)}) for who in made))


def test_each_finds_their_own():
    people = [UserFactory() for _ in range(3)]
    mine = kept(lambda number: User.objects.filter(Q(pk=number) | Q(display_name="100%")))
    assert [mine(person.pk) for person in people] == [[person] for person in people]
    assert mine(0) == []


def test_of_one_there_is_one_or_none():
    person = UserFactory()
    one = kept_row(lambda number: User.objects.filter(pk=number))
    assert one(person.pk) == person
    with pytest.raises(User.DoesNotExist):
        one(0)


@pytest.mark.django_db(transaction=True)
def test_a_lock_outside_of_a_transaction_is_refused_each_time():
    person = UserFactory()
    locked = kept_row(lambda number: User.objects.filter(pk=number).select_for_update())
    with atomic():
        assert locked(person.pk) == person
    for _number in range(2):
        with pytest.raises(TransactionManagementError):
            locked(person.pk)


def test_it_is_told_once_and_asked_in_few_words(django_assert_num_queries):
    person = UserFactory()
    names = kept(lambda number: User.objects.filter(pk=number).values_list("display_name", flat=True))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert names(person.pk) == names(person.pk) == [person.display_name]
    assert [words["sql"].split("(")[0].split("_")[0] for words in asked.captured_queries] == [
        "EXECUTE linli"
    ] * 2


def test_a_new_line_to_the_database_is_told_anew():
    person = UserFactory()
    mine = kept(lambda number: User.objects.filter(pk=number))
    assert mine(person.pk) == [person]
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    kept_plans._told.pop(connection.connection)
    assert mine(person.pk) == [person]


def test_what_was_asked_longest_ago_makes_room(monkeypatch):
    monkeypatch.setattr(kept_plans, "MOST", 2)
    person = UserFactory()
    asked = [
        kept(lambda number, n=n: User.objects.filter(pk=number, language="en" if n else "zh-hans"))
        for n in range(4)
    ]
    for one in [*asked, asked[0], asked[3]]:
        assert one(person.pk) == ([person] if one is asked[0] else [])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'linli_kept_%'")
        assert cursor.fetchone()[0] <= 2


def test_it_asks_nothing_of_the_database_while_it_is_put_together():
    with pytest.raises(NotAlike, match="asks while"):
        question(lambda number: User.objects.filter(pk=User.objects.order_by("pk").first().pk))


def groups(**of) -> Prefetch:
    return Prefetch("groups", Group.objects.filter(**of))


def test_what_is_prefetched_comes_too(django_assert_num_queries):
    people = [UserFactory() for _ in range(2)]
    people[1].groups.add(Group.objects.create(name="Editors"), Group.objects.create(name="Others"))
    named = kept(lambda number: User.objects.filter(pk=number).prefetch_related(groups(name="Editors")))
    for person, names in [(people[0], []), (people[1], ["Editors"])] * 2:
        with django_assert_num_queries(2):
            assert [group.name for user in named(person.pk) for group in user.groups.all()] == names


def test_a_number_that_no_row_can_have_finds_none():
    mine = kept(lambda number, numbers: User.objects.filter(Q(pk=number) | Q(pk__in=numbers)))
    person = UserFactory()
    assert mine(1 << 63, [person.pk]) == mine(person.pk, [1 << 63]) == [person]
    assert mine(-(1 << 63) - 1, [1 << 70]) == []


def test_other_words_or_rows_of_ones_own_to_be_prefetched_are_refused():
    with pytest.raises(NotAlike, match="other words"):
        question(lambda number: User.objects.filter(Q(pk=number) if number == UP else Q(pk__gt=number)))
    with pytest.raises(NotAlike, match="prefetched"):
        question(lambda number: User.objects.filter(pk=number).prefetch_related(groups(user=number)))
    with pytest.raises(NotAlike, match="prefetched"):
        question(lambda number: User.objects.prefetch_related(groups(user__date_joined=timezone.now())))
    day = UserFactory().date_joined - timedelta(days=1)
    with pytest.raises(NotAlike, match="a time of its own"):
        question(lambda number: User.objects.filter(pk=number, date_joined__gt=day))


def test_a_plan_survives_a_migration_of_its_columns():
    """The old code goes on serving while a release changes them."""
    person = UserFactory()
    mine = kept(lambda number: User.objects.filter(pk=number))
    assert mine(person.pk) == [person]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_user ALTER language TYPE varchar(80), ADD nickname varchar(9)")
    assert [(user.display_name, user.date_joined) for user in mine(person.pk)] == [
        (person.display_name, person.date_joined)
    ]
