"""How an operation says no."""

from django.utils.functional import Promise


class Refused(Exception):
    """Something may not, or cannot, be done. `sentence` is shown to the person as it is.

    `field` names the form field the sentence belongs to; without it the sentence is about the whole form.
    `url` leads to the page where what stands in the way can be put right.
    """

    def __init__(self, sentence: str | Promise, *, field: str | None = None, url: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.url = url

    def __str__(self) -> str:
        return str(self.sentence)
