"""What `make bench` asks of the house: many invented issues and notices, and how many queries a page takes."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from issues.models import Issue
from notices.models import Notice, NoticeRead
from people.models import User
from portal.demo.roles import DEMO_ROLES
from portal.management.commands import bench_notices
from portal.management.commands.bench_issues import fill
from tests.factories import UserFactory, make_building, make_captain, make_resident, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def building(settings):
    settings.DEMO = True
    building = make_building()
    make_captain(building)
    make_staff(building.parent, "property_company")
    make_resident(building)
    User.objects.update(is_demo=True)
    return building


def test_so_many_issues_each_with_somebody_and_a_beginning(building):
    fill(0, 400)
    issues = Issue.objects.annotate(lines=Count("events"))
    assert issues.count() == issues.filter(lines=1, place=building).count() == 400
    assert issues.open().count() == 8, "two of a hundred"
    assert set(issues.values_list("state", flat=True)) > {"reported", "resolved", "confirmed", "withdrawn"}
    assert issues.values("holder").distinct().count() == 2, "the captain and the property company"
    assert issues.filter(dwelling__place=building).exists()
    fill(400, 410)
    assert Issue.objects.count() == 410


def test_nothing_is_invented_beside_a_real_person(building):
    UserFactory(is_demo=False)
    with pytest.raises(CommandError, match="invented"):
        call_command("bench_issues", 400)
    assert not Issue.objects.exists()


def test_nothing_is_invented_outside_the_demo(building, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="invented"):
        call_command("bench_issues", 400)
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("bench_queries", ":/notices/")
    assert not Issue.objects.exists()


def test_the_queries_of_a_page_are_those_that_its_person_causes(building, client, django_assert_num_queries):
    role = next(role for role in DEMO_ROLES if role.key == "resident")
    resident = make_resident(building, "0102", user__phone=role.phone, user__is_demo=True)
    out = StringIO()
    call_command("bench_queries", "resident:/issues/", stdout=out)
    page, _, number = out.getvalue().strip().rpartition(" ")
    client.force_login(resident, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/issues/")
    with django_assert_num_queries(int(number)):
        client.get("/issues/")
    assert page == "resident:/issues/"


@pytest.mark.parametrize("page", ["mayor:/issues/", ":/issues/"], ids=["nobody", "who may not"])
def test_a_page_that_cannot_be_measured_is_said(building, page):
    with pytest.raises(CommandError, match=r"mayor|302"):
        call_command("bench_queries", page)


def test_so_many_notices_each_at_a_place_and_some_of_them_read(building):
    bench_notices.fill(0, 400)
    notices = Notice.objects.annotate(places_of_it=Count("addresses"))
    assert notices.count() == notices.filter(places_of_it__gt=0).count() == 400
    assert set(notices.values_list("state", flat=True)) == {"published", "withdrawn"}
    assert notices.filter(source__contains=bench_notices.SEARCHED["common"]).count() > 100
    assert 0 < notices.filter(source__contains=bench_notices.SEARCHED["rare"]).count() < 4
    assert not notices.filter(source__contains=bench_notices.SEARCHED["absent"]).exists()
    assert NoticeRead.objects.exists()
    bench_notices.fill(400, 410)
    assert Notice.objects.count() == 410


def test_no_notice_is_invented_beside_a_real_person(building):
    UserFactory(is_demo=False)
    with pytest.raises(CommandError, match="invented"):
        call_command("bench_notices", 400)
    assert not Notice.objects.exists()
