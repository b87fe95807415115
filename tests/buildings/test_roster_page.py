"""The staff page: send, look, import; without JavaScript."""

import io
import os
import re
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from buildings import held_roster
from buildings.models import Dwelling, Ownership
from buildings.models.dwellings import Presence
from journal.models import Entry

from .test_roster_sample import SAMPLE
from .workbooks import HEADER, workbook

pytestmark = pytest.mark.django_db

ONE = ("3栋", None, 1, "0101", 81, "陈荔枝", "10000000001", "自住")
BAD = ("9栋", None, 1, "0101", 80, "黄木棉", "10000000002", "自住")


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def staff(client, world):
    client.force_login(world.staff)
    return client


@pytest.fixture
def address(world):
    return reverse("buildings:roster", args=[world.estate.pk])


def send(client, address, *rows, content=None):
    content = content if content is not None else workbook(HEADER, *rows).getvalue()
    return client.post(address, {"file": SimpleUploadedFile("名册.xlsx", content)})


def held_files(media: Path) -> list[Path]:
    return list((media / held_roster.FOLDER).iterdir())


def test_a_file_is_looked_at_and_then_imported(staff, address, world, own_media):
    sent = send(staff, address, ONE)
    assert sent.status_code == 302
    page = staff.get(sent["Location"]).content.decode()
    assert "80.00 → 81.00" in page
    assert "陈荔枝" in page
    assert not Ownership.objects.exists()
    assert held_files(own_media)[0].stat().st_mode & 0o777 == 0o600

    done = staff.post(sent["Location"])
    assert done["Location"] == address
    home = world.home()
    assert (str(home.area), home.presence) == ("81.00", "home")
    assert Ownership.objects.get().owner_name == "陈荔枝"
    assert held_files(own_media) == []


def test_a_second_tap_finds_that_all_is_done(staff, address):
    look = send(staff, address, ONE)["Location"]
    first = staff.post(look, follow=True)
    second = staff.post(look, follow=True)
    assert [str(m) for m in second.context["messages"]] == [str(m) for m in first.context["messages"]]
    assert Ownership.objects.count() == 1
    assert Entry.objects.filter(verb="buildings.import_roster").count() == 1


def test_rows_that_cannot_come_in_hold_up_the_others_until_that_is_chosen(staff, address):
    look = send(staff, address, ONE, BAD)["Location"]
    page = staff.get(look).content.decode()
    assert "9栋" in page
    assert re.search(r'<input type="checkbox" name="skip_problems"[^>]*required', page)
    refused = staff.post(look)
    assert refused.status_code == 422
    assert not Ownership.objects.exists()
    assert staff.post(look, {"skip_problems": "on"}).status_code == 302
    assert Ownership.objects.get().owner_name == "陈荔枝"


def test_what_is_no_roster_is_refused_at_the_form_and_not_kept(staff, address, own_media):
    response = send(staff, address, content=b"\xff\xd8\xff\xe0 a photograph")
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [
        "这是一张图片，不是表格。请上传 .xlsx 格式的名册。"
    ]
    assert not (own_media / held_roster.FOLDER).exists()


def test_an_empty_file_and_none_at_all(staff, address):
    assert send(staff, address, content=b"").context["form"].non_field_errors() == ["文件是空的。"]
    assert staff.post(address, {}).context["form"].errors["file"]


def test_the_sample_can_be_seen_whole(staff, address, world, django_assert_max_num_queries):
    world.building.dwellings.all().delete()
    world.building.delete()
    look = send(staff, address, content=SAMPLE.read_bytes())["Location"]
    with django_assert_max_num_queries(20):
        page = staff.get(look).content.decode()
    for words in (
        "1,020",
        "98,098.50",
        "第 1086 行 E 列（房号）",
        "第 1089 行 E 列（房号）",
        "1栋、2栋、3栋",
    ):
        assert words in page


@pytest.mark.parametrize("problem", ["hour", "other person", "other estate", "forged", "altered", "gone"])
def test_only_what_was_looked_at_can_be_imported(staff, client, address, world, own_media, problem):
    look = send(staff, address, ONE)["Location"]
    kept = held_files(own_media)[0]
    if problem == "hour":
        ticket = look.rstrip("/").rsplit("/", 1)[1]
        old = str(int(time.time()) - 3601)
        assert held_roster.find(ticket, user_id=world.staff.pk, estate_id=world.estate.pk)
        os.utime(kept, (int(old), int(old)))
        send(staff, address, ONE)  # whoever comes next sweeps
    elif problem == "other person":
        client.force_login(world.member(world.property))
    elif problem == "other estate":
        from tests.factories import PlaceFactory

        other = PlaceFactory(kind="estate", name="海韵苑", parent=world.community)
        look = look.replace(f"/{world.estate.pk}/", f"/{other.pk}/")
    elif problem == "forged":
        look = look[:-2] + ("a" if look[-2] != "a" else "b") + "/"
    elif problem == "altered":
        kept.write_bytes(workbook(HEADER, (*ONE[:5], "黄木棉", None, None)).getvalue())
    else:
        kept.unlink()
    assert client.get(look).status_code == 302
    assert client.post(look).status_code == 302
    assert not Ownership.objects.exists()


