"""The administration speaks Chinese to whoever reads Chinese, and English to whoever reads English."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, label_for_field
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from issues.models import Category
from issues.operations import report_issue
from people.models import User
from tests.committees.ground import convene_soon, make_place
from tests.factories import MessageFactory, UserFactory

pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LETTERS = re.compile(r"[A-Za-z]")
SAME_IN_BOTH = {"ID", "WebAuthn"}
WORDS = {"label", "caption", "h1", "h3", "summary", "legend", "thead"}  # not a row's own: th, h2


@pytest.fixture
def keeper() -> User:
    place = make_place()
    convene_soon(place)
    MessageFactory()
    water = Category.objects.get(code="water")
    report_issue(by=place.resident, category=water, place=place.building, text="天花滴水，昨晚开始")
    person = UserFactory(is_superuser=True, is_staff=True)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    return person


class Said(HTMLParser):
    """What stands in a page's labels, headings, captions and titles of filters; not what says which language it is
    in: that is what neighbours wrote."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.words: list[str] = []
        self.written = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        if tag != "html" and "lang" in dict(attrs):
            self.written = tag
        heading = tag == "h2" and "heading" in (dict(attrs).get("class") or "")
        if tag in WORDS or heading:
            self.inside.append(tag)

    def handle_endtag(self, tag) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()
        if tag == self.written:
            self.written = ""

    def handle_data(self, data) -> None:
        if self.inside and data.strip() and not self.written:
            self.words.append(data.strip().rstrip(":："))


def pages_of(client: Client) -> Iterator[tuple[str, str]]:
    for model, page in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        listed = client.get(reverse(f"{name}_changelist"))
        yield name, listed.content.decode()
        asked = [reverse(f"{name}_add")] if page.has_add_permission(listed.wsgi_request) else []
        if row := model._default_manager.order_by("pk").first():
            asked += [reverse(f"{name}_{verb}", args=[row.pk]) for verb in ("change", "history")]
        for address in asked:
            answer = client.get(address)
            assert answer.status_code == 200, address
            yield address, answer.content.decode().replace(escape(str(row)) if row else "\n", "")


def names_of(keeper: User) -> Iterator[tuple[str, str]]:
    """Of every column there, also where no row is; with those of the tables inside."""
    request = RequestFactory().get("/admin/")
    request.user = keeper
    for model, page in admin.site._registry.items():
        meta = model._meta
        yield f"{meta.label} itself", str(meta.verbose_name)
        yield f"{meta.label} itself", str(meta.verbose_name_plural)
        yield meta.app_label, str(meta.app_config.verbose_name)
        for one in [page, *(inline(model, admin.site) for inline in page.inlines)]:
            shown = flatten_fieldsets(one.get_fieldsets(request))
            listed = [name for name in getattr(one, "list_display", ()) if name != "__str__"]
            for name in [*shown, *listed]:
                if name != "serves":  # a field of the form alone; its label stands in the page
                    yield f"{one.__class__.__name__}.{name}", str(label_for_field(name, one.model, one))


def strange(said: Iterator[tuple[str, str]], language: str) -> set[tuple[str, str]]:
    def is_wrong(words: str) -> bool:
        if language == "en":
            return bool(CHINESE.search(words))
        return words not in SAME_IN_BOTH and bool(LETTERS.search(words)) and not CHINESE.search(words)

    return {(where, words) for where, words in said if is_wrong(words)}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_column_and_table_is_named_in_the_language_of_whoever_reads(keeper, language):
    with translation.override(language):
        said = list(names_of(keeper))
    assert len(said) > 200
    assert strange(iter(said), language) == set()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_speaks_the_language_of_whoever_reads(keeper, language):
    client = Client()
    client.force_login(keeper)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    pages = list(pages_of(client))
    assert len(pages) > 40
    said = [(address, words) for address, page in pages for words in Said(page).words]
    assert len(said) > 400
    assert strange(iter(said), language) == set()


def test_one_name_for_one_thing_as_the_pages_have_it():
    with translation.override("zh-hans"):
        named = {model._meta.model_name: str(model._meta.verbose_name) for model in admin.site._registry}
    wanted = {
        "issue": "事项",
        "notice": "告示",
        "actionitem": "落实事项",
        "minutes": "会议纪要",
        "topic": "议题",
    }
    assert {name: named[name] for name in wanted} == wanted
