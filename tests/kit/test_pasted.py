"""What comes out of WPS, Word, WeChat and our own editor."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.pasted import Picture, looks_like_html, plain_of, tidy_html
from kit.richtext import plain_to_html

# As Word and WPS put it on the clipboard, shortened.
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal {margin:0} --></style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]--></head>
<body lang=ZH-CN style='tab-interval:21.0pt'><!--StartFragment-->
<p class=MsoNormal align=center style='text-align:center'><b style='mso-bidi-font-weight:normal'><span
style='font-size:18.0pt;font-family:宋体;mso-ascii-font-family:Calibri'>停水
通知</span></b><span lang=EN-US><o:p></o:p></span></p>
<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>
<p class=MsoListParagraph style='margin-left:21.0pt;text-indent:-21.0pt;mso-list:l0 level1 lfo1'>
<![if !supportLists]><span lang=EN-US style='font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]><span>存好水</span></p>
<p class=MsoListParagraph><![if !supportLists]><span style='font-family:Wingdings'><span
style='mso-list:Ignore'>l<span>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>关好
龙头<span lang=EN-US><o:p></o:p></span></p>
<p class=MsoListParagraph>1.<span>&nbsp;&nbsp;</span>先放水</p><p class=MsoListParagraph>2.<span>&nbsp;</span>再用</p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse'><tr><td width=100 style='width:75pt'>
<p class=MsoNormal>楼栋<o:p></o:p></p></td><td><p class=MsoNormal>时间</p></td></tr>
<tr><td><p class=MsoNormal>1栋</p></td><td><p class=MsoNormal>9:00</p><p class=MsoNormal>到 11:00</p></td></tr></table>
<!--EndFragment--></body></html>"""

WECHAT = """<section data-tool="135编辑器" data-id="9" style="margin:0 8px"><section style="text-align:center">
<span style="font-size:15px;color:rgb(255,255,255)"><strong><section>温馨提示</section></strong></span></section>
<section><p style="line-height:1.75em"><span leaf="">亲爱的街坊：</span></p><p><br></p>
<section><img class="rich_pages" data-src="https://mmbiz.qpic.cn/mmbiz_png/x/640"
src="https://mmbiz.qpic.cn/mmbiz_png/x/640?wx_fmt=png" style="width:100%"></section>
<p onclick="x()">周六大扫除。<a href="javascript:alert(1)">点这里</a>&#8203;</p></section></section><script>alert(1)</script>
<svg onload="alert(1)"><text>画</text></svg><iframe src="https://v.qq.com/x"></iframe>"""


def test_a_paste_from_word_keeps_its_words_lists_and_tables():
    assert tidy_html(WORD) == (
        "<p><strong>停水通知</strong></p>\n<ul><li>存好水</li><li>关好龙头</li></ul>\n"
        "<ol><li>先放水</li><li>再用</li></ol>\n<table><tbody><tr><td>楼栋</td><td>时间</td></tr>"
        "<tr><td>1栋</td><td>9:00<br>到 11:00</td></tr></tbody></table>"
    )
    assert plain_of(tidy_html(WORD)) == (
        "停水通知\n\n- 存好水\n- 关好龙头\n\n1. 先放水\n2. 再用\n\n楼栋 · 时间\n1栋 · 9:00 到 11:00"
    )


def test_a_paste_from_wechat_keeps_its_words_and_none_of_its_soup():
    html = tidy_html(WECHAT)
    assert html.startswith("<p>温馨提示</p>\n<p>亲爱的街坊：</p>\n<p>周六大扫除。")
    for soup in (
        "section",
        "style",
        "data-",
        "img",
        "mmbiz",
        "script",
        "svg",
        "iframe",
        "javascript",
        "\u200b",
    ):
        assert soup not in html


def test_only_ones_own_pictures_stay():
    own = {"/notices/1/files/2/": Picture('水管"<x>', 800, 600)}
    text = (
        '<p><img src="/notices/1/files/2/" onerror="x()" alt="别的"></p>'
        '<p><img src="/notices/9/files/9/"><img src="data:image/png;base64,AAAA"></p>'
    )
    assert tidy_html(text, own) == (
        '<p><img src="/notices/1/files/2/" alt="水管&quot;&lt;x&gt;" width="800" height="600"></p>'
    )
    assert tidy_html(text) == ""


