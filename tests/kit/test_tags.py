from datetime import timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import override


def render(source: str, path: str = "/", **context) -> str:
    context.setdefault("request", RequestFactory().get(path))
    return Template("{% load linli %}" + source).render(Context(context))


def test_an_icon_uses_the_sprite_and_is_silent():
    svg = render('{% icon "pen" "icon--sm" %}')
    assert svg.startswith('<svg class="icon icon--sm" aria-hidden="true"><use href="/static/linli/icons')
    assert svg.endswith('.svg#pen"/></svg>')
    assert '<svg class="logo"' in render('{% icon "logo" "logo" %}')


def test_an_icon_name_cannot_break_out():
    assert "<script>" not in render("{% icon name %}", name='"><script>')


def test_times_are_said_from_now_and_nothing_gives_nothing():
    now = timezone.now()
    with override("zh-hans"):
        assert render("{{ t|ago }}", t=now - timedelta(minutes=5, seconds=5)) == "5 分钟前"
        assert render("{{ t|left }}", t=now + timedelta(days=1, hours=4, minutes=1)) == "还剩 1 天 4 小时"
        assert render("{{ t|moment }}", t=now).startswith("今天 ")
        assert f"{timezone.localtime(now).day} 日 " in render("{{ t|written }}", t=now)
        assert "星期" in render("{{ t|day }}", t=now)
        assert "\xa0– " in render("{{ t|span:end }}", t=now, end=now + timedelta(hours=1))
        assert "到" in render("{{ t|spoken:end }}", t=now, end=now + timedelta(hours=1))
        assert render("{{ t|spoken_moment }}", t=now).startswith("今天")
        assert render("{{ d|duration }}", d=timedelta(hours=3)) == "3 小时"
    for name in (
        "ago",
        "left",
        "moment",
        "written",
        "day",
        "short_day",
        "last_day",
        "clock",
        "span",
        "duration",
        "spoken",
        "spoken_day",
        "spoken_moment",
    ):
        assert render("{{ t|" + name + " }}", t=None) == ""


def test_names_and_numbers():
    assert render(
        '{{ "欧阳木棉"|surname_tile }}|{{ "075700000110"|tel }}|{{ "0757-0000 0110"|dialled }}'
    ) == ("欧阳|0757-0000 0110|075700000110")


@pytest.mark.parametrize(
    "path, tag, query",
    [
        ("/?a=1", 'b="2"', "?a=1&b=2"),
        ("/?a=1&b=2", 'b="3"', "?a=1&b=3"),
        ("/?a=1&b=2", "b=None", "?a=1"),
        ("/?a=1", 'a=""', "?"),
        ("/?a=1&a=2", 'b="停水"', "?a=1&a=2&b=%E5%81%9C%E6%B0%B4"),
    ],
)
def test_a_query_with_changes(path, tag, query):
    assert render("{% autoescape off %}{% query_with " + tag + " %}{% endautoescape %}", path) == query


def test_a_query_is_escaped():
    assert render('{% query_with b="2" %}', "/?a=1&x=<script>") == "?a=1&amp;x=%3Cscript%3E&amp;b=2"


class Form(forms.Form):
    title = forms.CharField(label="标题", help_text="一句话", max_length=40)
    body = forms.CharField(label="正文", widget=forms.Textarea, required=False)
    place = forms.ChoiceField(label="地方", choices=[("1", "1栋"), ("2", "2栋")])
    urgent = forms.BooleanField(label="急", required=False)
    answer = forms.ChoiceField(
        label="来吗", choices=[("yes", "来"), ("no", "不来")], widget=forms.RadioSelect
    )
    days = forms.MultipleChoiceField(
        label="哪天", choices=[("6", "周六")], widget=forms.CheckboxSelectMultiple
    )
    photo = forms.FileField(label="照片", required=False)
    client_key = forms.UUIDField(widget=forms.HiddenInput)


WRONG = {"urgent": "on", "answer": "perhaps", "client_key": "no"}


def field(name: str, *, data=None, looks: str = "") -> str:
    return render("{% field form." + name + " " + looks + " %}", form=Form(data)).strip()


def test_a_text_field_has_its_label_class_and_hint():
    html = field("title")
    assert '<label class="label" for="id_title">标题</label>' in html
    assert 'class="input"' in html
    assert 'aria-describedby="id_title-hint"' in html
    assert '<p class="meta" id="id_title-hint">一句话</p>' in html
    assert "aria-invalid" not in html


@pytest.mark.parametrize("name", ["title", "place", "photo"])
def test_one_box_fields_are_inputs(name):
    assert f'for="id_{name}"' in field(name)
    assert 'class="input"' in field(name)


def test_a_wrong_field_says_so_and_points_to_the_sentence():
    html = field("title", data=WRONG)
    assert html.count("aria-describedby") == 1
    assert 'aria-describedby="id_title-hint id_title-e"' in html
    assert html.count('aria-invalid="true"') == 1
    assert '<div id="id_title-e"><p class="error">' in html


def test_a_textarea_takes_looks():
    html = field("body", looks='rows=2 placeholder="比如" big=True optional=True')
    assert 'rows="2"' in html
    assert 'placeholder="比如"' in html
    assert '<label class="label big" for="id_body">' in html
    with override("zh-hans"):
        assert "<small>可以不写</small>" in field("body", looks="optional=True")
        assert "可以不写" not in field("title", looks="optional=True")  # it is required


def test_a_checkbox_is_inside_its_label():
    html = field("urgent", data=WRONG)
    assert '<label class="check" for="id_urgent"><input type="checkbox"' in html
    assert "checked" in html
    assert "<span>急</span>" in html


@pytest.mark.parametrize("looks, css", [("", "check"), ('style="picks"', "pick")])
def test_choices_are_a_fieldset(looks, css):
    html = field("answer", data=WRONG, looks=looks)
    assert html.startswith('<fieldset class="section" id="id_answer" aria-describedby="id_answer-e">')
    assert '<legend class="label">来吗</legend>' in html
    assert html.count(f'<label class="{css}"') == 2
    assert 'for="id_answer_0"' in html
    assert 'id="id_answer_0"' in html
    assert "checkbox" in field("days")


def test_a_hidden_field_shows_no_label():
    assert field("client_key").startswith('<input type="hidden"')


def test_the_form_says_what_is_wrong_and_links_to_the_fields():
    form = Form(WRONG)
    form.add_error(None, "已经有人报过了")
    html = render("{% form_errors form %}", form=form)
    assert 'role="alert"' in html
    assert "已经有人报过了" in html
    assert 'href="#id_title">标题</a>' in html
    assert 'href="#id_answer">来吗</a>' in html
    assert "id_client_key" not in html
    assert html.count('<p class="error">') == 2  # the form's own, and the hidden field's


def test_a_good_form_says_nothing():
    assert render("{% form_errors form %}", form=Form()).strip() == ""


def test_errors_and_labels_are_escaped():
    form = Form(WRONG)
    form.add_error("title", "<b>x</b>")
    form.fields["title"].label = "<i>"
    html = render("{% field form.title %}{% form_errors form %}", form=form)
    assert "<b>" not in html
    assert "<i>" not in html


def test_a_captured_block_is_neither_lost_nor_escaped_twice():
    assert (
        render("{% capture words %} a &amp; {{ x }} {% endcapture %}[{{ words }}]", x="<b>")
        == "[a &amp; &lt;b&gt;]"
    )
