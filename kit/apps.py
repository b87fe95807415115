from django.apps import AppConfig

from kit.blank_words import use_seen_words
from kit.quick_locals import use_quick_locals
from kit.quick_rows import use_quick_rows
from kit.quick_words import use_quick_words

use_quick_rows()  # while Django reads which apps there are: no model is made yet


class KitConfig(AppConfig):
    name = "kit"

    def ready(self) -> None:
        use_quick_locals()
        use_quick_words()
        use_seen_words()
