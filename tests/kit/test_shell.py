"""The shell of every page, the includes and the error pages, rendered with a made-up context."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
ITEMS = [
    SimpleNamespace(url="/", icon="home", label="首页", badge=0, main=False, current=True, full_only=False),
    SimpleNamespace(
        url="/n/", icon="notice", label="告示", badge=2, main=False, current=False, full_only=False
    ),
    SimpleNamespace(
        url="/i/", icon="pen", label="报个事", badge=0, main=True, current=False, full_only=False
    ),
    SimpleNamespace(
        url="/b/", icon="building", label="我的楼", badge=0, main=False, current=False, full_only=True
    ),
]
CONTEXT = {
    "nav": {"items": ITEMS},
    "whoami": SimpleNamespace(name="何茉莉", line="3栋 902", tile="何", url="/me/"),
    "unread_count": 2,
    "inbox_url": "/inbox/",
    "place_line": "灯湖社区 · 水岸公馆",
    "duty_name": "社区值班",
    "duty_phone": "075700000100",
}


def request(path: str = "/"):
    made = RequestFactory().get(path)
    made.user = AnonymousUser()
    made.resolver_match = None
    return made


def page(blocks: str = "", path: str = "/", **context) -> str:
    template = engines["django"].from_string('{% extends "base.html" %}{% load linli %}' + blocks)
    return template.render(CONTEXT | context, request(path))


def include(name: str, /, **context) -> str:
    return " ".join(render_to_string(f"includes/{name}.html", context, request=request("/list/?q=x")).split())


def bar(html: str) -> str:
    return re.search(r"<header class=\"appbar.*?</header>", html, re.DOTALL)[0]


def test_the_tabs_and_the_rail_are_the_same_destinations_in_the_same_order():
    html = page()
    rail = re.search(r'<nav class="rail".*?</nav>', html, re.DOTALL)[0]
    tabs = re.search(r'<nav class="tabbar".*?</nav>', html, re.DOTALL)[0]
    for nav, css in ((rail, "rail"), (tabs, "tabbar")):
        items = re.findall(rf'<a class="({css}__item[^"]*)" href="(/\w*/?)"( aria-current="page")?>', nav)
        assert [url for _css, url, _current in items][:4] == ["/", "/n/", "/i/", "/b/"]
        assert [bool(current) for *_, current in items][:4] == [True, False, False, False]
        assert f"{css}__main" in items[2][0]
        assert "full-only" in items[3][0]
    assert '<span class="badge">2</span>' in rail
    assert "何茉莉" in rail
    assert 'href="/me/"' in rail


def test_the_bar_shows_the_place_and_what_is_unread():
    with override("zh-hans"):
        html = bar(page())
    assert '<span class="appbar__place">水岸公馆</span>' in html
    assert 'aria-label="消息，2 条未读"' in html
    assert 'href="?comfort=large"' in html


def test_a_task_page_has_a_way_back_its_title_and_no_tabs():
    html = page(
        "{% block title %}报<事>{% endblock %}{% block back %}/i/{% endblock %}"
        "{% block shell_class %}shell--task{% endblock %}{% block main %}<h1>x</h1>{% endblock %}"
    )
    assert '<a class="iconbtn" href="/i/"' in bar(html)
    assert '<span class="appbar__title">报<事></span>' in bar(html)  # the template's own words
    assert '<div class="shell shell--task">' in html
    assert "tabbar" not in html
    assert "pagefoot" not in html


def test_a_title_from_data_is_escaped_once():
    html = page(
        "{% block title %}{{ t }}{% endblock %}{% block back %}{{ b }}{% endblock %}",
        t="A & <b>",
        b="/?a=1&b=2",
    )
    assert html.count("A &amp; &lt;b&gt;") == 2
    assert 'href="/?a=1&amp;b=2"' in html


@pytest.mark.parametrize("language, lang", [("zh-hans", "zh-CN"), ("en", "en")])
def test_the_page_says_its_language_and_comfort(language, lang):
    with override(language):
        assert f'<html lang="{lang}" data-comfort="normal">' in page()
        large = page(comfort="large")
    assert 'data-comfort="large"' in large
    assert 'href="?comfort=normal"' in large


def test_english_speaks_english():
    with override("en"):
        html = page()
    for words in ("Skip to the text", "Large text", "Messages, 2 unread", "My account"):
        assert words in html
    rest = re.sub(r"何茉莉|何|3栋|首页|告示|报个事|我的楼|灯湖社区|水岸公馆|社区值班|中文", "", html)
    assert not re.search(r"[\u4e00-\u9fff]", rest)


def test_the_foot_names_the_duty_phone_and_offers_the_other_language():
    with override("zh-hans"):
        html = page(path="/list/?q=x")
    assert '<a class="nb" href="tel:075700000100">0757-0000 0100</a>' in html
    assert '<input type="hidden" name="next" value="/list/?q=x">' in html
    assert 'value="en" lang="en">English' in html
    assert 'href="?q=x&amp;comfort=large"' in html


def test_nothing_breaks_the_content_security_policy():
    messages = [SimpleNamespace(extra_tags="", __str__=lambda self: "x")]
    for html in (
        page(messages=messages),
        render_to_string("500.html"),
        render_to_string("404.html", request=request()),
    ):
        assert not re.search(r"<script(?![^>]* src=)", html)
        assert not re.search(r"\s(style|on\w+)=", html)
        assert "<style" not in html
        assert not re.search(r'(src|href)="(https?:)?//', html)


@pytest.mark.parametrize(
    "asks", ["data-piece", "data-more", "data-into", "data-sends", "data-asks", "data-counts"]
)
def test_only_a_page_that_asks_for_pieces_of_itself_loads_what_fetches_them(asks):
    assert "linli/pieces." in page(
        '{% block main %}<a href="?after=2" ' + asks + '="x">更多</a>{% endblock %}'
    )
    assert "linli/pieces." not in page('{% block main %}<a href="?after=2">更多</a>{% endblock %}')


def test_no_template_of_the_shell_has_inline_style_or_script():
    for path in [*TEMPLATES.glob("*.html"), *(TEMPLATES / "includes").glob("*.html")]:
        source = path.read_text("utf-8")
        assert not re.search(r"\s(style|on[a-z]+)=\"|<style|javascript:", source), path.name
        assert not re.search(r"\{#[^}]*\n", source), (
            f"{path.name}: a comment over several lines shows on the page"
        )


class Message:
    def __init__(self, words: str, extra_tags: str = "", level_tag: str = "success") -> None:
        self.words, self.extra_tags, self.level_tag = words, extra_tags, level_tag

    def __str__(self) -> str:
        return self.words


def test_messages_are_one_toast_and_can_forget_a_draft():
    html = page(messages=[Message("记下了。", "saved:issue-new"), Message("<b>")])
    assert html.count('class="toast" role="status"') == 1
    assert '<p data-saved="saved:issue-new">记下了。</p>' in html
    assert "<p>&lt;b&gt;</p>" in html


def test_what_went_wrong_stays_until_it_is_closed():
    assert "<p data-stays>没有办成。</p>" in page(messages=[Message("没有办成。", level_tag="error")])


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_error_pages_have_one_heading_and_a_way_on_in_both_languages(name):
    for language in ("zh-hans", "en"):
        with override(language):
            html = render_to_string(
                f"{name}.html", {}, request=None if name in {"400", "500"} else request("/x/")
            )
        assert html.count("<h1") == 1
        assert 'href="/"' in html
        main = re.search(r'<div class="empty">.*?</div>', html, re.DOTALL)[0]
        assert bool(re.search(r"[\u4e00-\u9fff]", main)) is (language == "zh-hans")


def test_the_500_page_needs_no_context_no_request_and_no_collected_files(settings):
    settings.STORAGES = {
        "default": settings.STORAGES["default"],
        "staticfiles": {"BACKEND": "portal.static_files.CollectedFilesStorage"},
    }
    settings.STATIC_ROOT = "/nowhere"
    settings.DEBUG = False
    assert "<h1>" in render_to_string("500.html")
    assert "<h1>" in render_to_string("400.html")


def test_a_notice_is_bold_with_a_dot_until_it_is_read():
    with override("zh-hans"):
        html = include(
            "notice_item", url="/n/1/", title="停水", unread=True, urgent=True, source="物业", ago="2 小时前"
        )
        read = include("notice_item", url="/n/1/", title="停水", source="物业", ago="")
    assert (
        '<a class="item notice" href="/n/1/"><span class="notice__dot"><span class="vh">未读</span></span>'
        in html
    )
    assert '<span class="chip chip--urgent chip--plain">急</span>' in html
    assert '<span>物业</span><span><span class="dot"> · </span>2 小时前</span>' in html
    assert "notice--read" in read
    assert "notice__dot" not in read
    assert "·" not in read


def test_an_issue_says_its_state_in_words():
    with override("zh-hans"):
        html = include(
            "issue_item",
            url="/i/1/",
            title="滴水",
            tone="doing",
            label="处理中",
            meta="物业工程",
            left="还剩 1 天 4 小时",
        )
    assert '<span class="chip chip--doing">处理中</span>' in html
    dot = '<span class="dot"> · </span>'  # out of sight where it would begin a line
    assert f"<span>物业工程</span><span>{dot}还剩 1 天 4 小时</span>" in html
    assert '<span class="chip chip--plain">漏水</span>' in include("chip", label="漏水")


def test_a_captain_can_be_called_by_name():
    with override("zh-hans"):
        html = include(
            "captain", name="欧阳木棉", role="3栋楼长", phone="0757-0000 0301", note="一般 10 分钟内回电。"
        )
    assert '<span class="avatar avatar--lg" aria-hidden="true">欧阳</span>' in html
    button = html.partition('href="tel:075700000301"')[2].partition("</a>")[0]
    assert button.endswith('<span class="vh">打电话给欧阳木棉</span>')
    assert "captain__call" not in include("captain", name="何茉莉", size="md")


def test_a_banner_with_an_address_is_one_link():
    assert include("banner", title="停水", url="/n/1/", tone="urgent").startswith(
        '<a class="banner banner--urgent" href="/n/1/">'
    )
    assert include("banner", text="没有信号").startswith('<div class="banner">')


def test_an_empty_list_is_an_invitation():
    html = include(
        "empty",
        title="还没有人报事",
        text="看到什么就说一声。",
        url="/i/new/",
        action="报个事",
        action_icon="pen",
        level="h3",
    )
    assert "<h3>还没有人报事</h3>" in html
    assert '<a class="btn" href="/i/new/">' in html


def test_the_pager_is_a_link_that_the_script_may_take_over():
    html = include("pager", page=SimpleNamespace(next_cursor="abc:1"), fragment="rows")
    assert 'href="?q=x&amp;after=abc%3A1" rel="next"' in html
    assert 'rel="next" data-more>' in html
    assert "data-more>" not in include("pager", page=SimpleNamespace(next_cursor="abc"))
    assert include("pager", page=SimpleNamespace(next_cursor="")) == ""
