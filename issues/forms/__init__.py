from issues.forms.handing import LeaveForm
from issues.forms.queue import ViewNameForm
from issues.forms.report import ASKED, HOME, PhotosField, PhotosInput, ReportForm
from issues.forms.steps import (
    AnswerForm,
    ConfirmForm,
    DecideForm,
    DispatchForm,
    DissuadeForm,
    MergeForm,
    NeededWordsForm,
    ResolveForm,
    SuspendForm,
    WordsForm,
)

__all__ = [
    "ASKED",
    "HOME",
    "AnswerForm",
    "ConfirmForm",
    "DecideForm",
    "DispatchForm",
    "DissuadeForm",
    "LeaveForm",
    "MergeForm",
    "NeededWordsForm",
    "PhotosField",
    "PhotosInput",
    "ReportForm",
    "ResolveForm",
    "SuspendForm",
    "ViewNameForm",
    "WordsForm",
]
