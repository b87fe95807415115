"""The photo of the paper on the board: who adds it, what is no photo, who sees it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from journal.models import Entry
from kit.refused import Refused
from kit.uploads import CleanPhoto
from notices.models import BoardPhoto
from notices.operations import hang_up
from notices.operations.boards import MOST_PHOTOS
from tests.factories import PlaceFactory, make_building, make_captain
from tests.issues.photos import bomb, not_a_picture, picture, too_heavy
from tests.notices.pages import page

DAY = timedelta(days=1)
HEIC = b"\0\0\0\x18ftypheic" + b"\0" * 60


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def send(signed_in, django_capture_on_commit_callbacks):
    def post(user, notice, place, photo, **fields):
        data = {"place": place.pk, "photo": photo, "hung_on": str(timezone.localdate())} | fields
        with django_capture_on_commit_callbacks(execute=True):
            return signed_in(user).post(f"/notices/{notice.pk}/boards/", data)

    return post


def test_a_captain_hangs_it_up_and_every_reader_sees_it(ground, send, client, signed_in):
    notice = ground.publish(places=[ground.first, ground.second])
    for _ in range(2):  # the second tap
        assert send(ground.captain, notice, ground.first, picture()).status_code == 302
    photo = BoardPhoto.objects.get()
    assert photo.place == ground.first
    assert Entry.objects.filter(verb="notices.hang_up").count() == 1
    assert f"/notices/{notice.pk}/boards/{photo.pk}" in page(client, f"/notices/{notice.pk}/")
    answer = client.get(f"/notices/{notice.pk}/boards/{photo.pk}")
    assert answer["Content-Type"] == "image/webp"
    assert "private" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    html = page(signed_in(ground.writer), f"/notices/{notice.pk}/coverage/")
    assert html.count("还没有照片") == 1, "the second building waits for its own"
    assert "0 / 12 户" in html, "a paper on the board reaches nobody by itself"


def test_what_is_no_photo_has_its_sentence(ground, send):
    from django.core.files.uploadedfile import SimpleUploadedFile

    notice = ground.publish()
    for photo, sentence in (
        (not_a_picture(), "不是"),
        (too_heavy(), "10 MB"),
        (bomb(), "像素"),
        (SimpleUploadedFile("a.heic", HEIC), "HEIC"),
    ):
        answer = send(ground.captain, notice, ground.first, photo)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not BoardPhoto.objects.exists()


def test_where_and_when_it_cannot_hang(ground, send):
    notice = ground.publish(places=[ground.first])
    today = timezone.localdate()
    for day in (today + DAY, today - DAY, today.replace(year=1926)):
        answer = send(ground.captain, notice, ground.first, picture(), hung_on=str(day))
        assert answer.status_code == 422
        assert answer.context["form"].errors["hung_on"]
    assert send(ground.captain, notice, ground.second, picture()).status_code == 422
    for who in (ground.resident, ground.outsider):
        assert send(who, notice, ground.first, picture()).status_code == 404
    photo = CleanPhoto(b"x", 1, 1)
    for place, sentence in ((ground.second, "不是发给"), (ground.estate, "贴在哪一栋")):
        with pytest.raises(Refused, match=sentence):
            hang_up(by=ground.writer, notice=notice, place=place, photo=photo)
    with pytest.raises(Refused, match="由别人负责"):
        hang_up(by=ground.neighbour, notice=notice, place=ground.first, photo=photo)
    with pytest.raises(Refused, match="还没发出"):
        hang_up(by=ground.writer, notice=ground.draft(), place=ground.first, photo=photo)


def test_captains_of_a_stair_or_a_lane_hang_it_up_in_their_precinct(ground, send, signed_in, client):
    stair, other = (PlaceFactory(kind="stair", name=name, parent=ground.second) for name in ("1梯", "2梯"))
    lane = PlaceFactory(kind="lane", name="榕树巷", parent=ground.estate)
    house = make_building(lane, "15号")
    of_stair, of_lane = make_captain(stair), make_captain(lane)
    notice = ground.publish(places=[ground.estate])
    path = f"/notices/{notice.pk}/coverage/"
    html = page(signed_in(of_stair), path)
    assert f'value="{stair.pk}"' in html
    assert f'value="{other.pk}"' not in html
    assert f'value="{ground.second.pk}"' not in html
    assert f'value="{lane.pk}"' in page(signed_in(of_lane), path)
    assert send(of_stair, notice, stair, picture()).status_code == 302
    assert send(of_stair, notice, other, picture()).status_code == 422
    for place in (lane, house):
        assert send(of_lane, notice, place, picture()).status_code == 302
    assert "2栋 1梯" in page(client, f"/notices/{notice.pk}/"), "a stair is nothing without its building"
    html = page(signed_in(ground.writer), path)
    photos = BoardPhoto.objects.values_list("pk", flat=True)
    assert [f"/boards/{pk}" in html for pk in photos] == [True] * 3
    away = ground.publish(places=[ground.first])
    assert send(of_stair, away, stair, picture()).status_code == 404


def test_so_many_photos_of_a_building_and_no_more(ground):
    notice = ground.publish()
    for number in range(MOST_PHOTOS):
        hang_up(by=ground.captain, notice=notice, place=ground.first, photo=CleanPhoto(bytes([number]), 1, 1))
    with pytest.raises(Refused, match=str(MOST_PHOTOS)):
        hang_up(by=ground.captain, notice=notice, place=ground.first, photo=CleanPhoto(b"more", 1, 1))


def test_who_may_not_read_the_notice_sees_no_board(ground, send, client, signed_in):
    notice = ground.publish(is_public=False)
    send(ground.captain, notice, ground.first, picture())
    path = f"/notices/{notice.pk}/boards/{BoardPhoto.objects.get().pk}"
    assert client.get(path).status_code == 404
    assert signed_in(ground.outsider).get(path).status_code == 404
    assert signed_in(ground.resident).get(path).status_code == 200
    other = ground.publish()
    assert client.get(f"/notices/{other.pk}/boards/{BoardPhoto.objects.get().pk}").status_code == 404
