"""An invented city: whole, the same each time, whatever became of the run before, and never beside real people."""

import json
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F
from django.db.models.expressions import RawSQL
from django.test import Client
from django.utils import timezone

from ballots.document import roll_sha256
from ballots.models import Ballot, Result
from ballots.operations.announcing import entries_of, preview_roll
from ballots.verify import check
from buildings.models import Captaincy, Dwelling, Ownership, Place
from committees.models import Meeting, Minutes
from committees.operations import remind_of_minutes
from committees.seal import sha256_of
from issues.models import Category, Issue, IssueEvent
from kit.bigrams import fold
from kit.search import PARTED
from notices.models import Notice
from notifications.models import Message
from people.models import User
from portal.city import city as cities
from portal.city import making, progress, safe
from portal.city.plan import HOT, STREET, make_plan, slots
from tests.factories import UserFactory, make_building

RESIDENTS = 1_000
DAY = timezone.localdate()  # of all runs, also of one that goes on over midnight


def seed(residents: int = RESIDENTS, *more: str) -> str:
    out = StringIO()
    call_command("seed_city", "--residents", str(residents), "--day", DAY.isoformat(), *more, stdout=out)
    return out.getvalue()


@pytest.fixture
def numbers_as_before(db):
    """A sequence that was moved on stays so when all rows are rolled back."""
    before = sequences()
    yield
    with connection.cursor() as cursor:
        for name, last in sequences().items():
            if last != before[name]:
                cursor.execute(
                    "SELECT setval(%s, %s, %s)", [name, before[name] or 1, before[name] is not None]
                )


def sequences() -> dict[str, int | None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(sequencename), last_value FROM pg_sequences WHERE schemaname = 'public'"
        )
        return dict(cursor.fetchall())


# --- the plan -----------------------------------------------------------------------------------------------


def test_a_million_live_in_two_streets_one_of_them_fifty_times_as_hot():
    plan = make_plan(1_000_000, seed=1)
    assert len(plan.streets) == 2
    people = Counter()
    for building in plan.buildings:
        people[building.street.number] += building.people
    assert people == {1: STREET, 2: 300_000}
    assert 390_000 < plan.homes < 430_000
    assert 7_000 < len(plan.buildings) < 9_000
    homes = [building.first_home for building in plan.buildings]
    assert homes == sorted(homes), "homes and people are numbered through"
    drawn = Counter(slots(plan))
    first = [building for building in plan.buildings if building.street.number == 1]
    other = [building for building in plan.buildings if building.street.number == 2]
    in_first = sum(drawn[b.number] for b in first) / len(first)
    assert drawn[1] / in_first == pytest.approx(HOT, rel=0.1)
    assert in_first / (sum(drawn[b.number] for b in other) / len(other)) == pytest.approx(HOT, rel=0.3)


def test_how_far_it_is_and_how_long_it_takes_yet():
    bar = progress.Bar(StringIO(), rows=400)
    bar.skip(100)  # by the run before
    bar.show("people", 100)
    line = bar.line("people", now=bar.begun + 10)
    assert "50%" in line
    assert "10 rows/s" in line
    assert "0:20 left" in line


# --- the rows -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("numbers_as_before")
def test_a_city_is_whole_and_every_page_of_its_hot_building_opens():
    told = seed()
    assert "rows/s" in told
    assert "10000200001" in told, "the hot resident's phone"
    assert "nothing was written" in seed(), "it is here already"
    pages_open()
    the_house_would_have_written_it_so()
    rolls_and_counts_are_those_of_the_house()
    words_are_found()
    it_can_be_measured()
    minutes_lie_where_they_would()


def hot() -> dict[str, int]:
    names = "place", "estate", "captain", "secretary", "first_person"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(names)} FROM seed_city_building WHERE n = 1")
        return dict(zip(names, cursor.fetchone(), strict=True))


