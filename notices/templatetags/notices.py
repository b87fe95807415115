"""For whom a notice is meant: `{% load notices %}{{ notice.place_rows|places_in_words }}`."""

from django import template
from django.utils.translation import gettext

from notices import wording

register = template.Library()
register.filter("places_in_words", wording.places_in_words)
register.filter("groups_in_words", wording.groups_in_words)

OFFICE = {
    "doc": "Word",
    "docx": "Word",
    "xls": "Excel",
    "xlsx": "Excel",
    "ppt": "PowerPoint",
    "pptx": "PowerPoint",
}


@register.filter
def kind_of_paper(name: str) -> str:
    """PDF, Word, Excel: by how its name ends, which the server gave after looking inside."""
    ending = name.rpartition(".")[2].lower()
    return OFFICE.get(ending, ending.upper()[:5]) if "." in name else gettext("File")
