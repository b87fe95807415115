from django.utils.translation import gettext_lazy, override

from kit.refused import Refused


def test_a_refusal_is_its_sentence_in_the_language_of_whoever_reads_it():
    refused = Refused(gettext_lazy("Your unsent words are back."), field="title")
    with override("zh-hans"):
        assert str(refused) == "上次没交的话帮您找回来了。"
    with override("en"):
        assert str(refused) == "Your unsent words are back."
    assert refused.field == "title"
    assert Refused("no").field is None
