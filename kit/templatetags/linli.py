"""Linli's own tags and filters: `{% load linli %}`."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlencode

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kit import chinese, figures, forms, lines, spoken, times
from kit.steady import steady

register = template.Library()


@register.simple_tag
@steady
@lru_cache(maxsize=500, typed=True)  # a name of the templates' own or of a navigation's, with its look
def icon(name: str, css: str = "") -> SafeString:
    """`{% icon "pen" %}`, `{% icon "right" "icon--sm" %}`, `{% icon "logo" "logo" %}`; not read aloud."""
    classes = css if css == "logo" else f"icon {css}".strip()
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        classes,
        static("linli/icons.svg"),
        name,
    )


@register.simple_tag
@steady
def scene() -> SafeString:
    """The lake at night, for the hero and the sign-in page only."""
    return format_html(
        '<svg class="hero__scene" aria-hidden="true"><use href="{}#scene" width="100%" height="100%"/></svg>',
        static("linli/icons.svg"),
    )


# --- times: an empty value gives an empty string --------------------------------------------------


@register.filter
def day(at: datetime | date | None) -> str:
    return times.long_day(at, now=timezone.now()) if at else ""


@register.filter
def short_day(at: datetime | date | None) -> str:
    return times.short_day(at, now=timezone.now()) if at else ""


@register.filter
def last_day(until: datetime | None) -> str:
    """{{ notice.expires_at|last_day }}: what holds until midnight holds for the last time the day before."""
    return times.short_day(times.last_day(until), now=timezone.now()) if until else ""


@register.filter
def moment(at: datetime | None) -> str:
    return times.moment(at, now=timezone.now()) if at else ""


@register.filter
def written(at: datetime | None) -> str:
    """{{ issue.reported_at|written }}: on paper, which is read on another day than it was printed."""
    return times.written(at, now=timezone.now()) if at else ""


@register.filter
def clock(at: datetime | None) -> str:
    return times.clock(at) if at else ""


@register.filter
def span(start: datetime | None, end: datetime | None = None) -> str:
    return lines.unbroken(times.span(start, end, now=timezone.now())) if start else ""


@register.filter
def ago(at: datetime | None) -> str:
    return times.ago(at, now=timezone.now()) if at else ""


@register.filter
def left(due: datetime | None) -> str:
    return times.left(due, now=timezone.now()) if due else ""


@register.filter
def duration(length: timedelta | None) -> str:
    return times.duration(length) if length else ""


@register.filter(name="spoken")
def spoken_time(start: datetime | None, end: datetime | None = None) -> str:
    return spoken.spoken(start, end) if start else ""


@register.filter
def aloud(text: str | None) -> str:
    """{{ notice.when_text|aloud }}: written hours as one says them."""
    return spoken.aloud(text or "")


@register.filter
def spoken_day(at: datetime | date | None) -> str:
    return spoken.spoken_day(at, now=timezone.now()) if at else ""


@register.filter
def spoken_moment(start: datetime | None, end: datetime | None = None) -> str:
    return spoken.spoken_moment(start, end, now=timezone.now()) if start else ""


# --- names and figures ----------------------------------------------------------------------------

register.filter("surname_tile", steady(chinese.surname))


@register.filter
def innermost(places: str | None) -> str:
    """水岸公馆 of "灯湖社区 · 水岸公馆"."""
    return (places or "").rpartition(" · ")[2]


@register.filter
def words(thing: object) -> str:
    """What `{{ thing }}` shows of it, as plain words for a piece that keeps what it was handed."""
    return "" if thing is None else str(thing)


register.filter("unbroken", steady(lines.unbroken))
register.filter("running", steady(lines.running))
register.filter("tel", steady(figures.telephone))
register.filter("dialled", steady(figures.dialled))
register.filter("square_metres", steady(figures.square_metres))


# --- forms ----------------------------------------------------------------------------------------


@register.inclusion_tag("includes/field.html")
def field(bound, **looks):
    """`{% field form.name %}`; looks: style="picks", rows=2, placeholder=_("…"), big=True, optional=True."""
    return forms.field_context(bound, **looks)


@register.inclusion_tag("includes/form_errors.html")
def form_errors(form):
    """What is wrong with the form as a whole, and links to the fields that need another look."""
    return forms.errors_context(form)


# --- addresses ------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def query_with(context, **changes) -> str:
    """This page's query with some keys changed; None or "" removes a key. Always starts with "?"."""
    asked = context["request"].GET
    query = {name: values for name, values in asked.lists() if name not in changes}
    query |= {name: [value] for name, value in changes.items() if value not in (None, "")}
    return f"?{urlencode(query, doseq=True, encoding=asked.encoding)}"


class CaptureNode(template.Node):
    def __init__(self, name: str, nodelist: template.NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: template.Context) -> str:
        # Already escaped by the nodes inside; stripping alone would lose that mark.
        context[self.name] = mark_safe(self.nodelist.render(context).strip())  # noqa: S308
        return ""


@register.tag
def capture(parser, token):
    """`{% capture back %}{% block back %}{% endblock %}{% endcapture %}`: a block's text as a variable."""
    name = token.split_contents()[1]
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(name, nodelist)


@steady
class FactsNode(template.Node):
    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> str:
        return lines.facts(self.nodelist.render(context))


@register.tag("facts")
def facts_tag(parser, token):
    """`{% facts %}{{ place }} · {{ day }}{% endfacts %}`: the line breaks between facts, not inside one."""
    nodelist = parser.parse(("endfacts",))
    parser.delete_first_token()
    return FactsNode(nodelist)
