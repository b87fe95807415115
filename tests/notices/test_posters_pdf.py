"""The sheets of all buildings as one PDF: one each, with its own name and its own captain's public number."""

import re

import pytest

from notices.views import coverage, posters
from tests.buildings.test_sheets import pdf_text
from tests.factories import PlaceFactory, make_building, make_captain
from tests.notices.pages import page


@pytest.mark.parametrize(("size", "width"), [("A4", "595.2"), ("A3", "841.8"), ("poster of a bull", "595.2")])
def test_one_sheet_for_every_building(ground, signed_in, size, width):
    notice = ground.publish(places=[ground.estate], is_urgent=True, body="换阀门。\n\n- 先存水\n- 关电源")
    answer = signed_in(ground.writer).get(f"/notices/{notice.pk}/posters.pdf", {"size": size})
    assert answer["Content-Type"] == "application/pdf"
    assert "private" in answer["Cache-Control"]
    text = pdf_text(answer.content)
    assert len(re.findall(rb"/Type /Page\b", text)) == 2
    boxes = re.findall(rb"/MediaBox \[\s?0 0 ([\d.]+)", text)
    assert {box[: len(width)].decode() for box in boxes} == {width}


def test_who_prints_what(ground, signed_in, client):
    notice = ground.publish(places=[ground.estate])
    path = f"/notices/{notice.pk}/posters.pdf"
    assert "/accounts/login/" in client.get(path).url
    for who in (ground.resident, ground.outsider):
        assert signed_in(who).get(path).status_code == 404
    text = pdf_text(signed_in(ground.captain).get(path).content)
    assert len(re.findall(rb"/Type /Page\b", text)) == 1, "a captain's own building"
    assert signed_in(ground.writer).get(f"/notices/{ground.draft().pk}/posters.pdf").status_code == 404


def test_each_sheet_has_its_own_number_if_it_is_public(ground, rf):
    from notices.queries.posters import boards_for, dressed

    ground.captain.captaincies.update(phone_is_public=True)
    make_captain(ground.second, phone="10000008888")  # keeps the number private
    notice = ground.publish(places=[ground.estate])
    first, second = dressed(list(boards_for(ground.writer, notice)))
    assert (first.name, first.callers) == ("水岸公馆 1栋", [("1栋楼长 罗白兰", "10000009999")])
    assert second.callers == []


def test_too_many_sheets_are_refused_and_each_part_prints_its_own(ground, signed_in, monkeypatch):
    monkeypatch.setattr(posters, "MOST_SHEETS", 2)
    monkeypatch.setattr(coverage, "MOST_ROWS", 2)
    other = PlaceFactory(kind="estate", name="海韵苑", parent=ground.community)
    make_building(other, "9栋")
    notice = ground.publish(places=[ground.community])
    client, path = signed_in(ground.writer), f"/notices/{notice.pk}/posters.pdf"
    html = client.get(path, follow=True).content.decode()
    assert "最多 2 张" in html
    for estate, sheets in ((ground.estate, 2), (other, 1)):
        assert f'href="?place={estate.pk}"' in html, "the page that one comes to leads on"
        assert f"{path}?place={estate.pk}" in page(
            client, f"/notices/{notice.pk}/coverage/?place={estate.pk}"
        )
        text = pdf_text(client.get(f"{path}?place={estate.pk}").content)
        assert len(re.findall(rb"/Type /Page\b", text)) == sheets
    assert client.get(f"{path}?place={ground.elsewhere.pk}").status_code == 404


def test_the_sheet_on_the_screen_has_two_sizes(ground, client):
    notice = ground.publish()
    assert "poster-box--a3" not in page(client, f"/notices/{notice.pk}/poster/")
    html = page(client, f"/notices/{notice.pk}/poster/?size=A3")
    assert "poster-box--a3" in html
    assert "打印 A3" in html
    assert "posters.pdf" not in html, "a visitor prints one"
    assert "poster-box--a3" not in page(client, f"/notices/{notice.pk}/poster/?size=9")
