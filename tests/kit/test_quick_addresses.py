"""Addresses put together our way are Django's, of every name of the router and whatever is handed to it."""

from types import SimpleNamespace

import pytest
from django.template import Context, Engine
from django.template.defaulttags import URLNode
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse, set_script_prefix

from kit.quick_addresses import QuickURLNode, address

PLAIN, QUICK = "django.template.loaders.cached.Loader", "kit.folding.Loader"
NUMBERS = (0, 1, 7, 2026, 8_675_309_041, 10**12)


def made(loader: str, text: str, *contexts: dict) -> list[str]:
    engine = Engine(loaders=[(loader, [("django.template.loaders.locmem.Loader", {"page.html": text})])])
    template, found = engine.get_template("page.html"), []
    for given in contexts:
        try:
            found.append(template.render(Context(given)))
        except Exception as error:
            found.append(type(error).__name__)
    return found


def names(resolver: URLResolver, space: str = "") -> set[tuple[str, int]]:
    """(name, how many arguments) of all that is in the router."""
    found = set()
    for name in filter(lambda name: isinstance(name, str), resolver.reverse_dict):
        for possibility in resolver.reverse_dict.getlist(name):
            found |= {(space + name, len(one[1])) for one in possibility[0]}
    for name, (_prefix, inner) in resolver.namespace_dict.items():
        found |= names(inner, f"{space}{name}:")
    return found


def test_every_address_with_numbers_is_django_s():
    with_numbers = {(name, count) for name, count in names(get_resolver()) if count}
    assert len(with_numbers) > 150
    for name, count in sorted(with_numbers):
        words = " ".join(f"n{n}" for n in range(count))
        contexts = [{f"n{n}": number + n for n in range(count)} for number in NUMBERS]
        text = f'{{% url "{name}" {words} %}}'
        assert made(QUICK, text, *contexts) == made(PLAIN, text, *contexts), name


@pytest.mark.parametrize(
    "value", [5, "5", "五", 5.0, True, None, -5, "", SimpleNamespace(pk=5), "a/b", "<b>"]
)
@pytest.mark.parametrize(
    "text",
    [
        '{% url "issues:around" one %}',
        '{% url "issues:around" one|default:3 %}',
        '{% url "issues:around" one.pk %}',
        "{% url name one %}",
        '{% url "issues:" one %}',
        '{% url "issues:around" one as there %}[{{ there }}]',
        '{% autoescape off %}{% url "notices:detail" one %}{% endautoescape %}',
        '{% url "admin:people_user_change" one %}',
    ],
)
def test_whatever_is_handed_over_it_is_django_s(value, text):
    contexts = [{"one": value, "name": "issues:around"}, {"one": 8, "name": "notices:detail"}, {"one": value}]
    assert made(QUICK, text, *contexts) == made(PLAIN, text, *contexts)


def test_the_addresses_of_a_page_are_made_this_way():
    engine = Engine(
        loaders=[(QUICK, [("django.template.loaders.locmem.Loader", {"p": '{% url "issues:around" n %}'})])]
    )
    template = engine.get_template("p")
    (node,) = template.nodelist.get_nodes_by_type(URLNode)
    assert type(node) is QuickURLNode
    assert template.render(Context({"n": 3})) == "/issues/around/3/"
    assert node.pieces == "/issues/around/{}/"


def test_addresses_of_rows_are_django_s():
    for name, count in sorted(names(get_resolver())):
        for number in NUMBERS:
            numbers = [number + n for n in range(count)]
            try:
                expected = reverse(name, args=numbers)
            except NoReverseMatch:
                with pytest.raises(NoReverseMatch):
                    address(name, *numbers)
                continue
            assert address(name, *numbers) == expected


@pytest.mark.parametrize("number", [-5, None, "", 5.0, "a/b"])
def test_what_is_no_number_goes_django_s_way(number):
    with pytest.raises(NoReverseMatch):
        address("issues:detail", number)
    assert address("issues:detail", "5") == address("issues:detail", 5) == "/issues/5/"


def test_addresses_follow_where_the_site_stands():
    assert address("issues:detail", 5) == "/issues/5/"
    set_script_prefix("/linli/")
    try:
        assert address("issues:detail", 5) == "/linli/issues/5/"
    finally:
        set_script_prefix("/")
    assert address("issues:detail", 5) == "/issues/5/"