def pages_open() -> None:
    here = hot()
    issue = Issue.objects.filter(place=here["place"]).first()
    notice = Notice.objects.filter(addresses__place=here["place"], state="published").first()
    meetings = Meeting.objects.filter(place=here["estate"]).order_by("-starts_at")[:2]
    ballots = Ballot.objects.filter(place=here["place"]).order_by("-closes_at")[:3]
    assert [meeting.state for meeting in meetings] == ["convened", "closed"]
    assert [ballot.state() for ballot in ballots] == ["open", "counted", "counted"]
    details = [row.get_absolute_url() for row in (issue, notice, meetings[0], ballots[0], ballots[1])]
    lists = [
        "/",
        "/issues/",
        "/notices/",
        "/meetings/",
        "/ballots/",
        "/inbox/",
        f"/search/?q={notice.title[:2]}",
    ]
    roles = {
        "first_person": [*lists, *details, meetings[1].get_absolute_url()],
        "captain": ["/desk/", "/desk/people/", *details],
        "secretary": ["/", "/issues/queue/", *details],
    }
    for role, pages in roles.items():
        client = Client()
        person = User.objects.get(pk=here[role])
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        answers = {page: client.get(page).status_code for page in pages}
        assert set(answers.values()) == {200}, (role, answers)


def the_house_would_have_written_it_so() -> None:
    assert User.objects.filter(is_demo=True).count() == User.objects.count() > RESIDENTS
    assert not User.objects.exclude(phone__startswith="10000").exists(), "invented ones can sign in"
    assert set(Place.objects.values_list("kind", flat=True)) >= {"street", "community", "estate", "building"}
    assert not Place.objects.filter(kind__in=["building", "lane"], captaincies=None).exists()
    assert Ownership.objects.count() == Dwelling.objects.count()
    assert not Dwelling.objects.filter(place__children__kind="stair").exists()
    assert not Issue.objects.annotate(joined=Count("followers")).exclude(joined=F("joined_count")).exists()
    assert 3 <= IssueEvent.objects.count() / Issue.objects.count() <= 5.5
    assert not IssueEvent.objects.filter(at__lt=F("issue__reported_at")).exists()
    assert not Message.objects.exclude(state="sent").exists()
    hottest = Issue.objects.values("place").annotate(n=Count("pk")).order_by("-n").first()
    assert hottest["place"] == hot()["place"]
    for model in (Issue, Notice, Captaincy, User):  # what people write next has a number of its own
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
            assert cursor.fetchone()[0] > model.objects.order_by("-pk").first().pk


def rolls_and_counts_are_those_of_the_house() -> None:
    for ballot in Ballot.objects.all():
        plan = preview_roll(ballot)
        assert roll_sha256(entries_of(plan.electors)) == ballot.document["roll"]["sha256"], ballot
        assert ballot.seal == sha256_of(ballot.document)
    results = Result.objects.all()
    assert len(results) > 1
    for result in results:
        assert "和公告一样" in list(check(result.file.encode(), result.chain_head))[-1]
    for minutes in Minutes.objects.all():
        assert minutes.is_sealed
        assert minutes.sha256 == sha256_of(minutes.document)


def minutes_lie_where_they_would():
    """Whoever closes a meeting begins its minutes; whoever runs it hears where they wait."""
    held = Meeting.objects.filter(state="closed")
    assert not held.filter(minutes=None).exists()
    assert remind_of_minutes() == 0, "all are posted but those of the last days"


def words_are_found() -> None:
    """The search's documents are the database's own, and hold what ours would hold; its indexes are as they were."""
    for row in Issue.objects.annotate(found=RawSQL("search_text", []))[:50]:
        assert row.found == fold(f"{row.title}{PARTED}{row.text}")
    for row in Notice.objects.annotate(found=RawSQL("search_text", []))[:20]:
        said = PARTED.join([row.title, row.when_text, row.where_text, row.ask_text, row.source])
        assert row.found == fold(said)
    for row in Captaincy.objects.select_related("place__parent__parent", "user").annotate(
        found=RawSQL("buildings_captaincy.search_text", [])
    )[:20]:
        place = row.place
        around = f"{place.parent.parent.name if place.parent.parent else ''}{place.parent.name}{place.name}"
        assert row.found == f"{fold(around)}{PARTED}{fold(row.user.display_name)}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexdef ~ 'linli_grams.*fastupdate=.?on'")
        assert cursor.fetchone() == (0,)


