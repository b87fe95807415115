"""On English pages what neighbours wrote in Chinese says that it is Chinese; Chinese pages have not a byte of it."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from kit.language_of_parts import ANY_HAN, MARK, marked
from kit.middleware import TOKEN
from tests.browser.markup import VOID, faults_of
from tests.browser.routes import visits
from tests.browser.rows import person, rows_of_the_demo
from tests.factories import make_building, make_captain, make_estate
from tests.notices.ground import new_ground

UNREAD = {"script", "style"}


@pytest.mark.parametrize(
    ("page", "answer"),
    [
        ("<h1>水管 漏水</h1>", '<h1 lang="zh-CN">水管 漏水</h1>'),
        ("<b>3栋 · 2单元</b>", '<b lang="zh-CN">3栋 · 2单元</b>'),
        ("<b>11 楼的&quot;灯&quot;坏了</b>", '<b lang="zh-CN">11 楼的&quot;灯&quot;坏了</b>'),
        ("<b>Water off, 8:30</b>", "<b>Water off, 8:30</b>"),
        (
            "<p>Written by 王伟, 8:30</p>",
            '<p><bdi>Written by <bdi lang="zh-CN">王伟,</bdi> 8:30</bdi></p>',
        ),
        ("<p>连 WiFi\n</p>", '<p><bdi><bdi lang="zh-CN">连</bdi> WiFi</bdi>\n</p>'),
        ("<p>一<br>二</p>", '<p><bdi lang="zh-CN">一</bdi><br><bdi lang="zh-CN">二</bdi></p>'),
        ("<b>水 <i>Open</i></b>", '<b><bdi lang="zh-CN">水</bdi> <i>Open</i></b>'),
        ('<a class="more" lang="zh-CN">中文</a>', '<a class="more" lang="zh-CN">中文</a>'),
        ("<option value=1>To 水岸</option>", '<option value=1 lang="zh-CN">To 水岸</option>'),
        ("<textarea>\nhi 水</textarea>", '<textarea lang="zh-CN">\nhi 水</textarea>'),
        ('<input value="水"> 水', '<input value="水" lang="zh-CN"> <bdi lang="zh-CN">水</bdi>'),
        ('<input type="hidden" value="水">', '<input type="hidden" value="水">'),
        ('<p title="a > 水">ok</p>', '<p title="a > 水">ok</p>'),
        (
            '<script>x = "<b>水</b>"</script><!-- <b>水</b> -->',
            '<script>x = "<b>水</b>"</script><!-- <b>水</b> -->',
        ),
    ],
)
def test_what_is_marked(page, answer):
    assert marked(page) == answer


@pytest.mark.parametrize("words", ["水 1 ", "水", "1 ", "a", "水a 1 b ", "  1\n", "x='>", '"水'])
def test_long_words_take_no_longer_than_they_are_long(words):
    """What would be tried anew at each sign would take hours here."""
    assert "水" in marked(f"<p>水 {words * 200_000} b</p>")


@pytest.mark.slow
@pytest.mark.usefixtures("demo")
@pytest.mark.django_db(transaction=True)
def test_every_chinese_word_on_an_english_page_is_said_to_be_chinese():
    found = []
    for visit in visits(rows_of_the_demo()):
        page = opened(visit.role, visit.path, "en")
        found += [f"{visit.path} as {visit.role}: {what}" for what in [*unmarked(page), *faults_of(page)]]
    assert not found, "\n".join(found)


@pytest.mark.django_db
def test_the_button_to_call_a_captain_says_the_name_in_chinese():
    """Its picture alone had a label in two languages, of which one voice can say only one."""
    building = make_building(make_estate("水岸公馆"))
    make_captain(building, user__display_name="罗白兰", phone="10000008888", phone_is_public=True)
    page = opened("", building.get_absolute_url(), "en")
    button = page.partition('href="tel:10000008888"')[2].partition("</a>")[0]
    assert "aria-label" not in button
    assert f"Call <bdi{MARK}>罗白兰</bdi>" in button
    assert not unmarked(page)
    assert unmarked('<main><a aria-label="Call 罗白兰"></a></main>') == ["Call 罗白兰"]


@pytest.mark.django_db
def test_a_chinese_page_is_sent_as_it_was_made(settings):
    ground = new_ground()
    path = reverse("notices:detail", args=[ground.publish(title="周五早上灭蚊").pk])
    page = opened("", path, "zh-hans")
    assert "周五早上灭蚊" in page
    assert page.count("lang=") == 2  # the page's, and the switch to English
    settings.MIDDLEWARE = settings.MIDDLEWARE[:-1]
    assert len(opened("", path, "zh-hans")) == len(page)


@pytest.mark.django_db
def test_a_page_that_is_kept_is_kept_marked(settings):
    ground = new_ground()
    path = reverse("notices:detail", args=[ground.publish(title="周五早上灭蚊").pk])
    visitor = Client(headers={"accept-language": "en"})
    first, again = (TOKEN.sub(b"", visitor.get(path).content).decode() for _ in range(2))
    assert f"{MARK}>周五早上灭蚊</h1>" in first
    assert again == first


def opened(role: str, path: str, language: str) -> str:
    client = Client()
    if role:
        client.force_login(person(role))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(path, follow=True)
    assert answer.status_code == 200, path
    return answer.content.decode()


class Heard(HTMLParser):
    """`wrong`: the words of <main> with a Chinese sign in them that would be spelled in an English voice."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        language = dict(given).get("lang") or (self.open[-1][1] if self.open else "")
        label = dict(given).get("aria-label") or ""
        # One string has one voice. What is pressed says it in words of its own, which are marked.
        if tag in ("a", "button") and ANY_HAN.search(label) and re.search("[A-Za-z]", label):
            self.wrong.append(label)
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self.open]
        if "main" in tags and tags[-1] not in UNREAD and ANY_HAN.search(data):
            self.wrong += [data] if not self.open[-1][1].startswith("zh") else []


def unmarked(page: str) -> list[str]:
    heard = Heard()
    heard.feed(page)
    return heard.wrong
