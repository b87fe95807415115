"""A model made from a row our way, and the words of its choices, are Django's, of every model there is."""

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models.signals import post_init
from django.test.utils import isolate_apps
from django.utils import translation

from issues.models import Issue, IssueState
from kit.quick_rows import DJANGO_S_ROW, DJANGO_S_WORD, _columns, from_db

MODELS = apps.get_models(include_auto_created=True)


def held(made: models.Model) -> tuple:
    state = {"fields_cache": {}, **vars(made._state)}  # which Django makes when it is asked for first
    return type(made), {**vars(made), "_state": state}


def values_of(model: type[models.Model], names: list[str]) -> list[str]:
    return [f"the value of {name}" for name in names]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_row_becomes_what_django_makes_of_it(model):
    names = [field.attname for field in model._meta.concrete_fields]
    for some in (names, names[:1], names[::2]):
        row = (model, "default", some, values_of(model, some))
        assert held(model.from_db(*row[1:])) == held(DJANGO_S_ROW(*row))
        assert model.from_db(*row[1:]).get_deferred_fields() == set(names) - set(some)


def test_every_model_of_this_house_is_made_the_quick_way():
    assert [model._meta.label for model in MODELS if _columns(model) is None] == []
    assert Issue.from_db.__func__ is from_db


def test_a_class_with_a_making_of_its_own_is_made_django_s_way():
    with isolate_apps("kit"):

        class Greeted(models.Model):  # noqa: DJ008
            class Meta:
                app_label = "kit"

            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                self.greeting = "你好"

        class Mixed:
            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                self.mixed = True

        class Behind(models.Model, Mixed):  # noqa: DJ008
            class Meta:
                app_label = "kit"

    assert Greeted.from_db("default", ["id"], [5]).greeting == "你好"
    assert Behind.from_db("default", ["id"], [5]).mixed is True


def test_whoever_listens_for_new_ones_hears_of_each():
    heard = []

    def listen(sender, instance, **_):
        heard.append(instance.pk)

    post_init.connect(listen, sender=Session)
    try:
        Session.from_db("default", ["session_key"], ["eins"])
        Issue.from_db("default", ["id"], [1])
    finally:
        post_init.disconnect(listen, sender=Session)
    Session.from_db("default", ["session_key"], ["zwei"])
    assert heard == ["eins"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_words_of_every_choice_are_django_s(language):
    asked = 0
    with translation.override(language):
        for model in MODELS:
            for field in (field for field in model._meta.concrete_fields if field.choices):
                for value in [*dict(field.flatchoices), "nothing of the kind", None, 7, ["a", "list"]]:
                    made = model(**{field.attname: value})
                    assert getattr(made, f"get_{field.name}_display")() == DJANGO_S_WORD(made, field)
                    asked += 1
    assert asked > 300


def test_words_follow_the_language_and_choices_that_were_changed():
    field, issue = Issue._meta.get_field("state"), Issue(state=IssueState.REPORTED)
    before = field.choices
    with translation.override("en"):
        english = issue.get_state_display()
    with translation.override("zh-hans"):
        assert issue.get_state_display() != english
    try:
        field.choices = [(IssueState.REPORTED, "changed")]
        assert issue.get_state_display() == "changed"
    finally:
        field.choices = before
    with translation.override("en"):
        assert issue.get_state_display() == english