def test_what_the_editor_sends_comes_back_the_same():
    sent = (
        "<h2>标题</h2><h3>小标题</h3><ul><li><p>一</p><ul><li><p>内</p></li></ul></li><li><p>二</p></li></ul>"
        '<table><tbody><tr><th colspan="2" rowspan="1"><p>甲</p></th></tr><tr><td><p></p></td><td><p>乙</p></td></tr>'
        '</tbody></table><blockquote><p>话</p></blockquote><p><a href="tel:110">110</a></p><p></p>'
    )
    clean = tidy_html(sent)
    assert clean == (
        "<h2>标题</h2>\n<h3>小标题</h3>\n<ul><li>一<ul><li>内</li></ul></li><li>二</li></ul>\n"
        '<table><tbody><tr><th colspan="2">甲</th></tr><tr><td></td><td>乙</td></tr></tbody></table>\n'
        '<blockquote><p>话</p></blockquote>\n<p><a href="tel:110" rel="noopener noreferrer nofollow">110</a></p>'
    )
    assert tidy_html(clean) == clean
    assert plain_of(clean) == "## 标题\n\n## 小标题\n\n- 一\n- 内\n- 二\n\n甲\n乙\n\n话\n\n110"


def test_a_number_that_starts_no_list_stays():
    assert (
        tidy_html("<p>1. 先说</p><p>别的</p><p>2. 再说</p>") == "<p>1. 先说</p>\n<p>别的</p>\n<p>2. 再说</p>"
    )


@pytest.mark.parametrize(
    "text", ["停水", "<script>alert(1)</script>", "1 < 2", "a <b>c</b>", "- 一\n- 二", "<3 街坊"]
)
def test_what_people_type_is_no_html(text):
    assert not looks_like_html(text)


@pytest.mark.parametrize(
    "text", ["<p>停水</p>", " <ul><li>一</li></ul>", WORD, WECHAT, "<!-- x --><div>一</div>"]
)
def test_what_an_editor_sends_is(text):
    assert looks_like_html(text)


def test_rare_characters_stay_and_nul_goes():
    assert tidy_html("<p>𠮷䶮区· 👨‍👩‍👧 \0e\u0301</p>") == "<p>𠮷䶮区· 👨‍👩‍👧 e\u0301</p>"


def test_a_tower_of_tags_falls_to_its_words():
    tower = "<div>" * 5000 + "停水" + "</div>" * 5000
    after = "<h2>几点</h2><table><tr><td>八点</td></tr></table>"
    assert tidy_html(tower + after) == "<p>停水</p>\n" + tidy_html(after)


@given(st.text(alphabet="<>/=\"'ap img script href=onx:&;-·1. \n", max_size=80))
def test_nothing_that_runs_comes_through_and_clean_stays_clean(text):
    clean = tidy_html(f"<p>{text}")
    assert "<script" not in clean
    assert "<img" not in clean
    assert tidy_html(clean) == clean


@given(st.text(max_size=60))
def test_plain_text_in_html_and_back_keeps_every_word(text):
    html = plain_to_html(text)
    again = plain_to_html(plain_of(html)) if html else html
    assert "".join(plain_of(again).split()) == "".join(plain_of(html).split())


@pytest.mark.parametrize(
    "text",
    [
        "<!--a-->" * 5_000 + "x",
        "<p>a" + " " * 100_000 + "b</p>",
        "<p>a" + "<br>" * 30_000 + "b</p>",
        "<p>中" + "\n" * 100_000 + "b</p>",
        "<p>l" + "\xa0" * 100_000 + "b</p>",
        "<div>" * 40_000,  # as long as the form of a notice takes
        "<ul><li>" * 25_000,
    ],
    ids=["comments", "spaces", "line breaks", "line ends", "no-break spaces", "boxes", "lists"],
)
def test_nobody_makes_it_think_for_long(text):
    began = process_time()
    if looks_like_html(text):
        tidy_html(text)
    assert process_time() - began < 2
