"""What people type about a meeting. Valid means understandable; what may be done operations say."""

from committees.forms.convening import (
    FIELD_OF,
    MOST_ROWS,
    ROWS,
    ConveneForm,
    ItemForm,
    Offers,
    issue_choices,
    new_meeting_initial,
)
from committees.forms.councils import SeatForm
from committees.forms.fields import show_refusal
from committees.forms.meeting import CancelForm, MoveForm, ReplyForm
from committees.forms.record import CloseForm, DelegateForm, ProgressForm, ResolutionForm

__all__ = [
    "FIELD_OF",
    "MOST_ROWS",
    "ROWS",
    "CancelForm",
    "CloseForm",
    "ConveneForm",
    "DelegateForm",
    "ItemForm",
    "MoveForm",
    "Offers",
    "ProgressForm",
    "ReplyForm",
    "ResolutionForm",
    "SeatForm",
    "issue_choices",
    "new_meeting_initial",
    "show_refusal",
]
