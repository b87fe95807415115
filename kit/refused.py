"""How an operation says no."""

from django.utils.functional import Promise


class Refused(Exception):
    """Something may not, or cannot, be done. `sentence` is shown to the person as it is.

    `field` names the form field the sentence belongs to; without it the sentence is about the whole form.
    """

    def __init__(self, sentence: str | Promise, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)
