"""A board with so many notices, at the top of the site."""

import json
import sys
from datetime import timedelta

import django

django.setup()

from board.models import NoticeIndex, NoticePage  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

ROWS, NOW = int(sys.argv[1]), timezone.now()
board = Page.get_first_root_node().add_child(instance=NoticeIndex(title="告示栏", slug="board"))
for number in range(1, ROWS + 1):
    board.add_child(
        instance=NoticePage(
            title=f"停水通知 {number}", slug=f"notice-{number}", by="灯湖社区居委会",
            date=NOW - timedelta(hours=number), body="<p>周三上午九点到下午三点换阀门，请提前储水。</p>" * 3,
        )
    )  # fmt: skip
Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "127.0.0.1", "root_page": board})
print(json.dumps({}))
