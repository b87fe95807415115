import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.richtext import clean_html, plain_to_html


@pytest.mark.parametrize(
    "html, clean",
    [
        ("<p>停水 <b>3</b> 小时</p>", "<p>停水 <b>3</b> 小时</p>"),
        ("<script>alert(1)</script><p>a</p>", "<p>a</p>"),
        ('<p onclick="x()" style="color:red" class="btn">a</p>', "<p>a</p>"),
        ("<img src=x onerror=alert(1)>a", "a"),
        ('<a href="javascript:alert(1)">a</a>', '<a rel="noopener noreferrer nofollow">a</a>'),
        ('<a href="tel:110">a</a>', '<a href="tel:110" rel="noopener noreferrer nofollow">a</a>'),
        ("<iframe src='//x'></iframe><!-- note --><h1>a</h1>", "a"),
        ("<p>unclosed <b>bold", "<p>unclosed <b>bold</b></p>"),
    ],
)
def test_only_a_few_tags_stay(html, clean):
    assert clean_html(html) == clean


def test_plain_text_becomes_paragraphs_lists_and_headings():
    text = "各位街坊：\n明天停水。\n\n## 停水期间\n- 存好水\n- 关掉热水器\n\n1. 先放水\n2、再用\n谢谢。"
    assert plain_to_html(text) == (
        "<p>各位街坊：<br>明天停水。</p>\n<h2>停水期间</h2>\n"
        "<ul><li>存好水</li><li>关掉热水器</li></ul>\n<ol><li>先放水</li><li>再用</li></ol>\n<p>谢谢。</p>"
    )


@pytest.mark.parametrize("line", ["1.5 公里外", "2、3 栋停水", "-5 度", "#停水", "3.14 是周六"])
def test_a_figure_or_dash_alone_makes_no_list(line):
    assert plain_to_html(line) == f"<p>{line}</p>"


def test_windows_line_ends_and_blank_lines_are_understood():
    assert plain_to_html("一\r\n\r\n\r\n \r\n二\r\n") == "<p>一</p>\n<p>二</p>"


def test_addresses_become_links_up_to_the_punctuation():
    html = plain_to_html("看 https://example.org/a?b=1&c=2。或（http://example.org/x）. 再说")
    assert 'href="https://example.org/a?b=1&amp;c=2"' in html
    assert ">https://example.org/a?b=1&amp;c=2</a>。或" in html
    assert ">http://example.org/x</a>）" in html
    assert 'rel="noopener noreferrer nofollow"' in html


def test_markup_in_plain_text_is_shown_not_obeyed():
    assert (
        plain_to_html("<script>x</script> & <b>") == "<p>&lt;script&gt;x&lt;/script&gt; &amp; &lt;b&gt;</p>"
    )


def test_nothing_gives_nothing():
    assert plain_to_html("") == ""
    assert plain_to_html(" \n\n ") == ""


@given(st.text())
def test_no_text_can_make_markup_of_its_own(text):
    allowed = {"p", "br", "ul", "ol", "li", "h2", "a"}
    html = plain_to_html(text)
    assert {part.split(">")[0].split(" ")[0].strip("/") for part in html.split("<")[1:]} <= allowed
