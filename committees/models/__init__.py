from committees.models.agenda import AgendaItem, AgendaPaper
from committees.models.councils import Charter, CouncilSeat
from committees.models.kinds import MeetingKind
from committees.models.meetings import Invitation, Meeting, Party
from committees.models.minutes import (
    Confirmation,
    Erratum,
    Minutes,
    PostingComment,
    PostingProof,
    PublicPosting,
)
from committees.models.resolutions import ActionItem, ActionPhoto, ActionReport, Resolution
from committees.models.room import Attendance, Motion, MotionVote, Speech
from committees.models.series import CalendarAddress, MeetingSeries, SeriesException
from committees.models.topics import Endorsement, Topic

__all__ = [
    "ActionItem",
    "ActionPhoto",
    "ActionReport",
    "AgendaItem",
    "AgendaPaper",
    "Attendance",
    "CalendarAddress",
    "Charter",
    "Confirmation",
    "CouncilSeat",
    "Endorsement",
    "Erratum",
    "Invitation",
    "Meeting",
    "MeetingKind",
    "MeetingSeries",
    "Minutes",
    "Motion",
    "MotionVote",
    "Party",
    "PostingComment",
    "PostingProof",
    "PublicPosting",
    "Resolution",
    "SeriesException",
    "Speech",
    "Topic",
]
