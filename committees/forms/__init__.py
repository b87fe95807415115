"""What people type about a meeting. Valid means understandable; what may be done operations say."""

from committees.forms.actions import (
    AcceptForm,
    HandOverForm,
    ProgressForm,
    PutOffForm,
    ReturnForm,
    StatusForm,
    a_week_later,
)
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
from committees.forms.councils import CharterForm, SeatEndForm, SeatForm
from committees.forms.fields import show_refusal
from committees.forms.meeting import CancelForm, DelegateForm, MoveForm, ReplyForm, SubstituteForm
from committees.forms.minutes import CloseForm
from committees.forms.topics import ChangeItemForm, PaperForm, SortForm, TopicForm, TrayForm

__all__ = [
    "FIELD_OF",
    "MOST_ROWS",
    "ROWS",
    "AcceptForm",
    "CancelForm",
    "ChangeItemForm",
    "CharterForm",
    "CloseForm",
    "ConveneForm",
    "DelegateForm",
    "HandOverForm",
    "ItemForm",
    "MoveForm",
    "Offers",
    "PaperForm",
    "ProgressForm",
    "PutOffForm",
    "ReplyForm",
    "ReturnForm",
    "SeatEndForm",
    "SeatForm",
    "SortForm",
    "StatusForm",
    "SubstituteForm",
    "TopicForm",
    "TrayForm",
    "a_week_later",
    "issue_choices",
    "new_meeting_initial",
    "show_refusal",
]
