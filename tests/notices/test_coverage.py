"""How far a notice has come: each home once, by its best word; who sees which figures; the names behind them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from buildings.models import Captaincy, Dwelling, Residency
from journal.models import Entry
from notices.models import Notice, NoticePlace
from notices.operations import acknowledge, draft_and_publish, mark_read, tell_home
from notices.queries.coverage import coverage_of, homes_meant, sight_of, sum_of
from portal.my_data import reads_of
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PlaceFactory,
    ResidencyFactory,
    UserFactory,
    make_building,
    make_resident,
    make_staff,
)
from tests.notices.ground import again
from tests.notices.pages import page
from tests.notices.test_told import home


def figures(notice: Notice, user) -> list[tuple]:
    notice = Notice.objects.with_places().select_related("organisation").get(pk=notice.pk)
    rows = coverage_of(notice, sight_of(again(user), notice).homes)
    return [
        (r.place.name, r.total, r.acknowledged, r.read, r.at_door, r.by_phone, r.slips, r.empty, r.silent)
        for r in rows
    ]


def test_a_home_counts_once_by_the_best_word_of_it(ground):
    notice = ground.publish(asks_acknowledgement=True, places=[ground.first, ground.second])
    acknowledge(by=ground.resident, notice=notice)
    mark_read(by=make_resident(ground.first, "0101", kind="family"), notice=notice)
    mark_read(by=make_resident(ground.first, "0102"), notice=notice)
    for door, way in (
        ("0101", "door"),
        ("0102", "phone"),
        ("0201", "door"),
        ("0202", "phone"),
        ("0301", "slip"),
    ):
        tell_home(by=ground.captain, notice=notice, dwelling=home(ground.first, door), way=way)
    Dwelling.objects.filter(place=ground.second, door__in=["0301", "0302"]).update(presence="vacant")
    assert figures(notice, ground.writer) == [
        ("1栋", 6, 1, 1, 1, 1, 1, 0, 2),  # of the two not reached, one has a slip
        ("2栋", 6, 0, 0, 0, 0, 0, 2, 4),
    ]


def test_who_moved_out_speaks_for_no_home(ground):
    notice = ground.publish()
    mark_read(by=ground.resident, notice=notice)
    Residency.objects.filter(user=ground.resident).update(ended_on=timezone.localdate())
    assert figures(notice, ground.writer)[0][3] == 0


def test_floors_doors_and_owners(ground):
    notice = ground.publish(places=[ground.first, ground.second])
    NoticePlace.objects.filter(notice=notice, place=ground.first).update(floor_from=1, floor_to=2)
    NoticePlace.objects.filter(notice=notice, place=ground.second).update(
        dwelling=home(ground.second, "0302")
    )
    Notice.objects.filter(pk=notice.pk).update(audience=["owners"])
    mark_read(by=make_resident(ground.first, "0102", kind="tenant"), notice=notice)  # it is public: they may
    mark_read(by=ground.resident, notice=notice)
    assert [(row[0], row[1], row[3]) for row in figures(notice, ground.writer)] == [
        ("1栋", 4, 1),
        ("2栋", 1, 0),
    ]
    Notice.objects.filter(pk=notice.pk).update(audience=["council"])
    assert figures(notice, ground.writer) == [], "that one goes to people, not to doors"


def test_stairs_count_for_their_building_and_hundred_is_all_of_them(ground):
    stairs = [PlaceFactory(kind="stair", name=f"{n}梯", parent=ground.second) for n in (1, 2)]
    for stair in stairs:
        Dwelling.objects.create(place=stair, floor=1, door="0101", area="80")
    notice = Notice.objects.with_places().get(pk=ground.publish(places=[ground.second]).pk)
    (row,) = coverage_of(notice, homes_meant(notice))
    assert (row.place, row.total, row.percent) == (ground.second, 8, 0)
    staff = make_staff(ground.community)
    for dwelling in homes_meant(notice).select_related("place")[:7]:
        tell_home(by=staff, notice=notice, dwelling=dwelling)
    assert sum_of(coverage_of(notice, homes_meant(notice))).percent == 87, "rounded down: one is left"


@pytest.mark.parametrize("count", [1, 30])
def test_as_many_queries_for_one_building_as_for_thirty(ground, signed_in, count, django_assert_num_queries):
    buildings = [make_building(ground.estate, f"{n + 10}栋") for n in range(count)]
    notice = ground.publish(places=buildings)
    for building in buildings:
        mark_read(by=make_resident(building), notice=notice)
    client = signed_in(ground.writer)
    with django_assert_num_queries(4 + 1 + 3):  # the frame, the notice, the figures
        html = page(client, f"/notices/{notice.pk}/coverage/")
    assert html.count("1 / 6 户</span>") == count


def test_each_sees_what_they_look_after(ground, signed_in):
    notice = ground.publish(places=[ground.first, ground.second], is_public=False)
    Captaincy.objects.filter(user=ground.captain).update(floor_from=1, floor_to=1)
    assert [row[:2] for row in figures(notice, ground.captain)] == [("1栋", 2)], "a captain's own floors"
    assert [row[:2] for row in figures(notice, ground.neighbour)] == [("2栋", 6)], (
        "a neighbour's own building"
    )
    assert len(figures(notice, make_staff(ground.community))) == 2
    path = f"/notices/{notice.pk}/coverage/"
    html = page(signed_in(ground.neighbour), path)
    assert "0 / 6 户" in html
    assert "1栋" not in html
    assert "/doors/" not in html
    assert "/names/" not in html
    assert signed_in(ground.outsider).get(path).status_code == 404
    draft = ground.draft()
    assert signed_in(ground.writer).get(f"/notices/{draft.pk}/coverage/").status_code == 404, (
        "it reached nobody"
    )


def test_names_are_opened_for_a_purpose_and_that_is_on_record(ground, signed_in):
    notice = ground.publish(places=[ground.first, ground.second])
    path = f"/notices/{notice.pk}/names/?place={ground.first.pk}"
    client = signed_in(ground.writer)
    assert "何茉莉" not in page(client, path)
    refused = client.post(path, {"purpose": "other", "detail": ""})
    assert refused.status_code == 422
    assert "何茉莉" not in refused.content.decode()
    assert not Entry.objects.filter(verb="personal_data.read").exists()
    answer = client.post(path, {"purpose": "other", "detail": "上门送水"})
    html = answer.content.decode()
    assert "何茉莉" in html
    assert "还没通知到" in html
    assert "10000" not in html, "no numbers"
    assert "no-store" in answer["Cache-Control"]
    entry = Entry.objects.get(verb="personal_data.read")
    assert entry.by == ground.writer
    assert "上门送水" in entry.data["purpose"]
    assert list(reads_of(ground.resident)) == [entry], "whoever lives there finds it in their data"


def test_names_are_for_the_publisher_and_for_staff(ground, signed_in):
    notice = ground.publish(places=[ground.first])
    path = f"/notices/{notice.pk}/names/?place={ground.first.pk}"
    club = MembershipFactory(
        organisation=OrganisationFactory(kind="club", serves=[ground.estate]), office="member"
    ).user
    for who in (ground.captain, ground.resident, ground.outsider, club):
        assert signed_in(who).get(path).status_code == 404
    assert signed_in(make_staff(ground.community)).get(path).status_code == 200
    assert signed_in(ground.writer).get(f"/notices/{notice.pk}/names/").status_code == 404, (
        "one building at a time"
    )


def test_the_desk_lists_doors_for_what_must_arrive_and_drops_what_was_told(ground, signed_in):
    """An emergency counts as well; an ordinary notice asks no captain to climb the stairs."""
    ground.publish(title="平常的")
    notice = ground.publish(title="快停水了", is_urgent=True)
    NoticePlace.objects.filter(notice=notice).update(floor_from=1, floor_to=2)
    client = signed_in(ground.captain)
    (task,) = client.get("/desk/").context["tasks"]
    assert (task.title, task.meta, task.url) == (
        "快停水了",
        "还有 4 户没通知到",
        f"/notices/{notice.pk}/doors/",
    )
    mark_read(by=ground.resident, notice=notice)
    for door in ("0102", "0201"):
        tell_home(by=ground.captain, notice=notice, dwelling=home(ground.first, door))
    tell_home(by=ground.captain, notice=notice, dwelling=home(ground.first, "0202"), way="slip")
    (task,) = client.get("/desk/").context["tasks"]
    assert task.meta == "还有 1 户没通知到"
    Notice.objects.filter(pk=notice.pk).update(expires_at=timezone.now() + timedelta(seconds=0.001))
    assert client.get("/desk/").context["tasks"] == []


def test_names_are_no_childs_and_for_no_property_company(ground, signed_in):
    ResidencyFactory(
        user=UserFactory(display_name="何小桃"),
        dwelling=ground.first.dwellings.get(door="0101"),
        is_minor=True,
        guardian=ground.resident,
    )
    path = f"/notices/{ground.publish().pk}/names/?place={ground.first.pk}"
    html = signed_in(ground.writer).post(path, {"purpose": "repair"}).content.decode()
    assert "何茉莉" in html
    assert "何小桃" not in html

    company = OrganisationFactory(kind="property_company", serves=[ground.estate])
    manager = MembershipFactory(organisation=company, office="head").user
    theirs = draft_and_publish(by=manager, **ground.words(organisation=company))
    path = f"/notices/{theirs.pk}/names/?place={ground.first.pk}"
    for who in (manager, UserFactory(is_staff=True, is_superuser=True)):
        assert signed_in(who).post(path, {"purpose": "repair"}).status_code == 404
