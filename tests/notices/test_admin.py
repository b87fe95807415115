"""The administration looks and does not touch."""

from notices.models import Notice
from tests.factories import UserFactory
from tests.notices.pages import page


def test_the_administration_looks_and_does_not_touch(ground, signed_in):
    notice = ground.publish()
    client = signed_in(UserFactory(is_superuser=True, is_staff=True))
    assert "今天下午停水" in page(client, "/admin/notices/notice/")
    assert client.get(f"/admin/notices/notice/{notice.pk}/change/").status_code == 200
    assert client.get("/admin/notices/notice/add/").status_code == 403
    assert client.post(f"/admin/notices/notice/{notice.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Notice.objects.exists()