def it_can_be_measured() -> None:
    said, told = StringIO(), StringIO()
    call_command("bench_sessions", stdout=said)
    pages = {(name, reader) for name, reader, _path in json.loads(said.getvalue())["pages"]}
    assert pages >= {("issues", "resident"), ("queue", "staff"), ("home", "visitor"), ("desk", "captain")}
    call_command("explain_lists", "--only", "issues, resident", stdout=told)
    assert "No statement reads a big table" in told.getvalue()


# --- again --------------------------------------------------------------------------------------------------


class Killed(Exception):
    pass


@pytest.mark.usefixtures("numbers_as_before")
def test_a_run_that_was_killed_goes_on_and_the_city_is_the_same():
    with transaction.atomic():
        seed(600)
        whole = checksums()
        transaction.set_rollback(True)
    city = cities.begin(600, 1, DAY)
    begun, rest = steps_until(city, "issues")
    progress.run(city, begun, StringIO())

    def dies(filler, first, last):
        rest.fill(filler, first, last)
        raise Killed

    with pytest.raises(Killed):
        progress.run(city, [progress.Step("issues", rest.chunks, dies, rest.rows)], StringIO())
    assert not Issue.objects.exists(), "half a chunk is none"
    told = seed(600)
    assert f"{sum(len(step.chunks) for step in begun)} chunks were there already" in told
    assert checksums() == whole
    assert len(whole) > 35


def steps_until(city: cities.City, name: str) -> tuple[list[progress.Step], progress.Step]:
    steps = making.steps_of(city)
    at = next(number for number, step in enumerate(steps) if step.name == name)
    return steps[:at], steps[at]


def checksums() -> dict[str, str]:
    """Of all rows of each table that a city fills."""
    found = {}
    with connection.cursor() as cursor:
        for table, _rows in progress.rows_ever():
            cursor.execute(f"SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM {table} AS t")
            (found[table],) = cursor.fetchone()
    return found


@pytest.mark.usefixtures("numbers_as_before")
def test_after_a_run_that_was_killed_while_tables_were_made_they_get_their_first_rows(settings):
    """There were kinds of issues in no city that went on from there, and so no issues."""
    Category.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {settings.CACHES['default']['LOCATION']}")
    settings.DEMO = False
    with pytest.raises(CommandError, match="--i-know-this-is-empty"):
        seed(500)
    assert Category.objects.exists()


# --- refused ------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("numbers_as_before")
class TestRefused:
    def test_beside_a_real_person(self):
        UserFactory(is_demo=False)
        self.refuses("1 accounts .* neither load_demo nor seed_city")

    def test_beside_a_register_of_real_owners(self):
        home = make_building().dwellings.first()
        home.ownerships.create(owner_name="某某", phone="13900000000")
        self.refuses("1 owners' telephones")

    def test_outside_the_demo_unless_it_is_said_to_be_empty(self, settings):
        settings.DEMO = False
        self.refuses("--i-know-this-is-empty")
        assert safe.why_not(is_empty=True) is None

    def test_a_second_city_in_the_place_of_the_first(self):
        cities.begin(500, 1, DAY)
        with pytest.raises(CommandError, match=f"--residents 500 --seed 1 --day {DAY}"):
            seed(600)

    @pytest.mark.parametrize("size", ["many", "12", "100m"])
    def test_a_size_that_is_none(self, size):
        with pytest.raises(CommandError, match="100k, 1m, 10m"):
            call_command("seed_city", "--residents", size)

    def refuses(self, why: str) -> None:
        with pytest.raises(CommandError, match=why):
            seed(500)
        assert "seed_city" not in connection.introspection.table_names()
