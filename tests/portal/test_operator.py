"""Who runs the site: named where people read about their data, and on record at the foot of every page."""

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
