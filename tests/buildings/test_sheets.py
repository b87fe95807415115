"""The sheet downstairs: what it says, where its code leads, who prints it."""

import re
import sys
import zlib
from datetime import timedelta

import pytest
import segno
from django.utils import timezone

from buildings.queries.sheets import sheets_for
from buildings.views import sheets
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PlaceFactory,
    make_building,
    make_resident,
)


def address(place) -> str:
    return f"/places/{place.pk}/sheet"


def whole(place) -> str:
    return f"/places/{place.pk}/sheets.pdf"


def dark_cells(svg: str) -> set[tuple[int, int]]:
    """Column and row of every dark square that the code's path draws."""
    path = re.search(r'stroke="#0c2421"[^>]*d="([^"]+)"|d="([^"]+)"[^>]*stroke="#0c2421"', svg)
    found, x, y = set(), 0.0, 0.0
    for step, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", path[1] or path[2]):
        if step == "M":
            x, y = float(first), float(second)
        elif step == "m":
            x, y = x + float(first), y + float(second or 0)
        else:
            found |= {(int(x) + n, int(y)) for n in range(int(first))}
            x += int(first)
    return found


def cells_of(text: str) -> set[tuple[int, int]]:
    matrix = segno.make(text, error="m", micro=False).matrix
    return {(x + 1, y + 1) for y, row in enumerate(matrix) for x, cell in enumerate(row) if cell & 1}


def pdf_text(content: bytes) -> bytes:
    """All of it, its packed parts unpacked."""
    parts = [content]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.S):
        try:
            parts.append(zlib.decompress(packed))
        except zlib.error:
            continue
    return b"\n".join(parts)


@pytest.fixture
def manager(world):
    return MembershipFactory(organisation=world.property).user


def test_the_code_leads_to_the_building_s_page(world, page, settings):
    settings.BASE_URL = "https://linli.example"
    body = page(world.staff, address(world.building)).content.decode()
    svg = body[body.index('class="sheet__qr"') :]
    svg = svg[svg.index("<svg") : svg.index("</svg>")]
    assert dark_cells(svg) == cells_of(f"https://linli.example/places/{world.building.pk}/")
    assert dark_cells(svg) != cells_of(f"https://linli.example/places/{world.estate.pk}/")
    for words in ("3栋", "扫码：找楼长、报个事、看告示", "0757-0000 0110"):
        assert words in body


@pytest.mark.parametrize("is_public", [True, False])
def test_a_number_stands_there_only_when_it_is_public(world, page, is_public):
    ends = world.today + timedelta(days=100)
    world.captain(user__display_name="罗白兰", phone="10000001234", phone_is_public=is_public, ended_on=ends)
    body = page(world.staff, address(world.building)).content.decode()
    sheet = body[body.index('class="sheet"') : body.index("</article>")]
    assert "罗白兰" in sheet
    assert ("100 0000 1234" in sheet) is is_public
    assert f"{ends} 换下" in sheet


def test_a_pdf_has_a_page_for_every_building(world, page, manager):
    for number in range(4, 9):
        make_building(world.estate, f"{number}栋")
    PlaceFactory(kind="stair", name="1梯", parent=world.building)
    make_building(name="别处")
    answer = page(manager, whole(world.estate))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    text = pdf_text(answer.content)
    assert len(re.findall(rb"/Type\s*/Page\b", text)) == 6
    assert b"NotoSans" in text or b"Noto-Sans" in text or b"Linli" in text
    boxes = {
        tuple(round(float(n)) for n in box.split()) for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", text)
    }
    assert boxes == {(0, 0, 298, 420)}  # A6, in points


def test_for_staff_and_the_property_company_alone(world, page, manager):
    captain, resident = world.captain(), make_resident(world.building, "0102")
    other = make_building()
    for person, status in ((world.staff, 200), (manager, 200), (captain, 404), (resident, 404), (None, 302)):
        assert page(person, address(world.building)).status_code == status
        assert page(person, whole(world.estate)).status_code == status
    assert page(manager, address(other)).status_code == 404
    assert page(world.staff, whole(other.parent)).status_code == 404
    assert page(world.staff, address(world.estate)).status_code == 404
    assert page(world.staff, whole(world.building)).status_code == 404
    assert whole(world.estate) in page(manager, f"/places/{world.estate.pk}/").content.decode()
    assert address(world.building) in page(manager, f"/places/{world.building.pk}/").content.decode()
    assert address(world.building) not in page(resident, f"/places/{world.building.pk}/").content.decode()


def test_without_the_libraries_one_clear_sentence(world, client, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)  # as where it cannot be imported
    client.force_login(world.staff)
    answer = client.get(whole(world.estate), follow=True)
    assert answer.redirect_chain[-1][0] == f"/places/{world.estate.pk}/"
    assert "Pango" in answer.content.decode()


def test_whoever_scans_finds_the_captain_may_report_and_read(world, page):
    world.captain(user__display_name="罗白兰", phone="10000001234", phone_is_public=True)
    body = page(None, f"/places/{world.building.pk}/").content.decode()
    assert 'href="tel:10000001234"' in body
    assert f'href="/issues/new?place={world.building.pk}"' in body
    assert f'href="/notices/?place={world.building.pk}"' in body
    answer = page(None, f"/issues/new?place={world.building.pk}")
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"next=/issues/new%3Fplace%3D{world.building.pk}")


def test_a_community_s_sheets_name_each_estate_s_own_number(world, django_assert_max_num_queries):
    other = make_building(PlaceFactory(kind="estate", name="叠翠苑", parent=world.community), "2栋")
    theirs = OrganisationFactory(
        kind="property_company", name="叠翠物业", serves=[other.parent], phone="075700000999"
    )
    with django_assert_max_num_queries(5):
        sheets = {sheet.place: sheet.duty for sheet in sheets_for(world.community, timezone.localdate())}
    assert sheets[other].name == str(theirs)
    assert sheets[world.building].name == str(world.property)


def test_a_community_of_too_many_buildings_prints_them_estate_by_estate(world, page, client, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_SHEETS", 2)
    for number in range(2):
        make_building(world.estate, f"{number + 8}栋")
    client.force_login(world.staff)
    answer = client.get(whole(world.community), follow=True)
    assert "最多 2 张" in answer.content.decode()
    assert answer.redirect_chain == [(world.community.get_absolute_url(), 302)]
    assert page(world.staff, whole(world.estate)).content[:5] == b"%PDF-", (
        "it has no other page to print from"
    )
    monkeypatch.setattr(sheets, "MOST_SHEETS", 3)
    assert page(world.staff, whole(world.community)).content[:5] == b"%PDF-"
