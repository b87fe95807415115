"""What the tests of the pages share."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from notices.models import Notice

UNREAD = "notice__dot"


def page(client, path: str, **headers) -> str:
    response = client.get(path, **headers)
    assert response.status_code == 200, path
    return response.content.decode()


def filled(ground, **fields) -> dict:
    return (
        {
            "client_key": str(uuid4()),
            "organisation": ground.committee.pk,
            "title": "周六大扫除",
            "category": "safety",
            "body": "各位街坊：\n\n请清积水。",
            "places": [ground.first.pk],
            "audience": ["residents"],
            "is_public": "on",
            "release": "now",
            "do": "publish",
        }
        | ({"urgent_reason": "管子爆了"} if fields.get("is_urgent") else {})
        | fields
    )


def age(notice: Notice, **ago) -> None:
    Notice.objects.filter(pk=notice.pk).update(publish_at=timezone.now() - timedelta(**ago))