def test_a_ticket_is_good_for_an_hour(staff, address, world, monkeypatch):
    look = send(staff, address, ONE)["Location"]
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3590)
    assert staff.get(look).status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + 3610)
    assert staff.get(look).status_code == 302


def test_between_the_look_and_the_import_the_estate_may_change(staff, address, world):
    look = send(staff, address, ONE)["Location"]
    Dwelling.objects.filter(pk=world.home().pk).update(area="81.00", presence="commuter")
    Ownership.objects.create(dwelling=world.home(), owner_name="陈荔枝", phone="10000000001")
    assert staff.post(look).status_code == 302
    assert (str(world.home().area), world.home().presence) == ("81.00", "commuter")
    assert Ownership.objects.count() == 1


def test_who_may_not_import_does_not_find_the_page(client, address, world):
    assert client.get(address).status_code == 302  # to sign in
    for user in (world.resident(), world.captain(), world.member(world.council)):
        client.force_login(user)
        assert client.get(address).status_code == 404
        assert send(client, address, ONE).status_code == 404
    for user in (world.staff, world.member(world.property)):
        client.force_login(user)
        assert client.get(address).status_code == 200


def test_a_building_has_no_such_page(staff, world):
    assert staff.get(reverse("buildings:roster", args=[world.building.pk])).status_code == 404


def test_the_property_company_is_not_told_how_homes_were_lived_in_nor_who_owned_them(client, address, world):
    Dwelling.objects.filter(pk=world.home().pk).update(presence="vacant")
    Ownership.objects.create(
        dwelling=world.home(), owner_name="梁杨桃", phone="10000000005", started_on=timezone.localdate()
    )
    shown = {}
    for name, user in (("staff", world.staff), ("property", world.member(world.property))):
        client.force_login(user)
        shown[name] = client.get(send(client, address, ONE)["Location"]).content.decode()
    vacant, home = str(Presence.VACANT.label), str(Presence.HOME.label)
    assert f"{vacant} → {home}" in shown["staff"]
    assert home in shown["property"]
    assert vacant not in shown["property"]
    assert "梁杨桃" not in shown["staff"] + shown["property"]


def test_importing_leads_back_to_what_came_in_last(staff, address):
    look = send(staff, address, ONE)["Location"]
    assert "1 户" in staff.post(look, follow=True).content.decode()


def test_the_place_s_page_leads_here(client, address, world):
    for user, leads in ((world.staff, True), (world.member(world.property), True), (world.resident(), False)):
        client.force_login(user)
        page = client.get(reverse("buildings:place", args=[world.estate.pk])).content.decode()
        assert (address in page) is leads


def test_what_nobody_imported_is_taken_away_within_the_hour(staff, address, own_media):
    send(staff, address, ONE)
    send(staff, address, ONE)
    old, new = held_files(own_media)
    os.utime(old, (time.time() - 3601,) * 2)
    call_task("buildings.tasks.sweep_rosters")
    assert held_files(own_media) == [new]


def call_task(name: str) -> None:
    """As beat names it in the settings."""
    from portal.celery import app

    assert name in {entry["task"] for entry in app.conf.beat_schedule.values()}
    app.loader.import_default_modules()
    app.tasks[name]()


def test_a_large_file_takes_the_way_over_the_disk(staff, address, world, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    look = send(staff, address, ONE)["Location"]
    assert staff.post(look).status_code == 302
    assert Ownership.objects.get().owner_name == "陈荔枝"


def test_nothing_but_errors_is_refused_even_when_chosen(staff, address):
    look = send(staff, address, BAD)["Location"]
    assert "没有一行能导进来" in staff.get(look).content.decode()
    answer = staff.post(look, {"skip_problems": "on"}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["这份名册没有一行能导入。"]


def test_a_held_file_is_read_back_whole(own_media):
    ticket = held_roster.hold(io.BytesIO(b"x" * 200_000), file_name="名册.xlsx", user_id=1, estate_id=2)
    held = held_roster.find(ticket, user_id=1, estate_id=2)
    with held.open() as file:
        assert file.read() == b"x" * 200_000
    assert held.file_name == "名册.xlsx"
    assert "名册" not in ticket
