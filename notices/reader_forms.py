"""What readers, captains and those who answer fill in."""

from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buildings.forms import DayInput
from buildings.models import Place
from kit.forms import say_refused
from kit.refused import Refused
from kit.uploads import clean_photo
from notices.models import NoticeComment, Way
from notices.operations.comments import LONGEST, LONGEST_ANSWER, LONGEST_REASON


class ShowsRefusal(forms.Form):
    def refuse(self, refused: Refused) -> None:
        say_refused(self, refused)


def box(rows: int, most: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": most, "data-count": ""})


class QuestionForm(ShowsRefusal):
    client_key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    text = forms.CharField(label=NoticeComment._meta.get_field("text").verbose_name, widget=box(3, LONGEST))


class AnswerForm(ShowsRefusal):
    answer = forms.CharField(label=_("Your answer"), widget=box(3, LONGEST_ANSWER))


class HideForm(ShowsRefusal):
    reason = forms.CharField(
        label=_("Why is it hidden?"),
        help_text=_("Everybody reads this instead of the words; whoever wrote them is told."),
        widget=box(2, LONGEST_REASON),
    )


class TickForm(ShowsRefusal):
    """How and when; which door, the button says."""

    way = forms.ChoiceField(
        label=_("How did they hear of it?"), choices=Way.choices, initial=Way.DOOR, widget=forms.RadioSelect
    )
    on = forms.DateField(label=_("On which day?"), initial=timezone.localdate, widget=DayInput())


class BoardForm(ShowsRefusal):
    place = forms.ModelChoiceField(
        queryset=Place.objects.none(),
        label=_("Where it hangs"),
        empty_label=None,
        error_messages={"required": _("Choose the building where it hangs.")},
    )
    photo = forms.FileField(
        label=_("Photo of the notice"),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        error_messages={"required": _("Take or choose a photo of the notice.")},
    )
    hung_on = forms.DateField(label=_("Since which day?"), initial=timezone.localdate, widget=DayInput())

    def __init__(self, *args, places: list[tuple[Place, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.filter(pk__in=[place.pk for place, _name in places])
        self.fields["place"].widget.choices = [(place.pk, name) for place, name in places]

    def clean_photo(self):
        try:
            return clean_photo(self.cleaned_data["photo"])
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
