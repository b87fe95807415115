"""Pictures and papers beside the text."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notices.forms.hours import RefusableForm
from notices.operations.keeping import ALT_LENGTH


class FileForm(RefusableForm):
    file = forms.FileField(
        label=_("A picture or a paper"),
        required=False,
        allow_empty_file=True,  # the operation has a better sentence
        max_length=400,
        help_text=_("Pictures, PDF, Word, Excel, PowerPoint or WPS; 10 MB each, eight at most."),
        widget=forms.FileInput(
            attrs={"accept": "image/*,.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.wps,.et,.dps"}
        ),
    )
    alt = forms.CharField(
        label=_("What a picture shows"),
        max_length=ALT_LENGTH,
        required=False,
        help_text=_("Read out to those who do not see it."),
    )
