"""So many blog pages in bakerydemo's own blog."""

import json
import sys
from datetime import timedelta

import django

django.setup()

from bakerydemo.blog.models import BlogIndexPage, BlogPage  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

ROWS, TODAY = int(sys.argv[1]), timezone.localdate()
home = Page.get_first_root_node().add_child(instance=Page(title="home", slug="peer-home"))
blog = home.add_child(instance=BlogIndexPage(title="告示栏", slug="blog"))
for number in range(1, ROWS + 1):
    blog.add_child(
        instance=BlogPage(
            title=f"停水通知 {number}", slug=f"notice-{number}", introduction="灯湖社区居委会",
            date_published=TODAY - timedelta(days=number % 700),
            body=[("paragraph_block", "<p>周三上午九点到下午三点换阀门，请提前储水。</p>" * 3)],
        )
    )  # fmt: skip
Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "127.0.0.1", "root_page": home})
print(json.dumps({}))
