"""Who runs the site: named where people read about their data, and on record at the foot of every page."""

import re

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def page(name: str) -> str:
    return Client().get(reverse(name)).content.decode()


def test_who_answers_for_the_data_is_named_with_a_way_to_reach_them(settings):
    settings.OPERATOR, settings.OPERATOR_CONTACT = "灯湖<社区>居委会", "data@linli.example.org"
    text = page("privacy")
    assert "灯湖&lt;社区&gt;居委会" in text
    assert 'href="mailto:data@linli.example.org"' in text


@pytest.mark.parametrize(
    ("contact", "links"),
    [
        ("0757-10000000", ["tel:075710000000"]),
        (
            "电话 +86 757 1000 0000，data@linli.example.org",
            ["tel:+8675710000000", "mailto:data@linli.example.org"],
        ),
        ("https://linli.example.org/a-10000000", ["https://linli.example.org/a-10000000"]),
        ("<b>平日 9 点到 17 点</b>", []),
    ],
)
def test_the_way_to_reach_them_is_a_link(settings, contact, links):
    settings.OPERATOR, settings.OPERATOR_CONTACT = "灯湖社区居委会", contact
    said = page("privacy").partition('id="p-who"')[2].partition("</section>")[0]
    assert re.findall(r'href="([^"]+)"', said) == links
    assert "<b>" not in said


def test_nobody_is_named_where_nobody_was_set():
    assert "p-who" not in page("privacy")


def test_the_records_of_the_site_stand_at_the_foot_with_their_links(settings):
    settings.ICP_RECORD, settings.POLICE_RECORD = "粤ICP备10000000号-1", "粤公网安备 44000000000001号"
    for name in ("home", "privacy", "notices:list"):
        foot = page(name).partition("<footer")[2]
        assert '<a class="more" href="https://beian.miit.gov.cn/">粤ICP备10000000号-1</a>' in foot
        assert 'href="https://beian.mps.gov.cn/#/query/webSearch?code=44000000000001"' in foot


def test_a_site_without_records_shows_none():
    assert "beian" not in page("home")
